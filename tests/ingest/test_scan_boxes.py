"""Scans of old web pages: every cell drawn as a box of its own, and numbers that stand right beside a rule."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.document import Line
from ingest.pages import goes_on, pages_of
from ingest.ruled import Sheet
from ingest.scan.ruling import find_tables
from ingest.tables import DrawnCell, DrawnTable
from tests.ingest.drawn_cells import DRAWN_DPI, Drawn, font, worn
from tests.ingest.test_scan_pages import shape

DPI = 150
LABELS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "三、结转下年度继续办理",
    "（七）总计",
)
LABEL, NUMBER, ROW = 240, 40, 19  # points


def boxed(*, gap: float, framed: bool = True, thick: int = 3) -> Drawn:
    """A label and six numbers a row, each left in its box; between two boxes are `gap` points of paper."""
    unit = DRAWN_DPI / 72
    apart, edge = round(gap * unit) + thick, 150
    wide = [round(points * unit) for points in (LABEL, *(NUMBER,) * 6)]
    high = round(ROW * unit)
    width = sum(wide) + apart * (len(wide) + 1)
    height = len(LABELS) * high + apart * (len(LABELS) + 1)
    picture = Image.new("L", (width + 2 * edge, height + 2 * edge), 250)
    pen = ImageDraw.Draw(picture)
    if framed:
        pen.rectangle((edge, edge, edge + width, edge + height), outline=40, width=thick)
    boxes, texts = [], []
    for row, label in enumerate(LABELS):
        left, top = edge + apart, edge + apart + row * (high + apart)
        for column, text in enumerate((label, *(str(row + at) for at in range(6)))):
            right, bottom = left + wide[column], top + high
            pen.rectangle((left, top, right, bottom), outline=40, width=thick)
            at = left + thick + round(1.5 * unit), (top + bottom) / 2
            pen.text(at, text, font=font(12), fill=20, anchor="lm")
            boxes.append((left, top, right, bottom))
            texts.append(text)
            left = right + apart
    scale = DPI / DRAWN_DPI
    grey = cv2.resize(np.asarray(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    scaled = tuple((a * scale, b * scale, c * scale, d * scale) for a, b, c, d in boxes)
    return worn(Drawn(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), scaled, tuple(texts)), noise=3, blur=0.4, jpeg=85)


@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize("gap", [0, 1.5, 2.25, 3])
def test_cells_that_are_boxes_of_their_own_are_one_table(gap: float, framed: bool):
    drawn = boxed(gap=gap, framed=framed)
    (table,) = find_tables(cv2.cvtColor(drawn.image, cv2.COLOR_BGR2GRAY), DPI / 72)
    assert shape(table) == {(row, column, 1, 1) for row in range(len(LABELS)) for column in range(7)}
    for cell, box in zip(table.cells, drawn.boxes, strict=True):
        inside = [near - edge for near, edge in zip(cell.box, box, strict=True)]
        assert all(0 < each <= 4 for each in (inside[0], inside[1], -inside[2], -inside[3])), (cell, box)


@pytest.mark.parametrize("framed", [True, False])
def test_boxes_far_apart_hold_what_is_printed_in_them(framed: bool):
    drawn = boxed(gap=4.5, framed=framed)
    tables = find_tables(cv2.cvtColor(drawn.image, cv2.COLOR_BGR2GRAY), DPI / 72)
    cells = [cell.box for table in tables for cell in table.cells]
    for box in drawn.boxes:
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        (cell,) = (each for each in cells if each[0] < middle[0] < each[2] and each[1] < middle[1] < each[3])
        assert box[0] <= cell[0] <= box[0] + 4
        assert box[2] - 4 <= cell[2] <= box[2] + 1


def half(number: int, shift: float) -> Sheet:
    """A page with one half of a table, which lies `shift` points to the right."""
    edges = [(40.0, 160.0), (163.0, 200.0), (203.0, 240.0), (243.0, 280.0)]
    rows = range(2) if number == 1 else range(3)
    top = 600.0 if number == 1 else 40.0
    cells = tuple(
        DrawnCell(
            row=row,
            column=column,
            content=(f"{number}{row}{column}",),
            page=number,
            bbox=(left + shift, top + 20 * row, right + shift, top + 20 * row + 18),
        )
        for row in rows
        for column, (left, right) in enumerate(edges)
    )
    return Sheet(number=number, width=595, height=842, parts=(DrawnTable(cells=cells, origin="scan"),))


def test_the_halves_of_a_table_that_lie_differently_keep_their_columns():
    """Two pages never lie alike on the glass; the columns of both were cut at all their edges."""
    first, second = half(1, 0), half(2, 5.0)
    assert goes_on(first.parts[0], second.parts[0], first, second)
    (table,) = (block for page in pages_of([first, second]) for block in page.blocks if not isinstance(block, Line))
    assert [[(cell.column, cell.text) for cell in row.cells] for row in table.rows] == [
        [(column, f"{page}{row}{column}") for column in range(4)]
        for page, rows in ((1, 2), (2, 3))
        for row in range(rows)
    ]
