"""Comparisons and limits in words and digits."""

from decimal import Decimal

import pytest

from qa.quantities import Comparison, Count, quantities_in
from qa.question import comparable, meanings, settle


def found(text):
    return settle(quantities_in(comparable(text)))


@pytest.mark.parametrize(
    ("text", "unit", "op", "values"),
    [
        ("超过100万元", "万元", "gt", ("100",)),
        ("超过100万", "万元", "gt", ("100",)),
        ("超过100", "万元", "gt", ("100",)),
        ("超过5000元", "万元", "gt", ("0.5",)),
        ("超过1亿元", "万元", "gt", ("10000",)),
        ("more than 2 million yuan", "万元", "gt", ("200",)),
        ("超过1万件", "件", "gt", ("10000",)),
        ("至少五件", "件", "ge", ("5",)),
        ("at least 1,000", "件", "ge", ("1000",)),
        ("50件以上", "件", "ge", ("50",)),
        ("不超过二十件", "件", "le", ("20",)),
        ("10 or fewer", "件", "le", ("10",)),
        ("少于3件", "件", "lt", ("3",)),
        ("under 3", "件", "lt", ("3",)),
        ("等于0", "件", "eq", ("0",)),
        ("介于5和10之间", "件", "between", ("5", "10")),
        ("between 5 and 10", "件", "between", ("5", "10")),
    ],
)
def test_a_comparison_is_in_the_unit_of_the_field(text, unit, op, values):
    (comparison,) = meanings(found(text), Comparison)
    assert comparison.op == op
    assert tuple(quantity.in_unit(unit) for quantity in comparison.quantities) == tuple(map(Decimal, values))


@pytest.mark.parametrize(
    ("text", "number", "sure"),
    [("前三名", 3, True), ("top 5", 5, True), ("最多的十个", 10, True), ("three", 3, False), ("两家", 2, False)],
)
def test_a_limit_is_a_small_number(text, number, sure):
    assert meanings(found(text), Count) == (Count(number=number, sure=sure),)


def test_the_last_three_years_are_no_limit():
    assert meanings(found("前三年"), Count) == ()
