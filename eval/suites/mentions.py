"""Are the counted things of the narrative found, and is it known which of them tell the tables' numbers again?

Half of the reports tell one number otherwise than their table. That has to be found and nothing else: not in numbers
of other bodies, other years, parts or rounded ones, which the reports tell as well. Worst is a field that was invented,
because a comparison with it is a false alarm.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, cycle, islice
from typing import TYPE_CHECKING, Any, Literal

from eval.metrics import count as counted
from eval.metrics import grouped, share
from eval.records import Case, CaseResult, Json, Metric, Options, Outcome, Prepared, Score, Suite

if TYPE_CHECKING:
    from canonical.report import Report
    from eval.generate import Generated

DEFAULT_LIMIT = 200
FORMATS = (
    "docx",
    "html",
    "text-lines",
    "html-editor",
    "pdf",
    "html-word",
    "docx-pieces",
    "text-tabs",
    "markdown",
    "html-gbk",
    "text-flow",
)
"""What differs between formats is where lines break and what else stands among the sentences."""
NARRATIVE = "narrative."
EVERYTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A document as it is handed to extraction."""

    name: str
    data: bytes


def cases(options: Options) -> Iterator[Case]:
    """Reports that agree with their tables and reports that do not by turns, the formats one after the other."""
    return islice(_all_cases(options.seed), options.limit or DEFAULT_LIMIT)


def _all_cases(seed: int) -> Iterator[Case]:
    formats = cycle(FORMATS)
    for number in count():
        tags = {"format": next(formats), "tables": "disagree" if number % 2 else "agree"}
        case_id = f"{tags['tables']}-{tags['format']}-{seed}.{number:04}"
        yield Case(id=case_id, tags=tags, inputs={**tags, "seed": seed * 1_000_000 + number})


def prepare(case: Case) -> Prepared:
    """The document, its counted things and the checks of the narrative that have to fail."""
    from eval.generate.render import FORMATS as DRAWN
    from eval.generate.render import render

    made, name = _report(case.inputs), case.inputs["format"]
    data = render(made.layout, name, seed=case.inputs["seed"])
    return Prepared(
        given=Given(name=case.id + DRAWN[name].suffix, data=data),
        expected={
            "mentions": [_mention_as_json(each) for each in made.gold.mentions],
            "checks": [_check_as_json(each.check, each) for each in made.gold.broken if _is_tale(each.check)],
        },
        hashes={"document": hashlib.sha256(data).hexdigest()},
    )


def _report(inputs: Mapping[str, Any]) -> Generated:
    from eval.generate import make_report, wide_order

    order = wide_order(inputs["seed"], blanks=False)
    return make_report(replace(order, plant=None, disagree=inputs["tables"] == "disagree"))


def task(given: Given) -> Report:
    """What extraction makes of the document."""
    from extraction import extract
    from ingest import load_bytes

    return extract(load_bytes(given.data, path=given.name))


def as_json(report: Report) -> Json:
    """The mentions, whether each quote stands in the report, and the failed checks of the narrative."""
    texts = "\n".join(section.text for section in report.sections)
    failed = (check for check in report.checks if _is_tale(check.id) and check.status == "failed")
    return {
        "mentions": [
            {**_mention_as_json(each), "verbatim": each.section is None or each.quote in texts}
            for each in report.mentions
        ],
        "checks": [_check_as_json(check.id, check) for check in failed],
        "compared": sum(_is_tale(check.id) and check.status != "not_stated" for check in report.checks),
    }


def _is_tale(check: str) -> bool:
    return check.startswith(NARRATIVE)


def _mention_as_json(mention: Any) -> Json:
    from canonical.contract import number_as_json

    return {
        "value": number_as_json(mention.value),
        "unit": mention.unit,
        "quote": mention.quote,
        "field": mention.field,
        "approximate": mention.approximate,
        "section": mention.section,
    }


def _check_as_json(name: str, check: Any) -> Json:
    from canonical.contract import as_json as plain

    return {"check": name, "expected": plain(check.expected), "actual": plain(check.actual)}


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """A score for each counted thing and for the field of each that was found, and one for each check that fails."""
    got = output or {"mentions": [], "checks": []}
    return (*_counts(expected["mentions"], list(got["mentions"])), *_checks(expected["checks"], got["checks"]))


def _counts(wanted: Sequence[Json], left: list[Json]) -> Iterator[Score]:
    for each in wanted:
        same = [other for other in left if _is_same(each, other)]
        if not same:
            yield Score(name="count", outcome="omitted", detail={"expected": each, "got": None})
            continue
        found = next((other for other in same if other["field"] == each["field"]), same[0])
        left.remove(found)
        yield Score(name="count", outcome="right")
        yield _field(each, found)
        yield _either("quote", each, found, right=found["verbatim"])
        yield _either("approximate", each, found, right=found["approximate"] == each["approximate"])
    for other in left:
        yield Score(name="count", outcome="invented", detail={"expected": None, "got": other})


