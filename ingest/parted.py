"""Rows of a text whose cells another mark parts than a tab or a pipe, "规章，0，0，3" or "规章;0;0;3": rows of tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from ingest.text_lines import TextLine, is_value

MARKS = (",", "，", ";", "；", "^", "~", "//")
FEWEST_ROWS, LAST = 6, 3  # rows of a text, which end with so many numbers or blanks, that tell the mark
IN_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")


def with_tabs(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    """The lines, those that a mark parts into cells with tabs in its place; as they are where no mark does so."""
    rows = {mark: sum(_tells(line.text, mark) for line in lines) for mark in MARKS}
    mark = max(MARKS, key=lambda each: rows[each])
    if rows[mark] < FEWEST_ROWS:
        return lines
    parted: list[TextLine] = []
    for is_row, group in groupby(lines, key=lambda line: _is_row(line.text, mark)):
        run = tuple(group)
        is_table = is_row and any(is_value(cell) for line in run for cell in _cells(line.text, mark))
        parted += (replace(line, text="\t".join(_cells(line.text, mark))) for line in run) if is_table else run
    return tuple(parted)


def _is_row(text: str, mark: str) -> bool:
    """Whether it may be a row of cells with this mark between, or the heads; sentences are none."""
    return mark in text and "。" not in text and len(_cells(text, mark)) > 1


def _tells(text: str, mark: str) -> bool:
    """Whether the line can hardly be anything but a row of numbers with this mark between them."""
    cells = _cells(text, mark) if mark in text and "\t" not in text else []
    last = cells[-LAST:]
    return len(cells) > LAST and any(map(is_value, last)) and all(not cell or is_value(cell) for cell in last)


def _cells(text: str, mark: str) -> list[str]:
    """What stands between the marks outside of brackets."""
    shown = IN_BRACKETS.sub(lambda found: "（" * len(found[0]), text)
    edges = [-len(mark), *(found.start() for found in re.finditer(re.escape(mark), shown)), len(text)]
    return [text[start + len(mark) : end].strip() for start, end in pairwise(edges)]
