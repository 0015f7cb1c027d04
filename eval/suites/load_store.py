"""A store of as many reports as wanted: the collection of the question suite, then the same bodies at other places.

A body at another place has the reports of one of the collection with every number times a factor of its own: sums,
balances, zeros, gaps and planted errors stay what they were, and the checks are run anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from pathlib import Path
from random import Random

from canonical.regions import everywhere, level_of
from canonical.report import Region
from eval.generate.collection import GoldCell, GoldReport
from eval.suites.load_copies import add_copies
from eval.suites.questions_store import as_read, drafts, gold
from factstore import FactStore
from factstore.writing import File

FACTORS = (1, 1, 2, 2, 3, 5, 8)
PARTS = 1000
"""Reports in one transaction."""
ORIGINALS = 10_000
"""Reports that are made one by one; a larger store has copies of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A body that questions can be about: its name, and its years."""

    name: str
    province: str
    years: tuple[int, ...]


def fill(folder: Path, count: int, seed: int) -> None:
    """Nothing; makes the store in a folder, as `nianbao serve` finds it there."""
    database = folder / "nianbao.db"
    reports = islice(generated(seed), min(count, ORIGINALS))
    with FactStore.open(f"sqlite:///{database}") as store:
        while part := list(islice(reports, PARTS)):
            store.load(_file(each) for each in part)
    if count > ORIGINALS:
        add_copies(database, ORIGINALS, count)


def bodies_of(count: int, seed: int) -> tuple[Known, ...]:
    """The bodies of such a store, but for copies."""
    reports = islice(generated(seed), min(count, ORIGINALS))
    return tuple(_known(list(own)) for _, own in groupby(reports, key=lambda report: report.agency))


def generated(seed: int) -> Iterator[GoldReport]:
    """The collection, and then the reports of its bodies at every other place, body by body."""
    own = gold(seed, None)
    yield from own
    chance = Random(f"load:{seed}")  # noqa: S311  reproducible, not secret
    taken = {report.member.code for report in own}
    places = [place for place in everywhere() if place.code not in taken and len(place.path) > 1]
    chance.shuffle(places)
    seen = {report.agency for report in own}
    patterns = _patterns(own)
    for place in places:
        for pattern in patterns.get(level_of(place) or "", ()):
            factor = chance.choice(FACTORS)
            moved = [_moved(report, place, factor) for report in pattern]
            if moved[0].agency not in seen:
                seen.add(moved[0].agency)
                yield from moved


def _patterns(own: tuple[GoldReport, ...]) -> dict[str, list[list[GoldReport]]]:
    """The reports of one body of each office, by the level of the body."""
    found: dict[str, dict[str, list[GoldReport]]] = {}
    for member, reports in groupby(own, key=lambda report: report.member):
        if member.code and member.level and member.office:
            found.setdefault(member.level, {}).setdefault(member.office, list(reports))
    return {level: list(offices.values()) for level, offices in found.items()}


def _moved(report: GoldReport, place: Region, factor: int) -> GoldReport:
    where = "".join(place.path[-2:])
    member = replace(report.member, place=where, path=place.path, code=place.code, short=where, english=None)
    before = report.agency
    return replace(
        report,
        member=member,
        title=report.title.replace(before, member.name),
        cells={field: _times(cell, factor) for field, cell in report.cells.items()},
        passages=tuple(replace(each, text=each.text.replace(before, member.name)) for each in report.passages),
    )


def _times(cell: GoldCell, factor: int) -> GoldCell:
    return cell if not cell.value or factor == 1 else replace(cell, value=cell.value * factor)


def _file(report: GoldReport) -> File:
    return [(as_read(report), drafts(report))]


def _known(reports: list[GoldReport]) -> Known:
    path = reports[0].member.path
    return Known(name=reports[0].agency, province=path[0] if path else "", years=tuple(each.year for each in reports))
