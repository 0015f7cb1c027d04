"""Measures how sure readings of number cells are, and how often right: `python -m tests.ingest.cell_readings noisy-100 12`.

Cells are cut out where the grid is found, and told from their field's true place in the scan. Prints a line of JSON for
each cell, then what is wrong and flagged at several thresholds.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from canonical.report import Box
from eval.generate import make_report, wide_order
from eval.generate.grid import Table
from eval.generate.render.scan import ScannedPage, scanned_pages
from eval.generate.render.scan_condition import condition_named
from extraction.values import read_cell
from ingest.document import Reading
from ingest.ocr.rapid import RapidRecogniser
from ingest.scan.cells import read_cells
from ingest.scan.prepare import prepare
from ingest.scan.ruling import find_tables

THRESHOLDS = (0.95, 0.98, 0.985, 0.99, 0.995, 0.998)


class Said(NamedTuple):
    """What is printed in a field's cell, and how it was read."""

    seed: int
    field: str
    text: str
    readings: tuple[Reading, ...]

    @property
    def is_right(self) -> bool:
        printed, read = read_cell(self.text), read_cell(self.readings[0].text)
        return (printed.kind, printed.value) == (read.kind, read.value)


def read_scans(condition: str, seeds: range) -> Iterator[Said]:
    """The value cells of generated scans, as far as their grid was found."""
    recogniser = RapidRecogniser(threads=1)
    for seed in seeds:
        layout = make_report(wide_order(seed)).layout
        rows = (row for block in layout.blocks if isinstance(block, Table) for row in block.rows)
        texts = {cell.field: cell.text for row in rows for cell in row if cell.field}
        for page in scanned_pages(layout, condition_named(condition), seed=seed):
            for field, readings in _read(page, recogniser):
                yield Said(seed, field, texts[field], readings)


def _read(page: ScannedPage, recogniser: RapidRecogniser) -> Iterator[tuple[str, tuple[Reading, ...]]]:
    image = page.image if page.image.ndim == 3 else cv2.cvtColor(page.image, cv2.COLOR_GRAY2BGR)
    prepared = prepare(image, page.dpi / 72, recogniser)
    found = find_tables(cv2.cvtColor(prepared.image, cv2.COLOR_BGR2GRAY), prepared.unit)
    boxes = [cell.box for table in found for cell in table.cells]
    read = read_cells(prepared.image, boxes, recogniser)
    to_prepared = np.linalg.inv(prepared.back) @ np.diag([page.dpi / 72, page.dpi / 72, 1])
    for field, (left, top, right, bottom) in page.places.items():
        corners = to_prepared @ np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]])
        x, y = corners[:2] / corners[2]
        true: Box = (x.min(), y.min(), x.max(), y.max())
        for box, readings in zip(boxes, read, strict=True):
            if _shared(box, true) > 0.6:
                yield field, readings


def _shared(one: Box, other: Box) -> float:
    """The share of both boxes together that lies in both."""
    wide = max(min(one[2], other[2]) - max(one[0], other[0]), 0)
    high = max(min(one[3], other[3]) - max(one[1], other[1]), 0)
    both = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - wide * high
    return wide * high / both


if __name__ == "__main__":
    counts: Counter[str] = Counter()
    for said in read_scans(sys.argv[1], range(9100, 9100 + int(sys.argv[2]))):
        ways = [(each.text, round(each.probability, 5)) for each in said.readings]
        sys.stdout.write(json.dumps([*said[:3], said.is_right, ways], ensure_ascii=False) + "\n")
        counts["cells"] += 1
        for least in THRESHOLDS:
            sure = said.readings[0].probability >= least
            counts[f"{least} sure and wrong"] += sure and not said.is_right
            counts[f"{least} flagged"] += not sure
    sys.stdout.write(f"{sys.argv[1]} {dict(counts)}\n")
