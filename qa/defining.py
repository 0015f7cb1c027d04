"""How a figure that no form prints is computed, and what the rows of the forms mean (data/definitions.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from canonical.fields import FIELDS
from canonical.measures import Measure, measure_of
from qa.asking import label_of
from qa.plan import Plan
from qa.result import Result
from qa.wording import all_said, condition_said, joined, measure_said, pick, say, with_unit


def definition_of(result: Result) -> str | None:
    """How a figure that no form prints is computed, in words."""
    plan = result.plan.among or result.plan
    others = (measure for name in plan.others if (measure := measure_of(name)))
    said = [m.definitions[plan.language] for m in (*plan.measured, *others) if m.definitions]
    if plan.change is not None:
        template = "define_percent" if plan.change == "percent" else "define_change"
        said.append(say(plan, template, earlier=(plan.scope.years or (0,))[0], later=(plan.scope.years or (0,))[-1]))
    if plan.kind == "share":
        whole = plan.model_copy(update={"scope": plan.whole})
        said.append(say(plan, "define_share", part=all_said(plan), whole=all_said(whole), label=measure_said(plan)))
    if result.bound is not None and plan.condition and plan.condition.of:
        statistic = pick("statistics", plan.condition.of, plan.language)
        said.append(
            say(plan, "define_bound", statistic=statistic, value=with_unit(result.bound, result.unit, plan.language))
        )
    if plan.aggregate == "share_meeting":
        said.append(say(plan, "define_share_meeting", condition=condition_said(plan.condition, result)))
    is_pooled = any(m.is_ratio for m in plan.measured) and _pools(plan)
    said.extend([say(plan, "define_pooled")] if is_pooled else [])
    return ("；" if plan.language == "zh" else "; ").join(said) or None


def meanings_said(result: Result) -> Iterable[str]:
    """What the figures asked about are: one sentence for each row, with the forms that have it."""
    plan = result.plan
    rows = {measure.id.rpartition(".")[0] or measure.id: measure for measure in plan.measured}
    for row, measure in rows.items():
        meaning = _meanings().get(row, {}).get(plan.language) or (measure.definitions or {}).get(plan.language)
        yield say(plan, "meaning" if meaning else "meaning_unknown", label=_label(row, measure, plan), meaning=meaning)
        fields = [FIELDS[name] for name in measure.fields]
        forms = sorted(set.intersection(*(set(field.forms) for field in fields)))
        yield say(plan, "stands_in", section=fields[0].section, forms=joined(forms, plan), unit=measure.unit or "")


def _label(row: str, measure: Measure, plan: Plan) -> str:
    total = f"{row}.total"
    return label_of(total if measure_of(total) else measure.id, plan.language)


@lru_cache(maxsize=1)
def _meanings() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("qa").joinpath("data/definitions.toml").read_text(encoding="utf-8"))


def _pools(plan: Plan) -> bool:
    return (plan.aggregate or "sum") == "sum" and (plan.kind == "aggregate" or plan.group is not None)
