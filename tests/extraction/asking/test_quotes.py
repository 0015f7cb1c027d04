"""Quotes are found letter for letter, or but for width and white space, and their place is kept."""

from __future__ import annotations

import pytest

from extraction.asking.quotes import find_quote

LINE = "（五）不予处理 | 1.信访举报投诉类申请 | ０ | 12 | 0"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("申请 | ０ | 12", "申请 | ０ | 12"),
        ("申请|0|12", "申请 | ０ | 12"),
        ("申请 0 12", "申请 | ０ | 12"),
        ("(五)不予处理", "（五）不予处理"),
        ("申 请\u200b ０", "申请 | ０"),
    ],
)
def test_width_and_white_space_make_no_difference_and_the_place_is_that_in_the_text(quote: str, found: str) -> None:
    (span,) = find_quote(quote, LINE)
    assert LINE[span.start : span.end] == found


@pytest.mark.parametrize("quote", ["", "  ", "|", "申请 | 012", "申请 | 0 | 21", "信访举报类申请", "不予处理。"])
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert find_quote(quote, LINE) == ()


def test_every_place_of_a_quote_is_found() -> None:
    assert [span.start for span in find_quote("0", "0 | 10 | 0")] == [0, 5, 9]
