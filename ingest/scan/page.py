"""A picture of a page becomes a sheet: tables by their rules, read cell by cell, and lines of the text around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from canonical.report import Box
from ingest.document import Picture, Reading
from ingest.ocr import Image, Recogniser, TextBox
from ingest.ocr.ctc import is_words
from ingest.ruled import Paper, Sheet, top_of
from ingest.ruled_cells import rounded
from ingest.scan.borderless import spaced_lines
from ingest.scan.cell_ink import cell_inks
from ingest.scan.levels import levels
from ingest.scan.prepare import Prepared, prepare
from ingest.scan.printed_lines import are_clear, printed_lines
from ingest.scan.ruling import RuledCell, RuledTable, find_tables
from ingest.tables import DrawnCell, DrawnTable, Part, compact, parts_of

AROUND = 3.0  # points around a table that are its rules' own
BAND_GAP = 14.0  # points of paper that part two bands of text
BAND_MARGIN = 7.0  # points left above and below a band
DARK = 0.5  # of the way from paper to the darkest ink: a pixel of text
DARKEST = 0.02  # per cent of a page's pixels are ink at its darkest, be there ever so little of it
LEAST_CONTRAST = 40  # of 255 between paper and ink
LEAST_DARK = 3  # pixels of a row with text
APART = 9.0  # points of paper in a cell of several columns between digits that are no one number
AS_DARK = 0.5  # times as dark as the darkest in a cell is print at least
FUSED = 0.1  # of the probability is left to a number that may be two, the wall between them lost


def sheet_of_picture(image: Image, recogniser: Recogniser, *, number: int, width: float, height: float) -> Sheet:
    """The page in the picture, which is `width` x `height` points large in its file.

    Places are those of the page made straight; `Sheet.paper` knows where they are in the file.
    """
    import cv2

    unit = image.shape[1] / width
    prepared = prepare(image, unit, recogniser)
    gray = np.asarray(cv2.cvtColor(prepared.image, cv2.COLOR_BGR2GRAY), np.uint8)
    tables = find_tables(gray, prepared.unit)
    parts: list[Part] = [*_read_tables(prepared, tables, recogniser, number)]
    boxes = _text_outside(prepared.image, gray, tables, prepared.unit, recogniser)
    parts.extend(spaced_lines([_in_points(box, prepared.unit) for box in boxes], number))
    parts.sort(key=top_of)
    return Sheet(
        number=number,
        width=gray.shape[1] / prepared.unit,
        height=gray.shape[0] / prepared.unit,
        parts=tuple(parts),
        paper=Paper(width=width, height=height, back=_back(prepared, unit)),
        notes=tuple(f"page {number}: {note}" for note in prepared.notes),
    )


def _back(prepared: Prepared, unit: float) -> tuple[float, ...]:
    matrix = np.diag([1 / unit, 1 / unit, 1]) @ prepared.back @ np.diag([prepared.unit, prepared.unit, 1])
    return tuple(float(value) for value in matrix.flat)


def _read_tables(
    prepared: Prepared, tables: Sequence[RuledTable], recogniser: Recogniser, number: int
) -> Iterator[Part]:
    from ingest.scan.cells import read_cells

    boxes = [cell.box for table in tables for cell in table.cells]
    readings = iter(read_cells(prepared.image, boxes, recogniser) if boxes else ())
    for table in tables:
        read = [_doubted(next(readings), cell, prepared) for cell in table.cells]
        drawn = _drawn(table, read, prepared.unit, number)
        yield from (part for part in parts_of(compact(drawn)) if not isinstance(part, Picture))


def _doubted(readings: tuple[Reading, ...], cell: RuledCell, prepared: Prepared) -> tuple[Reading, ...]:
    """The readings, hardly likely where they may be the numbers of two cells whose wall was not found."""
    if cell.colspan == 1 or not readings or is_words(readings[0]):
        return readings
    if _widest_gap(prepared.image, cell.box) <= APART * prepared.unit:
        return readings
    return tuple(replace(reading, probability=FUSED * reading.probability) for reading in readings)


def _widest_gap(image: Image, box: Box) -> int:
    """Pixels of paper between two digits of a cell, across; specks, rules and traces of a stamp are none."""
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    cell = image[top:bottom, left:right]
    ink = cell_inks(cell, [(0, 0, right - left, bottom - top)])[0]
    pieces = ink.pieces if ink else ()
    darkness = float(np.median(cell)) - cell.min(axis=2).astype(np.float32)
    dark = [float(darkness[piece.top : piece.bottom, piece.left : piece.right].max()) for piece in pieces]
    printed = [piece for piece, its in zip(pieces, dark, strict=True) if its >= AS_DARK * max(dark)]
    highest = max((piece.height for piece in printed), default=0)
    digits = sorted(piece for piece in printed if piece.height > highest / 2)
    reached = accumulate((piece.right for piece in digits), max)
    return max((after.left - reach for reach, after in zip(reached, digits[1:], strict=False)), default=0)


def _drawn(table: RuledTable, readings: Sequence[tuple[Reading, ...]], unit: float, number: int) -> DrawnTable:
    cells = (
        DrawnCell(
            row=cell.row,
            column=cell.column,
            rowspan=cell.rowspan,
            colspan=cell.colspan,
            content=tuple(read[0].text.split("\n")) if read else (),
            page=number,
            bbox=_scaled(cell.box, 1 / unit),
            readings=read,
        )
        for cell, read in zip(table.cells, readings, strict=True)
    )
    return DrawnTable(cells=tuple(cells), origin="scan")


def _scaled(box: Box, factor: float) -> Box:
    left, top, right, bottom = box
    return rounded((left * factor, top * factor, right * factor, bottom * factor))


def _in_points(box: TextBox, unit: float) -> TextBox:
    return replace(box, box=_scaled(box.box, 1 / unit))


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows of the page that hold text, and the row where they begin once all paper between bands is taken out."""

    top: int
    bottom: int
    start: int


