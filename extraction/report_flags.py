"""What is odd about a report as a whole, put into words: a note of any stage becomes a flag of the report.

The words are data: `canonical/data/report_flags.toml`, a sentence in each language for every id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from canonical.regions import read_data
from canonical.report import Language, ReportFlag, ReportFlagId

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


def _flag(note: Note) -> ReportFlag:
    sentences = _sentences()[note.id]
    message = {language: sentences[language].replace("{text}", note.about) for language in LANGUAGES}
    return ReportFlag(id=note.id, message=message, text=note.about or None)


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, Mapping[Language, str]]:
    sentences: dict[str, dict[Language, str]] = read_data("report_flags.toml")
    return sentences
