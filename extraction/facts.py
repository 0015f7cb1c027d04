"""Readings become facts: every field of the schema gets a value or the reason why there is none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from canonical.fields import FIELDS, Field
from canonical.forms import TableId
from canonical.report import CheckResult, Fact, Flag, Status
from extraction.reading import Reading
from extraction.values import Kind, in_unit
from extraction.ways import is_doubtful, probability_of_first

STATUS_OF_KIND: Mapping[Kind, Status] = {
    "number": "reported",
    "mark": "blank",
    "blank": "blank",
    "text": "unreadable",
}
NARRATIVE = "narrative."  # begins the ids of the rules that compare a table with the narrative
SURE = 0.99  # of a cell read from a text layer under a label that fits
ILLEGIBLE = 0.1  # what is less likely of a picture is no value: dirt is read as some digit too
FLAGGED = 0.5  # at most, of a cell somebody should look at


def facts_from(readings: Iterable[Reading], forms: Mapping[str, str | None]) -> Mapping[str, Fact]:
    """A fact for every field of the schema, in its order. `forms` has the form in use for each table."""
    read = one_a_field(readings)
    return {name: _fact(field, read.get(name), forms[field.table]) for name, field in FIELDS.items()}


def one_a_field(readings: Iterable[Reading]) -> Mapping[str, Reading]:
    """The reading of each field that counts.

    Where two copies of a table are at odds they may be of two reports, and what only a later copy tells is in doubt.
    """
    listed = tuple(readings)
    at_odds = told_twice(listed)
    read: dict[str, Reading] = {}
    copied: set[TableId] = set()
    for reading in listed:
        table = FIELDS[reading.field].table
        first = read.get(reading.field)
        copied |= {table} if first else set()
        doubtful = table in copied and table in at_odds
        read[reading.field] = _agreed(first, _disputed(reading) if doubtful else reading)
    return read


def told_twice(readings: Iterable[Reading]) -> Collection[TableId]:
    """The tables of which two copies print different numbers in one cell, in the order of print."""
    values: dict[str, set[Decimal]] = {}
    for reading in readings:
        if reading.printed.value is not None:
            values.setdefault(reading.field, set()).add(reading.printed.value)
    return dict.fromkeys(FIELDS[field].table for field, found in values.items() if len(found) > 1).keys()


def with_failed_checks(facts: Mapping[str, Fact], checks: Iterable[CheckResult]) -> Mapping[str, Fact]:
    """The facts, those of broken sums flagged `failed_check`.

    A cell that the narrative contradicts is flagged `sources_disagree` unless a sum of its table bears it out: then
    it was read as it is printed, and the failed check is all there is to say.
    """
    listed = tuple(checks)
    told = {name for result in listed if _is_failed_tale(result) for name in result.fields}
    failed = {
        name
        for result in listed
        if result.status == "failed" and not result.id.startswith(NARRATIVE) and _about_numbers(result)
        for name in result.fields
    }
    doubted = told - failed - {name for result in listed if _bears_out(result) for name in result.fields}
    marked = {name: _marked(facts[name], name in failed, name in doubted) for name in (failed | doubted) & facts.keys()}
    return {**facts, **marked}


def _marked(fact: Fact, failed: bool, doubted: bool) -> Fact:
    marked = _flagged(fact, "failed_check") if failed else fact
    return _flagged(marked, "sources_disagree") if doubted else marked


def _is_failed_tale(result: CheckResult) -> bool:
    return result.status == "failed" and result.id.startswith(NARRATIVE)


def _bears_out(result: CheckResult) -> bool:
    """True for a sum of a table that holds."""
    return result.status == "passed" and result.expected is not None and not result.id.startswith(NARRATIVE)


def _agreed(first: Reading | None, again: Reading) -> Reading:
    """The reading of a field that is printed twice: the first one, unless only the other is a number."""
    if first is None:
        return again
    if again.printed.kind != "number":
        return first
    if first.printed.kind != "number":
        return again
    return first if first.printed.value == again.printed.value else _disputed(first)


def _disputed(reading: Reading) -> Reading:
    return replace(reading, flags=tuple(dict.fromkeys((*reading.flags, "sources_disagree"))))


def _about_numbers(result: CheckResult) -> bool:
    """False for rules about the form as a whole, which make no number doubtful."""
    return result.actual is not None


def _fact(field: Field, reading: Reading | None, form: str | None) -> Fact:
    if reading is None:
        absent: Status = "missing" if form is None or form in field.forms else "not_in_template"
        return Fact(field=field.id, value=None, unit=field.unit, status=absent)
    printed = reading.printed
    flags = (*reading.flags, "low_confidence") if printed.doubtful or is_doubtful(reading.read) else reading.flags
    illegible = reading.seen and printed.kind == "number" and probability_of_first(reading.read) < ILLEGIBLE
    return Fact(
        field=field.id,
        value=None if illegible else in_unit(printed, field.unit),
        unit=field.unit or (printed.unit if printed.value is not None else None),
        status="unreadable" if illegible else STATUS_OF_KIND[printed.kind],
        raw=printed.raw or None,
        remark=printed.remark,
        method="ocr" if reading.seen else "table",
        confidence=_confidence(reading, flags),
        flags=tuple(dict.fromkeys(flags)),
        evidence=reading.evidence,
    )


def _confidence(reading: Reading, flags: tuple[Flag, ...]) -> float:
    """How sure the value is at its place: damage to the label counts little once order has placed the row.

    Of a picture it is the recogniser's probability, doubtful or not.
    """
    if reading.seen:
        sure = probability_of_first(reading.read)
        return round(min(sure, FLAGGED) if reading.flags or reading.printed.doubtful else sure, 4)
    sure = SURE * (0.9 + 0.1 * reading.confidence)
    return round(min(sure, FLAGGED) if flags else sure, 3)


def _flagged(fact: Fact, flag: Flag) -> Fact:
    return replace(fact, flags=tuple(dict.fromkeys((*fact.flags, flag))))
