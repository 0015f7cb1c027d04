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
from qa.lexicon import nearest
from qa.plan import Condition, Plan, PlanScope

KINDS: Mapping[str, tuple[str, str]] = {
    "bureau": ("局", "bureaus"),
    "government": ("政府", "governments"),
    "department": ("厅", "provincial departments"),
    "commission": ("委员会", "commissions"),
    "office": ("办公室", "offices"),
    "division": ("师", "divisions"),
}
LEVELS: Mapping[str, tuple[str, str]] = {
    "national": ("中央单位", "national bodies"),
    "province": ("省级单位", "provincial bodies"),
    "prefecture": ("市级单位", "prefecture level bodies"),
    "county": ("县级单位", "county level bodies"),
    "township": ("乡镇级单位", "township level bodies"),
}
CONDITIONS: Mapping[str, tuple[str, str]] = {
    "gt": ("超过{0}", "more than {0}"),
    "ge": ("不少于{0}", "at least {0}"),
    "lt": ("少于{0}", "less than {0}"),
    "le": ("不超过{0}", "at most {0}"),
    "eq": ("等于{0}", "exactly {0}"),
    "ne": ("不为{0}", "other than {0}"),
    "between": ("介于{0}和{1}之间", "between {0} and {1}"),
    "no_value": ("空白", "left blank"),
    "lacking": ("缺失", "missing"),
}
THAN: Mapping[str, tuple[str, str]] = {
    "gt": ("多于", "greater than "),
    "ge": ("不少于", "no less than "),
    "lt": ("少于", "less than "),
    "le": ("不多于", "no more than "),
    "eq": ("等于", "equal to "),
}
GROUPS: Mapping[str, tuple[str, str]] = {
    "province": ("各省", "by province"),
    "prefecture": ("各市", "by prefecture"),
    "county": ("按县", "by county"),
    "department": ("按部门", "by department"),
    "level": ("按级别", "by level"),
    "year": ("每年", "by year"),
}
COUNTS = {"count", "count_reports", "share_meeting"}
STATISTICS: Mapping[str, tuple[str, str]] = {
    "sum": ("一共是多少", "in total"),
    "average": ("平均", "on average"),
    "median": ("中位数", "median"),
    "min": ("最小值", "minimum"),
    "max": ("最大值", "maximum"),
}


def restate(plan: Plan, names: Mapping[str, str]) -> str:
    """The plan as a question in its language; `names` are the names of bodies by key."""
    said = SAYERS[plan.language](plan, names)
    if not plan.beside:
        return said
    others = [label_of(name, plan.language) for name in plan.beside]
    if plan.language == "zh":
        return f"{said.rstrip('？')}，它们的{'、'.join(others)}各多少？"
    return f"{said.rstrip('?')}, and their {', '.join(others)}?"


def group_said(group: str, language: Language) -> str:
    """A group of bodies in words: a level or a department by its name, a place as it is."""
    column = 0 if language == "zh" else 1
    if group in LEVELS:
        return LEVELS[group][column]
    if group in DEPARTMENTS:
        return (DEPARTMENTS[group].zh, DEPARTMENTS[group].en)[column]
    return group


def nearest_fields(plan: Plan) -> tuple[str, ...]:
    """The fields of the other form that come nearest to those of a plan."""
    found = dict.fromkeys(field for name in plan.fields for field in nearest(name))
    return tuple(field for field in found if field not in plan.fields)


def _in_chinese(plan: Plan, names: Mapping[str, str]) -> str:  # noqa: PLR0911 - a ladder of cases
    where, label = where_of(plan, names), _measure(plan, "zh")
    when = _when(plan, "、", "年")
    if plan.change:
        return _change_in_chinese(plan, where, label)
    if plan.kind == "checks":
        return f"{when}{where}哪些报告的勾稽关系不成立？"
    if plan.kind == "trend":
        return f"{where}{when}{label}的变化趋势？"
    if plan.group and plan.group in GROUPS:
        return f"{when}{where}{GROUPS[plan.group][0]}{label}比较"
    if beside := _beside_in_chinese(plan, names):
        return beside
    if plan.kind == "list" or plan.aggregate in COUNTS:
        which = f"多少个{sort_of(plan)}" if plan.aggregate in COUNTS else f"哪些{sort_of(plan)}"
        return f"{when}{where}{which}的{_conditions(plan)}？"
    if plan.kind == "rank":
        most = "最少" if plan.order == "ascending" else "最多"
        return f"{when}{where}{_chosen_by(plan)}{label}{most}的{plan.limit or 10}个{sort_of(plan)}？"
    if plan.kind == "aggregate":
        return f"{when}{where}{_chosen_by(plan)}{_filter(plan)}{label}{STATISTICS[plan.aggregate or 'sum'][0]}？"
    return f"{where}{when}{label}是多少？"


