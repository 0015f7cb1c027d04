"""Is it known whose report a document is, and of which year? On reports of real places without a number in them.

A wrong agency, year or place is as bad as a wrong number, so it counts as silent unless the report says that a person
should look at that attribute (`COVERED_BY`). A value where the document tells none counts as invented. What the report
has to say (a year that is not in the title, a second report in the file) is judged as `flags`; a text that is no report
has to be refused (`refused`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from random import Random
from typing import TYPE_CHECKING, Any

from eval.metrics import count as counted
from eval.metrics import grouped, share
from eval.records import Case, CaseResult, Json, Metric, Options, Outcome, Prepared, Score, Suite

if TYPE_CHECKING:
    from canonical.report import Report

DEFAULT_LIMIT = 270
ATTRIBUTES = ("agency", "year", "region", "template", "published")
OF_AGENCY = (
    "agency_from_signature",
    "agency_from_label",
    "agency_from_text",
    "agency_from_site",
    "several_agencies",
    "several_reports",
)
OF_YEAR = ("year_from_text", "year_from_date", "years_disagree", "several_reports")
COVERED_BY: Mapping[str, tuple[str, ...]] = {
    "agency": OF_AGENCY,
    "year": OF_YEAR,
    "region": (*OF_AGENCY, "region_from_context", "region_ambiguous"),
    "template": OF_YEAR,
    "published": OF_YEAR,
}
"""The flags that make a person look at an attribute."""
FORMATS = (
    "html",
    "html-editor",
    "html-editor",
    "html-word",
    "html-gbk",
    "docx",
    "docx",
    "text-lines",
    "text-lines",
    "pdf",
)
"""Web pages, Word files and flattened text are what reports mostly come as; PDF is slower and says nothing more."""
LINES_SHOWN = (8, 4)  # at the top of a document and at its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A document as it is handed to extraction."""

    name: str
    data: bytes


def cases(options: Options) -> Iterator[Case]:
    """Every way to state identity in turn, each in a format drawn for it."""
    return islice(_all_cases(options.seed), options.limit or DEFAULT_LIMIT)


def _all_cases(seed: int) -> Iterator[Case]:
    from eval.suites.identity_papers import make_paper
    from eval.suites.identity_ways import WAYS

    for number in count():
        way = list(WAYS)[number % len(WAYS)]
        chance = Random(f"format:{seed}:{number}")  # noqa: S311  reproducible, not secret
        name = chance.choice(WAYS[way].formats or FORMATS)
        paper_seed = seed * 1_000_000 + number
        yield Case(
            id=f"{way}-{name}-{seed}.{number:04}",
            tags={"way": way, "format": name, "place": make_paper(way, paper_seed).kind},
            inputs={"way": way, "format": name, "seed": paper_seed},
        )


def prepare(case: Case) -> Prepared:
    """The document, and what it says of itself."""
    from eval.generate.render import FORMATS as DRAWN
    from eval.generate.render import render
    from eval.suites.identity_papers import make_paper

    name = case.inputs["format"]
    paper = make_paper(case.inputs["way"], case.inputs["seed"])
    data = render(paper.layout, name, seed=case.inputs["seed"])
    return Prepared(
        given=Given(name=case.id + DRAWN[name].suffix, data=data),
        expected=dict(paper.expected),
        hashes={"document": hashlib.sha256(data).hexdigest()},
    )


def task(given: Given) -> Report:
    """What extraction makes of the document."""
    from extraction import extract
    from ingest import load_bytes

    return extract(load_bytes(given.data, path=given.name))


def as_json(report: Report) -> Json:
    """The attributes that are judged, the region as its code, and the report's flags."""
    identity = report.identity
    return {
        "agency": identity.agency,
        "year": identity.year,
        "region": identity.region.code if identity.region else None,
        "template": identity.template,
        "published": identity.published.isoformat() if identity.published else None,
        "flags": [flag.id for flag in report.flags],
    }


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """A score for each attribute and for the flags; for a text that is no report, whether it was refused."""
    if expected["refused"]:
        detail = {} if output is None else {"expected": "refused", "got": output.get("agency")}
        return (Score(name="refused", outcome="silent" if detail else "right", detail=detail),)
    got = output or {}
    return (*(_score_of(name, expected, got) for name in ATTRIBUTES), _score_of_flags(expected, output))


