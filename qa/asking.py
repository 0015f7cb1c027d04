"""Which figures a question asks for: subjects, columns and ratios become the measures of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from canonical.fields import FIELDS
from canonical.measures import measure_of, ratios
from canonical.report import Language
from qa.lexicon import Subject, Word, columns_of, rows_of, short_label, sibling, subjects
from qa.question import Span, meanings

DOCUMENTS = ("disclosure.rules", "disclosure.normative_documents")
DISPUTES = ("review", "litigation")
VERDICTS = {"upheld", "corrected", "pending"}
APPLICANTS = {"natural_person", "company", "research", "social", "legal_service"}
SUBJECTS = {"subject", "weak_subject"}
VERBAL = {"requests.concluded"}
"""Handling is said of licences and penalties too."""
NUMBERS = {"how_many", "sum"}
_JOINT = re.compile(r"[\s、,，和与及跟以]*(?:and|or|plus|&|/)?\s*(?:the |of |number |numbers )*")
_REASONS = re.compile(
    r"(?:什么|哪些|何种)(?:理由|原因)|(?:理由|原因)(?:是什么|有哪些|分别|各)|(?:what|which) (?:reasons|grounds)|\bwhy\b"
)
_OF_COURTS = re.compile(r"[败胜]诉|法院|\bcourts?\b")
_PART = re.compile(r"[,，;；。]|其中|\band\b|of (?:them|which|those|these)")
_NEXT = re.compile(r"[和与及、]")
REFUSED = "requests.refused"
OF_APPLICANTS = "requests.received"
"""Who applied, without a word on what came of it, is about the requests received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The measures asked for; `spare` are columns and subjects that none of them has.

    `choices` are measures between which the question leaves open which is meant.
    """

    measures: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of the measures."""
        found = (measure_of(name) for name in self.measures)
        return tuple(dict.fromkeys(field for measure in found if measure for field in measure.fields))


def asked_in(spans: Sequence[Span], text: str = "") -> Asked:
    """What the spans of a question ask for; without measures they ask for nothing that the forms have."""
    words = meanings(spans, Word)
    named_ratios = tuple(dict.fromkeys(word.key for word in words if word.role == "ratio"))
    direct = tuple(dict.fromkeys(word.key for word in words if word.role == "field"))
    several = tuple(row for word in words if word.role == "rows" for row in rows_of(word.key))
    single = tuple(row for row in several if any(word.key == row for word in words))
    several = single or several or _with_reasons(words, text)
    named = tuple(subjects()[row] for row in several)
    named = named or (_subjects_of(words, joined=_joins_subjects(spans, text)) if not direct else ())
    columns = tuple(dict.fromkeys(column for word in words for column in _columns_named(word)))
    if named_ratios:
        return _of_ratios(named_ratios, named, columns)
    if direct:
        return Asked(measures=direct)
    if not named and columns and _OF_COURTS.search(text):
        named = (subjects()["litigation"],)
    if not named and columns and (set(columns) <= APPLICANTS or any(word.role == "columns" for word in words)):
        named = (subjects()[OF_APPLICANTS],)
    if not named:
        choices = _left_open(columns) if (columns and not set(columns) <= VERDICTS) or _is_about_cases(words) else ()
        return Asked(spare=columns, choices=choices)
    spare = tuple(column for column in columns if not any(column in subject.columns() for subject in named))
    whole = _asks_for_the_whole_too(spans, text)
    found = tuple(dict.fromkeys(name for subject in named for name in _measures_of(subject, columns, whole=whole)))
    return Asked(measures=found, spare=spare)


def _with_reasons(words: Sequence[Word], text: str) -> tuple[str, ...]:
    """不予公开了几件，都是什么理由: the number, and each of the rows that it is the sum of."""
    keys = {word.key for word in words if word.role in {"subject", "word"}}
    asks = REFUSED in keys and "how_many" in keys and "which" not in keys and _REASONS.search(text)
    return (REFUSED, *rows_of("refusals")) if asks else ()


def _columns_named(word: Word) -> tuple[str, ...]:
    if word.role == "columns":
        return columns_of(word.key)
    return (word.key,) if word.role == "column" else ()


def label_of(measure: str, language: Language) -> str:  # noqa: PLR0911 - a ladder of cases
    """The name of a measure, the plainest there is."""
    short = short_label(measure, language)
    known = measure_of(measure)
    if short or known is None:
        return short or measure
    if known.is_ratio and measure not in ratios():
        part, stroke, whole = measure.partition("/")
        if stroke:
            names = label_of(part, language), label_of(whole, language)
            return "{}占{}的比例".format(*names) if language == "zh" else "{} as a share of {}".format(*names)
        return known.label(language)
    if known.is_derived:
        return known.label(language)
    row, _, column = measure.rpartition(".")
    subject = subjects().get(row)
    if subject is None:
        return known.label(language)
    if column == "total":
        return subject.label(language)
    joint = "·" if language == "zh" else ": "
    return f"{subject.label(language)}{joint}{_column(measure, language)}"


