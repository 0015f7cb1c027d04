"""A plan said as a question again, in words that the planner understands the same way.

For the options of a clarification and for suggestions: whoever picks one and asks it gets that plan.
"""

from __future__ import annotations

from collections.abc import Mapping

from canonical.agencies import DEPARTMENTS
from canonical.contract import number_as_json
from canonical.regions import region
from canonical.report import Language
from qa.asking import label_of
from qa.plan import Condition, Plan, PlanScope

KINDS: Mapping[str, tuple[str, str]] = {
    "bureau": ("局", "bureaus"),
    "government": ("政府", "governments"),
    "department": ("厅", "provincial departments"),
    "commission": ("委员会", "commissions"),
    "office": ("办公室", "offices"),
    "division": ("师", "divisions"),
}
CONDITIONS: Mapping[str, tuple[str, str]] = {
    "gt": ("超过{0}", "more than {0}"),
    "ge": ("不少于{0}", "at least {0}"),
    "lt": ("少于{0}", "less than {0}"),
    "le": ("不超过{0}", "at most {0}"),
    "eq": ("等于{0}", "exactly {0}"),
    "ne": ("超过{0}", "more than {0}"),
    "between": ("介于{0}和{1}之间", "between {0} and {1}"),
    "no_value": ("空白", "left blank"),
}
STATISTICS: Mapping[str, tuple[str, str]] = {
    "sum": ("一共是多少", "in total"),
    "average": ("平均", "on average"),
    "median": ("中位数", "median"),
    "min": ("最小值", "minimum"),
    "max": ("最大值", "maximum"),
}


def restate(plan: Plan, names: Mapping[str, str]) -> str:
    """The plan as a question in its language; `names` are the names of bodies by key."""
    return SAYERS[plan.language](plan, names)


def _in_chinese(plan: Plan, names: Mapping[str, str]) -> str:
    where, label = where_of(plan, names), _measure(plan, "zh")
    when = _when(plan, "、", "年")
    if plan.kind == "list" or plan.aggregate == "count":
        which = f"多少个{sort_of(plan)}" if plan.aggregate == "count" else f"哪些{sort_of(plan)}"
        return f"{when}{where}{which}的{label}{_condition(plan.condition, 0)}？"
    if plan.kind == "rank":
        most = "最少" if plan.order == "ascending" else "最多"
        return f"{when}{where}{label}{most}的{plan.limit or 10}个{sort_of(plan)}？"
    if plan.kind == "aggregate":
        return f"{when}{where}{_filter(plan)}{label}{STATISTICS[plan.aggregate or 'sum'][0]}？"
    return f"{where}{when}{label}是多少？"


def _in_english(plan: Plan, names: Mapping[str, str]) -> str:
    where, label = where_of(plan, names), _measure(plan, "en")
    years = _when(plan, ", ", "")
    when = f" in {years}" if years else ""
    place = f" in {where}" if where else ""
    if plan.kind == "list" or plan.aggregate == "count":
        which = "How many" if plan.aggregate == "count" else "Which"
        return f"{which} {sort_of(plan)}{place} reported {label} {_condition(plan.condition, 1)}{when}?"
    if plan.kind == "rank":
        most = "lowest" if plan.order == "ascending" else "highest"
        return f"Top {plan.limit or 10} {sort_of(plan)}{place} with the {most} {label}{when}?"
    if plan.kind == "aggregate":
        return f"{STATISTICS[plan.aggregate or 'sum'][1].capitalize()}, {label} of all {sort_of(plan)}{place}{when}?"
    return f"What is {label} of {where}{when}?" if where else f"What is {label}{when}?"


SAYERS = {"zh": _in_chinese, "en": _in_english}


def _measure(plan: Plan, language: Language) -> str:
    return label_of(plan.measure or " + ".join(plan.fields), language)


def _when(plan: Plan, joint: str, unit: str) -> str:
    return joint.join(f"{year}{unit}" for year in plan.scope.years or ())


def where_of(plan: Plan, names: Mapping[str, str]) -> str:
    """The bodies or places of a plan, by name."""
    scope = plan.scope
    joint = "、" if plan.language == "zh" else ", "
    if scope.agencies:
        return joint.join(names.get(key, key) for key in scope.agencies)
    found = (region(code) for code in scope.regions or ())
    return joint.join("".join(place.path) for place in found if place)


def sort_of(plan: Plan) -> str:
    """The sort of bodies a plan asks for: 教育局, education bureaus, or bodies of any sort."""
    scope, column = plan.scope, 0 if plan.language == "zh" else 1
    kinds = "和".join(KINDS[kind][column] for kind in scope.kinds or () if kind in KINDS)
    departments = _departments(scope, plan.language)
    if departments.endswith("s ") and not kinds:
        return departments.strip()  # hospitals, and not hospitals bodies
    return departments + (kinds or ("单位" if plan.language == "zh" else "bodies"))


def _filter(plan: Plan) -> str:
    scope = plan.scope
    return f"各{sort_of(plan)}" if scope.kinds or scope.departments else ""


def _departments(scope: PlanScope, language: Language) -> str:
    known = [DEPARTMENTS[name] for name in scope.departments or () if name in DEPARTMENTS]
    if language == "zh":
        return "、".join(department.zh for department in known)
    return "".join(f"{department.en.lower()} " for department in known)


def _condition(condition: Condition | None, column: int) -> str:
    if condition is None:
        return ""
    return CONDITIONS[condition.op][column].format(*(number_as_json(value) for value in condition.values))
