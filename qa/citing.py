"""Where the numbers, checks and passages of an answer are printed: numbered places, each named once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from canonical.report import Evidence, ReportHeader
from factstore import Cell, FactStore, StoredCheck
from qa.catalogue import catalogue_of
from qa.readings import Figure
from qa.result import FoundPassage

MOST_CITED = 2000  # places in one answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A place in a file, and the field that stands there, if it is one."""

    header: ReportHeader
    field: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places in order; a citation's number is its place in that order, from 1."""

    printed: tuple[Printed, ...]
    cells: Mapping[tuple[str, str], int]
    checks: tuple[tuple[int, ...], ...]
    passages: Mapping[str, int]

    def of_cells(self, cells: Sequence[Cell]) -> tuple[int, ...]:
        """The numbers of the places of some cells; those without a place are left out."""
        numbers = (self.cells.get((cell.report_id, cell.field)) for cell in cells)
        return tuple(dict.fromkeys(number for number in numbers if number is not None))

    def of_check(self, number: int) -> tuple[int, ...]:
        """The places of the n-th check of the answer."""
        return self.checks[number]

    def of_passage(self, name: str) -> int:
        """The place of a passage."""
        return self.passages[name]


def cite(
    figures: Sequence[Figure],
    apart: Sequence[Figure],
    checks: Sequence[StoredCheck],
    passages: Sequence[FoundPassage],
    store: FactStore,
) -> Places:
    """The places of all of an answer's cells, checks and passages, in the order of the answer."""
    numbered = _Numbered()
    cells: dict[tuple[str, str], int] = {}
    for key, place in _of_cells((*figures, *apart), store):
        if place in numbered or len(numbered.printed) < MOST_CITED:
            cells[key] = numbered.number_of(place)
    of_checks = tuple(tuple(map(numbered.number_of, places)) for places in _of_checks(checks, store))
    of_passages = {
        found.passage.id: numbered.number_of(Printed(header=found.header, field=None, evidence=_where(found)))
        for found in passages
    }
    return Places(printed=tuple(numbered.printed), cells=cells, checks=of_checks, passages=of_passages)


class _Numbered:
    """Places in the order in which they are first named; a report is known by its id."""

    def __init__(self) -> None:
        self.printed: list[Printed] = []
        self._numbers: dict[tuple[str, str | None, Evidence], int] = {}

    def __contains__(self, place: Printed) -> bool:
        return (place.header.id, place.field, place.evidence) in self._numbers

    def number_of(self, place: Printed) -> int:
        """The number of a place, from 1."""
        number = self._numbers.setdefault((place.header.id, place.field, place.evidence), len(self.printed) + 1)
        if number > len(self.printed):
            self.printed.append(place)
        return number


def _of_cells(figures: Sequence[Figure], store: FactStore) -> Iterator[tuple[tuple[str, str], Printed]]:
    wanted = dict.fromkeys((cell.report_id, cell.field) for figure in figures for cell in figure.cells)
    if not wanted:
        return
    known = {figure.header.id: figure.header for figure in figures if figure.header}
    ids = list(dict.fromkeys(name for name, _ in wanted))
    lacking = tuple(name for name in ids if name not in known)
    if lacking:
        held = catalogue_of(store).headers
        known |= {name: held[name] for name in lacking if name in held}
    places = store.evidence(ids, tuple(dict.fromkeys(field for _, field in wanted)))
    for name, field in wanted:
        evidence = places.get(name, {}).get(field)
        if evidence is not None and name in known:
            yield (name, field), Printed(header=known[name], field=field, evidence=evidence)


def _of_checks(checks: Sequence[StoredCheck], store: FactStore) -> Iterator[list[Printed]]:
    """For each check the places of its fields, in its report and in that of the year before if it took part."""
    headers = {header.id: header for found in checks for header in (found.header, found.previous) if header}
    if not headers:
        return
    places = store.evidence(
        list(headers), tuple(dict.fromkeys(name for found in checks for name in found.check.fields))
    )
    for found in checks:
        yield [
            Printed(header=header, field=name, evidence=places[header.id][name])
            for header in (found.header, found.previous)
            if header is not None
            for name in found.check.fields
            if name in places.get(header.id, {})
        ]


def _where(found: FoundPassage) -> Evidence:
    return Evidence(page=found.passage.page, line=found.passage.line, text=found.passage.text)
