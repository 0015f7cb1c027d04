"""Where the numbers, checks and passages of an answer are printed: numbered places, each named once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from canonical.report import Evidence, ReportHeader
from factstore import Cell, FactStore, StoredCheck
from qa.catalogue import catalogue_of
from qa.readings import Figure
from qa.result import FoundPassage

MOST_CITED = 2000  # cells in one answer
MOST_OF_GROUPS = 200
"""Cells of groups in one answer: where they have more, each group cites its first ones, as many as the others."""

Key = tuple[str, str]
"""A report, and a field or a passage of it."""


class Printed(NamedTuple):
    """A place in a file, and the field that stands there, if it is one."""

    header: ReportHeader
    field: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places in order; a citation's number is its place in that order, from 1."""

    printed: tuple[Printed, ...]
    numbers: Mapping[Key, int]

    def of_cells(self, cells: Sequence[Cell]) -> tuple[int, ...]:
        """The numbers of the places of some cells; those without a place are left out."""
        return self._of([cell[:2] for cell in cells])

    def of_check(self, check: StoredCheck) -> tuple[int, ...]:
        """The numbers of the places of a check's fields."""
        return self._of(_keys_of_check(check))

    def of_passage(self, found: FoundPassage) -> int:
        """The number of the place of a passage."""
        return self.numbers[found.header.id, found.passage.id]

    def of_passages(self, passages: Iterable[FoundPassage]) -> Mapping[str, tuple[int, ...]]:
        """The numbers of the places of passages, by report."""
        found: dict[str, tuple[int, ...]] = {}
        for each in passages:
            found[each.header.id] = (*found.get(each.header.id, ()), self.of_passage(each))
        return found

    def _of(self, keys: Iterable[Key]) -> tuple[int, ...]:
        return tuple(dict.fromkeys([self.numbers[key] for key in keys if key in self.numbers]))


def cite(
    figures: Sequence[Figure], checks: Sequence[StoredCheck], passages: Sequence[FoundPassage], store: FactStore
) -> Places:
    """The places of all of an answer's cells, checks and passages, in the order of the answer; each is named once."""
    of_checks = (key for check in checks for key in _keys_of_check(check))
    wanted = dict.fromkeys((*islice(dict.fromkeys(_keys_of(figures)), MOST_CITED), *of_checks))
    headers = _headers(figures, checks, wanted, store)
    evidence = store.evidence(wanted) if wanted else {}
    places = {
        key: Printed(headers[key[0]], key[1], evidence[key]) for key in wanted if key in evidence and key[0] in headers
    }
    for found in passages:
        places[found.header.id, found.passage.id] = Printed(found.header, None, _where(found))
    return Places(printed=tuple(places.values()), numbers={key: number for number, key in enumerate(places, start=1)})


def _keys_of(figures: Sequence[Figure]) -> Iterator[Key]:
    """The cells of the figures, of large groups only some."""
    groups = [figure for figure in figures if figure.header is None]
    most = None if sum(len(each.cells) for each in groups) <= MOST_OF_GROUPS else max(1, MOST_OF_GROUPS // len(groups))
    for figure in figures:
        yield from [cell[:2] for cell in (figure.cells if figure.header else figure.cells[:most])]


def _keys_of_check(found: StoredCheck) -> Iterator[Key]:
    """The fields of a check in its report, and in that of the year before if it took part."""
    for header in (found.header, found.previous):
        if header is not None:
            yield from ((header.id, field) for field in found.check.fields)


def _headers(
    figures: Sequence[Figure], checks: Sequence[StoredCheck], wanted: Iterable[Key], store: FactStore
) -> dict[str, ReportHeader]:
    known = {figure.header.id: figure.header for figure in figures if figure.header}
    known |= {header.id: header for found in checks for header in (found.header, found.previous) if header}
    if any(name not in known for name, _ in wanted):
        held = catalogue_of(store).headers
        known |= {name: held[name] for name, _ in wanted if name not in known and name in held}
    return known


def _where(found: FoundPassage) -> Evidence:
    return Evidence(page=found.passage.page, line=found.passage.line, text=found.passage.text)
