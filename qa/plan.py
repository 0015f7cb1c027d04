"""The typed plan of a question: measures × scope × operation, and what of the question could not be placed.

A plan is the boundary between understanding and computing: the planner (rules, or a model) writes it, the executor
runs it, and it is shown with every answer. It is validated here, so that no other code has to doubt it.

`measures` are what is looked at in each report; `change` makes of two years of a body one figure; `group` makes one
figure of those of a place, a department, a year. What is then done with the figures is the `kind`.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, PlainSerializer, model_validator

from canonical.agencies import Kind
from canonical.contract import number_as_json
from canonical.measures import Measure, measure_of
from canonical.report import Language, Level

PlanKind = Literal[
    "lookup",
    "list",
    "aggregate",
    "rank",
    "place",
    "share",
    "trend",
    "compare",
    "checks",
    "reports",
    "passages",
    "define",
]
Aggregate = Literal["count", "count_reports", "sum", "average", "median", "min", "max", "share_meeting"]
Operator = Literal["gt", "ge", "lt", "le", "eq", "ne", "between", "no_value", "lacking"]
Order = Literal["descending", "ascending"]
Change = Literal["difference", "percent"]
Group = Literal["year", "agency", "province", "prefecture", "county", "place", "department", "level", "kind", "measure"]
"""`place`: each of the places that the scope names, which are of different levels."""
Collected = Literal[
    "count",
    "count_bodies",
    "years",
    "bodies",
    "without_year",
    "first_year",
    "latest_year",
    "reports",
    "published",
    "unreadable",
    "blank",
]
ObstacleKind = Literal[
    "outside",
    "not_in_reports",
    "unknown_body",
    "unsure_body",
    "unsure_field",
    "unsure_question",
    "no_unit",
    "no_such_total",
]

Number = Annotated[Decimal, PlainSerializer(number_as_json, when_used="json")]

OPERANDS: dict[Operator, int] = {"between": 2, "no_value": 0, "lacking": 0}  # all others take one
UNSAID = {
    "where": [],
    "either": False,
    "than": None,
    "of": None,
    "beside": [],
    "topic": None,
    "phrases": [],
    "counted": False,
    "counted_in": None,
    "published": None,
}
"""What older plans do not have: left out of the id where it says nothing, so that theirs stay as they are."""
COMPARING: frozenset[Operator] = frozenset({"gt", "ge", "lt", "le", "eq"})
"""What two figures can be to each other."""
FILTERED: frozenset[PlanKind] = frozenset({"list", "aggregate", "rank"})
"""The kinds of plans that a report's other figures can restrict."""
NOT_WHAT_IS_RUN = {"language", "assumed", "unplaced", "confidence", "obstacle", "understood_as"}
"""What of a plan says how it came about, and not what it computes."""


