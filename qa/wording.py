"""Pieces of sentences: templates (data/wording.toml) filled with what was computed, numbers, years and conditions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from canonical.measures import measure_of
from canonical.report import Language
from qa.asking import label_of
from qa.plan import Condition, Plan, Where
from qa.readings import Figure
from qa.restating import COUNTS, group_said, sort_of, where_of
from qa.result import Result

OF_CHANGES = {"list", "rank", "aggregate"}
"""Plans whose figures, where there is a change, are the changes themselves."""
MOST_SHOWN = 10  # figures said in a sentence; all of them are in the rows


def number(value: Decimal) -> str:
    """The digits of a value, as they are printed, without an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def say(plan: Plan, key: str, **said: object) -> str:
    return pick("texts", key, plan.language).format(**said, **(_counted(said) if plan.language == "en" else {}))


def _counted(said: Mapping[str, object]) -> dict[str, str]:
    """English nouns behind numbers: `{reports_reports}` is "1 report" or "2 reports"."""
    return {
        f"{name}_{noun}s": f"{value} {noun}" + ("" if value == 1 else "s")
        for name, value in said.items()
        if isinstance(value, int)
        for noun in ("report", "passage")
    }


def pick(table: str, key: str, language: Language) -> str:
    return str(_texts()[table][key][language])


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("data/wording.toml").read_text(encoding="utf-8"))


def examples(language: Language) -> tuple[str, ...]:
    """Questions that can be asked of any collection."""
    return tuple(_texts()["examples"][language])


def measure_said(plan: Plan) -> str:
    plan = plan.among or plan
    label = _plain_quotes(joined((label_of(name, plan.language) for name in plan.measures), plan))
    years = plan.scope.years
    if plan.change is None or not years or plan.kind not in OF_CHANGES:
        return label
    return say(plan, f"label_of_{plan.change}", label=label, earlier=years[0], later=years[-1])


def label_said(figure: Figure, plan: Plan) -> str:
    return _plain_quotes(label_of(figure.measure.id, plan.language))


def all_said(plan: Plan) -> str:
    where = where_of(plan, {}) if plan.scope.regions else ""
    return f"{_chosen_by(plan)}{where}各{sort_of(plan)}" if plan.language == "zh" else f"all {sort_said(plan)}"


def _plain_quotes(label: str) -> str:
    """One label has quotation marks of its own, and stands in such."""
    return label.replace("“", "‘").replace("”", "’")


def sort_said(plan: Plan) -> str:
    """The bodies that were looked at: 江苏省的教育局, education bureaus in a place."""
    where = where_of(plan, {}) if plan.scope.regions else ""
    if plan.language == "zh":
        return f"{_chosen_by(plan)}{where}{sort_of(plan)}"
    return sort_of(plan) + (f" in {where}" if where else "") + _chosen_by(plan)


def _chosen_by(plan: Plan) -> str:
    """The conditions on other figures that chose the bodies which are ranked, or whose figures are added."""
    is_chosen = plan.is_joint and (plan.condition or plan.where)
    if not is_chosen or plan.kind == "list" or plan.aggregate in COUNTS:
        return ""
    return say(plan, "chosen_by", conditions=all_conditions_said(plan))


def named(figure: Figure, plan: Plan) -> dict[str, object]:
    name = group_said(figure.group, plan.language) if figure.group else figure.name
    return {"agency": name or all_said(plan), "year": figure.year or ""}


def figures_said(figures: Sequence[Figure], plan: Plan, *, labelled: bool = False) -> str:
    if plan.others:
        reports = [list(group) for _, group in groupby(figures, key=lambda each: each.header)]
        shown = [_report_said(report, plan, labelled=report is reports[0]) for report in reports]
    else:
        shown = [one_said(figure, plan, labelled=labelled) for figure in figures[: MOST_SHOWN + 1]]
    more = {"zh": "等", "en": " and others"}[plan.language] if len(shown) > MOST_SHOWN else ""
    shown = shown[:MOST_SHOWN]
    return ("；" if plan.language == "zh" else "; ").join(shown) + more


def one_said(figure: Figure, plan: Plan, *, labelled: bool) -> str:
    value = with_label(figure, plan) if labelled else value_said(figure, plan)
    template = "figure" if figure.year else "figure_of_group"
    return say(plan, template, **named(figure, plan), value=value)


