"""The documents of the suite `chain`: damaged so that rules leave something open, and clean ones that leave nothing.

Besides the damages of `eval.generate.damage` there are three that only this suite needs:

    annotated   words or signs beside numbers of table 2: the number stands there, but its cell is none
    smudged     digits of numbers of table 2 can not be read: whatever is left of them is no value
    unnamed     no title and no signature: whose report it is has to be found in the text
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from eval.generate import Gold, make_report, wide_order
from eval.generate.gold import ExpectedFact
from eval.generate.grid import Layout, Paragraph, Table, TableCell, with_cells, with_tables
from eval.generate.render import FORMATS, Place, drawn
from eval.generate.render.scan_file import drawn_scan
from eval.records import Case, Json
from eval.suites.extraction import Given

DAMAGED, CLEAN, SCAN = "damaged", "clean", "scan"
FLAT = (
    *("text-flow", "text-spaced", "text-lines-dropped", "text-tabs", "text-pipes", "text-pipes-lone", "text-fused"),
    *("markdown", "html-editor"),
)
DAMAGES = (
    *("lost_labels", "annotated", "lost_values", "torn_labels", "typo_labels+lost_labels", "unnamed", "blank_values"),
    *("lost_headings+lost_labels", "smudged", "lost_labels+lost_values", "no_tables"),
)
"""As many as have no divisor in common with the number of formats: every format meets every damage."""
WHOLE = ("docx", "text-lines", "html", "text-pipes", "markdown", "text-grid", "html-word", "text-split")
SCANS = ("heavy-90", "noisy-100")
A_CLEAN, A_SCAN = 5, 40  # one of so many documents is one
A_SEED = 1_000_000  # between the first documents of two runs
HIT = 5  # one of so many cells
NOTES = ("约{}", "{}*", "▲{}", "{}左右", "〔{}〕")
SMUDGE = "□"
NAMING = ("title", "signature")

Spoilt = tuple[Layout, Mapping[str, ExpectedFact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document and all that is to be known of it."""

    file: Given
    gold: Gold
    sha256: str


def papers(seed: int) -> Iterator[Case]:
    """One document after another, without end."""
    for number in count():
        kind, name, damage = _drawn_kind(number)
        yield Case(
            id=f"{name}-{damage}-{seed}.{number:04}",
            tags={"kind": kind, "format": name, "damage": damage},
            inputs={"seed": seed * A_SEED + number, "format": name, "damage": damage},
        )


def _drawn_kind(number: int) -> tuple[str, str, str]:
    turn, place = divmod(number, A_CLEAN)
    if number % A_SCAN == A_SCAN - 2:
        return SCAN, SCANS[number // A_SCAN % len(SCANS)], "none"
    if place == A_CLEAN - 1:
        return CLEAN, WHOLE[turn % len(WHOLE)], "none"
    turn = turn * (A_CLEAN - 1) + place
    return DAMAGED, FLAT[turn % len(FLAT)], DAMAGES[turn % len(DAMAGES)]


def paper_of(inputs: Mapping[str, Json]) -> Paper:
    """The document of these inputs, the same every time."""
    name, seed, damage = (inputs[key] for key in ("format", "seed", "damage"))
    is_scan, own = name in SCANS, SPOILS.get(damage)
    order = wide_order(seed, blanks=is_scan or FORMATS[name].keeps_blanks, damage=_known(damage))
    made = make_report(replace(order, plant=None, blanks=()) if own else order)
    layout, unreadable = own(made.layout, Random(f"{damage}:{seed}")) if own else (made.layout, {})  # noqa: S311
    data, suffix, places = _file(layout, name, seed)
    return Paper(
        file=Given(name=f"paper{suffix}", data=data, places=places),
        gold=replace(made.gold, facts={**made.gold.facts, **unreadable}),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _known(damage: str) -> str | None:
    """The damage, if it is one of `eval.generate.damage`."""
    return None if damage in SPOILS or damage == "none" else damage


def _file(layout: Layout, name: str, seed: int) -> tuple[bytes, str, Mapping[str, Place]]:
    if name in SCANS:
        scan = drawn_scan(layout, name, seed=seed)
        return scan.data, scan.suffix, scan.places
    made = drawn(layout, name, seed=seed)
    return made.data, FORMATS[name].suffix, made.places


def _annotated(layout: Layout, chance: Random) -> Spoilt:
    def note(cell: TableCell) -> TableCell:
        return replace(cell, text=chance.choice(NOTES).format(cell.text))

    return _with_some_numbers(layout, chance, note), {}


def _smudged(layout: Layout, chance: Random) -> Spoilt:
    unreadable: dict[str, ExpectedFact] = {}

    def smudge(cell: TableCell) -> TableCell:
        place = chance.choice([place for place, each in enumerate(cell.text) if each.isdigit()])
        text = cell.text[:place] + SMUDGE + cell.text[place + 1 :]
        unreadable[cell.field or ""] = ExpectedFact(value=None, status="unreadable", raw=text)
        return replace(cell, text=text)

    return _with_some_numbers(layout, chance, smudge), unreadable


def _with_some_numbers(layout: Layout, chance: Random, change: Callable[[TableCell], TableCell]) -> Layout:
    def of_cell(cell: TableCell) -> TableCell:
        is_hit = cell.field is not None and cell.text not in {"", "0"} and chance.randrange(HIT) == 0
        return change(cell) if is_hit else cell

    def of_table(table: Table) -> Table:
        return with_cells(table, of_cell) if table.name == "disclosure" else table

    return with_tables(layout, of_table)


def _unnamed(layout: Layout, _chance: Random) -> Spoilt:
    kept = (each for each in layout.blocks if not (isinstance(each, Paragraph) and each.style in NAMING))
    return replace(layout, title="", publisher="", blocks=tuple(kept)), {}


SPOILS: Mapping[str, Callable[[Layout, Random], Spoilt]] = {
    "annotated": _annotated,
    "smudged": _smudged,
    "unnamed": _unnamed,
}
"""Damages of this suite: the layout after one, and what is expected of the fields that can not be read any more."""