class Record(BaseModel):
    """Base of the plan's and the answer's models: frozen, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Record):
    """What a figure has to meet. `no_value`: cells that are blank, unreadable or missing; `lacking`: all without.

    With `than` it is compared with another measure in the same report, with `of` with the average or median of all
    figures that are looked at (of `whole`, where the plan has it), and not with a number.
    """

    op: Operator
    values: tuple[Number, ...] = ()
    than: str | None = None
    of: Literal["average", "median"] | None = None

    @model_validator(mode="after")
    def _operands_fit(self) -> Self:
        needed = OPERANDS.get(self.op, 1)
        if self.than is not None:
            if self.op not in COMPARING or self.values:
                raise ValueError(f"{self.op} does not compare with {self.than}")
            _demand_measure(self.than)
        elif self.of is not None:
            if self.op not in COMPARING or self.values:
                raise ValueError(f"{self.op} does not compare with the {self.of}")
        elif len(self.values) != needed:
            raise ValueError(f"{self.op} takes {needed} value(s), not {len(self.values)}")
        return self


class Where(Condition):
    """A condition on another measure of the same report."""

    measure: str

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        _demand_measure(self.measure)
        return self


class PlanScope(Record):
    """Which reports are looked at; None is no restriction. A region stands for everything within it.

    `excluded` takes away what each of them describes.
    """

    years: tuple[int, ...] | None = None
    agencies: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None
    kinds: tuple[Kind, ...] | None = None
    levels: tuple[Level, ...] | None = None
    templates: tuple[str, ...] | None = None
    excluded: tuple[PlanScope, ...] = ()

    @property
    def restricts(self) -> bool:
        """True when it leaves anything out."""
        return any(value for _, value in self)


class Published(Record):
    """When reports were published, from a day to a day; "03-31" is one in the year after the report's own.

    `undated` are those that print no date.
    """

    since: str | None = None
    until: str | None = None
    undated: bool = False

    def has(self, published: date | None, year: int | None) -> bool | None:
        """Whether a report was published then; None where nobody can tell."""
        if self.undated or published is None:
            return published is None if self.undated else None
        ends = [
            day and (day if len(day) > len("03-31") else f"{(year or 0) + 1}-{day}") for day in (self.since, self.until)
        ]
        day = published.isoformat()
        return (ends[0] or day) <= day <= (ends[1] or day)


class Phrase(Record):
    """Words looked for in what reports say: as `asked`, in words that are the `same`, and `near` ones, told apart."""

    asked: str
    same: tuple[str, ...]
    near: tuple[str, ...] = ()


class Obstacle(Record):
    """Why a plan can not be run: `words` of the question that stopped it, and what may have been meant."""

    kind: ObstacleKind
    words: str = ""
    options: tuple[str, ...] = ()


class Plan(Record):
    """A question, understood. With an `obstacle` it is not executed but answered with what is in the way.

    `whole` is what a `share` is taken of. `among` is a plan whose bodies and years are the only ones whose passages
    are searched. Of passages, `topic` names what they are about, `phrases` all have to stand in a report's narrative
    (or, with the condition `lacking`, not), and with `counted` a number is asked for that only the narrative tells, in
    a unit (`counted_in`) or any. `rules` are check rules by id, or the beginning of ids ("years."). `subtract` asks for
    the first figure minus the second. `where` restricts the reports by other figures in them: all have to meet the
    condition and each of these, or with `either` any of them; `beside` are measures that are told of the reports found,
    whatever they are. `nth` picks one place of a ranking; with `every_year` the
    condition has to hold in each of the years. A plan of a language model (`planned_by`) says in words that rules
    understand what it does (`understood_as`).
    """

    kind: PlanKind
    measures: tuple[str, ...] = ()
    change: Change | None = None
    group: Group | None = None
    condition: Condition | None = None
    where: tuple[Where, ...] = ()
    either: bool = False
    beside: tuple[str, ...] = ()
    scope: PlanScope = PlanScope()
    whole: PlanScope | None = None
    latest_only: bool = False
    aggregate: Aggregate | None = None
    order: Order | None = None
    limit: int | None = None
    nth: int | None = None
    every_year: bool = False
    subtract: bool = False
    rules: tuple[str, ...] = ()
    collected: Collected | None = None
    published: Published | None = None
    search: str | None = None
    section: int | None = None
    topic: str | None = None
    phrases: tuple[Phrase, ...] = ()
    counted: bool = False
    counted_in: str | None = None
    among: Plan | None = None
    cited: bool = False
    language: Language
    assumed: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    confidence: float = 1.0
    obstacle: Obstacle | None = None
    planned_by: Literal["rules", "model"] = "rules"
    understood_as: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field its measures are computed from."""
        return tuple(dict.fromkeys(field for measure in self.measured for field in measure.fields))

    @property
    def is_joint(self) -> bool:
        """True when several figures of a report are looked at: conditions are on them, or they are told beside."""
        return bool(self.where or self.others)

    @property
    def others(self) -> tuple[str, ...]:
        """The measures beside its own that its conditions are on, or compare with, or that are told too."""
        conditions = (*((self.condition,) if self.condition else ()), *self.where)
        named = (name for each in conditions for name in (getattr(each, "measure", None), each.than))
        found = dict.fromkeys(name for name in (*named, *self.beside) if name)
        return tuple(name for name in found if name not in self.measures)

    @property
    def measured(self) -> tuple[Measure, ...]:
        """Its measures themselves."""
        return tuple(measure for name in self.measures if (measure := measure_of(name)))

    @property
    def lack(self) -> str | None:
        """What it needs to be run and has not."""
        return _lack(self)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for name in (*self.measures, *self.beside):
            _demand_measure(name)
        if self.obstacle is None and self.lack:
            raise ValueError(f"a {self.kind} plan needs {self.lack}")
        return self


def plan_id(plan: Plan) -> str:
    """The id under which the same plan can be run again: 16 hex digits of what it computes and who made it."""
    left_out = NOT_WHAT_IS_RUN | ({"planned_by"} if plan.planned_by == "rules" else set())
    said = _without_unsaid(plan.model_dump(mode="json", exclude=left_out))
    content = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def can_be_filtered(plan: Plan) -> bool:
    """Whether other figures of the same reports can restrict what a plan looks at."""
    return plan.kind in FILTERED and plan.change is None and plan.group is None


def are_comparable(first: str, second: str) -> bool:
    """Whether two measures are in one unit: cases with cases, and not with money or per cent."""
    one, other = measure_of(first), measure_of(second)
    return one is not None and other is not None and one.unit is not None and one.unit == other.unit


NEEDS: dict[PlanKind, tuple[str, ...]] = {
    "lookup": ("measures",),
    "list": ("measures", "condition"),
    "aggregate": ("measures", "aggregate"),
    "rank": ("measures", "order"),
    "place": ("measures", "order"),
    "share": ("measures", "whole"),
    "trend": ("measures",),
    "compare": ("measures",),
    "checks": (),
    "reports": ("collected",),
    "passages": ("search",),
    "define": ("measures",),
}


def _without_unsaid(said: Any) -> Any:
    if not isinstance(said, dict):
        return said
    kept = ((name, value) for name, value in said.items() if name not in UNSAID or value != UNSAID[name])
    return {name: _without_unsaid(value) for name, value in kept}


def _demand_measure(name: str) -> None:
    if measure_of(name) is None:
        raise ValueError(f"unknown measure {name!r}; it is a field or in canonical/data/measures.toml")


def _lack(plan: Plan) -> str | None:
    """What is missing, if anything."""
    if plan.is_joint and not can_be_filtered(plan):
        return "figures of single reports, without change or group, for conditions on others of theirs"
    if plan.is_joint and len(plan.measures) != 1:
        return "one measure of its own beside conditions on others"
    tests = (
        *((name, each) for name in plan.measures[:1] for each in (plan.condition,) if each),
        *((each.measure, each) for each in plan.where),
    )
    if any(test.than and not are_comparable(name, test.than) for name, test in tests):
        return "figures in one unit to compare them"
    if plan.either and not (plan.condition and plan.where):
        return "two conditions of which either is enough"
    if plan.change and len(plan.scope.years or ()) != 2:
        return "two years to tell a change between"
    return next((f"`{name}`" for name in NEEDS[plan.kind] if not getattr(plan, name)), None)
