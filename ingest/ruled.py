"""One PDF page: ruling lines become tables with boxes, and what stands outside them becomes lines.

Each character goes to exactly one cell or line, by its middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from canonical.report import Box
from ingest.document import Line, Picture
from ingest.ink import Ink, Object, read_ink, shown_size, turned
from ingest.pieces import Piece
from ingest.ruled_cells import SAME_EDGE, WIDEST_EDGE, around, boxes_of, rounded
from ingest.sideways import SIDEWAYS, set_back, set_upright, upright_char
from ingest.tables import DrawnCell, DrawnTable, Part, parts_of
from ingest.text_lines import is_heading, is_value
from ingest.unruled import SpacedLine
from ingest.wrapped import is_broken_number

MOST_SHAPES = 5_000  # a map or a drawing, not a table
SAME_LINE = 0.35  # of the height: how far the middles of two words on one line may differ
SPACE = 0.2  # of the height: a wider gap between words is a space
PADDING = 5.5  # points: the widest room that is usual between a cell's text and its rules
PIECE_GAP = 0.9  # of the height: a wider gap may lie between two columns
WORD_GAP = 0.3  # of the size: gaps inside spaced-out Chinese are no word's end
STRANGE = re.compile(
    r"[^\u0000-\u007e\u00a0\u00b7\u00d7\u00b1\u2000-\u2bff\u3000-\u303f\u3100-\u33ff"  # ASCII, marks, symbols
    r"\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
    r"|[\u0001-\u0008\u000e-\u001f]"
)
"""A character that Chinese reports do not have: the wrong encoding or a font without one shows as those."""
MARGIN = 0.11  # of the page's height, where headers and footers stand
OTHER_SIZE = 1.15  # times: digits of a stamp over a cell are none of its number
DIGIT_GAP = 0.2  # of the size: digits further apart are no one number for sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The page as it is in the file, where its sheet was made straight before reading.

    `back` are the nine numbers, row by row, of the matrix that takes a place of the sheet to its place in the file.
    A sheet that was read from its `picture` is a scan.
    """

    width: float
    height: float
    back: tuple[float, ...]
    picture: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page as it was printed.

    Of its `characters`, `unmapped` have a font that does not say what they mean, and `strange` are none that Chinese
    reports have; `shapes` counts what is drawn. `paper` is set for a page that was read from a picture or turned, and
    `notes` say what was done to it.
    """

    number: int
    width: float
    height: float
    parts: tuple[Part, ...]
    images: tuple[Box, ...] = ()
    characters: int = 0
    unmapped: int = 0
    strange: int = 0
    shapes: int = 0
    drawing: bool = False
    paper: Paper | None = None
    notes: tuple[str, ...] = ()


def read_sheet(page: Any, number: int) -> Sheet:
    """The tables and lines of a pdfplumber page, from top to bottom; one whose text runs sideways is turned first."""
    ink = read_ink(page)
    if not ink.turn:
        return _sheet(page, number, ink)
    upright, (width, height) = turned(page, ink.turn), shown_size(page)
    back = {90: (0, 1, 0, -1, 0, height), 180: (-1, 0, width, 0, -1, height), 270: (0, -1, width, 1, 0, 0)}[ink.turn]
    paper = Paper(width=width, height=height, back=(*map(float, back), 0.0, 0.0, 1.0), picture=False)
    inside = read_ink(upright)
    aside = tuple((way, char) for way, char in inside.aside if way != 360 - ink.turn)  # those across come as lines
    sheet = _sheet(upright, number, replace(inside, aside=aside))
    return replace(sheet, paper=paper, parts=(*_lines_across(page, ink.turn, number), *sheet.parts))


def _lines_across(page: Any, turn: int, number: int) -> Iterator[Line]:
    """The lines that stand across a page which is turned, in their places then, without headers and page numbers."""
    width, height = shown_size(page)
    for line in _text_lines(read_ink(page, 0).chars, number):
        left, top, right, bottom = box_of(line)
        if is_heading(line.text) or (top > MARGIN * height and bottom < (1 - MARGIN) * height):
            yield replace(line, bbox=rounded(set_upright((left, top, right, bottom), turn, width, height)))


def _sheet(page: Any, number: int, ink: Ink) -> Sheet:
    width, height = shown_size(page)
    drawing = len(ink.shapes) > MOST_SHAPES
    found = [] if drawing else boxes_of(ink.shapes)
    shares, rest = _shared_out(ink.chars, found)
    tables, left_out = _with_sideways(
        [_drawn(boxes, share, number) for boxes, share in zip(found, shares, strict=True)], found, ink, (width, height)
    )
    parts: list[Part] = [part for table in tables for part in parts_of(table) if not isinstance(part, Picture)]
    parts.extend(_spaced_lines(rest, number))
    parts.sort(key=top_of)
    return Sheet(
        number=number,
        width=width,
        height=height,
        parts=tuple(parts),
        images=ink.images,
        characters=len(ink.chars),
        unmapped=sum(1 for char in ink.chars if char["text"].startswith("(cid:")),
        strange=sum(1 for char in ink.chars if STRANGE.match(char["text"])),
        shapes=len(ink.shapes),
        drawing=drawing,
        notes=(f"page {number}: {left_out} digits of text that runs sideways were left out",) if left_out else (),
    )


def _with_sideways(
    tables: list[DrawnTable], found: Sequence[Sequence[Box]], ink: Ink, size: tuple[float, float]
) -> tuple[list[DrawnTable], int]:
    """The tables with what runs another way in their cells, and how many digits of it stand in none."""
    left_out = 0
    for turn in sorted({turn for turn, _ in ink.aside}):
        shares, rest = _shared_out([char for way, char in ink.aside if way == turn], found)
        left_out += sum(char["text"].isdigit() for char in rest)
        tables = [
            _filled(table, boxes, share, turn, size) if any(share) else table
            for table, boxes, share in zip(tables, found, shares, strict=True)
        ]
    return tables, left_out


def _filled(
    table: DrawnTable, boxes: Sequence[Box], shares: Sequence[Sequence[Object]], turn: int, size: tuple[float, float]
) -> DrawnTable:
    """The table with what runs another way in its empty cells, and numbers in others; turned where it has no else."""
    number = table.cells[0].page or 0
    chars = [[upright_char(char, turn, *size) for char in share] for share in shares]
    if not any(cell.content for cell in table.cells):
        upright = _drawn([set_upright(box, turn, *size) for box in boxes], chars, number)
        back = (replace(cell, bbox=rounded(set_back(cell.bbox, turn, *size))) for cell in upright.cells if cell.bbox)
        return replace(upright, cells=tuple(back), origin=SIDEWAYS)
    texts = {
        rounded(box): tuple(line.text for line in _text_lines(share, number))
        for box, share in zip(boxes, chars, strict=True)
    }
    cells = (
        replace(cell, content=cell.content + texts[cell.bbox])
        if cell.bbox and (not cell.content or any(map(str.isdigit, "".join(texts[cell.bbox]))))
        else cell
        for cell in table.cells
    )
    return replace(table, cells=tuple(cells))


def top_of(part: Part) -> float:
    """Where the part begins, in points from the top of its page."""
    return box_of(part)[1]


def box_of(part: Part) -> Box:
    """The part's box."""
    if isinstance(part, Line):
        return part.bbox or (0.0, 0.0, 0.0, 0.0)
    return around([cell.bbox for cell in part.cells if cell.bbox])