def _in_english(plan: Plan, names: Mapping[str, str]) -> str:  # noqa: PLR0911 - a ladder of cases
    where, label = where_of(plan, names), _measure(plan, "en")
    years = _when(plan, ", ", "")
    when = f" in {years}" if years else ""
    place = f" in {where}" if where else ""
    if plan.change:
        return _change_in_english(plan, where, label)
    if plan.kind == "checks":
        return f"Which reports{place} have wrong totals{when}?"
    if plan.kind == "trend":
        return f"Trend of {label}{place}{when}?"
    if plan.group and plan.group in GROUPS:
        return f"Compare {label} {GROUPS[plan.group][1]}{place}{when}"
    if beside := _beside_in_english(plan, names):
        return beside
    if plan.kind == "list" or plan.aggregate in COUNTS:
        which = "How many" if plan.aggregate in COUNTS else "Which"
        return f"{which} {sort_of(plan)}{place} reported {_conditions(plan)}{when}?"
    if plan.kind == "rank":
        most = "lowest" if plan.order == "ascending" else "highest"
        return f"Top {plan.limit or 10} {sort_of(plan)}{place}{_chosen_by(plan)} with the {most} {label}{when}?"
    if plan.kind == "aggregate":
        statistic = STATISTICS[plan.aggregate or "sum"][1].capitalize()
        return f"{statistic}, {label} of all {sort_of(plan)}{place}{_chosen_by(plan)}{when}?"
    return f"What is {label} of {where}{when}?" if where else f"What is {label}{when}?"


def _beside_in_chinese(plan: Plan, names: Mapping[str, str]) -> str | None:
    """Bodies beside each other: two of them, one among all, or all of them in order."""
    where, label, when = where_of(plan, names), _measure(plan, "zh"), _when(plan, "、", "年")
    if plan.subtract and len(plan.scope.agencies or ()) == 2:
        first, second = (names.get(key, key) for key in plan.scope.agencies or ())
        return f"{when}{first}比{second}的{label}多多少？"
    if plan.kind == "compare" and plan.scope.agencies:
        return f"比较{where}{when}的{label}"
    if plan.kind == "place":
        return f"{where}{when}{label}排第几？"
    if plan.kind == "rank" and not (plan.limit or plan.nth):
        return f"{when}{where}各{sort_of(plan)}{label}{'从低到高' if plan.order == 'ascending' else '从高到低'}排名"
    return None


def _beside_in_english(plan: Plan, names: Mapping[str, str]) -> str | None:
    where, label, years = where_of(plan, names), _measure(plan, "en"), _when(plan, ", ", "")
    when = f" in {years}" if years else ""
    if plan.subtract and len(plan.scope.agencies or ()) == 2:
        first, second = (names.get(key, key) for key in plan.scope.agencies or ())
        return f"By how much is {label} of {first} more than that of {second}{when}?"
    if plan.kind == "compare" and plan.scope.agencies:
        return f"Compare {label} of {where}{when}"
    if plan.kind == "place":
        return f"What is the rank of {where} by {label}{when}?"
    if plan.kind == "rank" and not (plan.limit or plan.nth):
        way = "lowest to highest" if plan.order == "ascending" else "highest to lowest"
        place = f" in {where}" if where else ""
        return f"Rank the {sort_of(plan)}{place} by {label}{when} from {way}"
    return None


