"""What the collection has, kept in memory until it changes: the headers of its reports and its bodies by name."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from canonical.report import ReportHeader
from factstore import FactStore, Scope
from factstore.scope import prefix
from qa.entities import Directory, directory_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The headers of all preferred reports by id, in the order of bodies and years, and the directory of bodies."""

    headers: Mapping[str, ReportHeader]
    places: Mapping[str, int]
    """Where in the order a report stands."""
    directory: Directory
    groups: Mapping[str, Mapping[Any, tuple[ReportHeader, ...]]]
    """The headers by what each part of a scope is about, under its name, in their order."""
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Measures in reports, as far as they were asked for (`readings`): changed under `lock` only."""
    lock: Lock = field(default_factory=Lock)

    def within(self, scope: Scope) -> tuple[ReportHeader, ...]:
        """The headers within a scope, by body and year: the same as the store's, without asking it."""
        settled, candidates = self._candidates(scope)
        found = _meeting(candidates, scope, settled)
        gone = {header.id for each in scope.excluded for header in _meeting(found, each)}
        return tuple(header for header in found if header.id not in gone) if gone else tuple(found)

    def _candidates(self, scope: Scope) -> tuple[str, Iterable[ReportHeader]]:
        """The fewest that one part of the scope alone leaves, and which part that is."""
        wanted = [(own, keys) for own in self.groups if (keys := _keys(scope, own)) is not None]
        if not wanted:
            return "", self.headers.values()
        found = [(own, [self.groups[own].get(key, ()) for key in keys]) for own, keys in wanted]
        settled, few = min(found, key=lambda each: sum(map(len, each[1])))
        return settled, few[0] if len(few) == 1 else sorted(chain(*few), key=lambda header: self.places[header.id])

    def of(self, report_ids: Iterable[str]) -> tuple[ReportHeader, ...]:
        """The headers of some reports, by body and year."""
        known = [name for name in report_ids if name in self.headers]
        return tuple(self.headers[name] for name in sorted(known, key=self.places.__getitem__))


def catalogue_of(store: FactStore) -> Catalogue:
    """The catalogue of a store as it is now; made anew only after something was written."""
    revision = store.revision()
    kept = _KEPT.get(store)
    if kept is None or kept[0] != revision:
        with _MAKING:  # one makes it, and the others wait for that
            kept = _KEPT.get(store)
            if kept is None or kept[0] < revision:
                kept = _made(store)
    return kept[1]


def _made(store: FactStore) -> tuple[int, Catalogue]:
    gc.unfreeze()
    made = _KEPT[store] = (store.revision(), catalogue(store.headers()))
    gc.freeze()  # else it is looked through for garbage again and again: 0.3 s each time for 10,000 reports
    return made


def catalogue(headers: Iterable[ReportHeader]) -> Catalogue:
    """The catalogue of some reports."""
    ordered = sorted(headers, key=lambda header: (header.agency or "", header.year or 0, header.id))
    return Catalogue(
        headers={header.id: header for header in ordered},
        places={header.id: place for place, header in enumerate(ordered)},
        directory=directory_of(ordered),
        groups={
            "years": _grouped(ordered, lambda header: (header.year,)),
            "agency_keys": _grouped(ordered, lambda header: (header.agency_key,)),
            "departments": _grouped(ordered, lambda header: (header.department,)),
            "region_codes": _grouped(ordered, _areas_around),
        },
    )


def _grouped(
    headers: Iterable[ReportHeader], keys: Callable[[ReportHeader], Iterable[Any]]
) -> Mapping[Any, tuple[ReportHeader, ...]]:
    groups: defaultdict[Any, list[ReportHeader]] = defaultdict(list)
    for header in headers:
        for key in keys(header):
            groups[key].append(header)
    return {name: tuple(found) for name, found in groups.items()}


def _areas_around(header: ReportHeader) -> Iterable[str]:
    """The beginnings of a code that stand for places around it, and for all."""
    code = header.region.code if header.region else None
    return () if code is None else dict.fromkeys((code[:0], code[:2], code[:4], code))


def _keys(scope: Scope, own: str) -> Iterable[Any] | None:
    """The groups that a part of a scope allows, none of them within another."""
    values = getattr(scope, own)
    if values is None or own != "region_codes":
        return None if values is None else dict.fromkeys(values)
    codes = dict.fromkeys(map(prefix, values))
    return [code for code in codes if not any(code != other and code.startswith(other) for other in codes)]


def _meeting(headers: Iterable[ReportHeader], scope: Scope, settled: str = "") -> list[ReportHeader]:
    """Those of some headers that the scope itself describes, one of its parts after the other but the settled one."""
    found = list(headers)
    for name, own in OWN.items():
        if own != settled and (values := getattr(scope, own)) is not None:
            wanted, value = frozenset(values), attrgetter(name)
            found = [header for header in found if value(header) in wanted]
    if settled != "region_codes" and scope.region_codes is not None:
        begins = tuple(prefix(code) for code in scope.region_codes)
        found = [header for header in found if header.region is not None and header.region.code.startswith(begins)]
    return found


OWN = {
    "year": "years",
    "agency_key": "agency_keys",
    "department": "departments",
    "kind": "kinds",
    "level": "levels",
    "template": "templates",
    "id": "report_ids",
}
"""What of a header each part of a scope is about."""


_MAKING = Lock()
_KEPT: WeakKeyDictionary[FactStore, tuple[int, Catalogue]] = WeakKeyDictionary()
