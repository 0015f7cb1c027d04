"""Generated reports as a recogniser of scans would hand them over: right labels, digits read with noise.

A digit is a point among ten that lie nearer together the more alike the glyphs are; what the recogniser sees is that
point with noise, part of it the same for all equal glyphs of a page (a worn type, a blur). Its probabilities are those
of Bayes, so that it is as often right as it says, but for what the shared noise makes of it; `sharpness` above 1 makes
it surer than it should be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from random import Random

from canonical.report import Source
from eval.generate import Generated
from eval.generate.grid import Paragraph, Slot, Table, slots
from ingest.document import Block, Cell, Document, Grid, Line, Page, Reading, Row

GLYPHS = "0123456789.-"
ALIKE = ("08", "06", "17", "38", "35", "56", "68", "89", "49", "09", "27", "14")
NEARER = 0.55  # of another glyph that is in each glyph like it
SHARED = 0.3  # of the noise, that all equal glyphs of a page have in common
RARE = {".": 0.02, "-": 0.02}  # how much rarer than a digit
UNEVEN = 0.4  # how unlike the noise of the cells of a page is
KEPT = 4  # readings of a cell
NOISE = {0.001: 0.082, 0.01: 0.122, 0.05: 0.18, 0.2: 0.3}
"""The noise with which about that share of cells is misread."""


@dataclass(slots=True, kw_only=True)
class Recogniser:
    """Reads the numbers of one page."""

    noise: float
    seed: str
    sharpness: float = 1.0
    worn: dict[str, tuple[float, ...]] = field(default_factory=dict)
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def read(self, text: str) -> tuple[Reading, ...]:
        """The likeliest readings of a printed number, best first."""
        best = [("", 1.0)]
        noise = self.noise * math.exp(UNEVEN * self.chance.gauss(0, 1))
        for glyph in text:
            likely = self._glyph(glyph, noise)
            both = ((before + each, share * p) for before, share in best for each, p in likely.items())
            best = nlargest(KEPT, both, key=lambda way: way[1])
        return tuple(Reading(text=way, probability=p) for way, p in best if p > 1e-12)

    def _glyph(self, glyph: str, noise: float) -> Mapping[str, float]:
        own, shared = self._blur(), self.worn.setdefault(glyph, self._blur())
        mixed = (math.sqrt(1 - SHARED) * a + math.sqrt(SHARED) * b for a, b in zip(own, shared, strict=True))
        seen = [at + noise * each for at, each in zip(points()[glyph], mixed, strict=True)]
        far = {
            each: sum((a - b) ** 2 for a, b in zip(seen, point, strict=True)) / (2 * noise**2) * self.sharpness
            for each, point in points().items()
        }
        nearest = min(far.values())
        shares = {each: math.exp(nearest - distance) * RARE.get(each, 1.0) for each, distance in far.items()}
        total = sum(shares.values())
        return {each: share / total for each, share in shares.items()}

    def _blur(self) -> tuple[float, ...]:
        return tuple(self.chance.gauss(0, 1) for _ in GLYPHS)


@lru_cache(maxsize=1)
def points() -> Mapping[str, tuple[float, ...]]:
    """Where each glyph lies."""
    return {glyph: tuple(_nearness(glyph, other) for other in GLYPHS) for glyph in GLYPHS}


def _nearness(glyph: str, other: str) -> float:
    if glyph == other:
        return 1.0
    return NEARER if glyph + other in ALIKE or other + glyph in ALIKE else 0.0


def scanned(report: Generated, recogniser: Recogniser) -> Document:
    """The report as a document of one scanned page."""
    source = Source(path="scan.pdf", sha256="0" * 64, media_type="application/pdf", pages=1, scanned=True)
    blocks = tuple(_blocks(report, recogniser))
    return Document(source=source, pages=(Page(number=1, blocks=blocks, width=595, height=842, scanned=True),))


def _blocks(report: Generated, recogniser: Recogniser) -> Iterator[Block]:
    for block in report.layout.blocks:
        if isinstance(block, Paragraph):
            yield Line(text=block.text, page=1, probability=0.99)
        else:
            yield _grid(block, recogniser)


def _grid(table: Table, recogniser: Recogniser) -> Grid:
    rows = tuple(Row(cells=tuple(_cells(places, recogniser))) for places in slots(table))
    return Grid(rows=rows, columns=len(table.widths), positions="true", origin="picture", page=1)


def _cells(places: Sequence[Slot], recogniser: Recogniser) -> Iterator[Cell]:
    for slot in (slot for slot in places if slot.starts):
        cell, number = slot.cell, not slot.cell.label and slot.cell.text
        readings = recogniser.read(cell.text) if number else ()
        yield Cell(
            text=readings[0].text if readings else cell.text,
            column=slot.column,
            rowspan=cell.rowspan,
            colspan=cell.colspan,
            page=1,
            bbox=(40.0 * slot.column, 20.0 * slot.row, 40.0 * slot.column + 40, 20.0 * slot.row + 20),
            readings=readings,
        )
