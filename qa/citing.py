"""Where the numbers, checks and passages of an answer are printed: numbered places, each named once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from canonical.report import Evidence, ReportHeader
from factstore import Cell, FactStore, Scope, StoredCheck
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
    printed: dict[Printed, int] = {}
    cells: dict[tuple[str, str], int] = {}
    for key, place in _of_cells((*figures, *apart), store):
        if place in printed or len(printed) < MOST_CITED:
            cells[key] = printed.setdefault(place, len(printed) + 1)
    of_checks = tuple(
        tuple(printed.setdefault(place, len(printed) + 1) for place in places) for places in _of_checks(checks, store)
    )
    of_passages = {
        found.passage.id: printed.setdefault(
            Printed(header=found.header, field=None, evidence=_where(found)), len(printed) + 1
        )
        for found in passages
    }
    return Places(printed=tuple(printed), cells=cells, checks=of_checks, passages=of_passages)


def _of_cells(figures: Sequence[Figure], store: FactStore) -> Iterator[tuple[tuple[str, str], Printed]]:
    wanted = dict.fromkeys((cell.report_id, cell.field) for figure in figures for cell in figure.cells)
    if not wanted:
        return
    known = {figure.header.id: figure.header for figure in figures if figure.header}
    ids = list(dict.fromkeys(name for name, _ in wanted))
    lacking = tuple(name for name in ids if name not in known)
    if lacking:
        known |= {header.id: header for header in store.headers(Scope(report_ids=lacking), preferred_only=False)}
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
