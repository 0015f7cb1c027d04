"""Makes one invented report: true values, what is printed of them, its layout, and the gold that a reader has to find.

The gold is recorded here, from what was put on paper; no extractor has a say in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from canonical.contract import as_json
from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS
from canonical.report import Status
from eval.generate.bodies import Body, any_body
from eval.generate.flaws import BLANKS, PLANTS, blanked, planted
from eval.generate.grid import Layout
from eval.generate.layout import lay_out
from eval.generate.narrative import Narrative, narrate, number_text
from eval.generate.sums import Broken, broken_sums, certain_blanks
from eval.generate.values import Values, series, year_values

YEARS = range(2019, 2025)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What report to make. Its numbers follow from those of all years since `since`; flaws are named in `flaws`."""

    body: Body
    year: int
    since: int | None = None
    seed: int = 0
    requests_layout: str | None = None
    plant: str | None = None
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFact:
    """What a reader has to find for a field."""

    value: Decimal | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Everything a reader has to find in a report: identity, one fact a field, and the sums that are broken."""

    agency: str
    year: int
    template: str
    requests_layout: str
    published: str
    facts: Mapping[str, ExpectedFact]
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """An invented report, ready to be rendered, with its true values and its gold."""

    order: Order
    values: Values
    layout: Layout
    gold: Gold


def any_order(seed: int, *, blanks: bool = True) -> Order:
    """A report drawn from everything that can be ordered; without `blanks` every cell has a number."""
    chance = Random(f"order:{seed}")  # noqa: S311  reproducible, not secret
    year = chance.choice(YEARS)
    flaw = chance.choice(("none", "none", "plant", "blanks"))
    return Order(
        body=any_body(chance),
        year=year,
        since=chance.randint(YEARS[0], year),
        seed=seed,
        requests_layout="2019" if year > 2020 and chance.random() < 0.2 else None,
        plant=chance.choice(list(PLANTS)) if flaw == "plant" else None,
        blanks=(chance.choice(list(BLANKS)),) if flaw == "blanks" and blanks else (),
    )


def make_report(order: Order) -> Generated:
    """The report that was ordered: the same order gives the same report."""
    values = _values(order)
    chance = Random(f"flaws:{order.seed}:{order.body.name}:{order.year}")  # noqa: S311
    wrong = planted(order.plant, values, chance) if order.plant else {}
    blank = frozenset[str]().union(*(blanked(name, values, chance) for name in order.blanks))
    _refuse_blanks_beside_errors(order, wrong, blank)
    narrative = narrate(values, chance)
    shown = {**values.numbers, **wrong}
    printed = {field: "" if field in blank else number_text(value) for field, value in shown.items()}
    return Generated(
        order=order,
        values=values,
        layout=lay_out(values, printed, narrative),
        gold=_gold(values, {field: value for field, value in shown.items() if field not in blank}, narrative),
    )


def _values(order: Order) -> Values:
    since = order.since or order.year
    before = series(order.body, since, order.year - 1, seed=order.seed)
    previous = before[-1] if before else None
    return year_values(order.body, order.year, previous, seed=order.seed, requests_layout=order.requests_layout)


def _refuse_blanks_beside_errors(order: Order, wrong: Mapping[str, Decimal], blank: frozenset[str]) -> None:
    """What an empty cell must be is undefined where the printed sums contradict each other."""
    tables = [{field.split(".")[0] for field in fields} for fields in (wrong, blank)]
    if tables[0] & tables[1]:
        raise UnusableRequestError(f"{order.plant} and {', '.join(order.blanks)} can not be in one table")


def _gold(values: Values, readable: Mapping[str, Decimal], narrative: Narrative) -> Gold:
    blank = values.numbers.keys() - readable.keys()
    certain = certain_blanks(values.numbers, blank, values.requests_layout)
    return Gold(
        agency=values.body.name,
        year=values.year,
        template=values.template,
        requests_layout=values.requests_layout,
        published=narrative.published,
        facts={field: _expected(field, values, readable, certain) for field in FIELDS},
        broken=broken_sums(readable, values.requests_layout),
    )


def _expected(field: str, values: Values, readable: Mapping[str, Decimal], certain: frozenset[str]) -> ExpectedFact:
    if field not in values.numbers:
        return ExpectedFact(value=None, status="not_in_template")
    if field in readable:
        return ExpectedFact(value=readable[field], status="reported")
    if field in certain:
        return ExpectedFact(value=values.numbers[field], status="inferred")
    return ExpectedFact(value=None, status="blank")


def gold_as_json(gold: Gold) -> dict[str, Any]:
    """The gold in the shape that `check_gold.py` reads, with the broken sums beside it."""
    return {
        "report": {
            "agency_contains": gold.agency,
            "year": gold.year,
            "template": gold.template,
            "requests_layout": gold.requests_layout,
            "published": gold.published,
        },
        "facts": as_json(gold.facts),
        "broken": as_json(gold.broken),
    }
