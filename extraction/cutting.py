"""Lines and rows of text cut into cells: a label and its values, heads that ran together, numbers right behind words.

Nothing but the order of the words tells in a flattened table; the labels that the forms have tell where one ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from canonical.forms import TableId, blocks_of
from canonical.text import chinese
from extraction.heads import heads_run_together
from extraction.labels import split_number
from extraction.values import VALUES, is_value, read_cell
from ingest.document import Block, Cell, Grid, Line, Reading
from ingest.text_lines import MISREAD

TABLES: tuple[TableId, ...] = ("disclosure", "requests", "review")
UNMISTAKABLE: Mapping[str, TableId] = {
    **dict.fromkeys(("信息内容", "规章", "规范性文件", "行政规范性文件", "行政事业性收费"), "disclosure"),
    **dict.fromkeys(
        (
            "申请人情况",
            "社会公益组织",
            "法律服务机构",
            "本年新收政府信息公开申请数量",
            "上年结转政府信息公开申请数量",
            "属于国家秘密",
            "结转下年度继续办理",
        ),
        "requests",
    ),
    **dict.fromkeys(("未经复议直接起诉", "复议后起诉", "结果维持", "结果纠正"), "review"),
}
SHORTEST_LABEL = 4  # characters of a label that makes a row of a line without values; 其他 and 总计 stand anywhere
FEWEST_MARKS = 2  # that make values of the end of a line with a label that no form has
FEWEST_BEFORE_STRAY = 3  # values of a line with an unknown label that a word stands behind
_WORD = re.compile(r"\S+(?:\s*[（(][^（()）]*[）)])?")
_SIGNS = r"+\-−－±↑↓增减"
_GLUED = re.compile(rf"(?P<label>.*[^\s\d.,，、{_SIGNS}])(?P<values>[{_SIGNS}]?\d[\d,，.]*(?:\s.*)?)", re.DOTALL)
_GROUPS = re.compile(r"(?<!^)(?=[（(][一二三四五六七八九十][）)])|(?<=[㐀-鿿])(?=\d{1,2}[.．、])")


def rows_of(block: Block) -> Iterator[tuple[Cell, ...]]:
    """The cells row by row; where nothing but order tells, a number right behind a label is a cell of its own."""
    if not isinstance(block, Grid):
        yield _cells_of_line(block)
        return
    for row in block.rows:
        if block.positions == "true":
            yield row.cells
        elif heads := _heads_in(row.cells):
            yield heads
        elif not any(_pieces(cell.text) for cell in row.cells):
            yield row.cells
        else:
            yield from _apart(row.cells)


def _apart(cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """The rows that a row with glued cells is: words behind a number that stood right behind its label begin one."""
    row: list[Cell] = []
    for cell in cells:
        pieces = _pieces(cell.text)
        if row and row[-1].text and is_value(row[-1]) and cell.text and not is_value(cell):
            yield tuple(row)
            row = []
        row.extend(replace(cell, text=text, column=len(row) + i) for i, text in enumerate(pieces or (cell.text,)))
    yield tuple(row)


def _pieces(text: str) -> tuple[str, ...]:
    """What stands in a text with nothing between: a label and its number, or several heads of columns; else none."""
    heads = heads_run_together(text)
    return heads if len(heads) > 1 else glued(text) or ()


def _heads_in(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The heads of a row that is nothing but those of the forms, their characters spaced out over more cells."""
    printed = [cell for cell in cells if cell.text]
    heads = heads_run_together("".join("".join(cell.text.split()) for cell in printed))
    spaced = len(heads) < len(printed)
    return tuple(replace(printed[0], text=head, column=i) for i, head in enumerate(heads)) if spaced else ()


def glued(text: str) -> tuple[str, str] | None:
    """A label of the forms and the number that stands right behind it, "行政许可35"; None for any other text."""
    match = _GLUED.fullmatch(text)
    if match is None:
        return None
    *_, last = _GROUPS.split(match["label"])  # 三、本年度办理结果（一）予以公开
    is_known = any(_is_known(label, table) for label in (match["label"], last) for table in TABLES)
    return (match["label"], match["values"]) if is_known else None


def _cells_of_line(line: Line) -> tuple[Cell, ...]:
    """A line as a row: cut into label and values where it ends in numbers set apart by spaces."""
    texts = _cut(" ".join(_pieces(line.text) or (line.text,)))
    return tuple(
        Cell(text=text, column=i, page=line.page, line=line.line, bbox=line.bbox, readings=_readings(text, line))
        for i, text in enumerate(texts)
    )


def _cut(text: str) -> tuple[str, ...]:
    """The label of a line, if it has one, and the values behind it; the whole line where it ends in none.

    A word of a column that the form has not may stand behind the values: 10%, 见附件.
    """
    words = tuple(_WORD.finditer(text))
    behind = _values_at_end(words)
    stray = () if behind else words[-1:]
    behind = behind or _values_at_end(words[:-1])
    label = text[: behind[0].start()].strip() if behind else ""
    values = tuple(word[0] for word in behind)
    counted = any(read_cell(value).kind == "number" for value in values)
    of_form = any(_is_known(label, table) for table in TABLES)
    if stray:
        return (label, *values, stray[0][0]) if of_form or len(values) >= FEWEST_BEFORE_STRAY else (text,)
    is_row = counted or len(values) >= FEWEST_MARKS or of_form
    return (label, *values) if label and is_row else values if len(values) > 1 and is_row else (text,)


def _values_at_end(words: Sequence[re.Match[str]]) -> tuple[re.Match[str], ...]:
    return tuple(takewhile(lambda word: _may_be_value(word[0]), reversed(words)))[::-1]


def _may_be_value(word: str) -> bool:
    return read_cell(word).kind in VALUES or MISREAD.fullmatch(word) is not None


def _is_known(label: str, table: TableId) -> bool:
    number, words = split_number(label)
    return chinese(words) in labels_of(table) or (number or "") + chinese(words) in labels_of(table)


def _readings(text: str, line: Line) -> tuple[Reading, ...]:
    """Words of a line that was read from a picture are as sure as the line."""
    return () if line.probability is None else (Reading(text=text, probability=line.probability),)


@lru_cache(maxsize=len(TABLES))
def labels_of(table: TableId) -> frozenset[str]:
    """The labels of the table's rows that are those of nothing else, short ones with their number: "七总计"."""
    wordings = {
        (row.number or "", chinese(split_number(wording).rest))
        for block in blocks_of(table)
        for row in block.rows
        for wording in row.wordings
    }
    long = {words for _, words in wordings if len(words) >= SHORTEST_LABEL or UNMISTAKABLE.get(words) == table}
    return frozenset(long | {number + words for number, words in wordings if number})
