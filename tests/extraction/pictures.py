"""Small reports as they come from a scan: every number read for sure but those that a test says are doubtful."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extraction import Trace, extract_traced
from extraction.values import read_cell
from ingest import load_bytes
from ingest.document import Block, Cell, Grid, Reading, Row

Doubts = Mapping[tuple[str, int], Mapping[str, float]]
"""The readings of some cells by the first word of their row (or its label's beginning) and their place in it, from 0."""
SURE = 0.9999


def scan_of(text: str, doubts: Doubts) -> Trace:
    """What extraction makes of a text's report as a scan, with these doubts."""
    document = load_bytes(text.encode(), path="report.txt")
    pages = tuple(replace(page, blocks=tuple(_read(block, doubts) for block in page.blocks)) for page in document.pages)
    source = replace(document.source, scanned=True, media_type="application/pdf")
    return extract_traced(replace(document, source=source, pages=pages))[1]


def _read(block: Block, doubts: Doubts) -> Block:
    if not isinstance(block, Grid):
        return block
    return replace(block, rows=tuple(Row(cells=tuple(_cells(row, doubts))) for row in block.rows), positions="true")


def _cells(row: Row, doubts: Doubts) -> list[Cell]:
    label = row.cells[0].text
    values = [cell for cell in row.cells if cell.text and read_cell(cell.text).kind in {"number", "mark"}]
    found = {place: ways for (name, place), ways in doubts.items() if label.startswith(name)}
    ways = {id(cell): found.get(place, {cell.text: SURE}) for place, cell in enumerate(values)}
    return [_with(cell, ways[id(cell)]) if id(cell) in ways else cell for cell in row.cells]


def _with(cell: Cell, ways: Mapping[str, float]) -> Cell:
    readings = tuple(Reading(text=text, probability=probability) for text, probability in ways.items())
    return replace(cell, text=readings[0].text, readings=readings)
