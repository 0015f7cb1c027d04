"""Years, and what is none."""

from datetime import date

import pytest

from qa.periods import Years, periods_in
from qa.question import comparable, meanings, settle

TODAY = date(2026, 11, 21)


def years_of(text):
    return tuple(period.years for period in meanings(settle(periods_in(comparable(text), TODAY)), Years))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024", (2024,)),
        ("2024年", (2024,)),
        ("２０２４年度", (2024,)),
        ("in 2024", (2024,)),
        ("for the reporting year 2024", (2024,)),
        ("二〇二四年", (2024,)),
        ("24年", (2024,)),
        ("2021-2023年", (2021, 2022, 2023)),
        ("2021年至2023年", (2021, 2022, 2023)),
        ("from 2021 to 2023", (2021, 2022, 2023)),
        ("between 2023 and 2021", (2021, 2022, 2023)),
        ("2021和2023年", (2021, 2023)),
        ("2021年、2022年和2024年", (2021, 2022, 2024)),
        ("since 2024", (2024, 2025, 2026)),
        ("2024年以来", (2024, 2025, 2026)),
        ("after 2024", (2025, 2026)),
        ("before 2010", (2008, 2009)),
        ("近三年", (2023, 2024, 2025)),
        ("最近3年", (2023, 2024, 2025)),
        ("the last two years", (2024, 2025)),
        ("去年", (2025,)),
        ("last year", (2025,)),
        ("前年", (2024,)),
        ("今年", (2026,)),
        ("历年", None),
        ("every year", None),
    ],
)
def test_a_period_is_these_years(text, years):
    assert years_of(text) == (years,)


@pytest.mark.parametrize(
    "text", ["12024", "20245", "2024.5", "1,2024", "2024件", "超过2024元", "3024年", "三年", "no year"]
)
def test_other_numbers_are_no_years(text):
    assert years_of(text) == ()


def test_a_year_beside_a_comma_is_one():
    assert years_of("洪泽区，2024年") == ((2024,),)
