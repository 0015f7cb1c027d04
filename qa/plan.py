"""The typed plan of a question: what is asked, of which reports, and what could not be placed.

A plan is the boundary between understanding and computing: the planner (rules today, a model later) writes it, the
executor runs it, and it is shown with every answer. It is validated here, so that no other code has to doubt it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, PlainSerializer, model_validator

from canonical.agencies import Kind
from canonical.contract import number_as_json
from canonical.fields import FIELDS
from canonical.report import Language, Level

PlanKind = Literal["lookup", "list", "aggregate", "rank", "passages"]
Aggregate = Literal["count", "sum", "average", "median", "min", "max"]
Operator = Literal["gt", "ge", "lt", "le", "eq", "ne", "between", "no_value"]
Order = Literal["descending", "ascending"]
Combine = Literal["each", "sum"]
"""`each`: every field is a figure of its own. `sum`: the fields of one report are added, and count as one figure."""
ObstacleKind = Literal[
    "outside", "not_in_reports", "unknown_body", "unsure_body", "unsure_field", "unsure_question", "no_unit"
]

Number = Annotated[Decimal, PlainSerializer(number_as_json, when_used="json")]

OPERANDS: dict[Operator, int] = {"between": 2, "no_value": 0}  # all others take one


class Record(BaseModel):
    """Base of the plan's and the answer's models: frozen, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Record):
    """What a report's figure has to meet. `no_value` asks for cells that are blank, unreadable or missing."""

    op: Operator
    values: tuple[Number, ...] = ()

    @model_validator(mode="after")
    def _operands_fit(self) -> Self:
        needed = OPERANDS.get(self.op, 1)
        if len(self.values) != needed:
            raise ValueError(f"{self.op} takes {needed} value(s), not {len(self.values)}")
        return self


class PlanScope(Record):
    """Which reports are looked at; None is no restriction. A region stands for everything within it."""

    years: tuple[int, ...] | None = None
    agencies: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None
    kinds: tuple[Kind, ...] | None = None
    levels: tuple[Level, ...] | None = None


class Obstacle(Record):
    """Why a plan can not be run: `words` of the question that stopped it, and what may have been meant."""

    kind: ObstacleKind
    words: str = ""
    options: tuple[str, ...] = ()


class Plan(Record):
    """A question, understood. With an `obstacle` it is not executed but answered with what is in the way."""

    kind: PlanKind
    fields: tuple[str, ...] = ()
    combine: Combine = "each"
    measure: str | None = None
    condition: Condition | None = None
    scope: PlanScope = PlanScope()
    latest_only: bool = False
    aggregate: Aggregate | None = None
    order: Order | None = None
    limit: int | None = None
    search: str | None = None
    section: int | None = None
    language: Language
    assumed: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    confidence: float = 1.0
    obstacle: Obstacle | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if unknown := [name for name in self.fields if name not in FIELDS]:
            raise ValueError(f"unknown field {unknown[0]!r}; `canonical.fields.FIELDS` lists them")
        if self.obstacle is None and (lack := _lack(self)):
            raise ValueError(f"a {self.kind} plan needs {lack}")
        return self


def _lack(plan: Plan) -> str | None:
    needs = {
        "lookup": (("fields", plan.fields),),
        "list": (("fields", plan.fields), ("a condition", plan.condition)),
        "aggregate": (("fields", plan.fields), ("an aggregate", plan.aggregate)),
        "rank": (("fields", plan.fields), ("an order", plan.order)),
        "passages": (("search words", plan.search),),
    }
    return next((name for name, given in needs[plan.kind] if not given), None)
