"""Renders an abstract layout to the bytes of a file, one module a format: docx, html, pdf, markdown, text.

`FORMATS` lists every way a report can be drawn; `drawn` does it and says where each value stands (`places`). Scans are
apart, being slow to draw and to read: `scan_file` has `CARRIERS`, `drawn_scan`, and the conditions of `scan_condition`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from canonical.errors import UnusableRequestError
from eval.generate.grid import Layout
from eval.generate.render.docx import render_docx
from eval.generate.render.docx_boxes import render_boxes
from eval.generate.render.docx_nested import render_nested
from eval.generate.render.docx_pieces import render_pieces
from eval.generate.render.docx_revised import render_revised
from eval.generate.render.html import render_html, render_html_bare, render_html_gbk, render_html_lying
from eval.generate.render.html_editor import render_editor
from eval.generate.render.html_word import render_word_page
from eval.generate.render.markdown import render_markdown, render_markdown_html
from eval.generate.render.pdf import render_across, render_borderless, render_breaks, render_landscape, render_pdf
from eval.generate.render.places import Drawn, Place
from eval.generate.render.text import (
    render_flow,
    render_fused,
    render_grid,
    render_layout,
    render_lines,
    render_lines_dropped,
    render_pipes,
    render_pipes_ended,
    render_pipes_leading,
    render_pipes_lone,
    render_spaced,
    render_split,
    render_tabs,
    render_wrapped,
)

__all__ = ["FORMATS", "Drawn", "Format", "Place", "drawn", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to draw a report. `keeps_blanks`: an empty cell can still be told from one that is not there.

    `draw` gives bytes alone where the format can not say where a value stands.
    """

    suffix: str
    draw: Callable[[Layout, Random], Drawn | bytes]
    keeps_blanks: bool = True


FORMATS = {
    "docx": Format(suffix=".docx", draw=render_docx),
    "docx-nested": Format(suffix=".docx", draw=render_nested),
    "docx-pieces": Format(suffix=".docx", draw=render_pieces),
    "docx-boxes": Format(suffix=".docx", draw=render_boxes),
    "docx-revised": Format(suffix=".docx", draw=render_revised),
    "html": Format(suffix=".html", draw=render_html),
    "html-gbk": Format(suffix=".html", draw=render_html_gbk),
    "html-gbk-bare": Format(suffix=".html", draw=render_html_bare),
    "html-gb18030-lying": Format(suffix=".html", draw=render_html_lying),
    "html-word": Format(suffix=".html", draw=render_word_page),
    "html-editor": Format(suffix=".html", draw=render_editor),
    "pdf": Format(suffix=".pdf", draw=render_pdf),
    "pdf-breaks": Format(suffix=".pdf", draw=render_breaks),
    "pdf-landscape": Format(suffix=".pdf", draw=render_landscape),
    "pdf-across": Format(suffix=".pdf", draw=render_across),
    "pdf-borderless": Format(suffix=".pdf", draw=render_borderless),
    "markdown": Format(suffix=".md", draw=render_markdown),
    "markdown-html": Format(suffix=".md", draw=render_markdown_html),
    "text-lines": Format(suffix=".txt", draw=render_lines),
    "text-lines-dropped": Format(suffix=".txt", draw=render_lines_dropped, keeps_blanks=False),
    "text-spaced": Format(suffix=".txt", draw=render_spaced, keeps_blanks=False),
    "text-flow": Format(suffix=".txt", draw=render_flow, keeps_blanks=False),
    "text-tabs": Format(suffix=".txt", draw=render_tabs, keeps_blanks=False),
    "text-split": Format(suffix=".txt", draw=render_split),
    "text-fused": Format(suffix=".txt", draw=render_fused),
    "text-pipes": Format(suffix=".txt", draw=render_pipes),
    "text-pipes-leading": Format(suffix=".txt", draw=render_pipes_leading),
    "text-pipes-lone": Format(suffix=".txt", draw=render_pipes_lone),
    "text-layout": Format(suffix=".txt", draw=render_layout),
    "text-wrapped": Format(suffix=".txt", draw=render_wrapped, keeps_blanks=False),
    "text-grid": Format(suffix=".txt", draw=render_grid),
    "text-pipes-ended": Format(suffix=".txt", draw=render_pipes_ended, keeps_blanks=False),
}


def render(layout: Layout, name: str, *, seed: int = 0) -> bytes:
    """The bytes of a file with this layout; the same seed damages a flattened text in the same way."""
    return drawn(layout, name, seed=seed).data


def drawn(layout: Layout, name: str, *, seed: int = 0) -> Drawn:
    """The file with this layout and the places of its values."""
    if name not in FORMATS:
        raise UnusableRequestError(f"no format {name!r}; there are: {', '.join(FORMATS)}")
    made = FORMATS[name].draw(layout, Random(f"{name}:{seed}"))  # noqa: S311  reproducible, not secret
    return made if isinstance(made, Drawn) else Drawn(data=made)