def _change_in_chinese(plan: Plan, where: str, label: str) -> str:
    first, last = (plan.scope.years or (0, 0))[0], (plan.scope.years or (0, 0))[-1]
    moved = "减少" if _falls(plan) else "增加"
    most = {
        "list": f"哪些{sort_of(plan)}{label}{moved}了",
        "rank": f"{label}{moved}最多的{plan.limit or 10}个{sort_of(plan)}",
    }
    what = most.get(plan.kind, f"{label}增长百分之几" if plan.change == "percent" else f"{label}增加了多少")
    return f"{where}{last}年比{first}年{what}？"


def _change_in_english(plan: Plan, where: str, label: str) -> str:
    first, last = (plan.scope.years or (0, 0))[0], (plan.scope.years or (0, 0))[-1]
    place = f" in {where}" if where and not plan.scope.agencies else f" of {where}" if where else ""
    moved = "decrease" if _falls(plan) else "increase"
    most = {
        "list": f"Which {sort_of(plan)}{place} had {'a' if _falls(plan) else 'an'} {moved} in {label}",
        "rank": f"Top {plan.limit or 10} {sort_of(plan)}{place} by {moved} in {label}",
    }
    much = "By what percentage" if plan.change == "percent" else "How much"
    return f"{most.get(plan.kind, f'{much} did {label}{place} increase')} from {first} to {last}?"


def _falls(plan: Plan) -> bool:
    return plan.order == "ascending" or (plan.condition is not None and plan.condition.op in {"lt", "le"})


SAYERS = {"zh": _in_chinese, "en": _in_english}


def _measure(plan: Plan, language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(label_of(name, language) for name in plan.measures)


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
    if scope.levels and not (scope.kinds or scope.departments):
        return LEVELS[scope.levels[0]][column]
    kinds = "和".join(KINDS[kind][column] for kind in scope.kinds or () if kind in KINDS)
    departments = _departments(scope, plan.language)
    level = _level(scope, column)
    if departments.endswith("s ") and not kinds:
        return level + departments.strip()  # hospitals, and not hospitals bodies
    return level + departments + (kinds or ("单位" if plan.language == "zh" else "bodies"))


def _level(scope: PlanScope, column: int) -> str:
    """The level of a sort of bodies: 县级, county level."""
    if not scope.levels:
        return ""
    return LEVELS[scope.levels[0]][column].removesuffix("单位").removesuffix("bodies")


def _filter(plan: Plan) -> str:
    """All bodies of a place, whose own figure may be another."""
    scope = plan.scope
    return f"所有{sort_of(plan)}" if scope.kinds or scope.departments or scope.levels or scope.regions else ""


def _departments(scope: PlanScope, language: Language) -> str:
    known = [DEPARTMENTS[name] for name in scope.departments or () if name in DEPARTMENTS]
    if language == "zh":
        return "、".join(department.zh for department in known)
    return "".join(f"{department.en.lower()} " for department in known)


def _conditions(plan: Plan) -> str:
    """The conditions of a plan, each behind its figure."""
    own = [(plan.measures[0], plan.condition)] if plan.condition and plan.measures else []
    joints = {"zh": ("，而且", "，或者"), "en": (" and ", " or ")}[plan.language]
    if not plan.is_joint:
        return _measure(plan, plan.language) + (" " if plan.language == "en" else "") + _condition(plan, plan.condition)
    return joints[plan.either].join(
        _test(name, test, plan) for name, test in (*own, *((each.measure, each) for each in plan.where))
    )


def _test(measure: str, test: Condition, plan: Plan) -> str:
    gap = " " if plan.language == "en" else ""
    return f"{label_of(measure, plan.language)}{gap}{_condition(plan, test)}"


def _chosen_by(plan: Plan) -> str:
    """The conditions that choose whose figures are ranked or added."""
    if not (plan.is_joint and (plan.condition or plan.where)):
        return ""
    return f"{_conditions(plan)}的单位中" if plan.language == "zh" else f" that reported {_conditions(plan)}"


def _condition(plan: Plan, condition: Condition | None) -> str:
    if condition is None:
        return ""
    column = 0 if plan.language == "zh" else 1
    if condition.than is not None:
        return THAN[condition.op][column] + label_of(condition.than, plan.language)
    return CONDITIONS[condition.op][column].format(*(number_as_json(value) for value in condition.values))
