"""Is it known whose report a document is, and of which year? On reports of real places without a number in them.

Identity has no flags: a wrong agency, year or place is as bad as a wrong number that nobody notices, so what is wrong
is counted apart from what is left open. A value where the document tells none counts as invented.
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

DEFAULT_LIMIT = 210
ATTRIBUTES = ("agency", "year", "region", "template", "published")
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
    """The attributes that are judged; the region as its code."""
    identity = report.identity
    return {
        "agency": identity.agency,
        "year": identity.year,
        "region": identity.region.code if identity.region else None,
        "template": identity.template,
        "published": identity.published.isoformat() if identity.published else None,
    }


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """A score for each attribute."""
    got = output or {}
    return tuple(_score_of(name, expected, got.get(name)) for name in ATTRIBUTES)


def _score_of(name: str, expected: Mapping[str, Any], got: Json) -> Score:
    want = expected[name]
    if got == want or (name == "agency" and got in expected["also"]):
        return Score(name=name, outcome="right")
    detail = {"expected": want, "got": got}
    if name == "agency" and got and (got in want or want in got):
        detail["contained"] = True
    return Score(name=name, outcome=_outcome(want, got), detail=detail)


def _outcome(want: Json, got: Json) -> Outcome:
    if got is None:
        return "omitted"
    return "invented" if want is None else "wrong"


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """What is wrong, what is all right, and each attribute; the first two again by way, format and kind of place."""
    split = (
        _headline(members, {tag: value})
        for tag in ("way", "format", "place")
        for value, members in grouped(results, tag).items()
    )
    return (
        *_headline(results, {}),
        _share(results, "omitted", ("omitted",)),
        *(_share(results, name, ("right",), names=(name,)) for name in ATTRIBUTES),
        *(_share(results, f"{name}_wrong", WRONG, names=(name,)) for name in ATTRIBUTES[:3]),
        counted("crashed", sum(result.crashed for result in results)),
        *(metric for part in split for metric in part),
    )


WRONG: tuple[Outcome, ...] = ("wrong", "invented")


def _headline(results: Sequence[CaseResult], by: Mapping[str, str]) -> tuple[Metric, ...]:
    whole = [(all(each.outcome == "right" for each in result.scores), 1) for result in results]
    return (_share(results, "wrong", WRONG, by=by), share("all_right", whole, by=by))


def _share(
    results: Sequence[CaseResult],
    name: str,
    outcomes: Sequence[Outcome],
    *,
    names: Sequence[str] = ATTRIBUTES,
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
