"""What is wrong with a printed report: checks broken on purpose and cells left empty, each by name.

A flaw changes what is printed and never the true values; what it breaks is recorded by `eval.generate.judge`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TypeVar

from canonical.agencies import classify, may_make_rules
from canonical.errors import UnusableRequestError
from canonical.forms import form_of_year
from eval.generate.values import APPLICANTS, GROUPS, Values, result_rows

Cells = dict[str, Decimal]
Thing = TypeVar("Thing")
CORPORATE = tuple(applicant for applicant in APPLICANTS if applicant != "natural_person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A mistake: what it prints, which reports can have it, and whether it shows beside the year before only."""

    make: Callable[[Values, Random], Cells]
    suits: Callable[[Values], bool] = lambda _: True
    across_years: bool = False


def _row_total(values: Values, chance: Random) -> Cells:
    """One total of table 3 is off by a little: its row and the column of totals no longer add up."""
    field = f"requests.{_result(values, chance)}.total"
    return {field: values.numbers[field] + chance.randint(1, 3)}


def _result(values: Values, chance: Random) -> str:
    rows = result_rows(values.requests_layout)
    filled = [row for row in rows if values.numbers[f"requests.{row}.total"]]
    return chance.choice(filled or rows)


def _dispute_total(values: Values, chance: Random) -> Cells:
    """One total of table 4 is off by a little."""
    field = f"{chance.choice(GROUPS)}.total"
    return {field: values.numbers[field] + chance.randint(1, 3)}


def _balance(values: Values, chance: Random) -> Cells:
    """More is carried forward than there was: rows add up, the balance of two columns does not."""
    return _more(values, chance, "carried_forward")


def _result_cell(values: Values, chance: Random) -> Cells:
    """One result of one applicant is off: its row and its column no longer add up."""
    field = f"requests.{_result(values, chance)}.{chance.choice(APPLICANTS)}"
    return {field: values.numbers[field] + chance.randint(1, 3)}


def _result_row(values: Values, chance: Random) -> Cells:
    """One result is off, and its row's total with it: only the columns no longer add up."""
    return _more(values, chance, _result(values, chance))


def _concluded(values: Values, chance: Random) -> Cells:
    """（七）总计 is off in a row that adds up: neither the results nor the balance agree with it."""
    return _more(values, chance, "concluded")


def _more(values: Values, chance: Random, *rows: str) -> Cells:
    """The rows with some more for natural persons and in total."""
    more = chance.randint(1, 3)
    fields = (f"requests.{row}.{column}" for row in rows for column in ("natural_person", "total"))
    return {field: values.numbers[field] + more for field in fields}


def _swapped_cells(values: Values, chance: Random) -> Cells:
    """Two unlike applicants of a row are mixed up: the row adds up, two columns do not."""
    rows = ["received", *result_rows(values.requests_layout)]
    first, second = chance.choice([pair for row in rows if (pair := _unlike(values, row))])
    return {first: values.numbers[second], second: values.numbers[first]}


def _unlike(values: Values, row: str) -> tuple[str, str] | None:
    cells = [f"requests.{row}.{applicant}" for applicant in APPLICANTS]
    other = [cell for cell in cells[1:] if values.numbers[cell] != values.numbers[cells[0]]]
    return (cells[0], other[0]) if other else None


def _has_unlike(values: Values) -> bool:
    return any(_unlike(values, row) for row in ("received", *result_rows(values.requests_layout)))


def _negative_count(values: Values, chance: Random) -> Cells:
    """A number of decisions has a minus sign."""
    field = _decisions(values, chance)
    return {field: -(values.numbers[field] or Decimal(chance.randint(1, 9)))}


def _fraction(values: Values, chance: Random) -> Cells:
    """A number of decisions has a fraction."""
    field = _decisions(values, chance)
    return {field: values.numbers[field] + Decimal(chance.choice(("0.5", "0.25", "0.8")))}


def _decisions(values: Values, chance: Random) -> str:
    return chance.choice([field for field in values.numbers if field.endswith(".decisions")])


def _negative_amount(values: Values, chance: Random) -> Cells:
    """The fees, or the purchases of the older form, have a minus sign."""
    field = "disclosure.fees.amount" if values.template == "2021" else "disclosure.procurement.amount"
    return {field: -(values.numbers[field] or Decimal(chance.randint(1, 900)).scaleb(-1))}


def _negative_dispute(values: Values, chance: Random) -> Cells:
    """A group of table 4 has a number below zero that still adds up."""
    group, less = chance.choice(GROUPS), chance.randint(1, 3)
    upheld, pending = f"{group}.upheld", f"{group}.pending"
    taken = values.numbers[upheld] + less
    return {upheld: Decimal(-less), pending: values.numbers[pending] + taken}


