"""PDF files with a text layer, an embedded font and tables that go on over page breaks; the same bytes at every run.

The paper says how: how much room a page has, how tables are ruled, where they may break.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from eval.generate.grid import Layout, Paragraph, Style
from eval.generate.render.font import embedded_font
from eval.generate.render.pdf_table import draw_table
from eval.generate.render.pen import LEADING, Align, Paper, Pen, wrap
from eval.generate.render.places import Drawn, Place

SIZES: dict[Style, float] = {"title": 1.5, "heading": 1.15, "body": 1.0, "signature": 1.0}  # of the text's size
ALIGNS: dict[Style, Align] = {"title": "center", "heading": "left", "body": "left", "signature": "right"}
INDENT = "　　"
PAGE_MARKS = "— 0123456789"

PORTRAIT = Paper()
SMALL = Paper(width=420.0, height=298.0, margin=36.0, text_size=10.0, table_size=8.0, breaks_rows=True)
MOST_HIGHER = 160  # points
LANDSCAPE = Paper(width=842.0, height=595.0, margin=72.0, table_size=10.0, rules="bars", shades=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A printed PDF, the places of its values, and how high above the foot of its last page the text ends."""

    data: bytes
    places: Mapping[str, Place]
    foot: float


def render_breaks(layout: Layout, chance: Random) -> Drawn:
    """The report on small pages of any height, so that rows and merged cells break anywhere."""
    paper = replace(SMALL, height=SMALL.height + chance.randrange(MOST_HIGHER), repeats_head=chance.random() < 0.5)
    return _render(layout, chance, paper=paper)


def _render(layout: Layout, _chance: Random, *, paper: Paper) -> Drawn:
    """The report as a PDF file on this paper."""
    made = printed(layout, paper)
    return Drawn(data=made.data, places=made.places)


def printed(layout: Layout, paper: Paper) -> Print:
    """The report printed on this paper."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    with embedded_font({*INDENT, *PAGE_MARKS, *_characters(layout)} - {"\n"}, paper.face):
        canvas = Canvas(buffer, pagesize=(paper.width, paper.height), invariant=1, pageCompression=1)
        canvas.setTitle(layout.title)
        pen = Pen(canvas=canvas, paper=paper, y=paper.height - paper.margin)
        for block in layout.blocks:
            if isinstance(block, Paragraph):
                _draw_paragraph(pen, block)
            else:
                draw_table(pen, block)
        foot = pen.y
        pen.turn_page()
        canvas.save()
    return Print(data=buffer.getvalue(), places=pen.places, foot=foot)


render_pdf = partial(_render, paper=PORTRAIT)
render_landscape = partial(_render, paper=LANDSCAPE)
render_across = partial(_render, paper=replace(PORTRAIT, rules="across"))
render_borderless = partial(_render, paper=replace(PORTRAIT, rules="none"))


def _characters(layout: Layout) -> Iterator[str]:
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            yield from block.text
        else:
            yield from (character for row in block.rows for cell in row for character in cell.text)


def _draw_paragraph(pen: Pen, block: Paragraph) -> None:
    paper = pen.paper
    size, align = SIZES[block.style] * paper.text_size, ALIGNS[block.style]
    x = {"left": paper.margin, "center": paper.width / 2, "right": paper.width - paper.margin}[align]
    for line in wrap((INDENT if align == "left" else "") + block.text, paper.inner, size):
        if pen.room() < size * LEADING:
            pen.turn_page()
        pen.y -= size * LEADING
        pen.write(line, x, pen.y, size, align)
