"""What the right answer to a question is, computed from the gold by plain Python that shares no code with `qa`."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from canonical.fields import FIELDS
from eval.generate.collection import GoldReport
from eval.suites.questions_answers import WITHOUT_FIGURES, Expected, Gold
from eval.suites.questions_figures import (
    SUMS,
    TESTS,
    Figure,
    Want,
    coverage,
    figures,
    meets,
    parts_of,
    select,
)
from eval.suites.questions_joint import joint

ALL_YEARS = range(2000, 2100)
AGENCY_YEAR = ("agency", "year", "value")
STATISTICS: Mapping[str, Callable[[list[Decimal]], Decimal]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "average": lambda values: sum(values, Decimal(0)) / len(values),
    "median": statistics.median,
    "min": min,
    "max": max,
}


def expected(gold: Gold, want: Want) -> Expected:
    """The right answer: status, value or rows with the keys that are compared, coverage; JSON without Decimals."""
    said = ANSWERS[want["ask"]](gold, want)
    if "measure" in want:
        said = {**said, "percent": True, "definition": True}
    if said.get("value") is not None and (unit := _unit(said, want)):
        said = {**said, "unit": unit}
    if any("measure" in test for test in want.get("tests", ())):
        said = {**said, "percent": True, "definition": True}
    if "also" in want:
        said = {**said, "also": want["also"]}
    return {name: _plain(value) for name, value in said.items() if value is not None}


def _unit(said: Expected, want: Want) -> str | None:
    """The unit of a single figure, None where it is a plain number."""
    if said.get("percent"):
        return "%"
    field = want.get("field")
    if not isinstance(field, str) or want["ask"] not in {"lookup", "aggregate", "change"}:
        return None
    return FIELDS[SUMS.get(field, (field,))[0]].unit


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _rows(found: Iterable[Figure]) -> list[list[Any]]:
    return [[figure.report.agency, figure.report.year, figure.value] for figure in found]


def _answer(rows: list[list[Any]], covered: Any = None, **more: Any) -> Expected:
    return {"status": "answered", "keys": AGENCY_YEAR, "rows": rows, "order": "any", "coverage": covered, **more}


def _without_figure(reports: Gold, found: Sequence[Figure]) -> Expected | None:
    """The refusal where there is no report or no figure at all."""
    if not reports:
        return {"status": "no_report"}
    if any(figure.value is not None for figure in found):
        return None
    only = {figure.status for figure in found}
    status = "not_in_form" if only == {"not_in_template"} else "no_value"
    return {"status": status, "coverage": coverage(reports, found)}


def _lookup(gold: Gold, want: Want) -> Expected:
    reports = select(gold, want)
    if "years" not in want:
        newest = {report.agency: report for report in sorted(reports, key=lambda report: report.year)}
        reports = list(newest.values())
    found = figures(reports, want)
    if not reports:
        return {"status": "no_report", "known_years": _years_of(gold, want)}
    if refusal := _without_figure(reports, found):
        return {**refusal, "offers": want.get("offers")}
    value = found[0].value if len(found) == 1 else None
    return _answer(_rows(found), coverage(reports, found), value=value)


def _years_of(gold: Gold, want: Want) -> list[int]:
    """The years that there are reports of, whatever year was asked for."""
    return sorted({report.year for report in select(gold, {**want, "years": ALL_YEARS})})


def _trend(gold: Gold, want: Want) -> Expected:
    said = _lookup(gold, want)
    return {**said, "order": "year", "chart": len(said.get("rows", ())) > 1, "value": None}


def _list(gold: Gold, want: Want) -> Expected:
    reports = select(gold, want)
    found = figures(reports, want)
    refusal = _without_figure(reports, found)
    if refusal and want.get("op") != "no_value":
        return refusal
    chosen = [figure for figure in found if meets(figure, want)]
    covered = coverage(reports, found)
    if not chosen:
        return {"status": "no_match", "coverage": covered}
    return _answer(_rows(chosen), covered, order="any" if want.get("op") == "no_value" else "descending")


def _count(gold: Gold, want: Want) -> Expected:
    listed = _list(gold, want)
    if listed["status"] not in {"answered", "no_match"}:
        return listed
    rows = listed.get("rows", [])
    bodies = len(rows) if want.get("of") == "reports" else len({agency for agency, *_ in rows})
    if want.get("of") == "share":
        used = listed["coverage"]["with_value"]
        value = Decimal(100 * bodies) / used
        return {"status": "answered", "value": value, "percent": True, "coverage": listed["coverage"]}
    return {"status": "answered", "value": bodies, "coverage": listed["coverage"]}


def _aggregate(gold: Gold, want: Want) -> Expected:
    reports = select(gold, want)
    found = figures(reports, want)
    if refusal := _without_figure(reports, found):
        return refusal
    used = [figure for figure in found if meets(figure, want)]
    covered = coverage(reports, found)
    if not used:
        return {"status": "no_match", "coverage": covered}
    name = want["statistic"]
    value = STATISTICS[name]([figure.value for figure in used if figure.value is not None])
    rounded = name in {"average", "median"}
    if name not in {"min", "max"}:
        return {"status": "answered", "value": value, "coverage": covered, "rounded": rounded}
    return _answer(_rows(figure for figure in used if figure.value == value), covered, value=value)


def _ranked(used: Sequence[Figure], want: Want) -> list[Figure]:
    """The first of a ranking, with all that are equal to the last of them."""
    upward = want.get("order") == "ascending"
    ordered = sorted(used, key=lambda figure: figure.value or Decimal(0), reverse=not upward)
    limit = want.get("limit") or len(ordered)
    return ordered[:limit] + [figure for figure in ordered[limit:] if figure.value == ordered[limit - 1].value]


def _rank(gold: Gold, want: Want) -> Expected:
    reports = select(gold, want)
    found = figures(reports, want)
    if refusal := _without_figure(reports, found):
        return refusal
    rows = _ranked([figure for figure in found if meets(figure, want)], want)
    covered = coverage(reports, found)
    if not rows:
        return {"status": "no_match", "coverage": covered}
    return _answer(_rows(rows), covered, order=want.get("order", "descending"))


def _position(gold: Gold, want: Want) -> Expected:
    """Which place a body has among all of the scope."""
    reports = select(gold, want)
    found = figures(reports, want)
    own = next((figure for figure in found if figure.report.agency == want["body"]), None)
    if own is None:
        return {"status": "no_report"}
    if own.value is None:
        return {"status": "not_in_form" if own.status == "not_in_template" else "no_value"}
    higher = [figure for figure in found if figure.value is not None and figure.value > own.value]
    return {"status": "answered", "value": 1 + len(higher), "coverage": coverage(reports, found)}


def _share(gold: Gold, want: Want) -> Expected:
    """A body's or a group's part of the whole scope."""
    reports = select(gold, want)
    found = figures(reports, want)
    part = figures(select(gold, {**want, **want["part"]}), want)
    if refusal := _without_figure([figure.report for figure in part], part):
        return {"status": refusal["status"]}
    whole, own = (sum((f.value for f in each if f.value is not None), Decimal(0)) for each in (found, part))
    if not whole:
        return {"status": "no_value"}
    covered = coverage(reports, found)
    return {"status": "answered", "value": 100 * own / whole, "percent": True, "coverage": covered, "definition": True}


def _change(gold: Gold, want: Want) -> Expected:
    """The later year less the earlier one, of one body."""
    reports = select(gold, want)
    found = sorted(figures(reports, want), key=lambda figure: figure.report.year)
    if len(found) < 2:
        return {"status": "no_report"}
    if any(figure.value is None for figure in found):
        lacks_field = any(figure.status == "not_in_template" for figure in found)
        return {"status": "not_in_form" if lacks_field else "no_value"}
    earlier, later = (figure.value for figure in found)
    assert earlier is not None
    assert later is not None
    covered = coverage(reports, found)
    if not want.get("percent"):
        return _answer(_rows(found), covered, value=later - earlier)
    if not earlier:
        return {"status": "no_value"}
    return _answer(_rows(found), covered, value=100 * (later - earlier) / earlier, percent=True, definition=True)


def _changes(gold: Gold, want: Want) -> Expected:
    """The later year less the earlier one, of every body that has both."""
    reports = select(gold, want)
    found = figures(reports, want)
    by_body: defaultdict[str, dict[int, Figure]] = defaultdict(dict)
    for figure in found:
        if figure.value is not None:
            by_body[figure.report.agency][figure.report.year] = figure
    first, last = sorted(want["years"])
    pairs = [(years[first], years[last]) for years in by_body.values() if first in years and last in years]
    rows = [[later.report.agency, last, _moved(earlier, later, want)] for earlier, later in pairs]
    rows = [row for row in rows if row[2] is not None and meets_change(row[2], want)]
    upward = want.get("order") == "ascending"
    rows.sort(key=lambda row: row[2], reverse=not upward)
    limit = want.get("limit") or len(rows)
    rows = rows[:limit] + [row for row in rows[limit:] if row[2] == rows[limit - 1][2]]
    covered = coverage(reports, found)
    if want.get("count"):
        return {"status": "answered", "value": len(rows), "coverage": covered}
    if not rows:
        return {"status": "no_match", "coverage": covered}
    listed = "way" in want and "limit" not in want
    return _answer(rows, covered, order="any" if listed else want.get("order", "descending"))


def _moved(earlier: Figure, later: Figure, want: Want) -> Decimal | None:
    """The difference, in per cent of the earlier figure where that is asked for and it is not 0."""
    assert earlier.value is not None
    assert later.value is not None
    if not want.get("percent"):
        return later.value - earlier.value
    return 100 * (later.value - earlier.value) / earlier.value if earlier.value else None


def meets_change(difference: Decimal, want: Want) -> bool:
    """Whether a difference goes the way that is asked for, or is as large."""
    if "op" in want:
        return TESTS[want["op"]](difference, *map(Decimal, want["values"]))
    return {"up": difference > 0, "down": difference < 0}.get(want.get("way", ""), True)


def _by_year(gold: Gold, want: Want) -> Expected:
    """The sum over the scope, year by year."""
    return _grouped(gold, want, lambda report: report.year, "year")


def _by_group(gold: Gold, want: Want) -> Expected:
    """The sum over each place, department or level."""
    own: Mapping[str, Callable[[GoldReport], Any]] = {
        "place": lambda report: report.member.path[0] if report.member.code else None,
        "prefecture": lambda report: _part(report, 1),
        "county": lambda report: _part(report, 2),
        "department": lambda report: report.member.department,
        "level": lambda report: report.member.level,
    }
    return _grouped(gold, want, own[want["by"]], "group")


def _part(report: GoldReport, depth: int) -> str | None:
    path = report.member.path
    return path[depth] if report.member.code and len(path) > depth else None


def _grouped(gold: Gold, want: Want, group_of: Callable[[GoldReport], Any], key: str) -> Expected:
    reports = select(gold, want)
    if "groups" in want:
        reports = [report for report in reports if group_of(report) in want["groups"]]
    found = figures(reports, want)
    if refusal := _without_figure(reports, found):
        return refusal
    groups: defaultdict[Any, list[Decimal]] = defaultdict(list)
    for figure in found:
        if figure.value is not None and group_of(figure.report) is not None:
            groups[group_of(figure.report)].append(figure.value)
    total = STATISTICS[want.get("statistic", "sum")]
    rows = [[group, total(values)] for group, values in groups.items()]
    order = "year" if key == "year" else "descending"
    rounded = want.get("statistic") == "average"
    return {**_answer(rows, coverage(reports, found), order=order, chart=True, rounded=rounded), "keys": [key, "value"]}


def _compare(gold: Gold, want: Want) -> Expected:
    """Several bodies in one year; `difference`: the first named less the second."""
    reports = select(gold, want)
    found = figures(reports, want)
    if len(found) < len(want["agencies"]):
        return {"status": "no_report"}
    if any(figure.value is None for figure in found):
        lacks_field = any(figure.status == "not_in_template" for figure in found)
        return {"status": "not_in_form" if lacks_field else "no_value"}
    value = None
    if want.get("difference"):
        by_body = {figure.report.agency: figure.value or Decimal(0) for figure in found}
        first, second = want["agencies"]
        value = by_body[first] - by_body[second]
    return _answer(_rows(found), coverage(reports, found), order="descending", value=value)


def _ratio(gold: Gold, want: Want) -> Expected:
    """A measure over a group: the ratio of the sums over all reports that have every part."""
    reports = select(gold, want)
    parts = [both for report in reports if (both := parts_of(report, want["measure"]))]
    whole = sum((below for _, below in parts), Decimal(0))
    if not reports:
        return {"status": "no_report"}
    if not whole:
        return {"status": "no_value"}
    value = 100 * sum((above for above, _ in parts), Decimal(0)) / whole
    return {"status": "answered", "value": value, "percent": True, "definition": True}


def _mixed(gold: Gold, want: Want) -> Expected:
    """A ranking, and what its reports say in a section: at least one passage of each."""
    ranked = _rank(gold, want)
    scope = [row[:2] for row in ranked.get("rows", ())]
    return {**ranked, "scope": scope, "each_of_section": want["section"]}


def _either(gold: Gold, want: Want) -> Expected:
    """Readings that are as good as each other."""
    each = [expected(gold, other) for other in want["of"]]
    return {"status": each[0]["status"], "either": each}


ANSWERS: Mapping[str, Callable[[Gold, Want], Expected]] = {
    **WITHOUT_FIGURES,
    "lookup": _lookup,
    "trend": _trend,
    "list": _list,
    "count": _count,
    "aggregate": _aggregate,
    "rank": _rank,
    "position": _position,
    "share": _share,
    "change": _change,
    "changes": _changes,
    "by_year": _by_year,
    "by_group": _by_group,
    "compare": _compare,
    "ratio": _ratio,
    "mixed": _mixed,
    "either": _either,
    "joint": joint,
}
"""What each sort of question comes to."""
