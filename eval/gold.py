"""The user's own gold, one JSON file a report: read and checked, paired with documents by name, made from the store.

    {"report": {"agency_contains": "教育局", "year": 2024, "template": "2021"},
     "facts": {"disclosure.fees.amount": {"value": 12.5, "status": "reported"}},
     "confirmed": ["disclosure.fees.amount"], "to_check": {…}}

Only `facts` and `report` are judged by. `confirmed` names the fields a person looked at; the others are as the program
read them, without a doubt. What it doubts stands under `to_check` with what was printed: once looked at, it is moved to
`facts` as it stands, its value mended.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from canonical.contract import number_as_json
from canonical.errors import UnusableFileError, UnusableRequestError
from canonical.fields import FIELDS
from canonical.report import Fact, Identity, ReportHeader, Status

if TYPE_CHECKING:
    from factstore import FactStore

STATUSES: Mapping[str, Status] = {status: status for status in get_args(Status)}
WITH_VALUE = frozenset({"reported", "inferred"})
ABOUT = frozenset({"agency_contains", *(each.name for each in dataclasses.fields(Identity))} - {"source"})
NAMED_AT_MOST = 3
IN_ARCHIVE = re.compile(r"\.zip!", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFact:
    """What a reader has to find for a field."""

    value: Decimal | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldFile:
    """One gold file: what it says of the report's identity (`agency_contains` is a part of the name) and its facts."""

    path: Path
    report: Mapping[str, Any]
    facts: Mapping[str, GoldFact]
    confirmed: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A document and its gold."""

    document: Path
    gold: GoldFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Documents with their gold, and what was left over on either side."""

    pairs: tuple[Pair, ...]
    documents_without_gold: tuple[Path, ...]
    gold_without_document: tuple[Path, ...]


# -- in


def read_gold(path: Path) -> GoldFile:
    """The gold in a file. Raises UnusableFileError, naming what is wrong in it and what to do."""
    data = _object(_parsed(path), path, "the file")
    report = _object(data.get("report", {}), path, '"report"')
    for key in report.keys() - ABOUT:
        _refuse(
            path, f'"report" 中没有这一项 / "report" can not have: {key}{_nearest(key, ABOUT)}', "改正或删去 / mend it"
        )
    if "facts" not in data:
        _refuse(path, '缺少 "facts" / "facts" is missing', 'add "facts": {field: {"value": …, "status": …}}')
    facts = _object(data["facts"], path, '"facts"')
    return GoldFile(
        path=path,
        report=report,
        facts={field: _fact(field, said, path) for field, said in facts.items()},
        confirmed=tuple(data.get("confirmed", ())),
        to_check=tuple(_object(data.get("to_check", {}), path, '"to_check"')),
    )


def pairs(docs: Sequence[Path], gold: Path) -> tuple[Pair, ...]:
    """The documents that have gold, in the order of the folders. Raises UnusableRequestError where none has."""
    found = pairing(docs, gold)
    if not found.pairs:
        raise UnusableRequestError(
            "没有文件名相同的报告与标准答案 / no document and no gold share a name: "
            f"{_named(found.documents_without_gold)} in {', '.join(map(str, docs))}; "
            f"{_named(found.gold_without_document)} in {gold}"
        )
    return found.pairs


def pairing(docs: Sequence[Path], gold: Path) -> Pairing:
    """Every document of the folders with the gold of its name, whatever its suffix; and those without a partner."""
    golds = {path.stem: path for path in _files((gold,)) if path.suffix == ".json"}
    matched = {path: _stem_of(path, golds) for path in _files(docs) if path.suffix != ".json"}
    read = {stem: read_gold(golds[stem]) for stem in golds if stem in matched.values()}
    return Pairing(
        pairs=tuple(Pair(document=path, gold=read[stem]) for path, stem in matched.items() if stem is not None),
        documents_without_gold=tuple(path for path, stem in matched.items() if stem is None),
        gold_without_document=tuple(path for stem, path in golds.items() if stem not in read),
    )


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    """The plain files in the folders, sorted; a file stands for itself."""
    for folder in folders:
        if not folder.exists():
            raise UnusableRequestError(f"{folder}: 没有这个文件夹 / no such folder")
        for path in sorted(folder.iterdir()) if folder.is_dir() else (folder,):
            if path.is_file() and not path.name.startswith("."):
                yield path