def _report_said(figures: Sequence[Figure], plan: Plan, *, labelled: bool) -> str:
    """All figures of one report that conditions are on."""
    value = joined((with_label(each, plan) if labelled else value_said(each, plan) for each in figures), plan)
    return say(plan, "figure", **named(figures[0], plan), value=value)


def with_label(figure: Figure, plan: Plan) -> str:
    label, value = label_said(figure, plan), value_said(figure, plan)
    return f"“{label}”{value}" if plan.language == "zh" else f"{label} {value}"


def value_said(figure: Figure, plan: Plan) -> str:
    """The number with its unit and what makes it doubtful, or why there is none."""
    if figure.value is None:
        return pick("statuses", figure.status, plan.language)
    text = with_unit(figure.value, figure.unit, plan.language)
    text += say(plan, "inferred") if figure.status == "inferred" else ""
    return text + (say(plan, "marked") if figure.flags else "")


def with_unit(value: Decimal, unit: str | None, language: Language) -> str:
    """Counting words are left out in English; amounts keep their printed unit."""
    if unit is None or (language == "en" and unit in {"件", "项"}):
        return number(value)
    return f"{number(value)}{unit}" if language == "zh" else f"{number(value)} {unit}"


def condition_said(condition: Condition | None, result: Result) -> str:
    """What the figures have to meet, and after it what others of the same report have to."""
    plan = result.plan
    if condition is None:
        return ""
    unit = result.unit if plan.change else plan.measured[0].unit
    said = _test_said(condition, unit, plan, result.bound)
    joint = say(plan, "either" if plan.either else "both")
    return joint.join((said, *(_labelled_test(each, plan) for each in plan.where)))


def all_conditions_said(plan: Plan) -> str:
    """All conditions of a plan, each with the name of its figure."""
    own = [Where(measure=plan.measures[0], **plan.condition.model_dump())] if plan.condition else []
    return say(plan, "either" if plan.either else "both").join(
        _labelled_test(each, plan) for each in (*own, *plan.where)
    )


def _labelled_test(test: Where, plan: Plan) -> str:
    measure = measure_of(test.measure)
    label = _plain_quotes(label_of(test.measure, plan.language))
    return say(plan, "test", label=label, condition=_test_said(test, measure.unit if measure else None, plan))


def _test_said(test: Condition, unit: str | None, plan: Plan, bound: Decimal | None = None) -> str:
    if test.of is not None:
        value = "" if bound is None else say(plan, "bound", value=with_unit(bound, unit, plan.language))
        return pick("conditions", test.op, plan.language).format(pick("statistics", test.of, plan.language) + value)
    if test.than is not None:
        label = _plain_quotes(label_of(test.than, plan.language))
        return pick("conditions", test.op, plan.language).format(f"“{label}”" if plan.language == "zh" else label)
    values = (with_unit(value, unit if value else None, plan.language) for value in test.values)
    return pick("conditions", test.op, plan.language).format(*values)


def apart_said(result: Result) -> str:
    if not result.apart:
        return ""
    return say(result.plan, "apart", sort=sort_said(result.plan), figures=figures_said(result.apart, result.plan))


def coverage_said(result: Result) -> str:
    plan, tally = result.plan, result.tally
    return say(
        plan,
        "coverage",
        period=period_said(plan),
        reports=tally.reports,
        with_value=tally.with_value,
        rest=rest_said(result),
    )


def rest_said(result: Result) -> str:
    language = result.plan.language
    counts = [(pick("statuses", status, language), count) for status, count in result.tally.without_value.items()]
    each = "，{1}份{0}" if language == "zh" else ", {1} {0}"
    return "".join(each.format(*count) for count in counts)


def period_said(plan: Plan) -> str:
    years = years_said(plan.scope.years or (), plan)
    if not years:
        return ""
    return f"{years}年" if plan.language == "zh" else f"in {years}, "


def years_said(years: Iterable[int], plan: Plan) -> str:
    """The years, runs of three and more as a range."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = (f"{run[0]}–{run[-1]}" if len(run) > 2 else joined(map(str, run), plan) for run in runs)
    return joined(said, plan)


def joined(words: Iterable[str], plan: Plan) -> str:
    return ("、" if plan.language == "zh" else ", ").join(words)
