"""The column heads of table 2: which printed line of heads is in force for a row, and what columns it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rapidfuzz import fuzz

from canonical.forms import Block, Entry, forms
from canonical.text import chinese
from extraction.alignment import CLEARLY_BETTER
from extraction.labels import best_likeness, likeness, likenesses
from extraction.tables import PrintedRow
from extraction.values import is_value
from extraction.years import heads_other_year
from ingest.document import Cell

HEADER_LIKENESS = 70.0
TIED = 3.0  # points of likeness between two columns that a head may both be
FOREIGN_LIKENESS = 30.0  # a head less like its column than this heads something else
CAPTION = "信息内容"
CAPTION_LIKENESS = 50.0  # of as many characters, which no column head has so few of


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The column headers in force for a row: the printed cells, the columns they stand for, their line's length.

    `width` is how many columns have a head, one of the form's or another. `sure` is False where one of them may as well
    be another column's.
    """

    cells: tuple[Cell, ...]
    columns: tuple[Entry, ...]
    form: str | None
    length: int
    width: int
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A printed row taken apart: cells that may be headers, the label, the cells with something behind it.

    `sure` is False where the values may be those of another row.
    """

    row: PrintedRow
    sure: bool
    heads: tuple[Cell, ...]
    label: tuple[Cell, ...]
    values: tuple[Cell, ...]

    @property
    def has_numbers(self) -> bool:
        """True when at least one cell behind the label is a number or a mark."""
        return any(map(is_value, self.values))


def ways(label: tuple[Cell, ...]) -> tuple[str, ...]:
    """The texts of a label's cells, without white space."""
    return tuple("".join(cell.text.split()) for cell in label)


def header_above(block: Block, row: int, parts: Sequence[Parts]) -> Header | None:
    """The nearest printed line of column headers at or above a row, up to the row of another block.

    A row that lost its label is none: each block has a line of heads of its own.
    """
    for i in range(row, -1, -1):
        heads = _whole(_parted(parts[i].heads, block), block)
        cells = _header_cells(heads, block)
        if cells:
            length = len(parts[i].row.cells) + len(heads) - len(parts[i].heads)
            return _resolved(cells, block, length=length)
        label = parts[i].label
        if i < row and parts[i].has_numbers and label and not _is_of_block(label, block):
            return None
    return None


def of_year(header: Header, year: int | None) -> Header:
    """The heads without those that tell of another year than the report's, where one of this year stands beside them.

    Where none does, the line is not sure: 上年处理决定数量, 2022年处理决定数量.
    """
    heads = tuple(zip(header.cells, header.columns, strict=True))
    kept = [(cell, column) for cell, column in heads if not heads_other_year(_words(cell), column, year)]
    if len(kept) == len(heads):
        return header
    columns = tuple(column for _, column in kept)
    if set(columns) != set(header.columns):
        return replace(header, sure=False)
    return replace(header, cells=tuple(cell for cell, _ in kept), columns=columns)


def _parted(heads: tuple[Cell, ...], block: Block) -> tuple[Cell, ...]:
    """The heads, a line that holds several between blanks taken apart."""
    if len(heads) != 1:
        return heads
    words = [replace(heads[0], text=word, column=i) for i, word in enumerate(heads[0].text.split())]
    named = [word for word in words if chinese(word.text) != CAPTION]
    parted = len(words) > 1 and all(_header_likeness(word, block.columns) >= HEADER_LIKENESS for word in named)
    return tuple(words) if parted else heads


def _whole(heads: tuple[Cell, ...], block: Block) -> tuple[Cell, ...]:
    """The heads, put together from their pieces where these are all the columns of a form, spaced out."""
    at = next((i for i, cell in enumerate(heads, start=1) if chinese(cell.text) == CAPTION), 0)
    before, pieces = heads[:at], heads[at:]
    for form in forms():
        columns = block.columns_of(form.id)
        if len(pieces) > len(columns) and (joined := _joined(pieces, columns)):
            return (*before, *joined)
    return heads


def _joined(pieces: tuple[Cell, ...], columns: tuple[Entry, ...]) -> tuple[Cell, ...] | None:
    """The pieces as the heads of these columns, in order; None where they are not just that."""
    joined: list[Cell] = []
    for column in columns:
        wordings = {chinese(wording) for wording in column.wordings}
        words, first = "", pieces[:1]
        while pieces and words not in wordings:
            words, last, pieces = words + chinese(pieces[0].text), pieces[0], pieces[1:]
        if words not in wordings:
            return None
        joined.append(replace(first[0], text=words, colspan=last.column + last.colspan - first[0].column))
    return None if pieces else tuple(joined)


