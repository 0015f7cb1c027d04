"""The numbers of a body's reports, drawn from a seed: consistent within a report and from year to year.

Every row sum, column sum and balance of table 3 and every sum of table 4 holds; what was carried forward one year is
carried over the next, and documents in force follow from those issued and repealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from canonical.fields import fields_of_form
from canonical.forms import PRE_FORM, blocks_of, form_of_year
from eval.generate.bodies import Body, Scale

Numbers = dict[str, Decimal]

(_REQUESTS,) = blocks_of("requests")
(_REVIEW,) = blocks_of("review")
APPLICANTS = tuple(column.key for column in _REQUESTS.columns if column.key != "total")
OUTSIDE_RESULTS = ("received", "carried_over", "concluded", "carried_forward")
RESULTS = tuple(column.key for column in _REVIEW.columns if column.key != "total")
GROUPS = tuple(row.key for row in _REVIEW.rows)
SHARE = {"natural_person": 1.0, "company": 0.2, "legal_service": 0.1}
"""How many requests an applicant files, in proportion to natural persons; the others file one now and then."""
COMMON_RESULTS = {"granted": 12, "partially_granted": 3, "unavailable.not_held": 6}
ACTIONS = ("licensing", "other_services", "penalties", "coercion")
OTHER_FORM = {"2019": "2021", "2021": "2019"}
QUIET = 0.4  # of all bodies have no actions of a kind
FEW_DECISIONS = 100  # a year at most: an office with few kinds of action
CHARGING = 0.6  # of all bodies charge fees


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a body is like every year: items and decisions by kind of action, fees in 万元."""

    items: Mapping[str, int]
    decisions: Mapping[str, int]
    fees: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The true numbers of one report, by field id: one for every field that its forms have.

    `foreign` are blocks of table 2 that are printed as on the other form, with the fields that they have there.
    """

    body: Body
    year: int
    template: str
    requests_layout: str
    numbers: Mapping[str, Decimal]
    foreign: frozenset[str] = frozenset()

    def form_of(self, block: str) -> str:
        """The form that a block of table 2 is printed as on."""
        return OTHER_FORM[self.template] if block in self.foreign else self.template


def series(body: Body, first_year: int, last_year: int, *, seed: int = 0) -> tuple[Values, ...]:
    """The values of consecutive years of one body, on the form of each year."""
    years: list[Values] = []
    for year in range(first_year, last_year + 1):
        years.append(year_values(body, year, years[-1] if years else None, seed=seed))
    return tuple(years)


def year_values(  # noqa: PLR0913  (what a year's numbers hang on)
    body: Body,
    year: int,
    previous: Values | None = None,
    *,
    seed: int = 0,
    template: str | None = None,
    requests_layout: str | None = None,
) -> Values:
    """The values of one year that follow from those of the year before.

    `template` is the form in use where it is not that of the year; `requests_layout` mixes it with another table 3.
    """
    form = template or form_of_year(year)
    if form == PRE_FORM:
        raise ValueError(f"reports of {year} have no form")
    chance = Random(f"{seed}:{body.name}:{year}")  # noqa: S311  reproducible, not secret
    habits = _habits(body, seed)
    earlier = previous.numbers if previous else {}
    layout = requests_layout or form
    numbers = {
        **_documents(body, form, earlier, chance),
        **_actions(habits, form, chance),
        **_fees(habits, form, chance),
        **_requests(body.scale, layout, earlier, chance),
        **_disputes(body.scale, chance),
    }
    return Values(body=body, year=year, template=form, requests_layout=layout, numbers=numbers)


def with_foreign_blocks(values: Values, foreign: Sequence[str], *, seed: int) -> Values:
    """The values with the numbers that some blocks of table 2 have on the other form in place of their own."""
    if not foreign:
        return values
    other = year_values(values.body, values.year, seed=seed, template=OTHER_FORM[values.template])
    numbers = dict(values.numbers)
    for block in blocks_of("disclosure"):
        if block.id in foreign:
            fields = {block.field_id(row.key, column.key) for row in block.rows for column in block.columns}
            numbers = {field: number for field, number in numbers.items() if field not in fields}
            numbers |= {field: number for field, number in other.numbers.items() if field in fields}
    return replace(values, numbers=numbers, foreign=frozenset(foreign))


def no_values(body: Body, year: int, *, template: str | None = None, requests_layout: str | None = None) -> Values:
    """Zero for every field of the forms, for a report that prints none of them."""
    form = template or form_of_year(year)
    layout = requests_layout or form
    numbers = {field.id: Decimal(0) for field in fields_of_form(form, layout)}
    return Values(body=body, year=year, template=form, requests_layout=layout, numbers=numbers)


def result_rows(layout: str) -> tuple[str, ...]:
    """The rows of table 3 that add up to （七）总计."""
    return tuple(row.key for row in _REQUESTS.rows if layout in row.forms and row.key not in OUTSIDE_RESULTS)


def _documents(body: Body, form: str, earlier: Mapping[str, Decimal], chance: Random) -> Numbers:
    numbers: Numbers = {}
    for kind in ("rules", "normative_documents"):
        most = body.scale.documents if kind == "normative_documents" else 2 * body.makes_rules
        new = chance.randint(0, most)
        if form == "2019":
            row = {"made": new, "disclosed": new, "disclosed_total": new + chance.randint(0, 5 * most)}
        else:
            before = int(earlier.get(f"disclosure.{kind}.in_force", chance.randint(0, 6 * most)))
            gone = chance.randint(0, min(before, most // 3))
            row = {"issued": new, "repealed": gone, "in_force": before + new - gone}
        numbers |= {f"disclosure.{kind}.{column}": Decimal(count) for column, count in row.items()}
    return numbers


def _habits(body: Body, seed: int) -> Habits:
    """What stays the same over a body's years; small offices have none of most kinds of action."""
    chance = Random(f"{seed}:{body.name}")  # noqa: S311  reproducible, not secret
    most = 60 if body.scale.decisions > FEW_DECISIONS else 6
    items = {kind: 0 if chance.random() < QUIET else chance.randint(1, most) for kind in ACTIONS}
    decisions = {kind: items[kind] and chance.randint(0, body.scale.decisions) for kind in ACTIONS}
    fees = chance.randint(1, body.scale.fees) if chance.random() < CHARGING else 0
    return Habits(items=items, decisions=decisions, fees=fees)