def _is_same(wanted: Json, got: Json) -> bool:
    """The same number and unit in the same words; a quote may be longer or shorter than the other."""
    if (wanted["value"], wanted["unit"], wanted["section"]) != (got["value"], got["unit"], got["section"]):
        return False
    quotes = [re.sub(r"\s", "", each["quote"]) for each in (wanted, got)]
    return quotes[0] in quotes[1] or quotes[1] in quotes[0]


def _field(wanted: Json, found: Json) -> Score:
    want, got = wanted["field"], found["field"]
    outcome: Outcome = "right" if want == got else "omitted" if got is None else "invented" if want is None else "wrong"
    return Score(name="field", outcome=outcome, detail={} if want == got else {"expected": wanted, "got": found})


def _either(name: str, wanted: Json, found: Json, *, right: bool) -> Score:
    return Score(
        name=name,
        outcome="right" if right else "wrong",
        detail={} if right else {"expected": wanted, "got": found},
    )


def _checks(wanted: Sequence[Json], got: Sequence[Json]) -> Iterator[Score]:
    for each in wanted:
        yield Score(name="check", outcome="right" if each in got else "omitted", detail={"expected": each, "got": None})
    for each in got:
        if each not in wanted:
            yield Score(name="check", outcome="invented", detail={"expected": None, "got": each})


Judged = frozenset[tuple[str, str]]
"""Names of scores with their outcomes."""


def _judged(name: str, *outcomes: Outcome) -> Judged:
    return frozenset((name, outcome) for outcome in outcomes)


FOUND, LOST, EXTRA = _judged("count", "right"), _judged("count", "omitted"), _judged("count", "invented")
FIELD_RIGHT, FIELD_INVENTED = _judged("field", "right"), _judged("field", "invented", "wrong")
BROKEN, MISSED, ALARM = _judged("check", "right"), _judged("check", "omitted"), _judged("check", "invented")
SHARES: Mapping[str, tuple[Judged, Judged, Literal["higher", "lower"]]] = {
    "recall": (FOUND, FOUND | LOST, "higher"),
    "precision": (FOUND, FOUND | EXTRA, "higher"),
    "exact": (FIELD_RIGHT, FOUND | LOST, "higher"),
    "fields_invented": (FIELD_INVENTED, FOUND, "lower"),
    "disagreement_recall": (BROKEN, BROKEN | MISSED, "higher"),
    "disagreement_precision": (BROKEN, BROKEN | ALARM, "higher"),
}
"""By metric: what is counted, of what, and which way is better."""
MORE_SHARES: Mapping[str, tuple[Judged, Judged, Literal["higher", "lower"]]] = {
    "verbatim": (_judged("quote", "right"), _judged("quote", "right", "wrong"), "higher"),
    "approximate": (_judged("approximate", "right"), _judged("approximate", "right", "wrong"), "higher"),
}


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """What is found of counts, fields and disagreements, false alarms on reports that agree, then by format."""
    compared = sum((result.output or {}).get("compared", 0) for result in results)
    groups = grouped(results, "format").items()
    return (
        *_headline(results, EVERYTHING),
        *(_share(results, name, EVERYTHING) for name in MORE_SHARES),
        counted("compared", compared, better="higher"),
        counted("crashed", sum(result.crashed for result in results)),
        *(metric for name, members in groups for metric in _headline(members, {"format": name}) if metric.count),
    )


def _headline(results: Sequence[CaseResult], by: Mapping[str, str]) -> tuple[Metric, ...]:
    agreeing = [result for result in results if not (result.expected or {}).get("checks")]
    alarmed = [(any((each.name, each.outcome) in ALARM for each in result.scores), 1) for result in agreeing]
    return (
        *(_share(results, name, by) for name in SHARES),
        share("false_alarms", alarmed, by=by, better="lower"),
    )


def _share(results: Sequence[CaseResult], name: str, by: Mapping[str, str]) -> Metric:
    hits, whole, better = {**SHARES, **MORE_SHARES}[name]
    judged = [[(each.name, each.outcome) for each in result.scores] for result in results]
    parts = [(sum(each in hits for each in scores), sum(each in whole for each in scores)) for scores in judged]
    return share(name, parts, by=by, better=better)


def crop(given: Given, _report: Report | None, judged: Score) -> Json:
    """The line of the document with the words of a wrong mention."""
    from ingest import load_bytes
    from ingest.document import Line

    told = judged.detail.get("expected") or judged.detail.get("got") or {}
    quote = told.get("quote")
    if not quote:
        return None
    document = load_bytes(given.data, path=given.name)
    lines = [block.text for block in document.blocks() if isinstance(block, Line)]
    return {"text": "\n".join(line for line in lines if quote in line) or quote, "mark": quote}


SUITE = Suite(
    name="mentions",
    cases=cases,
    prepare=prepare,
    task=task,
    as_json=as_json,
    score=score,
    metrics=metrics,
    crop=crop,
)
