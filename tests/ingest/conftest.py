"""Makers of small documents in every format, and `draw`, which shows a document as text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from ingest import Block, Cell, Document, Grid, Line, load_bytes

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)


def draw_cell(cell: Cell) -> str:
    span = f"<{cell.rowspan}x{cell.colspan}>" if (cell.rowspan, cell.colspan) != (1, 1) else ""
    return f"{cell.column}:{cell.text}{span}".replace("\n", "/")


def draw_blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            for row in block.rows:
                yield "| " + " | ".join(map(draw_cell, row.cells))
            yield "--"


@pytest.fixture
def draw() -> Callable[[Document], list[str]]:
    """A document as lines of text: "| 0:label<2x1> | 1:5" is a row with a cell two rows high, "--" ends a grid."""
    return lambda document: list(draw_blocks(tuple(document.blocks())))


@pytest.fixture
def read() -> Callable[[bytes | str], Document]:
    """Loads bytes, or a text in UTF-8, as the file "report"."""
    return lambda data: load_bytes(data.encode() if isinstance(data, str) else data, path="report")


@pytest.fixture
def grids() -> Callable[[Document], list[Grid]]:
    return lambda document: [block for block in document.blocks() if isinstance(block, Grid)]


@pytest.fixture
def docx() -> Callable[[str], bytes]:
    """A Word file with this body."""

    def make(body: str) -> bytes:
        xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", xml)
        return file.getvalue()

    return make


class Paper:
    """A PDF being printed, with a font every reader knows; `save` gives its bytes."""

    def __init__(self, **settings: Any) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.file = io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=(595, 842), **settings)

    def text(self, text: str, top: float, left: float = 80, size: float = 12) -> Paper:
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(left, 842 - top - size, text)
        return self

    def box(self, left: float, top: float, right: float, bottom: float, *, white: bool = False) -> Paper:
        if white:
            self.canvas.setFillColorRGB(1, 1, 1)
        self.canvas.rect(left, 842 - bottom, right - left, bottom - top, stroke=int(not white), fill=int(white))
        self.canvas.setFillColorRGB(0, 0, 0)
        return self

    def table(self, rows: Sequence[Sequence[str]], top: float, edges: Sequence[float], height: float = 20) -> Paper:
        for place, row in enumerate(rows):
            y = top + place * height
            for text, left, right in zip(row, edges, edges[1:], strict=False):
                self.box(left, y, right, y + height).text(text, y + 4, left + 4, 10)
        return self

    def page(self) -> Paper:
        self.canvas.showPage()
        return self

    def save(self) -> bytes:
        self.canvas.save()
        return self.file.getvalue()


@pytest.fixture
def paper() -> type[Paper]:
    return Paper
