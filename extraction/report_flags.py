"""What is odd about a report as a whole, put into words: a note of any stage becomes a flag of the report.

The words are data: `canonical/data/report_flags.toml`, a sentence in each language for every id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from canonical.fields import FIELDS
from canonical.forms import TableId, blocks_of
from canonical.regions import read_data
from canonical.report import Fact, Identity, Language, ReportFlag, ReportFlagId, Unplaced
from canonical.sections import SECTIONS
from extraction.facts import told_twice
from extraction.reading import Reading
from extraction.tables import Tables
from ingest.document import Document

MOST_DIGITS = 5  # cells that a flag quotes; all are in `Report.unplaced`
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a stage of extraction noticed. `about` is the print in question: names, places, years, titles, digits."""

    id: ReportFlagId
    about: str = ""


def report_flags(notes: Iterable[Note]) -> tuple[ReportFlag, ...]:
    """A flag for each note, in the order of `ReportFlagId`, each once."""
    order: tuple[ReportFlagId, ...] = get_args(ReportFlagId)
    return tuple(_flag(note) for note in sorted(dict.fromkeys(notes), key=lambda note: order.index(note.id)))


def identity_notes(identity: Identity) -> Iterator[Note]:
    """What nothing in the document tells: whose report it is, and of which year."""
    if identity.agency is None:
        yield Note(id="agency_missing")
    if identity.year is None:
        yield Note(id="year_missing")


def table_notes(tables: Tables, readings: Iterable[Reading]) -> Iterator[Note]:
    """What is odd about the tables: pictures, and a second copy that says something else."""
    yield from (Note(id="tables_as_pictures", about=_title(table)) for table in tables.pictured)
    yield from (Note(id="several_tables", about=_title(table)) for table in told_twice(readings))


def unplaced_notes(unplaced: Sequence[Unplaced]) -> Iterator[Note]:
    """Digits of the tables that belong nowhere."""
    for table in dict.fromkeys(each.table for each in unplaced):
        texts = [each.text for each in unplaced if each.table == table]
        more = " …" if len(texts) > MOST_DIGITS else ""
        yield Note(id="unplaced_digits", about=f"{_title(table)}: {'; '.join(texts[:MOST_DIGITS])}{more}")


def missing_in_scan(document: Document, facts: Mapping[str, Fact]) -> Iterator[Note]:
    """What the form has and a scan was not seen to have: rules too faint to be found are no proof of a missing row."""
    read_from_pictures = any(page.scanned for page in document.pages) or any(
        fact.method == "ocr" for fact in facts.values()
    )
    if not read_from_pictures:
        return
    missing = Counter(FIELDS[name].table for name, fact in facts.items() if fact.status == "missing")
    if missing:
        yield Note(id="missing_in_scan", about="; ".join(f"{_title(table)}: {n}" for table, n in missing.items()))


def _title(table: TableId) -> str:
    section = blocks_of(table)[0].section
    return next(each.zh for each in SECTIONS if each.number == section)


def _flag(note: Note) -> ReportFlag:
    sentences = _sentences()[note.id]
    message = {language: sentences[language].replace("{text}", note.about) for language in LANGUAGES}
    return ReportFlag(id=note.id, message=message, text=note.about or None)


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, Mapping[Language, str]]:
    sentences: dict[str, dict[Language, str]] = read_data("report_flags.toml")
    return sentences
