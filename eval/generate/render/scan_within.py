"""Reports whose words are text and whose tables are pictures, as Word files and web pages have them.

No place of a value can be told: neither kind of file has pages.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from dataclasses import replace

from eval.generate.grid import Layout, Paragraph, Table
from eval.generate.render.docx_paper import office_file, paragraph, with_fixed_times
from eval.generate.render.html import page_with_tables
from eval.generate.render.pdf import printed
from eval.generate.render.places import Drawn
from eval.generate.render.scan import ScannedPage, pages_of_print, paper_of
from eval.generate.render.scan_condition import ScanCondition
from eval.generate.render.scan_picture import HIGHEST, jpeg_of, png_of

MARGIN = 8.0  # points around a table that somebody cut out
MARK = "\ue000"  # private use: in no text


def docx_with_pictures(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """A .docx file with each table as a PNG picture."""
    from docx import Document as open_document  # noqa: N813
    from docx.shared import Pt

    blocks = (block if isinstance(block, Paragraph) else Paragraph(text=MARK) for block in layout.blocks)
    document = open_document(io.BytesIO(office_file(map(paragraph, blocks), layout)))
    marked = [each for each in document.paragraphs if each.text == MARK]
    for place, page in zip(marked, _pictures(layout, condition, seed), strict=True):
        place.paragraph_format.line_spacing = 1.0  # an exact one cuts the picture off
        place.paragraph_format.first_line_indent = Pt(0)
        place.text = ""
        place.add_run().add_picture(io.BytesIO(png_of(page)), width=Pt(page.size[0]))
    buffer = io.BytesIO()
    document.save(buffer)
    return Drawn(data=with_fixed_times(buffer.getvalue()))


def html_with_pictures(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """A web page with each table as a JPEG picture in the page itself."""
    pictures = iter([jpeg_of(page, condition.jpeg) for page in _pictures(layout, condition, seed)])
    return Drawn(data=page_with_tables(layout, lambda _: _img(next(pictures))))


def _img(jpeg: bytes) -> str:
    return f'<p style="text-align:center"><img src="data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"></p>'


def _pictures(layout: Layout, condition: ScanCondition, seed: int) -> Iterable[ScannedPage]:
    for number, block in enumerate(layout.blocks):
        if isinstance(block, Table):
            yield _picture(replace(layout, blocks=(block,)), condition, seed + number)


def _picture(layout: Layout, condition: ScanCondition, seed: int) -> ScannedPage:
    """A table by itself on a sheet just as high as it is."""
    paper = replace(paper_of(condition, seed=seed), height=HIGHEST, numbered=False)
    paper = replace(paper, width=paper.inner + 2 * MARGIN, margin=MARGIN)
    unused = printed(layout, paper).foot - MARGIN
    made = printed(layout, replace(paper, height=HIGHEST - unused))
    (page,) = pages_of_print(made, layout, condition, seed=seed)
    return page