def _header_cells(heads: tuple[Cell, ...], block: Block) -> tuple[Cell, ...]:
    """The cells of a line that head columns: all behind the caption if only there some fit, else those that fit."""
    captions = [i for i, cell in enumerate(heads) if _is_caption(cell)]
    start = captions[-1] + 1 if captions else 0
    behind = _once(heads[start:], block)
    before, fitting = (
        tuple(cell for cell in cells if _header_likeness(cell, block.columns) >= HEADER_LIKENESS)
        for cells in (heads[:start], behind)
    )
    return behind if captions and fitting and not before else (*before, *fitting)


def _is_caption(cell: Cell) -> bool:
    words = chinese(cell.text)
    return words == CAPTION or (len(words) == len(CAPTION) and fuzz.ratio(words, CAPTION) >= CAPTION_LIKENESS)


def _once(heads: Sequence[Cell], block: Block) -> tuple[Cell, ...]:
    """The heads, one that a tool repeated over each column it spans joined again.

    Two that were cut short to the same words (本年新 of 本年新制作数量 and 本年新公开数量) are two.
    """
    if any(_begins_several(head, block) for head in heads):
        return tuple(heads)
    groups = (tuple(group) for _, group in groupby(heads, key=lambda cell: chinese(cell.text)))
    return tuple(replace(group[0], colspan=group[-1].column + group[-1].colspan - group[0].column) for group in groups)


def _begins_several(head: Cell, block: Block) -> bool:
    words = chinese(head.text)
    return words != "" and sum(chinese(column.zh).startswith(words) for column in block.columns) > 1


def _header_likeness(cell: Cell, columns: tuple[Entry, ...]) -> float:
    words = "".join(cell.text.split()).removeprefix(CAPTION)
    return max(likenesses((words,), columns)) if words else 0.0


def _resolved(cells: tuple[Cell, ...], block: Block, *, length: int) -> Header:
    """The columns a line of headers stands for: those of the form whose headers it is most like, in order."""
    best = max(forms(), key=lambda form: _total_likeness(cells, block.columns_of(form.id)))
    columns, width = block.columns_of(best.id), sum(cell.colspan for cell in cells)
    if len(cells) == len(columns) and all(
        _can_head(cell, column, block) for cell, column in zip(cells, columns, strict=True)
    ):
        return Header(cells=cells, columns=columns, form=_form_of(columns), length=length, width=width)
    fitting = tuple(cell for cell in cells if _header_likeness(cell, block.columns) >= HEADER_LIKENESS)
    chosen = tuple(max(block.columns, key=lambda column: likeness(_words(cell), column)) for cell in fitting)
    sure = not any(_is_tied(cell, column, block) for cell, column in zip(fitting, chosen, strict=True))
    return Header(cells=fitting, columns=chosen, form=_form_of(chosen), length=length, width=width, sure=sure)


def _is_tied(cell: Cell, chosen: Entry, block: Block) -> bool:
    """Whether the head may as well be another column's; a whole line of heads in one cell is none of these."""
    words = _words(cell)
    best = likeness(words, chosen)
    others = (column for column in block.columns if column is not chosen and chinese(column.zh) not in words)
    return any(likeness(words, column) > best - TIED for column in others)


def _can_head(cell: Cell, column: Entry, block: Block) -> bool:
    """False for a head that is like another column, or like none."""
    here = likeness(_words(cell), column)
    return here >= FOREIGN_LIKENESS and _header_likeness(cell, block.columns) <= here + CLEARLY_BETTER


def _words(cell: Cell) -> str:
    return "".join(cell.text.split()).removeprefix(CAPTION)


def _total_likeness(cells: tuple[Cell, ...], columns: Sequence[Entry]) -> float:
    if not columns:
        return 0.0
    fit = sum(likeness(_words(cell), column) for cell, column in zip(cells, columns, strict=False))
    return fit / max(len(cells), len(columns))


def _form_of(columns: Sequence[Entry]) -> str | None:
    """The form that alone has these columns; None where both have them (处理决定数量)."""
    only = {column.forms[0] for column in columns if len(column.forms) == 1}
    return only.pop() if len(only) == 1 else None


def _is_of_block(label: tuple[Cell, ...], block: Block) -> bool:
    return max(best_likeness(ways(label), entry) for entry in block.rows) >= HEADER_LIKENESS
