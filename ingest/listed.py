"""Tables flattened to short lines: a cell between blank lines, or values behind their label on one line.

Where rows ended is lost; a label after a value begins one, and so do wider gaps where a table has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.document import Block, Cell, Grid, Row
from ingest.piped import is_piped
from ingest.spaced import GAP, spaced_blocks
from ingest.tabbed import row_of
from ingest.text_lines import NOTHING_WORDS, Run, as_line, is_heading, is_picture, is_sentence, is_value, may_be_value

TABLE_TAG = re.compile(r"\s*</?(?:table|t[rdh]|tbody)\b", re.IGNORECASE)
FEWEST_VALUES = 4
SHARE = 0.2  # of the cells that are values; narrative lists have fewer
ITEM = re.compile(r"第二十条第?[（(]")  # no list has it: heads broken over many lines leave few values
_NUMERAL = "[\\d一二三四五六七八九十]"
DAY = re.compile(rf"(?:20\d\d|二[〇零○][〇零○一二三四五六七八九]{{2}})年{_NUMERAL}{{1,2}}月{_NUMERAL}{{1,3}}日")
NUMBER = r"(?:[-+−]?\d[\d,，]*(?:\.\d+)?|[零〇])"
MIXED = r"(?=[OoQDlI|ZSB]*\d)[\dOoQDlI|ZSB]{2,7}"  # digits, some of them read as letters
WORD = rf"(?:{NUMBER}|[-—–－/／无]|{'|'.join(NOTHING_WORDS)}|{MIXED}|[OoQDlI])"
REMARK = re.compile(r"[（(*＊※]")
SPACED = re.compile(rf"(?P<label>.*?)(?P<values>(?:(?:^|\s+){WORD}){{2,}}|(?<=\S)\s+(?:{NUMBER}|{MIXED}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    """A cell's text with its line; `gap` counts the blank lines before it."""

    text: str
    line: int
    page: int | None
    gap: int


def is_short(text: str) -> bool:
    """Whether the line may be one cell of a flattened table."""
    bare = text.strip()
    drawn = "\t" in text or is_piped(text) or is_picture(text) or TABLE_TAG.match(text) is not None
    return not drawn and not is_heading(bare) and not any(map(is_sentence, GAP.split(bare)))


def read_listed(lines: Run, start: int) -> tuple[tuple[Block, ...], int]:
    """The blocks of the short lines that begin at `start`, and where they end."""
    end = start
    while end < len(lines) and is_short(lines[end].text):
        end += 1
    run = lines[start:end]
    if signed := _signature(run):
        return tuple(as_line(line) for line in run[:signed] if line.bare), start + signed
    blocks = spaced_blocks(run)
    if blocks:
        return blocks, end
    rows, origin = _rows(run)
    if not rows:
        return tuple(as_line(line) for line in run if line.bare), end
    ended_by_heading = end < len(lines) and is_heading(lines[end].bare)
    kept = rows if ended_by_heading else _up_to_last_value(rows)
    columns = max(len(row.cells) for row in kept)
    grid = Grid(rows=kept, columns=columns, positions="ragged", origin=origin, page=run[0].page)
    if kept == rows:
        return (grid,), end
    below = rows[len(kept)].cells[0].line or 0
    return (grid, *(as_line(line) for line in run if line.bare and line.number >= below)), end


def _signature(run: Run) -> int:
    """How many lines sign and date a report before the first value of what is annexed to it."""
    first = next((at for at, line in enumerate(run) if may_be_value(line.bare)), 0)
    days = [at for at, line in enumerate(run[:first]) if DAY.fullmatch("".join(line.text.split()))]
    return days[-1] + 1 if days else 0


def _rows(run: Run) -> tuple[tuple[Row, ...], str]:
    filled = [line for line in run if line.bare]
    spaced = [line for line in filled if SPACED.fullmatch(line.bare)]
    values = sum(1 for line in filled if may_be_value(line.bare))
    if len(spaced) >= FEWEST_VALUES and len(spaced) > values:
        return tuple(row_of(_spaced_cells(line.bare), line) for line in filled), "spaces"
    tokens = tuple(_tokens(run))
    values = sum(1 for token in tokens if may_be_value(token.text))
    has_items = any(ITEM.search(token.text) for token in tokens)
    if values < FEWEST_VALUES or (values < SHARE * len(tokens) and not has_items):
        return (), ""
    return tuple(_rows_of_tokens(tokens)), "cell_per_line"


def _spaced_cells(text: str) -> list[str]:
    match = SPACED.fullmatch(text)
    if match is None:
        return [text]
    return [*filter(None, [match["label"].strip()]), *match["values"].split()]


def _tokens(run: Run) -> Iterator[_Token]:
    """The cells: paragraphs where blank lines part them, else lines."""
    filled = sum(1 for line in run if line.bare)
    parted = sum(1 for line, below in pairwise(run) if line.bare and not below.bare)
    gap, open_token = 0, None
    for line in run:
        if not line.bare:
            gap += 1
            continue
        if open_token and parted > filled / 2 and gap == 0 and _goes_on(open_token.text, line.bare):
            open_token = replace(open_token, text=f"{open_token.text}\n{line.bare}")
        else:
            if open_token:
                yield open_token
            open_token = _Token(text=line.bare, line=line.number, page=line.page, gap=gap)
        gap = 0
    if open_token:
        yield open_token


def _goes_on(above: str, below: str) -> bool:
    """Whether a line is the rest of the cell whose text stands above it: not of a number's, save for a remark."""
    if may_be_value(below) or may_be_value(above + below):
        return False
    return not is_value(above) or REMARK.match(below) is not None


def _rows_of_tokens(tokens: Sequence[_Token]) -> Iterator[Row]:
    wide = _wide_gap(tokens)
    row: list[_Token] = []
    for token in tokens:
        label_after_value = row and _are_values(row[-1].text) and not _are_values(token.text)
        if row and (label_after_value or token.gap >= wide):
            yield _row(row)
            row = []
        row.append(token)
    if row:
        yield _row(row)


def _are_values(text: str) -> bool:
    """Whether it is a value, or the values of narrow columns that a tool wrote into one line: "132 741"."""
    return may_be_value(text) or all(map(may_be_value, text.split()))


def _wide_gap(tokens: Sequence[_Token]) -> int:
    """How many blank lines end a row: two, if no value ever follows that many."""
    into_values = max((token.gap for token in tokens if _are_values(token.text)), default=0)
    return max(2, into_values + 1)


def _row(tokens: Sequence[_Token]) -> Row:
    cells = (Cell(text=token.text, column=n, page=token.page, line=token.line) for n, token in enumerate(tokens))
    return Row(cells=tuple(cells))


def _up_to_last_value(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows that are a table for sure; a signature or date may follow the last value."""
    last = max(place for place, row in enumerate(rows) if any(may_be_value(cell.text) for cell in row.cells))
    return rows[: last + 1]
