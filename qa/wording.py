"""A result in words, Chinese or English: templates (data/wording.toml) filled with what was computed.

Every number in a sentence stands in the result too: in its rows, its value, its coverage, or its plan.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from canonical.report import Language
from qa.asking import label_of
from qa.executor import Result
from qa.lexicon import absent_named, absents, nearest
from qa.plan import Condition, Plan
from qa.readings import Figure
from qa.restating import restate, sort_of, where_of

MOST_SHOWN = 10  # figures said in a sentence; all of them are in the rows
LONGEST_QUOTE = 160  # characters


def sentences(result: Result) -> str:
    """The answer in the language of the question."""
    parts = [part for part in SAYERS[result.status](result) if part]
    if result.plan.language == "zh":
        return "".join(parts)
    return " ".join(part[:1].upper() + part[1:] for part in parts)


def clarifying_question(result: Result) -> str | None:
    """What to ask back, where the question is not clear enough to be answered."""
    obstacle = result.plan.obstacle
    if result.status != "needs_clarification" or obstacle is None:
        return None
    words, kind = obstacle.words, obstacle.kind if obstacle.options else "beyond"
    if kind == "unsure_question" and words:
        words = f"（“{words}”）" if result.plan.language == "zh" else f" (“{words}”)"
    return _say(result.plan, kind, words=words)


def suggestions_for(result: Result) -> tuple[str, ...]:
    """Questions near this one that can be answered; empty where the question itself was."""
    plan = result.plan
    if result.status == "out_of_scope":
        absent = absents().get(plan.obstacle.words) if plan.obstacle else None
        asked = (_asking(result, absent.ask),) if absent and absent.ask else ()
        return (*asked, *_texts()["examples"][plan.language])
    if result.status == "not_in_form":
        return tuple(_asking(result, field) for field in _nearest(plan))
    return ()


def number(value: Decimal) -> str:
    """The digits of a value, as they are printed, without an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# -- one function a status


def _answered(result: Result) -> Iterable[str]:
    yield from ANSWERS[result.plan.kind](result)
    yield from _reservations(result)


def _lookup(result: Result) -> Iterable[str]:
    plan, figures = result.plan, result.figures
    if len(figures) == 1:
        yield _say(
            plan, "lookup_one", **_named(figures[0]), label=_label(figures[0], plan), value=_value(figures[0], plan)
        )
    else:
        yield _lookup_many(figures, plan)
        yield _coverage(result)
    if plan.latest_only and len(result.known_years) > 1:
        yield _say(plan, "latest", years=_years(result.known_years, plan))


def _lookup_many(figures: Sequence[Figure], plan: Plan) -> str:
    if len({figure.header.id for figure in figures}) > 1:
        return _say(plan, "lookup_many", figures=_figures(figures, plan, labelled=True))
    said = [_labelled(figure, plan) for figure in figures]
    return _say(
        plan, "lookup_fields", **_named(figures[0]), figures=("；" if plan.language == "zh" else "; ").join(said)
    )


def _list(result: Result) -> Iterable[str]:
    plan = result.plan
    template = "list" if len(plan.scope.years or ()) == 1 else "list_years"
    yield _say(
        plan,
        template,
        period=_period(plan),
        label=_measure(plan),
        condition=_condition(plan.condition, result),
        sort=_sort(plan),
        count=result.tally.matching,
        figures=_figures(result.figures, plan),
    )
    yield _apart(result)
    yield _coverage(result)


def _aggregate(result: Result) -> Iterable[str]:
    plan = result.plan
    assert result.value is not None
    bodies = dict.fromkeys(figure.header.agency or "" for figure in result.figures)
    who = _joined(bodies, plan) if plan.scope.agencies and bodies else _all(plan)
    said = {"period": _period(plan), "label": _measure(plan), "sort": _sort(plan), "who": who}
    if plan.aggregate == "count":
        yield _say(plan, "count", **said, condition=_condition(plan.condition, result), value=number(result.value))
    else:
        statistic = _pick("statistics", plan.aggregate or "sum", plan.language)
        value = _with_unit(result.value, result.unit, plan.language)
        template = "extreme" if plan.aggregate in {"min", "max"} else "aggregate"
        figures = _figures(result.figures, plan) if template == "extreme" else ""
        count = result.tally.matching
        yield _say(plan, template, **said, statistic=statistic, value=value, count=count, figures=figures)
    if result.overlapping:
        yield _say(plan, "overlap")
    yield _coverage(result)


