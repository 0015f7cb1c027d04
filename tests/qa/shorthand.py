"""A plan in one line, for tables of expected plans."""

from qa.plan import Plan

SHORT = {"disclosure.": "", "requests.": "r.", "litigation.": "lit."}


def shorthand(plan: Plan) -> str:
    """What of a plan is not as usual: kind, fields, condition, order, scope, !obstacle, ~assumed, ?unplaced."""
    parts = [plan.kind, *((plan.aggregate,) if plan.aggregate else ())]
    parts.append(_figures(plan))
    if plan.condition:
        parts.append(" ".join((plan.condition.op, *(format(value, "f") for value in plan.condition.values))))
    if plan.order:
        parts.append(f"{plan.order} {plan.limit}")
    parts.extend(f"{name}={','.join(map(str, value))}" for name, value in plan.scope if value and name != "excluded")
    parts.extend(
        f"not {name}={','.join(map(str, value))}" for out in plan.scope.excluded for name, value in out if value
    )
    parts.extend((f"section={plan.section}",) if plan.section else ())
    parts.extend(("latest",) if plan.latest_only else ())
    parts.extend((f"!{plan.obstacle.kind}",) if plan.obstacle else ())
    parts.extend(f"~{name}" for name in plan.assumed)
    parts.extend(f"?{word}" for word in plan.unplaced)
    return " | ".join(part for part in parts if part)


def _figures(plan: Plan) -> str:
    if len(plan.measured) == 1 and len(plan.fields) > 1 and not plan.measured[0].is_ratio:
        return f"{_short(plan.measures[0])} (sum of {len(plan.fields)})"
    return "+".join(map(_short, plan.measures))


def _short(name: str) -> str:
    for long, short in SHORT.items():
        name = short + name.removeprefix(long) if name.startswith(long) else name
    return name
