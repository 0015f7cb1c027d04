"""A result in words, Chinese or English, one function for each status and each kind of plan.

Every number in a sentence stands in the result too: in its rows, its value, its coverage, or its plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from qa.asking import label_of
from qa.defining import meanings_said
from qa.holding import OF_CELLS, collected_said
from qa.lacking import no_report_said, set_apart_said, unreported_said
from qa.lexicon import absent_named, absents
from qa.plan import Condition, Plan
from qa.quoting import none_said, passages_said
from qa.readings import Figure
from qa.restating import nearest_fields, restate
from qa.result import Result
from qa.wording import (
    all_said,
    apart_said,
    condition_said,
    coverage_said,
    examples,
    figures_said,
    joined,
    label_said,
    measure_said,
    named,
    number,
    period_said,
    pick,
    rest_said,
    say,
    sort_said,
    value_said,
    with_label,
    with_unit,
    years_said,
)

MOST_FIELDS = 4  # of one report, beyond which zeros are said together
MOST_CHECKS = 5  # failed checks said in a sentence; all of them are in the rows
OF_ALL = Condition(op="ge", values=(Decimal(0),))
COUNTS = {"count", "count_reports", "share_meeting"}
NO_MATCH = {"checks": "no_failed_check", "reports": "none_lacking"}


def sentences(result: Result) -> str:
    """The answer in the language of the question."""
    parts = [part for part in (*_understood(result), *SAYERS[result.status](result), *set_apart_said(result)) if part]
    if result.plan.language == "zh":
        return "".join(parts)
    return " ".join(part[:1].upper() + part[1:] for part in parts)


def _understood(result: Result) -> Iterable[str]:
    """What is answered, where a language model understood the question."""
    if result.plan.understood_as and result.plan.obstacle is None:
        yield say(result.plan, "understood_by_model", words=result.plan.understood_as)
    if result.plan.every_year and result.status in {"answered", "no_match"}:
        is_of_reports = result.plan.kind == "reports"
        yield say(result.plan, "every_year_reported" if is_of_reports else "every_year")


def clarifying_question(result: Result) -> str | None:
    """What to ask back, where the question is not clear enough to be answered."""
    obstacle = result.plan.obstacle
    if result.status != "needs_clarification" or obstacle is None:
        return None
    words, kind = obstacle.words, obstacle.kind if obstacle.options else "beyond"
    if kind == "unsure_question" and words:
        words = f"（“{words}”）" if result.plan.language == "zh" else f" (“{words}”)"
    return say(result.plan, kind, words=words)


def suggestions_for(result: Result) -> tuple[str, ...]:
    """Questions near this one that can be answered; empty where the question itself was."""
    plan = result.plan
    if result.status == "out_of_scope":
        absent = absents().get(plan.obstacle.words) if plan.obstacle else None
        asked = (_asking(result, absent.ask),) if absent and absent.ask else ()
        return (*(plan.obstacle.options if plan.obstacle else ()), *asked, *examples(plan.language))
    if result.status == "not_in_form":
        near = tuple(_asking(result, field) for field in nearest_fields(plan))
        return near or tuple(examples(plan.language))
    return ()


# -- one function a status


def _answered(result: Result) -> Iterable[str]:
    plan = result.plan
    is_change = plan.change is not None and plan.kind in {"lookup", "trend"}
    yield from (_change if is_change else ANSWERS[plan.kind])(result)
    yield from _reservations(result)


def _lookup(result: Result) -> Iterable[str]:
    plan, figures = result.plan, result.figures
    if len(figures) == 1:
        yield say(
            plan,
            "lookup_one",
            **named(figures[0], plan),
            label=label_said(figures[0], plan),
            value=value_said(figures[0], plan),
        )
    else:
        yield _lookup_many(figures, plan)
        yield coverage_said(result)
    if plan.latest_only and len(result.known_years) > 1:
        yield say(plan, "latest", years=years_said(result.known_years, plan))


def _lookup_many(figures: Sequence[Figure], plan: Plan) -> str:
    if len({(figure.body, figure.year) for figure in figures}) > 1:
        return say(plan, "lookup_many", figures=figures_said(figures, plan, labelled=True))
    zeros = [figure for figure in figures if figure.value == 0 and figure.status == "reported" and not figure.flags]
    is_short = len(figures) <= MOST_FIELDS or len(zeros) == len(figures)
    said = [with_label(figure, plan) for figure in figures if is_short or figure not in zeros]
    said += [] if is_short or not zeros else [say(plan, "others_zero")]
    return say(
        plan, "lookup_fields", **named(figures[0], plan), figures=("；" if plan.language == "zh" else "; ").join(said)
    )


def _list(result: Result) -> Iterable[str]:
    plan = result.plan
    template = "list" if len(plan.scope.years or ()) == 1 else "list_years"
    template = "list_all" if _is_of_all(plan) else template
    yield say(
        plan,
        template,
        period=period_said(plan),
        label=measure_said(plan),
        condition=condition_said(plan.condition, result),
        sort=sort_said(plan),
        count=result.tally.matching,
        figures=figures_said(result.figures, plan),
    )
    yield apart_said(result)
    yield coverage_said(result)


def _is_of_all(plan: Plan) -> bool:
    """True where every figure is asked for: not less than 0 is no condition."""
    return plan.condition == OF_ALL and plan.change is None and not plan.is_joint


def _aggregate(result: Result) -> Iterable[str]:
    plan = result.plan
    assert result.value is not None
    bodies = dict.fromkeys(figure.name for figure in result.figures)
    who = joined(bodies, plan) if plan.scope.agencies and bodies else all_said(plan)
    said = {"period": period_said(plan), "label": measure_said(plan), "sort": sort_said(plan), "who": who}
    if plan.aggregate in COUNTS:
        condition = condition_said(plan.condition, result)
        yield say(plan, plan.aggregate, **said, condition=condition, value=number(result.value))
    else:
        statistic = pick("statistics", plan.aggregate or "sum", plan.language)
        value = with_unit(result.value, result.unit, plan.language)
        is_pooled = plan.aggregate == "sum" and plan.measured[0].is_ratio
        template = "extreme" if plan.aggregate in {"min", "max"} else "pooled" if is_pooled else "aggregate"
        figures = figures_said(result.figures, plan) if template == "extreme" else ""
        count = result.tally.matching
        yield say(plan, template, **said, statistic=statistic, value=value, count=count, figures=figures)
    if result.overlapping:
        yield say(plan, "overlap")
    yield coverage_said(result)


def _rank(result: Result) -> Iterable[str]:
    plan = result.plan
    yield say(
        plan,
        "rank_of_place" if plan.nth else "rank",
        place=plan.nth,
        period=period_said(plan),
        label=measure_said(plan),
        sort=sort_said(plan),
        order=pick("orders", plan.order or "descending", plan.language),
        figures=figures_said(result.figures, plan),
    )
    yield coverage_said(result)


def _change(result: Result) -> Iterable[str]:
    """One figure against the one of an earlier year, both said."""
    plan, years = result.plan, result.plan.scope.years or (0, 0)
    first = next((figure for figure in result.figures if figure.value is not None), None)
    if result.value is None or first is None:
        yield say(plan, "lookup_many", figures=figures_said(result.figures, plan, labelled=True))
    else:
        who = first.name or all_said(plan)
        value = with_unit(abs(result.value), result.unit, plan.language)
        way = "rose" if result.value > 0 else "fell" if result.value < 0 else "stayed"
        said = {"who": who, "label": measure_said(plan), "earlier": years[0], "later": years[-1], "value": value}
        yield say(plan, way, **said, figures=figures_said(result.figures, plan))
    yield coverage_said(result)


def _place(result: Result) -> Iterable[str]:
    plan, figure = result.plan, result.figures[0]
    assert result.value is not None
    place, order = number(result.value), pick("orders", plan.order or "descending", plan.language)
    said = {"label": measure_said(plan), "value": value_said(figure, plan), "order": order, "place": place}
    yield say(plan, "place", **named(figure, plan), **said, count=result.tally.matching)
    yield coverage_said(result)


def _share(result: Result) -> Iterable[str]:
    plan = result.plan
    assert result.value is not None
    who = (
        joined(dict.fromkeys(figure.name for figure in result.figures), plan) if plan.scope.agencies else all_said(plan)
    )
    value = with_unit(result.value, result.unit, plan.language)
    yield say(plan, "share", period=period_said(plan), who=who, label=measure_said(plan), value=value)
    yield coverage_said(result)


def _series(result: Result) -> Iterable[str]:
    """Figures side by side or year by year; of two that are subtracted, the difference."""
    plan = result.plan
    if result.value is not None and plan.subtract:
        yield say(plan, "gap", label=measure_said(plan), value=with_unit(result.value, result.unit, plan.language))
    of_parts = plan.group == "measure"
    of_units = len({figure.unit for figure in result.figures}) > 1
    template = (
        ("parts_as_asked" if of_units else "parts") if of_parts else {"trend": "trend", "compare": "compare"}[plan.kind]
    )
    figures = _parts_said(result.figures, plan) if of_parts else figures_said(result.figures, plan)
    names = dict.fromkeys(figure.name for figure in result.figures if figure.header)
    who = joined(names, plan) if names and (of_parts or plan.scope.agencies) else all_said(plan)
    yield say(plan, template, period=period_said(plan), who=who, label=measure_said(plan), figures=figures)
    yield coverage_said(result)


def _parts_said(figures: Sequence[Figure], plan: Plan) -> str:
    return ("；" if plan.language == "zh" else "; ").join(with_label(figure, plan) for figure in figures)


def _checks(result: Result) -> Iterable[str]:
    plan, tally = result.plan, result.tally
    yield say(plan, "checks", period=period_said(plan), reports=tally.reports, failed=tally.failed_checks)
    shown = [found for found in result.checks if result.value is None][:MOST_CHECKS]
    each = [
        say(
            plan,
            "one_check",
            agency=found.header.agency,
            year=found.header.year,
            message=found.check.message[plan.language],
        )
        for found in shown
    ]
    yield ("；" if plan.language == "zh" else "; ").join(each) + (pick_stop(plan) if each else "")
    if len(result.checks) > len(shown) and shown:
        yield say(plan, "more_checks", count=len(result.checks))


def pick_stop(plan: Plan) -> str:
    """The mark that ends a sentence."""
    return "。" if plan.language == "zh" else "."


def _no_match(result: Result) -> Iterable[str]:
    plan, tally = result.plan, result.tally
    if plan.kind == "passages":
        yield from none_said(result)
        return
    if plan.collected in OF_CELLS or plan.published:
        yield from collected_said(result)
        return
    if plan.kind in NO_MATCH:
        yield say(plan, NO_MATCH[plan.kind], period=period_said(plan), reports=tally.reports, who=sort_said(plan))
        return
    yield say(
        plan,
        "no_match",
        reports=tally.reports,
        with_value=tally.with_value,
        label=measure_said(plan),
        condition=condition_said(plan.condition, result),
        sort=sort_said(plan),
    )
    yield apart_said(result)
    yield from _reservations(result)


def _not_in_form(result: Result) -> Iterable[str]:
    plan = result.plan
    years = years_said(sorted({figure.year for figure in result.figures if figure.year}), plan)
    yield say(plan, "not_in_form", years=years, label=measure_said(plan), reports=result.tally.reports)
    if near := nearest_fields(plan):
        labels = [f"{label_of(field, plan.language)} ({field})" for field in near]
        yield say(plan, "nearest", labels=joined(labels, plan))
    yield from _reservations(result)


def _no_value(result: Result) -> Iterable[str]:
    plan = result.plan
    if plan.kind == "reports":
        yield from collected_said(result)
        return
    yield say(plan, "no_value", reports=result.tally.reports, label=measure_said(plan), rest=rest_said(result))
    yield from _reservations(result)


def _out_of_scope(result: Result) -> Iterable[str]:
    plan = result.plan
    absent = absents().get(plan.obstacle.words) if plan.obstacle else None
    if absent:
        yield absent.says(plan.language)
    else:
        yield say(plan, "outside", suggestions=" ".join(suggestions_for(result)))


def _needs_clarification(result: Result) -> Iterable[str]:
    obstacle = result.plan.obstacle
    yield clarifying_question(result) or ""
    own = result.plan.understood_as
    options = obstacle.options if obstacle else ()
    yield " / ".join(say(result.plan, "by_model", words=each) if each == own else each for each in options)


def _no_report(result: Result) -> Iterable[str]:
    yield from no_report_said(result)
    if result.plan.obstacle is None and not (result.plan.scope.templates and result.tally.reports):
        yield from _reservations(result)


SAYERS: Mapping[str, Callable[[Result], Iterable[str]]] = {
    "answered": _answered,
    "no_match": _no_match,
    "no_report": _no_report,
    "not_in_form": _not_in_form,
    "no_value": _no_value,
    "out_of_scope": _out_of_scope,
    "needs_clarification": _needs_clarification,
}
ANSWERS: Mapping[str, Callable[[Result], Iterable[str]]] = {
    "lookup": _lookup,
    "list": _list,
    "aggregate": _aggregate,
    "rank": _rank,
    "place": _place,
    "share": _share,
    "trend": _series,
    "compare": _series,
    "checks": _checks,
    "reports": collected_said,
    "passages": passages_said,
    "define": meanings_said,
}


def _reservations(result: Result) -> Iterable[str]:
    """What a reader has to know before trusting the answer."""
    plan, tally = result.plan, result.tally
    if result.status != "no_report":
        yield from unreported_said(result)
    if result.ungrouped:
        yield say(plan, "ungrouped")
    if tally.flagged:
        yield say(plan, "flagged", flagged=tally.flagged)
    if tally.failed_checks:
        yield say(plan, "failed", failed=tally.failed_checks)
    if plan.assumed:
        yield say(plan, "assumed", names="、".join(plan.assumed))
    yield from (absent.says(plan.language) for word in plan.unplaced if (absent := absent_named(word)))
    if unplaced := [word for word in plan.unplaced if not absent_named(word)]:
        yield say(plan, "unplaced", words=joined(unplaced, plan))


def _asking(result: Result, field: str) -> str:
    """The same question, asked about another field."""
    names = {figure.body: figure.name for figure in result.figures}
    changed = {"measures": (field,), "obstacle": None, "change": None}
    return restate(result.plan.model_copy(update=changed), names)
