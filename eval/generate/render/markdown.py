"""Markdown as document converters write it: headings, and tables of pipes or of HTML.

In tables of pipes the places under a merged cell are empty; in tables of HTML cells have spans.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from random import Random

from eval.generate.grid import Layout, Paragraph, Style, Table, TableCell, slots
from eval.generate.render.marks import marked, texts_of, with_places
from eval.generate.render.places import Drawn

MARKS: dict[Style, str] = {"title": "# ", "heading": "## ", "body": "", "signature": ""}


def _render(layout: Layout, _chance: Random, *, table: Callable[[Table], str]) -> Drawn:
    """The report as UTF-8 Markdown."""
    blocks = (MARKS[b.style] + b.text if isinstance(b, Paragraph) else table(b) for b in layout.blocks)
    return with_places("\n\n".join(blocks) + "\n")


def _pipes(table: Table) -> str:
    rows = [_row(texts_of(row)) for row in slots(table)]
    rule = _row(["---"] * len(table.widths))
    return "\n".join([rows[0], rule, *rows[1:]])


def _row(texts: list[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def _html(table: Table) -> str:
    rows = ("<tr>" + "".join(_cell(cell) for cell in row if not cell.lost) + "</tr>" for row in table.rows)
    return "\n".join(["<table>", *rows, "</table>"])


def _cell(cell: TableCell) -> str:
    spans = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
    attributes = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
    return f"<td{attributes}>{escape(marked(cell))}</td>"


render_markdown = partial(_render, table=_pipes)
render_markdown_html = partial(_render, table=_html)