def _stem_of(path: Path, golds: Mapping[str, Path]) -> str | None:
    """The longest part of the name before a dot that has gold: "a.2024.pdf" is that of "a.2024", else of "a"."""
    parts = path.name.split(".")
    stems = (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return next((stem for stem in stems if stem in golds), None)


def _named(paths: Sequence[Path]) -> str:
    shown = ", ".join(path.name for path in paths[:NAMED_AT_MOST])
    return f"{len(paths)} ({shown}{', …' if len(paths) > NAMED_AT_MOST else ''})" if paths else "0"


def _parsed(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_without_repeats)
    except OSError as error:
        _refuse(path, f"无法读取 / can not be read: {error.strerror or error}")
    except UnicodeDecodeError:
        _refuse(path, "不是 UTF-8 文本 / is no text in UTF-8", "另存为 UTF-8 / save it as UTF-8")
    except json.JSONDecodeError as error:
        _refuse(
            path,
            f"第 {error.lineno} 行不是 JSON / is no JSON in line {error.lineno}: {error.msg}",
            "改正该行 / mend it",
        )
    except ValueError as error:
        _refuse(path, str(error), "改正 / mend it")


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} 不是数字 / is no number")


def _without_repeats(items: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON readers keep the last of two equal keys in silence; in gold one of them is a mistake."""
    twice = [key for key, times in Counter(key for key, _ in items).items() if times > 1]
    if twice:
        raise ValueError(f"重复出现 / stands there twice: {twice[0]}")
    return dict(items)


def _object(data: Any, path: Path, name: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        _refuse(path, f"{name} 应为 JSON 对象 / {name} has to be a JSON object")
    return data


def _fact(field: str, said: Any, path: Path) -> GoldFact:
    if field not in FIELDS:
        _refuse(path, f"没有这个项目 / no such field: {field}{_nearest(field, FIELDS)}", "改正项目名 / mend its name")
    entry = _object(said, path, field)
    value, status = entry.get("value"), entry.get("status")
    if not isinstance(status, str) or status not in STATUSES:
        _refuse(path, f"{field}: 状态应为 / the status has to be one of {', '.join(STATUSES)}; got {status!r}")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | None):
        _refuse(path, f"{field}: 数值应为数字或 null / the value has to be a number or null; got {value!r}")
    if (value is not None) != (status in WITH_VALUE):
        _refuse(
            path,
            f"{field}: 数值与状态矛盾 / value {value} and status {status} contradict each other",
            "reported 和 inferred 有数值，其余为 null / reported and inferred have a value, all others null",
        )
    return GoldFact(value=None if value is None else Decimal(value), status=STATUSES[status])


def _nearest(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, list(known), n=1)
    return f" ({near[0]}?)" if near else ""


def _refuse(path: Path, reason: str, fix: str = "") -> NoReturn:
    raise UnusableFileError(str(path), reason, fix)


# -- out


def export_gold(
    store: FactStore,
    folder: Path,
    *,
    ids: Sequence[str] | None = None,
    corrected_only: bool = False,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """The gold files written, one a stored report, named as its source file; all of them or, on a refusal, none.

    Raises UnusableRequestError for an unknown id, for two reports with one name that say different things, and for a
    file that is there and says something else, unless it may be overwritten.
    """
    texts: dict[Path, str] = {}
    for header in _headers(store, ids, corrected_only=corrected_only):
        path, text = folder / f"{_source_stem(header.path)}.json", gold_of(store, header)
        if texts.setdefault(path, text) != text:
            raise UnusableRequestError(
                f"{path.name}: 多份报告同名 / several reports have this name; export them to folders of their own by id"
            )
    for path, text in texts.items():
        if not overwrite:
            _demand_same(path, text.encode())
    for path, text in texts.items():
        _write(path, text.encode())
    return tuple(texts)


def add_case(report: Path, gold: Path | None, store: FactStore | None, folder: Path) -> Path:
    """The report's copy in `folder/docs`, its gold beside it in `folder/gold`; nothing is written on a refusal.

    The gold is the file given, else what the store has of that very file with the corrections made there.
    """
    data = _bytes(report)
    content = _given(gold) if gold else _from_store(store, report, data)
    document, target = folder / "docs" / report.name, folder / "gold" / f"{report.stem}.json"
    for path in sorted((folder / "docs").glob("*")):
        if path.stem == report.stem:
            _demand_same(path, data)
    _demand_same(target, content)
    _write(document, data)
    _write(target, content)
    return document


def gold_of(store: FactStore, header: ReportHeader) -> str:
    """The gold of a stored report as the text of its file: facts as they are used, one a line."""
    confirmed = {stored.correction.field for stored in store.corrections([header.id])}
    facts = store.facts([header.id]).get(header.id, {})
    known = {field: facts[field] for field in FIELDS if field in facts}
    doubted = {field: fact for field, fact in known.items() if fact.flags and field not in confirmed}
    sure = {field: fact for field, fact in known.items() if field not in doubted}
    return (
        f'{{\n "report": {_json(_about(header))},\n'
        f' "confirmed": {_json([field for field in known if field in confirmed])},\n'
        f' "facts": {_lines({field: _said(fact) for field, fact in sure.items()})},\n'
        f' "to_check": {_lines({field: _to_check(fact) for field, fact in doubted.items()})}\n}}\n'
    )


def _headers(store: FactStore, ids: Sequence[str] | None, *, corrected_only: bool) -> Iterator[ReportHeader]:
    corrected = {stored.report_id for stored in store.corrections(ids)}
    headers = {header.id: header for header in store.headers(preferred_only=False)}
    for identifier in headers if ids is None else ids:
        if identifier not in headers:
            raise UnusableRequestError(f"{identifier}: 库中没有这份报告 / no such report in the collection")
        if not corrected_only or identifier in corrected:
            yield headers[identifier]


def _source_stem(path: str) -> str:
    """The name without suffix of the file a report came from; of an archive, that of its member."""
    return Path(IN_ARCHIVE.split(path)[-1]).stem


def _about(header: ReportHeader) -> dict[str, Any]:
    known = {
        "agency_contains": header.agency,
        "published": header.published.isoformat() if header.published else None,
    }
    forms = {"year": header.year, "template": header.template, "requests_layout": header.requests_layout}
    return {**{key: value for key, value in known.items() if value is not None}, **forms}


def _said(fact: Fact) -> dict[str, Any]:
    return {"value": None if fact.value is None else number_as_json(fact.value), "status": fact.status}


def _to_check(fact: Fact) -> dict[str, Any]:
    """What a person needs to find the cell and to judge it."""
    where = fact.evidence
    place = {"page": where.page, "line": where.line, "text": where.text} if where else {}
    found = {"raw": fact.raw, **place}
    return {
        **_said(fact),
        "flags": list(fact.flags),
        **{key: value for key, value in found.items() if value is not None},
    }


def _lines(entries: Mapping[str, Any]) -> str:
    body = ",\n".join(f"  {_json(key)}: {_json(entry)}" for key, entry in entries.items())
    return f"{{\n{body}\n }}" if entries else "{}"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        _refuse(path, f"无法读取 / can not be read: {error.strerror or error}")
    if not data:
        _refuse(path, "是空文件 / is empty")
    return data


def _given(gold: Path) -> bytes:
    read_gold(gold)
    return gold.read_bytes()


def _from_store(store: FactStore | None, report: Path, data: bytes) -> bytes:
    known = store.document(hashlib.sha256(data).hexdigest()) if store else None
    if store is None or known is None:
        raise UnusableRequestError(
            f"{report}: 未入库，也没有标准答案 / not in the collection, and no gold given; "
            "ingest and correct it, or give its gold"
        )
    header = store.header(known.report_ids[0])
    if header is None or not store.corrections([header.id]):
        raise UnusableRequestError(
            f"{report}: 没有更正 / nobody has corrected or confirmed anything in it; "
            "use nianbao correct, or export-gold, check the file, and give it"
        )
    return gold_of(store, header).encode()


def _demand_same(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() != content:
        raise UnusableRequestError(f"{path}: 已有内容不同的文件 / is there already and differs; nothing was written")


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise UnusableRequestError(f"{path}: 无法写入 / can not be written: {error.strerror or error}") from None
