"""How a figure that no form prints is computed, in words."""

from __future__ import annotations

from canonical.measures import measure_of
from qa.plan import Plan
from qa.result import Result
from qa.wording import all_said, condition_said, measure_said, say


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
    if plan.aggregate == "share_meeting":
        said.append(say(plan, "define_share_meeting", condition=condition_said(plan.condition, result)))
    is_pooled = any(m.is_ratio for m in plan.measured) and _pools(plan)
    said.extend([say(plan, "define_pooled")] if is_pooled else [])
    return ("；" if plan.language == "zh" else "; ").join(said) or None


def _pools(plan: Plan) -> bool:
    return (plan.aggregate or "sum") == "sum" and (plan.kind == "aggregate" or plan.group is not None)
