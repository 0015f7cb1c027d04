"""The right answers that need no figure: checks, narrative, the collection itself, and the sorts of "no"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eval.generate.collection import GoldReport
from eval.suites.questions_figures import UNUSUAL, Want, figures, select

Expected = dict[str, Any]
Gold = Sequence[GoldReport]

CHECKS: Mapping[str, tuple[str, ...]] = {
    "sums": (
        "requests.row_sum",
        "requests.concluded_sum",
        "requests.concluded_sum_2019",
        "requests.balance",
        "review.sum",
    ),
    "rows": ("requests.row_sum",),
    "balance": ("requests.balance",),
    "disputes": ("review.sum",),
    "years": ("years.",),
    "carried": ("years.carried_over",),
    "any": ("",),
}
"""What people call checks, by the beginnings of their ids."""


def _checks(gold: Gold, want: Want) -> Expected:
    """Every failed check of a sort, and of fields whose ids begin so (`rows`); `count`: of how many reports."""
    reports = select(gold, want)
    begins = CHECKS[want["checks"]]
    failed = [
        [report.agency, report.year, broken.check]
        for report in reports
        for broken in report.broken
        if broken.check.startswith(begins) and not broken.check.startswith(UNUSUAL)
        if any(field.startswith(want.get("rows", "")) for field in broken.fields)
    ]
    bodies = {(agency, year) for agency, year, _ in failed}
    covered = {"reports": len(reports), "failed_checks": len(bodies)}
    if want.get("count"):
        return {"status": "answered", "value": len(bodies), "coverage": covered}
    if not failed:
        return {"status": "no_match" if reports else "no_report"}
    return {
        "status": "answered",
        "keys": ["agency", "year", "check"],
        "rows": failed,
        "order": "any",
        "coverage": covered,
    }


def _narrative(gold: Gold, want: Want) -> Expected:
    """The sentences of which one has to be found, and the reports that all passages have to be of."""
    reports = select(gold, want)
    if not reports:
        return {"status": "no_report"}
    texts = [report.told[want["topic"]] for report in reports if want.get("topic") in report.told]
    if want.get("section"):
        texts = [p.text for report in reports for p in report.passages if p.section == want["section"]]
    scope = [[report.agency, report.year] for report in reports]
    return {"status": "answered" if texts else "no_match", "telling": texts, "scope": scope}


def _reports(gold: Gold, want: Want) -> Expected:
    reports = select(gold, want)
    return {"status": "answered", "value": len(reports)}


def _years(gold: Gold, want: Want) -> Expected:
    reports = sorted(select(gold, want), key=lambda report: report.year)
    if not reports:
        return {"status": "no_report"}
    if edge := want.get("edge"):
        return {"status": "answered", "value": reports[0 if edge == "first" else -1].year}
    years = sorted({report.year for report in reports})
    if "agencies" not in want:
        return {"status": "answered", "known_years": years}
    rows = [[report.agency, report.year] for report in reports]
    return {"status": "answered", "keys": ["agency", "year"], "rows": rows, "order": "year", "known_years": years}


def _bodies(gold: Gold, want: Want) -> Expected:
    names = sorted({report.agency for report in select(gold, want)})
    if want.get("count"):
        return {"status": "answered", "value": len(names)}
    return {"status": "answered", "keys": ["agency"], "rows": [[name] for name in names], "order": "any"}


def _lacking(gold: Gold, want: Want) -> Expected:
    """The bodies that have reports, but none of the year."""
    (year,) = want["years"]
    anything = {report.agency for report in select(gold, {**want, "years": range(2000, 2100)})}
    lacking = sorted(anything - {report.agency for report in select(gold, want)})
    if not lacking:
        return {"status": "no_match"}
    return {
        "status": "answered",
        "keys": ["agency"],
        "rows": [[name] for name in lacking],
        "order": "any",
        "year": year,
    }


def _missing_figures(gold: Gold, want: Want) -> Expected:
    """Why some reports are not counted: those without a value."""
    reports = select(gold, want)
    lacking = [figure for figure in figures(reports, want) if figure.value is None]
    if not lacking:
        return {"status": "no_match"}
    keys = ("agency", "year", "status")
    rows = [[figure.report.agency, figure.report.year, figure.status] for figure in lacking]
    return {"status": "answered", "keys": keys, "rows": rows, "order": "any"}


def _clarify(gold: Gold, want: Want) -> Expected:
    """A question back, with these bodies (all of the collection that the scope has) to choose from."""
    names = want.get("options") or sorted({report.agency for report in select(gold, want["among"])})
    return {"status": "needs_clarification", "options": list(names)}


def _clarify_words(_gold: Gold, _want: Want) -> Expected:
    """A question back about anything but bodies."""
    return {"status": "needs_clarification"}


def _outside(_gold: Gold, _want: Want) -> Expected:
    return {"status": "out_of_scope"}


def _nobody(_gold: Gold, _want: Want) -> Expected:
    return {"status": "no_report"}


WITHOUT_FIGURES: Mapping[str, Callable[[Gold, Want], Expected]] = {
    "checks": _checks,
    "narrative": _narrative,
    "reports": _reports,
    "years": _years,
    "bodies": _bodies,
    "lacking": _lacking,
    "missing_figures": _missing_figures,
    "clarify": _clarify,
    "clarify_words": _clarify_words,
    "outside": _outside,
    "nobody": _nobody,
}
"""What each of these sorts of question comes to."""