def _rank(result: Result) -> Iterable[str]:
    plan = result.plan
    yield _say(
        plan,
        "rank",
        period=_period(plan),
        label=_measure(plan),
        sort=_sort(plan),
        order=_pick("orders", plan.order or "descending", plan.language),
        figures=_figures(result.figures, plan),
    )
    yield _coverage(result)


def _passages(result: Result) -> Iterable[str]:
    plan, tally = result.plan, result.tally
    yield _say(plan, "passages", count=tally.matching, with_value=tally.with_value, reports=tally.reports)
    first = result.passages[0]
    sentence, stop, _ = " ".join(first.passage.text.split()).partition("。")
    text = sentence + stop
    if len(text) <= LONGEST_QUOTE:
        yield _say(plan, "quote", agency=first.header.agency, year=first.header.year, text=text)
    if result.search_mode == "keyword":
        yield _say(plan, "keyword_only")


def _no_match(result: Result) -> Iterable[str]:
    plan, tally = result.plan, result.tally
    if plan.kind == "passages":
        yield _say(plan, "no_passage", reports=tally.reports)
        return
    yield _say(
        plan,
        "no_match",
        reports=tally.reports,
        with_value=tally.with_value,
        label=_measure(plan),
        condition=_condition(plan.condition, result),
        sort=_sort(plan),
    )
    yield _apart(result)
    yield from _reservations(result)


def _no_report(result: Result) -> Iterable[str]:
    plan = result.plan
    if plan.obstacle is not None:
        yield _say(plan, "no_body", words=plan.obstacle.words)
        return
    who = _joined(result.bodies, plan) or _sort(plan)
    years = _years(plan.scope.years or (), plan)
    period = {"zh": f"{years}年", "en": f" for {years}"}[plan.language] if years else ""
    yield _say(plan, "no_report", who=who, period=period)
    if result.known_years:
        yield _say(plan, "known_years", years=_years(result.known_years, plan))
    yield from _reservations(result)


def _not_in_form(result: Result) -> Iterable[str]:
    plan = result.plan
    years = _years(sorted({figure.header.year for figure in result.figures if figure.header.year}), plan)
    yield _say(plan, "not_in_form", years=years, label=_measure(plan), reports=result.tally.reports)
    if near := _nearest(plan):
        labels = [f"{label_of(field, plan.language)} ({field})" for field in near]
        yield _say(plan, "nearest", labels=_joined(labels, plan))
    yield from _reservations(result)


def _no_value(result: Result) -> Iterable[str]:
    plan = result.plan
    yield _say(plan, "no_value", reports=result.tally.reports, label=_measure(plan), rest=_rest(result))
    yield from _reservations(result)


def _out_of_scope(result: Result) -> Iterable[str]:
    plan = result.plan
    absent = absents().get(plan.obstacle.words) if plan.obstacle else None
    if absent:
        yield absent.says(plan.language)
    else:
        yield _say(plan, "outside", suggestions=" ".join(suggestions_for(result)))


def _needs_clarification(result: Result) -> Iterable[str]:
    obstacle = result.plan.obstacle
    yield clarifying_question(result) or ""
    yield (" / ".join(obstacle.options)) if obstacle else ""


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
    "passages": _passages,
}


# -- pieces of sentences


def _reservations(result: Result) -> Iterable[str]:
    """What a reader has to know before trusting the answer."""
    plan, tally = result.plan, result.tally
    if tally.flagged:
        yield _say(plan, "flagged", flagged=tally.flagged)
    if tally.failed_checks:
        yield _say(plan, "failed", failed=tally.failed_checks)
    if plan.assumed:
        yield _say(plan, "assumed", names="、".join(plan.assumed))
    yield from (absent.says(plan.language) for word in plan.unplaced if (absent := absent_named(word)))
    if unplaced := [word for word in plan.unplaced if not absent_named(word)]:
        yield _say(plan, "unplaced", words=_joined(unplaced, plan))


def _say(plan: Plan, key: str, **said: object) -> str:
    return _pick("texts", key, plan.language).format(**said, **(_counted(said) if plan.language == "en" else {}))


def _counted(said: Mapping[str, object]) -> dict[str, str]:
    """English nouns behind numbers: `{reports_reports}` is "1 report" or "2 reports"."""
    return {
        f"{name}_{noun}s": f"{value} {noun}" + ("" if value == 1 else "s")
        for name, value in said.items()
        if isinstance(value, int)
        for noun in ("report", "passage")
    }


def _pick(table: str, key: str, language: Language) -> str:
    return str(_texts()[table][key][language])


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("data/wording.toml").read_text(encoding="utf-8"))


