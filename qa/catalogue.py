"""What the collection has, kept in memory until it changes: the headers of its reports and its bodies by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from canonical.report import ReportHeader
from factstore import FactStore
from qa.entities import Directory, directory_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The headers of all preferred reports by id, in the order of bodies and years, and the directory of bodies."""

    headers: Mapping[str, ReportHeader]
    places: Mapping[str, int]
    """Where in the order a report stands."""
    directory: Directory

    def of(self, report_ids: Iterable[str]) -> tuple[ReportHeader, ...]:
        """The headers of some reports, by body and year."""
        known = [name for name in report_ids if name in self.headers]
        return tuple(self.headers[name] for name in sorted(known, key=self.places.__getitem__))


def catalogue_of(store: FactStore) -> Catalogue:
    """The catalogue of a store as it is now; made anew only after something was written."""
    revision = store.text_revision()
    kept = _KEPT.get(store)
    if kept is None or kept[0] != revision:
        kept = _KEPT[store] = (revision, catalogue(store.headers()))
    return kept[1]


def catalogue(headers: Iterable[ReportHeader]) -> Catalogue:
    """The catalogue of some reports."""
    ordered = sorted(headers, key=lambda header: (header.agency or "", header.year or 0, header.id))
    return Catalogue(
        headers={header.id: header for header in ordered},
        places={header.id: place for place, header in enumerate(ordered)},
        directory=directory_of(ordered),
    )


_KEPT: WeakKeyDictionary[FactStore, tuple[int, Catalogue]] = WeakKeyDictionary()
