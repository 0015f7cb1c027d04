"""The right answers to questions with several conditions on one report: no code is shared with `qa`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from eval.generate.collection import GoldReport
from eval.suites.questions_figures import TESTS, Figure, Want, coverage, figures, select

Test = Mapping[str, Any]


def judged(gold: Sequence[GoldReport], want: Want) -> tuple[list[list[Figure]], dict[str, Any]]:
    """The figures of each report that meets the tests, its main one first, and what was looked at.

    A report without a value that it takes to tell is looked at and meets nothing; of several such the first counts.
    """
    kept, seen = [], []
    for report in select(gold, want):
        held = {_name(test): _figure(report, test) for test in _all(want)}
        main = next(iter(held.values()))
        outcomes = [_outcome(held, test) for test in want["tests"]]
        is_enough = bool(want.get("either")) and True in outcomes
        lacking = [figure for figure in held.values() if figure.value is None]
        if lacking and not is_enough:
            seen.append(lacking[0])
            continue
        seen.append(_seen(report, list(held.values())))
        if is_enough or (not want.get("either") and all(outcomes)):
            kept.append([main, *(figure for figure in held.values() if figure is not main)])
    return kept, coverage(select(gold, want), seen)


def _all(want: Want) -> list[Test]:
    """Every figure that has to be there: the one asked for, those tested, and those they are compared with."""
    main = [want] if "field" in want or "measure" in want else []
    tests = [each for test in want["tests"] for each in (test, *([{"field": test["than"]}] if "than" in test else []))]
    return [*main, *tests]


def _name(test: Test) -> str:
    return str(test.get("field") or test.get("measure"))


def _figure(report: GoldReport, test: Test) -> Figure:
    named = {name: test[name] for name in ("field", "measure") if name in test}
    return figures([report], named)[0]


def _outcome(held: Mapping[str, Figure], test: Test) -> bool | None:
    own = held[_name(test)].value
    bounds = [held[test["than"]].value] if "than" in test else [Decimal(value) for value in test["values"]]
    return None if own is None or None in bounds else TESTS[test["op"]](own, *bounds)


def _seen(report: GoldReport, held: Sequence[Figure]) -> Figure:
    """All figures of a report as one."""
    fields = tuple(dict.fromkeys(field for figure in held for field in figure.fields))
    return Figure(report=report, field="", value=Decimal(0), status="reported", fields=fields)


def joint(gold: Sequence[GoldReport], want: Want) -> dict[str, Any]:
    """A list of those that meet the tests, how many there are, the first of a ranking, or a statistic of theirs."""
    kept, covered = judged(gold, want)
    if not covered["with_value"]:
        only = set(covered["without_value"])
        refused = "no_value" if covered["reports"] else "no_report"
        return {"status": "not_in_form" if only == {"not_in_template"} else refused}
    if want.get("count"):
        bodies = {found[0].report.agency for found in kept}
        return {"status": "answered", "value": len(bodies), "coverage": covered}
    if not kept:
        return {"status": "no_match", "coverage": covered}
    if "statistic" in want:
        values = [found[0].value or Decimal(0) for found in kept]
        value = sum(values, Decimal(0)) / (len(values) if want["statistic"] == "average" else 1)
        return {"status": "answered", "value": value, "coverage": covered, "rounded": want["statistic"] == "average"}
    if "order" in want:
        kept = _first(kept, want)
    rows = [[figure.report.agency, figure.report.year, figure.value] for found in kept for figure in found]
    keys = ("agency", "year", "value")
    return {"status": "answered", "keys": keys, "rows": rows, "order": "any", "coverage": covered}


def _first(kept: Sequence[list[Figure]], want: Want) -> list[list[Figure]]:
    """The first of a ranking by the main figure, with all that are equal to the last of them."""
    values = sorted((found[0].value or Decimal(0) for found in kept), reverse=want["order"] == "descending")
    last = values[: want["limit"]][-1]
    is_first = TESTS["ge" if want["order"] == "descending" else "le"]
    return [found for found in kept if is_first(found[0].value, last)]
