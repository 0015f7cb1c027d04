"""What is wrong with a printed report: sums broken on purpose and cells left empty, each by name.

A flaw changes what is printed and never the true values; what it breaks is recorded by `eval.generate.sums`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import TypeVar

from canonical.errors import UnusableRequestError
from eval.generate.values import APPLICANTS, GROUPS, Values, result_rows

Cells = dict[str, Decimal]
Make = TypeVar("Make")
CORPORATE = tuple(applicant for applicant in APPLICANTS if applicant != "natural_person")


def _row_total(values: Values, chance: Random) -> Cells:
    """One total of table 3 is off by a little: its row and the column of totals no longer add up."""
    rows = result_rows(values.requests_layout)
    filled = [row for row in rows if values.numbers[f"requests.{row}.total"]]
    field = f"requests.{chance.choice(filled or rows)}.total"
    return {field: values.numbers[field] + chance.randint(1, 3)}


def _dispute_total(values: Values, chance: Random) -> Cells:
    """One total of table 4 is off by a little."""
    field = f"{chance.choice(GROUPS)}.total"
    return {field: values.numbers[field] + chance.randint(1, 3)}


def _balance(values: Values, chance: Random) -> Cells:
    """More is carried forward than there was: rows add up, the balance of two columns does not."""
    more = chance.randint(1, 3)
    fields = (f"requests.carried_forward.{column}" for column in ("natural_person", "total"))
    return {field: values.numbers[field] + more for field in fields}


PLANTS: dict[str, Callable[[Values, Random], Cells]] = {
    "row_total": _row_total,
    "dispute_total": _dispute_total,
    "balance": _balance,
}


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


BLANKS: dict[str, Callable[[Values, Random], Iterator[str]]] = {
    "corporate_columns": _corporate_columns,
    "single_action": _single_action,
    "scattered": _scattered,
}


def planted(name: str, values: Values, chance: Random) -> Cells:
    """The cells that are printed wrong, with what is printed in them."""
    return _named(PLANTS, name)(values, chance)


def blanked(name: str, values: Values, chance: Random) -> frozenset[str]:
    """The cells that are printed empty."""
    return frozenset(_named(BLANKS, name)(values, chance))


def _named(makers: Mapping[str, Make], name: str) -> Make:
    if name not in makers:
        raise UnusableRequestError(f"no flaw {name!r}; there are: {', '.join(makers)}")
    return makers[name]
