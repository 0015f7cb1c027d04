"""Markdown as document converters write it: pipe tables, where the places under a merged cell are empty."""

from __future__ import annotations

from random import Random

from eval.generate.grid import Layout, Paragraph, Style, Table, slots

MARKS: dict[Style, str] = {"title": "# ", "heading": "## ", "body": "", "signature": ""}


def render_markdown(layout: Layout, _chance: Random) -> bytes:
    """The report as UTF-8 Markdown."""
    blocks = (MARKS[b.style] + b.text if isinstance(b, Paragraph) else _table(b) for b in layout.blocks)
    return ("\n\n".join(blocks) + "\n").encode()


def _table(table: Table) -> str:
    rows = [_row([slot.cell.text if slot.starts else "" for slot in row]) for row in slots(table)]
    rule = _row(["---"] * len(table.widths))
    return "\n".join([rows[0], rule, *rows[1:]])


def _row(texts: list[str]) -> str:
    return "| " + " | ".join(texts) + " |"
