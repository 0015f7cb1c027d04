"""Damage to labels: misread, lost, spaced, in traditional characters, without numbers, with the year in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from random import Random

from opencc import OpenCC

from eval.generate.damage_cells import HIT
from eval.generate.grid import Layout, Paragraph, Table, TableCell, with_cells, with_tables

FORM_ROWS = "requests.other_handling."
"""The rows of table 3 that tell its form: without them nobody could say which one it is."""
PRINTED = (
    "一二三上下不业中举九予事于五人仍他以件企会作供保信全公六关其具内再决减出分制办务区卷及发反取另只可合"
    "后商四国增处复外大安定审家容密对尚属已年府度废开强当形律性总息情成或执投护报持按掌接提握收政效数文新"
    "方无明有服期未本机权条构果查案止正没法然版物现理用由申的益直目知研确社禁科秘程稳章第管类纠组织经结继"
    "续维缴罚自获行补要规计认议许访诉询请费购起转过这通逾部采重量金集需项额"
)
MISREAD = (
    "—ニ彡土卞丕亚申誉丸矛亊干互入乃也似仵仓云怍洪堡倌金分大天真县肉冉诀碱岀公刷力各医巻乃友及职别兄司台"
    "启啇西囯憎外夏处太妥走宙豪客蜜付向嘱己午俯废度幵弹挡彤津牲息总惰戍域热役炉投待接常按堤渥妆玫郊教又薪"
    "万元朋冇股朔末木杌杈杂枸杲杳桉正止设洁燃板勿规埋甩田由旳盖真日短硏碓杜禀料祕稈隐童笫菅娄钊祖炽径诘维"
    "读继激罗白荻竹朴耍现讦从仪汴仿拆洵清贵构赴砖还迭逋愈陪釆里昌全隼霄顷颔"
)
LOOKALIKES = dict(zip(PRINTED, MISREAD, strict=True))
"""What a tool that reads pictures takes a character for."""
SHORT = 6  # characters: labels up to here have a blank between all of them
BLANKS = (" ", "  ", "\u3000")
TYPOS = {
    "行政事业性收费": "行政事业型收费",
    "没有现成信息": "没有线程信息",
    "结转下年度": "转结下年度",
    "本年制发": "本年制定",
    "本年废止": "本年度止",
    "不予公开": "不予以公开",
    "大量反复": "大理反复",
    "其他处理": "其它处理",
}
"""Seen in print, each in many reports: one was the model of the next."""
WORDINGS = {
    "行政规范性文件": ("规范性文件",),
    "总计": ("合计", "总计"),
    "本年制发件数": ("本年制发数量", "本年度制发件数", "制发件数"),
    "现行有效件数": ("现行有效数量", "现行有效"),
    "本年处理决定数量": ("处理决定数量", "本年度处理决定数量"),
    "（区分处理的，只计这一情形，不计其他情形）": ("", "(区分处理的，只计这一情形)"),
    "、行政机关不再处理其政府信息公开申请": ("", "，行政机关不再处理"),
    "其他结果": ("其它结果", "其他"),
    "商业企业": ("企业", "商业企业"),
    "数量": ("数量", "数", "数量（件）"),
}
RUINS = ("i", "l", "|", "T", "}", "?")
SHORTEST_TORN = 3  # characters
PINYIN = {
    "强": "qiáng", "罚": "fá", "维": "wéi", "纠": "jiū", "结": "jié", "诉": "sù", "件": "jiàn", "数": "shù",
    "许": "xǔ", "规": "guī", "业": "yè", "机": "jī", "组": "zǔ", "务": "wù", "计": "jì", "转": "zhuǎn",
    "补": "bǔ", "缴": "jiǎo", "类": "lèi", "掌": "zhǎng", "密": "mì", "稳": "wěn", "护": "hù",
}  # fmt: skip
_NUMBERING = re.compile(r"^(?:[一二三四五六七]、|（[一二三四五六七]）|\d+\.)")
_THIS_YEAR = re.compile(r"本年(度?)")
_YEAR = re.compile(r"(20\d\d)年")


def typo_labels(layout: Layout, chance: Random) -> Layout:
    """Every fourth character of the labels, here and there, is one that looks like it."""

    def misread(text: str) -> str:
        return "".join(LOOKALIKES.get(each, each) if chance.randrange(HIT) == 0 else each for each in text)

    return _with_labels(layout, misread)


def lost_labels(layout: Layout, chance: Random) -> Layout:
    """A quarter of the labels are empty, but for those that tell the form of table 3."""

    def of_table(table: Table) -> Table:
        candidates = [(i, j) for i, row in enumerate(table.rows) if not _tells_form(row) for j in _labels_of(row)]
        lost = set(chance.sample(candidates, len(candidates) // HIT))
        rows = (
            tuple(replace(cell, text="") if (i, j) in lost else cell for j, cell in enumerate(row))
            for i, row in enumerate(table.rows)
        )
        return replace(table, rows=tuple(rows))

    return with_tables(layout, of_table)


def _tells_form(row: tuple[TableCell, ...]) -> bool:
    return any((cell.field or "").startswith(FORM_ROWS) for cell in row)


def _labels_of(row: tuple[TableCell, ...]) -> list[int]:
    return [j for j, cell in enumerate(row) if cell.label and cell.text]


def spaced_labels(layout: Layout, chance: Random) -> Layout:
    """Short labels have blanks between their characters, long ones in two places."""

    def spaced(text: str) -> str:
        blank = chance.choice(BLANKS)
        if len(text) <= SHORT:
            return blank.join(text)
        first, second = sorted(chance.sample(range(1, len(text)), 2))
        return blank.join((text[:first], text[first:second], text[second:]))

    return _with_labels(layout, spaced)


def traditional_labels(layout: Layout, _chance: Random) -> Layout:
    """Everything in traditional characters."""
    blocks = (
        replace(block, text=traditional(block.text)) if isinstance(block, Paragraph) else _traditional_table(block)
        for block in layout.blocks
    )
    return replace(
        layout,
        title=traditional(layout.title),
        publisher=traditional(layout.publisher),
        blocks=tuple(blocks),
    )


def _traditional_table(table: Table) -> Table:
    return with_cells(table, lambda cell: replace(cell, text=traditional(cell.text)))


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return str(_converter().convert(text))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2t")


def unnumbered_labels(layout: Layout, _chance: Random) -> Layout:
    """No label has its number."""
    return _with_labels(layout, lambda text: _NUMBERING.sub("", text))


def header_years(layout: Layout, _chance: Random) -> Layout:
    """The year of the report stands behind every 本年 and 本年度 of the labels."""
    year = _YEAR.search(layout.title)
    return _with_labels(layout, lambda text: _THIS_YEAR.sub(rf"本年\1({year[1]})" if year else r"\g<0>", text))


def _with_labels(layout: Layout, change: Callable[[str], str]) -> Layout:
    def of_cell(cell: TableCell) -> TableCell:
        return replace(cell, text=change(cell.text)) if cell.label else cell

    return with_tables(layout, lambda table: with_cells(table, of_cell))


def known_typos(layout: Layout, _chance: Random) -> Layout:
    """The misspellings of labels that are copied from report to report."""
    return _with_labels(layout, lambda text: _replaced(text, TYPOS))


def other_wordings(layout: Layout, chance: Random) -> Layout:
    """Labels in other words that mean the same: 规范性文件, 合计, 本年制发数量."""

    def reworded(text: str) -> str:
        return _replaced(text, {old: chance.choice(new) for old, new in WORDINGS.items()})

    return _with_labels(layout, reworded)


def _replaced(text: str, others: Mapping[str, str]) -> str:
    for old, new in others.items():
        text = text.replace(old, new)
    return text


def torn_labels(layout: Layout, chance: Random) -> Layout:
    """A quarter of the labels have lost their middle or their end, or end in the ruin of a character."""

    def torn(text: str) -> str:
        if len(text) < SHORTEST_TORN or chance.randrange(HIT):
            return text
        place = chance.randint(len(text) // 2, len(text) - 1)
        if len(text) < SHORT or chance.random() < 0.3:
            return text[:-1] + chance.choice(RUINS)
        return chance.choice((text[:3] + text[place:], text[:place], text[len(text) - place :]))

    def of_table(table: Table) -> Table:
        rows = (
            row if _tells_form(row) else tuple(replace(c, text=torn(c.text)) if c.label else c for c in row)
            for row in table.rows
        )
        return replace(table, rows=tuple(rows))

    return with_tables(layout, of_table)


def pinyin_noise(layout: Layout, chance: Random) -> Layout:
    """A mirror explains characters: 行政強(qiáng)制."""

    def explained(text: str) -> str:
        rare = [i for i, each in enumerate(text) if each in PINYIN]
        hit = chance.choice(rare) if rare else None
        if hit is None:
            return text
        return f"{traditional(text[: hit + 1])}({PINYIN[text[hit]]}){text[hit + 1 :]}"

    return _with_labels(layout, explained)
