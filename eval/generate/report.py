"""Makes one invented report: true values, what is printed of them, its layout, and what a reader has to find."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from canonical.errors import UnusableRequestError
from canonical.forms import form_of_year
from eval.generate.bodies import Body, any_body, any_wide_body
from eval.generate.damage import damage_named
from eval.generate.flaws import BLANKS, FIRST_BLANKS, FIRST_PLANTS, PLANTS, blanked, planted
from eval.generate.gold import Gold, gold_of, readable_numbers
from eval.generate.grid import Layout
from eval.generate.layout import lay_out
from eval.generate.narrative import (
    Narrative,
    disagreement,
    narrate,
    narrate_empty,
    narrate_wide,
    number_text,
    reworded,
)
from eval.generate.values import Values, no_values, series, with_foreign_blocks, year_values

YEARS = range(2019, 2025)
FORMS = ("2019", "2021")
FOREIGN = ("documents", "licensing", "enforcement", "fees", "procurement")
"""The blocks of table 2 that a report may have from the other form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What report to make. Its numbers follow from those of all years since `since`; flaws are named.

    template          the form of table 2, if not that of the year
    requests_layout   the form of table 3, if not that of table 2
    foreign           blocks of table 2 that are printed as on the other form (procurement: as the form of 2019 has it)
    plant, blanks     what is printed wrong or left empty (`flaws.PLANTS`, `flaws.BLANKS`)
    damage            what a tool did to the finished layout (`damage.DAMAGES`)
    disagree          one number of the narrative is not that of the tables
    empty             all cells are empty and no number is invented: the only report that a real place can have
    wide              the narrative talks about many topics
    """

    body: Body
    year: int
    since: int | None = None
    seed: int = 0
    template: str | None = None
    requests_layout: str | None = None
    foreign: tuple[str, ...] = ()
    plant: str | None = None
    blanks: tuple[str, ...] = ()
    damage: str | None = None
    disagree: bool = False
    empty: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """An invented report, ready to be rendered, with its true values and its gold."""

    order: Order
    values: Values
    layout: Layout
    gold: Gold


def any_order(seed: int, *, blanks: bool = True) -> Order:
    """A report drawn from the first pool of what can be ordered; without `blanks` every cell has a number."""
    chance = Random(f"order:{seed}")  # noqa: S311  reproducible, not secret
    year = chance.choice(YEARS)
    flaw = chance.choice(("none", "none", "plant", "blanks"))
    return Order(
        body=any_body(chance),
        year=year,
        since=chance.randint(YEARS[0], year),
        seed=seed,
        requests_layout="2019" if year > 2020 and chance.random() < 0.2 else None,
        plant=chance.choice(FIRST_PLANTS) if flaw == "plant" else None,
        blanks=(chance.choice(FIRST_BLANKS),) if flaw == "blanks" and blanks else (),
    )


def wide_order(seed: int, *, blanks: bool = True, damage: str | None = None) -> Order:
    """A report drawn from all there is: every level of body, both forms mixed both ways, all plants, many topics.

    With a `damage` it has no plant and no blanks, so that any damage goes with any seed.
    """
    chance = Random(f"wide:{seed}")  # noqa: S311  reproducible, not secret
    year = chance.choice(YEARS)
    mixed = chance.random() < 0.15 and not (damage and damage_named(damage).hides_form)
    order = Order(
        body=any_wide_body(chance),
        year=year,
        since=chance.randint(YEARS[0], max(year - 1, YEARS[0])),
        seed=seed,
        template=chance.choice(FORMS) if chance.random() < 0.1 else None,
        requests_layout=chance.choice(FORMS) if mixed else None,
        disagree=chance.random() < 0.25,
        damage=damage,
        wide=True,
    )
    if damage and (taken := damage_named(damage).template):
        order = replace(order, template=taken)
    flaw = "none" if damage else chance.choice(("none", "none", "plant", "blanks"))
    if flaw == "plant":
        return replace(order, plant=chance.choice([name for name in PLANTS if PLANTS[name].suits(_values(order))]))
    order = replace(order, foreign=_foreign(seed))
    return replace(order, blanks=(chance.choice(list(BLANKS)),)) if flaw == "blanks" and blanks else order


def _foreign(seed: int) -> tuple[str, ...]:
    """One report in twenty has a block of table 2 from the other form."""
    chance = Random(f"foreign:{seed}")  # noqa: S311  reproducible, not secret
    return (chance.choice(FOREIGN),) if chance.random() < 0.05 else ()


def order_of_year_before(order: Order) -> Order | None:
    """The faultless report of the year before that `gold.broken_years` compares with, None where it is not known."""
    if order.since is None or order.since >= order.year or order.empty:
        return None
    return Order(body=order.body, year=order.year - 1, since=order.since, seed=order.seed, wide=order.wide)


def make_report(order: Order) -> Generated:
    """The report that was ordered: the same order gives the same report."""
    _refuse_nonsense(order)
    values = _no_values(order) if order.empty else _values(order)
    chance = _chance("flaws", order)
    wrong = planted(order.plant, values, chance) if order.plant else {}
    blank = frozenset[str]().union(*(blanked(name, values, chance) for name in order.blanks))
    narrative = _narrative(order, values, chance)
    shown = {**values.numbers, **wrong}
    layout = lay_out(values, _printed(shown, frozenset(shown) if order.empty else blank), narrative)
    if order.damage:
        damage = damage_named(order.damage)
        layout = damage.apply(layout, _chance("damage", order))
        narrative = reworded(narrative, damage.rewrites)
    readable = readable_numbers(shown, layout)
    _refuse_blanks_beside_errors(order, wrong, shown.keys() - readable.keys())
    before = order_of_year_before(order)
    gold = gold_of(values, readable, layout, narrative, _values(before) if before else None)
    return Generated(order=order, values=values, layout=layout, gold=gold)


def _refuse_nonsense(order: Order) -> None:
    plant = PLANTS.get(order.plant or "")
    if plant and plant.across_years and order_of_year_before(order) is None:
        raise UnusableRequestError(f"{order.plant} needs a year before: order it with an earlier `since`")
    if order.empty and (order.plant or order.disagree):
        raise UnusableRequestError("an empty report has no numbers that could be wrong")
    mixed = order.requests_layout not in {None, order.template or form_of_year(order.year)}
    if mixed and order.damage and damage_named(order.damage).hides_form:
        raise UnusableRequestError(f"after {order.damage} nobody can tell that the forms are mixed")


def _values(order: Order) -> Values:
    since = order.since or order.year
    before = series(order.body, since, order.year - 1, seed=order.seed)
    previous = before[-1] if before else None
    forms = {"template": order.template, "requests_layout": order.requests_layout}
    values = year_values(order.body, order.year, previous, seed=order.seed, **forms)
    return with_foreign_blocks(values, order.foreign, seed=order.seed)


def _no_values(order: Order) -> Values:
    return no_values(order.body, order.year, template=order.template, requests_layout=order.requests_layout)


def _chance(what: str, order: Order) -> Random:
    return Random(f"{what}:{order.seed}:{order.body.name}:{order.year}")  # noqa: S311  reproducible, not secret


def _narrative(order: Order, values: Values, chance: Random) -> Narrative:
    if order.empty:
        return narrate_empty(values, chance)
    other = disagreement(values, _chance("disagree", order), wide=order.wide) if order.disagree else {}
    said = {**values.numbers, **other}
    return narrate_wide(values, chance, said, demanded=other) if order.wide else narrate(values, chance, said)


def _printed(shown: Mapping[str, Decimal], blank: AbstractSet[str]) -> Mapping[str, str]:
    return {field: "" if field in blank else number_text(value) for field, value in shown.items()}


def _refuse_blanks_beside_errors(order: Order, wrong: Mapping[str, Decimal], unreadable: AbstractSet[str]) -> None:
    """What an unreadable cell must be is undefined where the printed sums contradict each other."""
    tables = [{field.split(".")[0] for field in fields} for fields in (wrong, unreadable)]
    if tables[0] & tables[1]:
        others = ", ".join((*order.blanks, *filter(None, [order.damage])))
        raise UnusableRequestError(f"{order.plant} and {others} can not be in one table")
