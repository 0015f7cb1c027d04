"""Inference fills a cell only where one value is possible, and never from sums that contradict each other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonical.fields import FIELDS
from canonical.report import Fact
from canonical.rule_table import APPLICANTS
from canonical.rules import equations
from extraction.arithmetic import infer

EQUATIONS = equations("2021")
ROW = tuple(f"requests.received.{applicant}" for applicant in APPLICANTS)


def facts(printed: dict[str, int | None]) -> dict[str, Fact]:
    """Given fields printed (None: an empty cell), all others absent."""
    return {name: _fact(name, printed) for name in FIELDS}


def _fact(name: str, printed: dict[str, int | None]) -> Fact:
    if name not in printed:
        return Fact(field=name, value=None, unit=None, status="missing")
    value = printed[name]
    if value is None:
        return Fact(field=name, value=None, unit=None, status="blank")
    return Fact(field=name, value=Decimal(value), unit=None, status="reported")


def row(*values: int | None) -> dict[str, int | None]:
    return dict(zip(ROW, values, strict=True))


def test_parts_of_a_zero_total_are_zero() -> None:
    result = infer(facts(row(None, None, None, None, None, None, 0)), EQUATIONS)
    assert {result[name].value for name in ROW} == {0}
    assert {result[name].status for name in ROW[:-1]} == {"inferred"}
    assert result[ROW[0]].method == "arithmetic"


def test_one_open_cell_is_the_difference() -> None:
    result = infer(facts(row(5, None, 0, 0, 0, 0, 7)), EQUATIONS)
    assert (result[ROW[1]].value, result[ROW[1]].status) == (2, "inferred")


def test_a_mark_for_nothing_that_would_be_something_is_a_doubt() -> None:
    """ "3 / 0 ... 5": the mark says that there was nothing, and the total that there were two."""
    printed = facts(row(3, None, 0, 0, 0, 0, 5))
    marked = {**printed, ROW[1]: replace(printed[ROW[1]], raw="/")}
    found = [infer(each, EQUATIONS)[ROW[1]] for each in (printed, marked)]
    assert [(fact.value, fact.status, fact.flags) for fact in found] == [
        (2, "inferred", ()),
        (2, "inferred", ("low_confidence",)),
    ]


def test_two_open_cells_with_something_to_share_stay_blank() -> None:
    result = infer(facts(row(5, None, None, 0, 0, 0, 7)), EQUATIONS)
    assert {result[name].status for name in ROW[1:3]} == {"blank"}


def test_an_open_total_is_the_sum() -> None:
    assert infer(facts(row(5, 1, 0, 0, 0, 0, None)), EQUATIONS)[ROW[-1]].value == 6


def test_a_total_smaller_than_its_parts_infers_nothing() -> None:
    result = infer(facts(row(9, None, 0, 0, 0, 0, 7)), EQUATIONS)
    assert result[ROW[1]].status == "blank"


def test_a_printed_value_is_never_changed() -> None:
    printed = row(9, 1, 0, 0, 0, 0, 7)
    assert {name: infer(facts(printed), EQUATIONS)[name].value for name in ROW} == printed


def test_a_row_that_is_missing_is_not_filled() -> None:
    assert infer(facts({}), EQUATIONS)[ROW[0]].status == "missing"


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.integers(0, 30), min_size=6, max_size=6), holes=st.sets(st.integers(0, 6), max_size=7))
def test_what_is_inferred_from_a_true_row_is_true(values: list[int], holes: set[int]) -> None:
    truth = [*values, sum(values)]
    printed = [None if i in holes else value for i, value in enumerate(truth)]
    result = infer(facts(row(*printed)), EQUATIONS)
    for name, value in zip(ROW, truth, strict=True):
        assert result[name].value in {None, value}


@pytest.mark.parametrize("doubtful", [True, False])
def test_a_cell_that_was_probably_misread_leaves_guesses_in_the_other_rows_and_a_misprint_nothing(
    doubtful: bool,
) -> None:
    rows = [tuple(f"requests.{key}.{each}" for each in APPLICANTS) for key in ("received", "carried_over")]
    printed = {rows[0][0]: 0, rows[0][1]: None, rows[0][-1]: 0, rows[1][0]: 9, rows[1][1]: None, rows[1][-1]: 0}
    printed |= {name: 0 for row_ in rows for name in row_[2:-1]}
    printed |= {f"requests.{key}.{APPLICANTS[1]}": None for key in ("concluded", "carried_forward")}
    read = facts(printed)
    if doubtful:
        read[rows[0][0]] = replace(read[rows[0][0]], method="ocr", flags=("low_confidence",))
        read[rows[1][0]] = replace(read[rows[1][0]], method="ocr", flags=("low_confidence",))
    result = infer(read, EQUATIONS)
    other = result[rows[0][1]]
    assert (other.value, other.flags) == ((0, ("layout_guess",)) if doubtful else (None, ()))
    assert result[rows[1][1]].value is None