def _rule_making(values: Values, chance: Random) -> Cells:
    """A body without the power to make rules says that it made some."""
    made = Decimal(chance.randint(1, 4))
    columns = ("issued", "in_force") if values.template == "2021" else ("made", "disclosed", "disclosed_total")
    return {f"disclosure.rules.{column}": made for column in columns}


def _has_no_power(values: Values) -> bool:
    """Whether the name alone says that the body makes no rules."""
    return not values.body.makes_rules and may_make_rules(classify(values.body.name)) is False


def _in_force(values: Values, chance: Random) -> Cells:
    """More documents are in force than last year's and this year's numbers make."""
    field = "disclosure.normative_documents.in_force"
    return {field: values.numbers[field] + chance.randint(1, 9)}


def _carried_over(values: Values, chance: Random) -> Cells:
    """More is carried over than last year's report carried forward; within the report all adds up."""
    return _more(values, chance, "carried_over", "carried_forward")


def _follows_its_form(values: Values) -> bool:
    return values.template == "2021" == form_of_year(values.year - 1)


PLANTS: Mapping[str, Plant] = {
    "row_total": Plant(make=_row_total),
    "dispute_total": Plant(make=_dispute_total),
    "balance": Plant(make=_balance),
    "result_cell": Plant(make=_result_cell),
    "result_row": Plant(make=_result_row),
    "concluded": Plant(make=_concluded),
    "swapped_cells": Plant(make=_swapped_cells, suits=_has_unlike),
    "negative_count": Plant(make=_negative_count),
    "fraction": Plant(make=_fraction),
    "negative_amount": Plant(make=_negative_amount),
    "negative_dispute": Plant(make=_negative_dispute),
    "rule_making": Plant(make=_rule_making, suits=_has_no_power),
    "in_force": Plant(make=_in_force, suits=_follows_its_form, across_years=True),
    "carried_over": Plant(make=_carried_over, suits=lambda values: values.year > 2019, across_years=True),
}
FIRST_PLANTS = ("row_total", "dispute_total", "balance")
"""The plants that the first pool of orders draws from."""


def _corporate_columns(values: Values, _chance: Random) -> Iterator[str]:
    """All five columns of legal persons are empty, as many offices leave them."""
    rows = ("received", "carried_over", *result_rows(values.requests_layout), "concluded", "carried_forward")
    return (f"requests.{row}.{applicant}" for row in rows for applicant in CORPORATE)


def _single_action(values: Values, chance: Random) -> Iterator[str]:
    """One number of table 2 is empty: no arithmetic knows it."""
    fields = [field for field in values.numbers if field.startswith("disclosure.")]
    yield chance.choice(fields)


def _scattered(values: Values, chance: Random) -> Iterator[str]:
    """A dozen cells of tables 3 and 4 are empty, here and there."""
    fields = [field for field in values.numbers if not field.startswith("disclosure.")]
    return iter(chance.sample(fields, 12))


def _total_column(values: Values, _chance: Random) -> Iterator[str]:
    """The column of totals of table 3 is empty."""
    return (field for field in values.numbers if field.startswith("requests.") and field.endswith(".total"))


def _whole_table(values: Values, chance: Random) -> Iterator[str]:
    """A table is empty from its first cell to its last."""
    tables = (("disclosure.",), ("requests.",), ("review.", "litigation."))
    table = chance.choice(tables)
    return (field for field in values.numbers if field.startswith(table))


BLANKS: dict[str, Callable[[Values, Random], Iterator[str]]] = {
    "corporate_columns": _corporate_columns,
    "single_action": _single_action,
    "scattered": _scattered,
    "total_column": _total_column,
    "whole_table": _whole_table,
}
FIRST_BLANKS = ("corporate_columns", "single_action", "scattered")
"""The empty cells that the first pool of orders draws from."""


def planted(name: str, values: Values, chance: Random) -> Cells:
    """The cells that are printed wrong, with what is printed in them."""
    plant = named(PLANTS, name, "flaw")
    if not plant.suits(values):
        raise UnusableRequestError(f"the report of {values.body.name} for {values.year} can not have flaw {name!r}")
    return plant.make(values, chance)


def blanked(name: str, values: Values, chance: Random) -> frozenset[str]:
    """The cells that are printed empty."""
    return frozenset(named(BLANKS, name, "flaw")(values, chance))


def named(things: Mapping[str, Thing], name: str, what: str) -> Thing:
    """The thing of that name; raises UnusableRequestError with all names where there is none."""
    if name not in things:
        raise UnusableRequestError(f"no {what} {name!r}; there are: {', '.join(things)}")
    return things[name]