def _text_outside(
    image: Image, gray: Image, tables: Sequence[RuledTable], unit: float, recogniser: Recogniser
) -> Iterator[TextBox]:
    """The text around the tables."""
    margin = AROUND * unit
    shown, ink = image.copy(), gray.copy()
    for table in tables:
        left, top, right, bottom = (round(value) for value in _grown(table.box, margin))
        shown[max(0, top) : bottom, max(0, left) : right] = 255
        ink[max(0, top) : bottom, max(0, left) : right] = 255
    level = _level_of_ink(gray)
    yield from _printed(shown, ink, level, unit, recogniser) or _detected(shown, ink, level, unit, recogniser)


def _printed(shown: Image, ink: Image, level: float, unit: float, recogniser: Recogniser) -> tuple[TextBox, ...]:
    """The lines where they are clearly parted; none where a detector has to find them."""
    boxes = printed_lines(ink, level, unit) or ()
    readings = recogniser.texts([_cut(shown, box) for box in boxes])
    if not are_clear(boxes, readings):
        return ()
    return tuple(TextBox(box=box, reading=reading) for box, reading in zip(boxes, readings, strict=True))


def _cut(image: Image, box: Box) -> Image:
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    return image[top:bottom, left:right]


def _detected(shown: Image, ink: Image, level: float, unit: float, recogniser: Recogniser) -> Iterator[TextBox]:
    """The lines that a detector finds in one picture without what is blank, which would cost as much."""
    bands = _bands(ink, level, unit)
    if not bands:
        return
    for found in recogniser.lines(np.concatenate([shown[band.top : band.bottom] for band in bands])):
        middle = (found.box[1] + found.box[3]) / 2
        band = [each for each in bands if each.start <= middle][-1:] or bands[:1]
        shift = band[0].top - band[0].start
        yield replace(found, box=(found.box[0], found.box[1] + shift, found.box[2], found.box[3] + shift))


def _grown(box: Box, margin: float) -> Box:
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def _level_of_ink(gray: Image) -> float:
    """What is darker is ink: on a carbon copy all of it is lighter than the grain of a photograph."""
    paper, darkest = levels(gray, (50, DARKEST))
    return paper - DARK * max(paper - darkest, LEAST_CONTRAST)


def _bands(ink: Image, level: float, unit: float) -> list[_Band]:
    dark = np.flatnonzero((ink < level).sum(axis=1) >= LEAST_DARK)
    if not dark.size:
        return []
    groups = np.split(dark, np.flatnonzero(np.diff(dark) > BAND_GAP * unit) + 1)
    margin = round(BAND_MARGIN * unit)
    spans = [(max(0, int(rows[0]) - margin), min(len(ink), int(rows[-1]) + margin + 1)) for rows in groups]
    starts = accumulate((bottom - top for top, bottom in spans), initial=0)
    return [_Band(top, bottom, start) for (top, bottom), start in zip(spans, starts, strict=False)]