def _measure(plan: Plan) -> str:
    return _plain_quotes(label_of(plan.measure or " + ".join(plan.fields), plan.language))


def _label(figure: Figure, plan: Plan) -> str:
    return _plain_quotes(label_of(figure.field, plan.language))


def _all(plan: Plan) -> str:
    where = where_of(plan, {}) if plan.scope.regions else ""
    return f"{where}各{sort_of(plan)}" if plan.language == "zh" else f"all {_sort(plan)}"


def _plain_quotes(label: str) -> str:
    """One label has quotation marks of its own, and stands in such."""
    return label.replace("“", "‘").replace("”", "’")


def _sort(plan: Plan) -> str:
    """The bodies that were looked at: 江苏省的教育局, education bureaus in a place."""
    where = where_of(plan, {}) if plan.scope.regions else ""
    if not where:
        return sort_of(plan)
    return f"{where}{sort_of(plan)}" if plan.language == "zh" else f"{sort_of(plan)} in {where}"


def _named(figure: Figure) -> dict[str, object]:
    return {"agency": figure.header.agency, "year": figure.header.year}


def _figures(figures: Sequence[Figure], plan: Plan, *, labelled: bool = False) -> str:
    shown = [_one(figure, plan, labelled=labelled) for figure in figures[:MOST_SHOWN]]
    more = {"zh": "等", "en": " and others"}[plan.language] if len(figures) > MOST_SHOWN else ""
    return ("；" if plan.language == "zh" else "; ").join(shown) + more


def _one(figure: Figure, plan: Plan, *, labelled: bool) -> str:
    value = _labelled(figure, plan) if labelled else _value(figure, plan)
    return _say(plan, "figure", **_named(figure), value=value)


def _labelled(figure: Figure, plan: Plan) -> str:
    label, value = _label(figure, plan), _value(figure, plan)
    return f"“{label}”{value}" if plan.language == "zh" else f"{label} {value}"


def _value(figure: Figure, plan: Plan) -> str:
    """The number with its unit and what makes it doubtful, or why there is none."""
    if figure.value is None:
        return _pick("statuses", figure.status, plan.language)
    text = _with_unit(figure.value, figure.unit, plan.language)
    text += _say(plan, "inferred") if figure.status == "inferred" else ""
    return text + (_say(plan, "marked") if figure.flags else "")


def _with_unit(value: Decimal, unit: str | None, language: Language) -> str:
    """Counting words are left out in English; amounts keep their printed unit."""
    if unit is None or (language == "en" and unit in {"件", "项"}):
        return number(value)
    return f"{number(value)}{unit}" if language == "zh" else f"{number(value)} {unit}"


def _condition(condition: Condition | None, result: Result) -> str:
    if condition is None:
        return ""
    values = (_with_unit(value, result.unit if value else None, result.plan.language) for value in condition.values)
    return _pick("conditions", condition.op, result.plan.language).format(*values)


def _apart(result: Result) -> str:
    if not result.apart:
        return ""
    return _say(result.plan, "apart", sort=_sort(result.plan), figures=_figures(result.apart, result.plan))


def _coverage(result: Result) -> str:
    plan, tally = result.plan, result.tally
    return _say(
        plan, "coverage", period=_period(plan), reports=tally.reports, with_value=tally.with_value, rest=_rest(result)
    )


def _rest(result: Result) -> str:
    language = result.plan.language
    counts = [(_pick("statuses", status, language), count) for status, count in result.tally.without_value.items()]
    each = "，{1}份{0}" if language == "zh" else ", {1} {0}"
    return "".join(each.format(*count) for count in counts)


def _period(plan: Plan) -> str:
    years = _years(plan.scope.years or (), plan)
    if not years:
        return ""
    return f"{years}年" if plan.language == "zh" else f"in {years}, "


def _years(years: Iterable[int], plan: Plan) -> str:
    """The years, runs of three and more as a range."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    said = (f"{run[0]}–{run[-1]}" if len(run) > 2 else _joined(map(str, run), plan) for run in runs)
    return _joined(said, plan)


def _joined(words: Iterable[str], plan: Plan) -> str:
    return ("、" if plan.language == "zh" else ", ").join(words)


def _nearest(plan: Plan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field for name in plan.fields for field in nearest(name)))


def _asking(result: Result, field: str) -> str:
    """The same question, asked about another field."""
    names = {figure.header.agency_key or "": figure.header.agency or "" for figure in result.figures}
    changed = {"fields": (field,), "measure": field, "combine": "each", "obstacle": None}
    return restate(result.plan.model_copy(update=changed), names)