def _score_of(name: str, expected: Mapping[str, Any], output: Mapping[str, Any]) -> Score:
    want, got = expected[name], output.get(name)
    if got == want or (name == "agency" and got in expected["also"]):
        return Score(name=name, outcome="right")
    flags = sorted(set(COVERED_BY[name]) & set(output.get("flags", ())))
    detail = {"expected": want, "got": got, "flags": flags}
    if name == "agency" and got and (got in want or want in got):
        detail["contained"] = True
    return Score(name=name, outcome=_outcome(want, got, flagged=bool(flags)), detail=detail)


def _outcome(want: Json, got: Json, *, flagged: bool) -> Outcome:
    if got is None:
        return "omitted"
    if flagged:
        return "flagged"
    return "invented" if want is None else "silent"


def _score_of_flags(expected: Mapping[str, Any], output: Json) -> Score:
    """Silent without a flag that has to be there; flagged with one that nothing calls for."""
    if output is None:
        return Score(name="flags", outcome="omitted")
    missing = [f"{name}_missing" for name in ("agency", "year") if output[name] is None]
    want, got = [set(each.split("|")) for each in (*expected["flags"], *missing)], set(output["flags"])
    is_said = all(each & got for each in want)
    if is_said and got <= set(expected["may"]).union(*want):
        return Score(name="flags", outcome="right")
    detail = {"expected": expected["flags"], "got": sorted(got)}
    return Score(name="flags", outcome="flagged" if is_said else "silent", detail=detail)


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """What is silent, what is all right, each attribute; the first two again by way, format and kind of place."""
    split = (
        _headline(members, {tag: value})
        for tag in ("way", "format", "place")
        for value, members in grouped(results, tag).items()
    )
    return (
        *_headline(results, {}),
        _share(results, "flagged", ("flagged",), names=ATTRIBUTES),
        _share(results, "needless", ("flagged",), names=("flags",)),
        _share(results, "omitted", ("omitted",)),
        *(_share(results, name, ("right",), names=(name,)) for name in (*ATTRIBUTES, "flags", "refused")),
        *(_share(results, f"{name}_silent", SILENT, names=(name,)) for name in ATTRIBUTES[:3]),
        counted("crashed", sum(result.crashed for result in results)),
        *(metric for part in split for metric in part),
    )


SILENT: tuple[Outcome, ...] = ("silent", "invented")


def _headline(results: Sequence[CaseResult], by: Mapping[str, str]) -> tuple[Metric, ...]:
    whole = [(all(each.outcome == "right" for each in result.scores), 1) for result in results]
    return (_share(results, "silent", SILENT, by=by), share("all_right", whole, by=by))


def _share(
    results: Sequence[CaseResult],
    name: str,
    outcomes: Sequence[Outcome],
    *,
    names: Sequence[str] = (*ATTRIBUTES, "flags", "refused"),
    by: Mapping[str, str] | None = None,
) -> Metric:
    """The share of judged attributes with one of the outcomes."""
    parts = []
    for result in results:
        judged = [each.outcome for each in result.scores if each.name in names]
        parts.append((sum(outcome in outcomes for outcome in judged), len(judged)))
    return share(name, parts, by=by or {}, better="higher" if "right" in outcomes else "lower")


def crop(given: Given, _report: Report | None, judged: Score) -> Json:
    """The beginning and the end of the document's text, where identity is stated."""
    from ingest import load_bytes
    from ingest.document import Line

    document = load_bytes(given.data, path=given.name)
    lines = [block.text.strip() for block in document.blocks() if isinstance(block, Line) and block.text.strip()]
    first, last = LINES_SHOWN
    text = "\n".join([*lines[:first], "…", *lines[-last:]])
    wanted = str(judged.detail.get("expected") or "")
    return {"text": text, "mark": wanted if wanted in text else ""}


SUITE = Suite(
    name="identity",
    cases=cases,
    prepare=prepare,
    task=task,
    as_json=as_json,
    score=score,
    metrics=metrics,
    crop=crop,
)
