from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonical.dates import YEAR_PRINTED, FoundDate, find_dates, parse_date, parse_year

PRINTED = {
    "2025年1月20日": date(2025, 1, 20),
    "2025年01月20日": date(2025, 1, 20),
    "2025-01-20": date(2025, 1, 20),
    "2025/1/20": date(2025, 1, 20),
    "2025.1.20": date(2025, 1, 20),
    "2025.1.20.": date(2025, 1, 20),
    "二〇二五年一月二十日": date(2025, 1, 20),
    "二○二五年十二月三十一日": date(2025, 12, 31),
    "二零二五年十月十日": date(2025, 10, 10),
    "二О二五年三月〇五日": date(2025, 3, 5),
    "二〇二五年一月廿五日": date(2025, 1, 25),
    "二○二五年元月二十日": date(2025, 1, 20),
    "2025年元月9日": date(2025, 1, 9),
    "２０２５年１月２０日": date(2025, 1, 20),
    "２０２５－０１－２０": date(2025, 1, 20),
    "2022 年 2 月 10 日": date(2022, 2, 10),
    "2022年\n2月10号": date(2022, 2, 10),
    "发布时间：2025-01-20 16:03:11": date(2025, 1, 20),
}
NO_DATES = (
    "2025年2月30日",
    "2025年13月1日",
    "二〇二五年一月三十二日",
    "二〇二五年廿五月一日",
    "二〇二五年一月五一日",
    "25年1月20日",
    "20年07月06日",
    "2025年1月",
    "2025-1-205",
    "12025-01-20",
    "192.168.2025.1.2",
    "2025-01/20",
    "0025-01-20",
    "٢٠٢٥年١月٢٠日",
    "",
)


@pytest.mark.parametrize(("text", "expected"), PRINTED.items())
def test_a_date_is_read_in_every_way_it_is_printed(text: str, expected: date):
    assert parse_date(text) == expected


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_certain_date_is_none(text: str):
    assert parse_date(text) is None


def test_dates_are_found_in_order_with_their_places():
    text = "㎡第十一师办公室 2022年2月10日，更新于 2022-03-01"
    found = find_dates(text)
    assert [text[one.start : one.end] for one in found] == ["2022年2月10日", "2022-03-01"]
    assert found[0] == FoundDate(date=date(2022, 2, 10), start=9, end=19)


def test_a_bad_date_does_not_hide_a_good_one():
    assert parse_date("2025年2月30日更正为2025年3月1日") == date(2025, 3, 1)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_date_is_read_back_in_figures_and_in_numerals(day: date):
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert parse_date(f"{in_digits(day.year)}年{in_tens(day.month)}月{in_tens(day.day)}日") == day


def in_digits(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def in_tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = {0: "", 1: "十"}.get(tens, in_digits(tens) + "十")
    return ten + (in_digits(ones) if ones else "")


@given(st.text(max_size=40))
def test_no_text_breaks_the_search(text: str):
    assert all(0 <= one.start < one.end <= len(text) for one in find_dates(text))
    assert parse_year(text) is None or len(text) >= 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二〇二四年", 2024),
        ("二零二四年度", 2024),
        ("2024 年度", 2024),
        ("２０２４年政府信息公开工作年度报告", 2024),
        ("2024", 2024),
        ("2008-2012年", 2012),
        ("24年", None),
        ("共2024件", None),
        ("12024年", None),
        ("3024年", None),
        ("", None),
    ],
)
def test_a_year_needs_four_digits_and_its_word(text: str, expected: int | None):
    assert parse_year(text) == expected


@pytest.mark.parametrize("text", ["2024", "二〇二四", "二○二四", "二零二四", "二O二四"])
def test_a_printed_year_is_found_as_part_of_a_pattern(text: str):
    assert re.fullmatch(YEAR_PRINTED, text)
    assert parse_year(f"{text}年") == 2024
