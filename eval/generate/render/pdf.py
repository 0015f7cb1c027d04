"""PDF files with a text layer and ruled tables that go on over page breaks; the same bytes at every run.

The font is one of the standard Chinese ones that PDF readers bring along, so nothing is embedded.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from eval.generate.grid import Layout, Paragraph, Slot, Style, Table, slots

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 595.0, 842.0, 64.0
INNER = PAGE_WIDTH - 2 * MARGIN
TEXT_SIZE, TABLE_SIZE = 12.0, 9.0
LEADING = 1.5
PADDING = 3.0
SIZES: dict[Style, float] = {"title": 18.0, "heading": 14.0, "body": TEXT_SIZE, "signature": TEXT_SIZE}
CLOSING = "，。、；：）”"
HEADER_ROWS = 4  # kept together with the head of the table


@dataclass(slots=True)
class Pen:
    """Where the next block goes: a canvas, the current page's number and the height left on it."""

    canvas: Canvas
    page: int = 1
    y: float = field(default=PAGE_HEIGHT - MARGIN)

    def room(self) -> float:
        """The height in points that is left on the page."""
        return self.y - MARGIN

    def turn_page(self) -> None:
        """Prints the page number and starts the next page."""
        self.canvas.setFont(FONT, TABLE_SIZE)
        self.canvas.drawCentredString(PAGE_WIDTH / 2, MARGIN / 2, f"- {self.page} -")
        self.canvas.showPage()
        self.page, self.y = self.page + 1, PAGE_HEIGHT - MARGIN


def render_pdf(layout: Layout, _chance: Random) -> bytes:
    """The report as a PDF file."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(layout.title)
    pen = Pen(canvas=canvas)
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            _draw_paragraph(pen, block)
        else:
            _draw_table(pen, block)
    pen.turn_page()
    canvas.save()
    return buffer.getvalue()


def _draw_paragraph(pen: Pen, block: Paragraph) -> None:
    size = SIZES[block.style]
    indent = "" if block.style in ("title", "signature") else "　　"
    for line in wrap(indent + block.text, INNER, size):
        if pen.room() < size * LEADING:
            pen.turn_page()
        pen.y -= size * LEADING
        pen.canvas.setFont(FONT, size)
        if block.style == "title":
            pen.canvas.drawCentredString(PAGE_WIDTH / 2, pen.y, line)
        elif block.style == "signature":
            pen.canvas.drawRightString(PAGE_WIDTH - MARGIN, pen.y, line)
        else:
            pen.canvas.drawString(MARGIN, pen.y, line)


def wrap(text: str, width: float, size: float) -> list[str]:
    """The text cut into lines that fit the width; numbers are never cut, and no line begins with punctuation."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines = [""]
    for word in _words(text):
        if lines[-1] and stringWidth(lines[-1] + word, FONT, size) > width:
            lines.append("")
        lines[-1] += word
    return lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for character in text:
        in_number = words and character.isascii() and words[-1][-1].isascii()
        if words and (in_number or character in CLOSING):
            words[-1] += character
        else:
            words.append(character)
    return words


def _draw_table(pen: Pen, table: Table) -> None:
    grid = slots(table)
    edges = _edges(table)
    heights = [_row_height(row, edges) for row in grid]
    if pen.room() < sum(heights[:HEADER_ROWS]) + TEXT_SIZE:
        pen.turn_page()
    pen.y -= TEXT_SIZE / 2
    written: dict[tuple[int, int], int] = {}  # lines of a cell that stand on earlier pages
    first = 0
    while first < len(grid):
        last = _last_row_that_fits(heights, first, pen.room())
        _draw_rows(pen, grid[first:last], edges, heights[first:last], written)
        if last < len(grid):
            pen.turn_page()
        first = last
    pen.y -= TEXT_SIZE / 2


def _edges(table: Table) -> list[float]:
    total = sum(table.widths)
    return [MARGIN + INNER * part / total for part in accumulate(table.widths, initial=0.0)]


def _row_height(row: tuple[Slot, ...], edges: list[float]) -> float:
    lines = [_cell_lines(slot, edges) for slot in row if slot.starts and slot.cell.rowspan == 1]
    return max((len(each) for each in lines), default=1) * TABLE_SIZE * LEADING + 2 * PADDING


def _cell_lines(slot: Slot, edges: list[float]) -> list[str]:
    width = edges[slot.left + slot.cell.colspan] - edges[slot.left] - 2 * PADDING
    return wrap(slot.cell.text, width, TABLE_SIZE)


def _last_row_that_fits(heights: list[float], first: int, room: float) -> int:
    ends = accumulate(heights[first:])
    return first + max(1, sum(1 for end in ends if end <= room))


def _draw_rows(
    pen: Pen,
    rows: tuple[tuple[Slot, ...], ...],
    edges: list[float],
    heights: list[float],
    written: dict[tuple[int, int], int],
) -> None:
    tops = [pen.y - down for down in accumulate(heights, initial=0.0)]
    for index, row in enumerate(rows):
        for slot in row:
            on_this_page = index == 0 or slot.row == slot.top
            if on_this_page and slot.column == slot.left:
                end = min(len(rows), index + slot.top + slot.cell.rowspan - slot.row)
                _draw_cell(pen.canvas, slot, edges, (tops[index], tops[end]), written)
    pen.y = tops[-1]


def _draw_cell(
    canvas: Canvas, slot: Slot, edges: list[float], span: tuple[float, float], written: dict[tuple[int, int], int]
) -> None:
    left, right = edges[slot.left], edges[slot.left + slot.cell.colspan]
    top, bottom = span
    canvas.setLineWidth(0.5)
    canvas.rect(left, bottom, right - left, top - bottom)
    already = written.get((slot.top, slot.left), 0)
    fitting = max(1, int((top - bottom - 2 * PADDING + 0.01) / (TABLE_SIZE * LEADING)))
    lines = _cell_lines(slot, edges)[already : already + fitting]
    written[slot.top, slot.left] = already + len(lines)
    y = (top + bottom) / 2 + len(lines) * TABLE_SIZE * LEADING / 2
    canvas.setFont(FONT, TABLE_SIZE)
    for line in lines:
        y -= TABLE_SIZE * LEADING
        canvas.drawCentredString((left + right) / 2, y + TABLE_SIZE * 0.4, line)
