"""Which figures a question asks for: subjects and columns of the forms become the fields of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from canonical.fields import FIELDS
from canonical.report import Language
from qa.lexicon import Subject, Word, short_label, subjects
from qa.plan import Combine
from qa.question import Span, meanings

DOCUMENTS = ("disclosure.rules", "disclosure.normative_documents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The fields asked for and how they combine; `spare` are columns that none of the subjects has.

    `choices` are fields between which the question leaves open which is meant.
    """

    fields: tuple[str, ...] = ()
    combine: Combine = "each"
    measure: str | None = None
    spare: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


def asked_in(spans: Sequence[Span]) -> Asked:
    """What the spans of a question ask for; without fields they ask for nothing that the forms have."""
    words = meanings(spans, Word)
    direct = tuple(dict.fromkeys(word.key for word in words if word.role == "field"))
    named = _subjects_of(words) if not direct else ()
    columns = tuple(dict.fromkeys(word.key for word in words if word.role == "column"))
    if direct:
        return Asked(fields=direct, measure=direct[0] if len(direct) == 1 else None)
    if not named:
        return Asked(spare=columns, choices=_documents_with(columns))
    spare = tuple(column for column in columns if not any(column in subject.columns() for subject in named))
    return _combined(named, columns, spare)


def label_of(measure: str, language: Language) -> str:
    """The name of a field, or of a sum of fields of one column."""
    short = short_label(measure, language)
    row, _, column = measure.rpartition(".")
    subject = subjects().get(row)
    if short or subject is None:
        return short or measure
    name = subject.label(language)
    if column == "total":
        return name
    joint = "·" if language == "zh" else ": "
    return f"{name}{joint}{_column(subject.fields([column])[0], language)}"


def _column(name: str, language: Language) -> str:
    field = FIELDS[name]
    return field.zh.rpartition("·")[2] if language == "zh" else field.en.rpartition(": ")[2]


def _subjects_of(words: Sequence[Word]) -> tuple[Subject, ...]:
    """The subjects named, strong ones before weak ones; a group gives way to a row of it that is named too."""
    strong = [word.key for word in words if word.role == "subject"]
    weak = [word.key for word in words if word.role == "weak_subject"]
    named = [subjects()[name] for name in dict.fromkeys(strong or weak)]
    single = {row for subject in named if not subject.is_sum for row in subject.rows}
    return tuple(subject for subject in named if not (subject.is_sum and single & set(subject.rows)))


def _combined(named: Sequence[Subject], columns: Sequence[str], spare: tuple[str, ...]) -> Asked:
    fields = tuple(dict.fromkeys(name for subject in named for name in _fields_of(subject, columns)))
    used = {name.rpartition(".")[2] for name in fields}
    if len(named) == 1 and named[0].is_sum and len(used) == 1:
        return Asked(fields=fields, combine="sum", measure=f"{named[0].id}.{used.pop()}", spare=spare)
    return Asked(fields=fields, measure=fields[0] if len(fields) == 1 else None, spare=spare)


def _fields_of(subject: Subject, columns: Sequence[str]) -> tuple[str, ...]:
    own = [column for column in columns if column in subject.columns()]
    return subject.fields(own or subject.defaults)


def _documents_with(columns: Sequence[str]) -> tuple[str, ...]:
    """How many are in force does not say what: rules, or normative documents."""
    return tuple(name for row in DOCUMENTS for name in subjects()[row].fields(columns))
