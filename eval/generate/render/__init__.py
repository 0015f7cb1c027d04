"""Renders an abstract layout to the bytes of a file, one module a format: docx, html, pdf, markdown, text.

`FORMATS` lists every way a report can be drawn; `render` does it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from canonical.errors import UnusableRequestError
from eval.generate.grid import Layout
from eval.generate.render.docx import render_docx
from eval.generate.render.html import render_html, render_html_gbk
from eval.generate.render.markdown import render_markdown
from eval.generate.render.pdf import render_pdf
from eval.generate.render.text import render_lines, render_pipes, render_spaced, render_tabs


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to draw a report. `keeps_blanks`: an empty cell can still be told from one that is not there."""

    suffix: str
    draw: Callable[[Layout, Random], bytes]
    keeps_blanks: bool = True


FORMATS = {
    "docx": Format(suffix=".docx", draw=render_docx),
    "html": Format(suffix=".html", draw=render_html),
    "html-gbk": Format(suffix=".html", draw=render_html_gbk),
    "pdf": Format(suffix=".pdf", draw=render_pdf),
    "markdown": Format(suffix=".md", draw=render_markdown),
    "text-lines": Format(suffix=".txt", draw=render_lines),
    "text-spaced": Format(suffix=".txt", draw=render_spaced, keeps_blanks=False),
    "text-tabs": Format(suffix=".txt", draw=render_tabs, keeps_blanks=False),
    "text-pipes": Format(suffix=".txt", draw=render_pipes),
}


def render(layout: Layout, name: str, *, seed: int = 0) -> bytes:
    """The bytes of a file with this layout; the same seed damages a flattened text in the same way."""
    if name not in FORMATS:
        raise UnusableRequestError(f"no format {name!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[name].draw(layout, Random(f"{name}:{seed}"))  # noqa: S311  reproducible, not secret