def _shared_out(
    chars: Sequence[Object], tables: Sequence[Sequence[Box]]
) -> tuple[list[list[list[Object]]], list[Object]]:
    """The characters of each cell of each table, and those outside all."""
    shares: list[list[list[Object]]] = [[[] for _ in cells] for cells in tables]
    frames = [
        (around(cells), list(zip(cells, shared, strict=True))) for cells, shared in zip(tables, shares, strict=True)
    ]
    rest: list[Object] = []
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        within = (
            share for frame, cells in frames if _contains(frame, x, y) if (share := _share_at(x, y, cells)) is not None
        )
        next(within, rest).append(char)
    return shares, rest


def _share_at(x: float, y: float, cells: Sequence[tuple[Box, list[Object]]]) -> list[Object] | None:
    for (left, top, right, bottom), share in cells:
        if top <= y < bottom and left <= x < right:
            return share
    return None


def _contains(box: Box, x: float, y: float) -> bool:
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _drawn(drawn: Sequence[Box], shares: Sequence[Sequence[Object]], number: int) -> DrawnTable:
    boxes = [rounded(box) for box in drawn]
    rows = edge_index(value for box in boxes for value in (box[1], box[3]))
    printed = [tuple(_text_lines(chars, number)) for chars in shares]
    single = {(rows[box[1]], rows[box[3]]) for box, lines in zip(boxes, printed, strict=True) if len(lines) == 1}
    cells = [
        DrawnCell(
            row=rows[box[1]],
            column=0,
            rowspan=max(1, rows[box[3]] - rows[box[1]]),
            content=_content(lines, box if (rows[box[1]], rows[box[3]]) in single else None),
            page=number,
            bbox=box,
        )
        for box, lines in zip(boxes, printed, strict=True)
    ]
    return with_columns(DrawnTable(cells=tuple(cells), origin="ruled"))


def _content(lines: Sequence[Line], box: Box | None) -> tuple[str, ...]:
    """The cell's lines; one where they are a number that had no room in its box, None for a row of several lines."""
    texts = tuple(line.text for line in lines)
    if box is None or len(texts) < 2 or not is_broken_number(texts) or not _are_of_one_print(lines):
        return texts
    first, *others = (box_of(line)[2] - box_of(line)[0] for line in lines)
    digit = first / len(texts[0])
    full = first + digit > box[2] - box[0] - 2 * PADDING and max(others) < first + digit / 2
    return ("".join(texts),) if full else texts