def _actions(habits: Habits, form: str, chance: Random) -> Numbers:
    numbers: Numbers = {}
    for kind in ACTIONS if form == "2019" else [kind for kind in ACTIONS if kind != "other_services"]:
        items, decisions = habits.items[kind], habits.decisions[kind]
        numbers[f"disclosure.{kind}.decisions"] = Decimal(_about(decisions, chance))
        if form == "2019":
            numbers[f"disclosure.{kind}.previous_items"] = Decimal(items)
            numbers[f"disclosure.{kind}.change"] = Decimal(chance.randint(-min(items, 3), 3) if items else 0)
    return numbers


def _about(usual: int, chance: Random) -> int:
    return chance.randint(usual * 3 // 4, usual * 5 // 4)


def _fees(habits: Habits, form: str, chance: Random) -> Numbers:
    if form == "2021":
        places = chance.choice((0, 1, 2, 2, 4, 6))
        amount = Decimal(_about(habits.fees * 10**places, chance)).scaleb(-places)
        return {"disclosure.fees.amount": amount or Decimal(0)}
    items = chance.randint(1, 8) if habits.fees else 0
    bought = chance.randint(0, 30)
    return {
        "disclosure.fees.previous_items": Decimal(items),
        "disclosure.fees.change": Decimal(chance.randint(-1, 1) if items else 0),
        "disclosure.procurement.items": Decimal(bought),
        "disclosure.procurement.amount": Decimal(bought * chance.randint(100, 99999)).scaleb(-2),
    }


def _requests(scale: Scale, layout: str, earlier: Mapping[str, Decimal], chance: Random) -> Numbers:
    by_applicant = {applicant: _applicant(scale, layout, earlier, applicant, chance) for applicant in APPLICANTS}
    rows = ("received", "carried_over", *result_rows(layout), "concluded", "carried_forward")
    numbers: Numbers = {}
    for row in rows:
        counts = {applicant: by_applicant[applicant][row] for applicant in APPLICANTS}
        counts["total"] = sum(counts.values())
        numbers |= {f"requests.{row}.{column}": Decimal(count) for column, count in counts.items()}
    return numbers


def _applicant(
    scale: Scale, layout: str, earlier: Mapping[str, Decimal], applicant: str, chance: Random
) -> Counter[str]:
    received = _received(scale, applicant, chance)
    first = chance.randint(0, received // 10)
    over = int(earlier.get(f"requests.carried_forward.{applicant}", first))
    forward = chance.randint(0, (received + over) // 8)
    concluded = received + over - forward
    rows = result_rows(layout)
    weights = [COMMON_RESULTS.get(row, 1) for row in rows]
    counts = Counter(chance.choices(rows, weights, k=concluded))
    return counts + Counter(received=received, carried_over=over, concluded=concluded, carried_forward=forward)


def _received(scale: Scale, applicant: str, chance: Random) -> int:
    if applicant not in SHARE:
        return int(chance.random() < 0.05)
    most = int(scale.requests * SHARE[applicant])
    return 0 if chance.random() < 0.3 else chance.randint(0, most)  # a year without requests is common


def _disputes(scale: Scale, chance: Random) -> Numbers:
    return dict(_dispute_cells(scale, chance))


def _dispute_cells(scale: Scale, chance: Random) -> Iterator[tuple[str, Decimal]]:
    for group in GROUPS:
        quiet = chance.random() < 0.5
        counts = [0 if quiet else chance.randint(0, scale.disputes) for _ in RESULTS]
        yield from ((f"{group}.{name}", Decimal(count)) for name, count in zip(RESULTS, counts, strict=True))
        yield f"{group}.total", Decimal(sum(counts))