def _column(name: str, language: Language) -> str:
    field = FIELDS[name]
    return field.zh.rpartition("·")[2] if language == "zh" else field.en.rpartition(": ")[2]


def _is_about_cases(words: Sequence[Word]) -> bool:
    """Who won is no question about reviews unless bodies or years of reports are asked about."""
    return any(word.role in {"all_bodies", "department", "kind"} for word in words)


def _of_ratios(named: tuple[str, ...], around: Sequence[Subject], columns: Sequence[str]) -> Asked:
    """Ratios by name; a subject beside one tells which of two alike is meant, a column whose requests are."""
    found: list[str] = []
    spare: list[str] = []
    for ratio in named:
        kin = next((kin for subject in around if (kin := sibling(ratio, subject.id))), ratio)
        narrowed = [f"{kin}.{column}" for column in columns if measure_of(f"{kin}.{column}")]
        found.extend(narrowed or [kin])
        spare.extend(column for column in columns if not narrowed)
        about = {field.rpartition(".")[0] for field in ratios()[kin].fields}
        spare.extend(subject.id for subject in around if not about & set(subject.rows) and not _is_of_requests(subject))
    return Asked(measures=tuple(dict.fromkeys(found)), spare=tuple(dict.fromkeys(spare)))


def _is_of_requests(subject: Subject) -> bool:
    """申请 beside 公开率 only says what the rate is of."""
    return subject.id == "requests.received"


def _joins_subjects(spans: Sequence[Span], text: str) -> bool:
    """True when 申请量 stands beside another figure as one more of them: 申请量、处罚数; requests and penalties."""
    named = [span for span in spans if isinstance(span.meaning, Word) and span.meaning.role in SUBJECTS]
    pairs = ((first, second) for first, second in pairwise(named) if first.meaning.role != second.meaning.role)  # type: ignore[attr-defined]
    joints = (text[first.end : second.start] for first, second in pairs)
    return any(_JOINT.fullmatch(joint) or _asks_apart(joint, spans) for joint in joints)


def _asks_apart(joint: str, spans: Sequence[Span]) -> bool:
    """True when each figure has its own number and clause: 申请收了多少件，办结多少件."""
    numbers = [span for span in spans if isinstance(span.meaning, Word) and span.meaning.key == "how_many"]
    return len(numbers) > 1 and bool(re.search(r"(?:几|多少)[^,，;；。]{0,4}[,，;；。]", joint))


def _asks_for_the_whole_too(spans: Sequence[Span], text: str) -> bool:
    """True when a number is asked for before a clause on a part of it: 收到多少申请，其中企业几件."""
    numbers = [span for span in spans if isinstance(span.meaning, Word) and span.meaning.key in NUMBERS]
    columns = [span for span in spans if isinstance(span.meaning, Word) and span.meaning.role == "column"]
    subject = next((s.end for s in spans if isinstance(s.meaning, Word) and s.meaning.role in SUBJECTS), None)
    if subject is None or not numbers or not columns:
        return False
    start = max(numbers[0].start, subject)
    if columns[0].start <= start:
        return False
    return bool(_PART.search(text[start : columns[0].start]) or _NEXT.match(text, numbers[0].end))


def _subjects_of(words: Sequence[Word], *, joined: bool) -> tuple[Subject, ...]:
    """The subjects named, strong ones before weak ones; a group gives way to a row of it that is named too."""
    strong = [word.key for word in words if word.role == "subject"]
    weak = [word.key for word in words if word.role == "weak_subject"]
    both = [word.key for word in words if word.role in SUBJECTS]
    if not joined and any(not name.startswith("requests.") for name in strong):
        strong = [name for name in strong if name not in VERBAL]
    counts_weak = joined and not any(_is_said_of_requests(name) for name in strong)
    named = [subjects()[name] for name in dict.fromkeys(both if counts_weak else strong or weak)]
    single = {row for subject in named if not subject.is_sum for row in subject.rows}
    return tuple(subject for subject in named if not (subject.is_sum and single & set(subject.rows)))


def _is_said_of_requests(subject: str) -> bool:
    """申请 beside 不予公开 says what was refused; beside 办结 it can be a figure of its own."""
    return subject.startswith("requests.") and subject not in VERBAL


def _measures_of(subject: Subject, columns: Sequence[str], *, whole: bool) -> tuple[str, ...]:
    own = [column for column in columns if column in subject.columns()]
    if whole and own:
        own = [*subject.defaults, *own]
    return subject.measures(own or subject.defaults)


def _left_open(columns: Sequence[str]) -> tuple[str, ...]:
    """How many are in force does not say what: rules, or normative documents; nor how many were corrected."""
    return tuple(name for row in (*DOCUMENTS, *DISPUTES) for name in subjects()[row].measures(columns))