def _are_of_one_print(lines: Sequence[Line]) -> bool:
    """Whether the lines are of one size and none reaches into another, as a stamp's does over a cell's."""
    boxes = [box_of(line) for line in lines]
    least, *_, most = sorted(box[3] - box[1] for box in boxes)
    apart = all(below[1] >= above[3] - SAME_LINE * least for above, below in pairwise(boxes))
    return apart and most <= OTHER_SIZE * least


def with_columns(table: DrawnTable) -> DrawnTable:
    """The table with columns counted from the edges of all its cells' boxes, on whichever page they stand."""
    edges = edge_index(value for cell in table.cells if cell.bbox for value in (cell.bbox[0], cell.bbox[2]))
    cells = (
        replace(cell, column=edges[cell.bbox[0]], colspan=max(1, edges[cell.bbox[2]] - edges[cell.bbox[0]]))
        for cell in table.cells
        if cell.bbox
    )
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def edge_index(values: Iterable[float]) -> dict[float, int]:
    """For each value the number of its edge, from 0; an edge goes on to the next value within `SAME_EDGE`."""
    index: dict[float, int] = {}
    number, start, before = -1, float("-inf"), float("-inf")
    for value in sorted(set(values)):
        if value - before > SAME_EDGE or value - start > WIDEST_EDGE:
            start, number = value, number + 1
        index[value] = number
        before = value
    return index


def _text_lines(chars: Sequence[Object], number: int) -> Iterator[Line]:
    """The lines that the characters make, from top to bottom."""
    for words in _rows_of_words(_words(chars)):
        box = around([(word["x0"], word["top"], word["x1"], word["bottom"]) for word in words])
        yield Line(text=_spaced(words), page=number, bbox=box)


def _spaced_lines(chars: Sequence[Object], number: int) -> Iterator[Line]:
    """The same with their pieces, for tables that no rules show."""
    for words in _rows_of_words(_words(chars)):
        pieces = tuple(_piece(group, number) for group in _grouped(words))
        box = around([piece.bbox for piece in pieces if piece.bbox])
        yield SpacedLine(text=_spaced(words), page=number, bbox=box, pieces=pieces)


def _grouped(words: Sequence[Object]) -> Iterator[Sequence[Object]]:
    """The words by piece: wide gaps part them, and numbers at the line's end stand alone."""
    numbers = next((n for n, word in enumerate(reversed(words)) if not is_value(str(word["text"]))), len(words))
    last = max(len(words) - numbers, 1)
    start = 0
    for place in range(1, len(words)):
        gap = float(words[place]["x0"] - words[place - 1]["x1"])
        height = float(words[place]["bottom"] - words[place]["top"])
        if place >= last or gap > PIECE_GAP * height:
            yield words[start:place]
            start = place
    yield words[start:]


def _piece(words: Sequence[Object], number: int) -> Piece:
    box = around([(word["x0"], word["top"], word["x1"], word["bottom"]) for word in words])
    parts = tuple(_piece([word], number) for word in words) if len(words) > 1 else ()
    return Piece(text=_spaced(words), left=box[0], right=box[2], page=number, bbox=box, words=parts)


def _words(chars: Sequence[Object]) -> list[Object]:
    return sorted(_word_finder().extract_words(list(chars)), key=_middle) if chars else []


@lru_cache(maxsize=1)
def _word_finder() -> Any:
    """pdfplumber's, but a gap between digits that would be none between Chinese characters parts two numbers."""
    from pdfplumber.utils.text import WordExtractor

    class WordFinder(WordExtractor):
        def char_begins_new_word(self, prev_char: Object, curr_char: Object, *tolerances: Any, **named: Any) -> bool:
            gap = curr_char["x0"] - prev_char["x1"]
            digits = prev_char["text"].isdigit() and curr_char["text"].isdigit()
            sizes = sorted((prev_char["size"], curr_char["size"]))
            parted = digits and (gap > DIGIT_GAP * prev_char["size"] or sizes[1] > OTHER_SIZE * sizes[0])
            return parted or bool(super().char_begins_new_word(prev_char, curr_char, *tolerances, **named))

    return WordFinder(x_tolerance_ratio=WORD_GAP, y_tolerance=3)


def _middle(word: Object) -> float:
    return float(word["top"] + word["bottom"]) / 2


def _rows_of_words(words: Sequence[Object]) -> Iterator[list[Object]]:
    row: list[Object] = []
    for word in words:
        if row and _middle(word) - _middle(row[0]) > SAME_LINE * float(row[0]["bottom"] - row[0]["top"]):
            yield sorted(row, key=lambda item: float(item["x0"]))
            row = []
        row.append(word)
    if row:
        yield sorted(row, key=lambda item: float(item["x0"]))


def _spaced(words: Sequence[Object]) -> str:
    text = str(words[0]["text"])
    for before, word in pairwise(words):
        gap = float(word["x0"] - before["x1"])
        height = float(word["bottom"] - word["top"])
        parted = gap > SPACE * height or (text[-1].isdigit() and word["text"][0].isdigit())
        text += (" " if parted else "") + str(word["text"])
    return text.strip()
