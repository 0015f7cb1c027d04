"""The collection that questions are put to, in a real store: its reports as a reader would have left them.

It is made once a process and seed, in a folder that is deleted when the process ends.
"""

from __future__ import annotations

import atexit
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from canonical.fields import FIELDS
from canonical.regions import region
from canonical.report import Evidence, Fact, Identity, Report, Section, Source
from canonical.rules import check
from canonical.sections import SECTIONS
from eval.generate.collection import GoldCell, GoldReport, collection
from eval.generate.narrative import number_text
from eval.generate.render.places import Place
from factstore import FactStore, PassageDraft
from factstore.rows import report_id

TODAY = date(2025, 6, 1)
TOLD = (1, 5, 6)
"""The sections that are narrative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A collection: its gold, and the store that production code asks."""

    gold: Sequence[GoldReport]
    store: FactStore
    ids: Mapping[str, GoldReport]
    """The reports by the id that the store gives them."""

    def place(self, report_id: str, field: str | None) -> Place | None:
        """Where the gold says that a field of a report is printed."""
        report = self.ids.get(report_id)
        cell = report.cells.get(field or "") if report else None
        return cell.place if cell else None


@lru_cache(maxsize=2)
def gold(seed: int, bodies: int | None) -> tuple[GoldReport, ...]:
    """The gold of the collection of that seed."""
    return collection(seed, bodies=bodies)


@lru_cache(maxsize=2)
def asked(seed: int, bodies: int | None) -> Asked:
    """The collection of that seed, open until the process ends."""
    opened = ExitStack()
    folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="nianbao-questions-"))
    url = f"sqlite:///{Path(folder) / 'questions.db'}"
    made = gold(seed, bodies)
    store = opened.enter_context(FactStore.open(url))
    store.load([(as_read(each), drafts(each))] for each in made)
    atexit.register(opened.close)
    return Asked(gold=made, store=store, ids={report_id(report.sha256): report for report in made})


def as_read(gold: GoldReport) -> Report:
    """The report as a reader without any fault would have read it."""
    identity = _identity(gold)
    facts = {field: _fact(field, cell) for field, cell in gold.cells.items()}
    sections = tuple(_section(number, gold) for number in TOLD)
    return Report(identity=identity, facts=facts, checks=check(identity, facts), sections=sections)


def _identity(gold: GoldReport) -> Identity:
    member = gold.member
    return Identity(
        agency=gold.agency,
        year=gold.year,
        template=gold.template,
        requests_layout=gold.requests_layout,
        region=region(member.code) if member.code else None,
        level=member.level,
        department=member.department,
        published=None,
        title=gold.title,
        source=Source(
            path=gold.path,
            sha256=gold.sha256,
            media_type="application/pdf" if gold.is_paged else "text/html",
            pages=4 if gold.is_paged else None,
        ),
    )


def _fact(field: str, cell: GoldCell) -> Fact:
    printed = "" if cell.value is None or cell.status == "inferred" else number_text(cell.value)
    schema, place = FIELDS[field], cell.place
    return Fact(
        field=field,
        value=cell.value,
        unit=schema.unit,
        status=cell.status,
        raw=printed or None,
        method="arithmetic" if cell.status == "inferred" else "table",
        flags=cell.flags,
        evidence=_evidence(place, f"{schema.zh} {printed}".strip()) if place else None,
    )


def _evidence(place: Place, text: str) -> Evidence:
    return Evidence(page=place.page, bbox=place.bbox, line=place.line, text=text)


def _section(number: int, gold: GoldReport) -> Section:
    own = [passage for passage in gold.passages if passage.section == number]
    return Section(
        number=number,
        title=SECTIONS[number - 1].zh,
        text="\n".join(passage.text for passage in own),
        page=own[0].page if own else None,
    )


def drafts(gold: GoldReport) -> tuple[PassageDraft, ...]:
    """The passages of a report."""
    return tuple(
        PassageDraft(kind="text", text=each.text, section=each.section, page=each.page, line=each.line)
        for each in gold.passages
    )
