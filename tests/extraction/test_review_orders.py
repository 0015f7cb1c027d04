"""Table 4 in every order of its groups and results, in one line, in rows of groups or of results, in every way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations, product

import pytest

from tests.extraction.documents import Rows, as_lines, as_page, as_pipes, as_tabs, as_words, report_of, whole

RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
KEYS = ("upheld", "corrected", "other", "pending", "total")
GROUPS = {
    "review": ("行政复议", (2, 1, 0, 1, 4)),
    "litigation.direct": ("未经复议直接起诉", (1, 0, 3, 0, 4)),
    "litigation.after_review": ("复议后起诉", (0, 2, 1, 1, 4)),
}
COURTS = "行政诉讼"
ORDERS = ((0, 1, 2, 3, 4), (4, 0, 1, 2, 3), (1, 3, 0, 4, 2))
TITLE = "四、政府信息公开行政复议、行政诉讼情况\n"


WAYS: tuple[Callable[[Rows], str], ...] = (as_tabs, as_words, as_pipes, as_lines, as_page)


def row_of(group: str, order: Sequence[int]) -> list[str]:
    return [str(GROUPS[group][1][place]) for place in order]


def in_rows(groups: Sequence[str], order: Sequence[int]) -> Rows:
    return [["", *(RESULTS[i] for i in order)], *([GROUPS[group][0], *row_of(group, order)] for group in groups)]


def in_columns(groups: Sequence[str], order: Sequence[int]) -> Rows:
    lines = ([RESULTS[i], *(str(GROUPS[group][1][i]) for group in groups)] for i in order)
    return [["", *(GROUPS[group][0] for group in groups)], *lines]


def side_by_side(groups: Sequence[str], order: Sequence[int]) -> Rows:
    courts = [[GROUPS[group][0], *[""] * 4] for group in groups if group != "review"]
    review_first = groups[0] == "review"
    upper = [["行政复议", *[""] * 4], [COURTS, *[""] * 9]]
    lower = [[""] * 5, [*courts[0], *courts[1]]]
    if not review_first:
        upper, lower = upper[::-1], lower[::-1]
    values = [value for group in groups for value in row_of(group, order)]
    return [[*upper[0], *upper[1]], [*lower[0], *lower[1]], [RESULTS[i] for i in order] * 3, values]


SHAPES = (in_rows, in_columns, side_by_side)


@pytest.mark.parametrize(("shape", "way", "order"), list(product(SHAPES, WAYS, ORDERS)))
def test_heads_tell_groups_and_results_in_any_order(
    shape: Callable[[Sequence[str], Sequence[int]], Rows], way: Callable[[Rows], str], order: Sequence[int]
) -> None:
    due = {f"{group}.{key}": value for group, (_, row) in GROUPS.items() for key, value in zip(KEYS, row, strict=True)}
    for groups in permutations(GROUPS):
        if shape is side_by_side and groups[1] == "review":
            continue  # 行政诉讼 spans the other two
        text = whole(review=f"{TITLE}{way(shape(groups, order))}\n")
        report = report_of(text.replace("\n", "<br>"), "a.html") if way is as_page else report_of(text)
        assert {name: report.facts[name].value for name in due} == due
        assert not any(report.facts[name].flags for name in due)


@pytest.mark.parametrize(("shape", "way", "lost"), list(product((in_rows, side_by_side), WAYS, RESULTS[2:])))
def test_a_head_in_its_own_order_that_lost_a_result_is_flagged(
    shape: Callable[[Sequence[str], Sequence[int]], Rows], way: Callable[[Rows], str], lost: str
) -> None:
    """The form's own order was taken, and nothing said so: with the total last all sums hold."""
    rows = [list(row) for row in shape(tuple(GROUPS), (1, 0, 2, 3, 4))]
    head = next(row for row in rows if lost in row)
    head[head.index(lost)] = ""
    assert_flagged_where_wrong(f"{TITLE}{way(rows)}\n", way)


@pytest.mark.parametrize(("way", "lost"), list(product(WAYS, GROUPS)))
def test_rows_in_their_own_order_of_which_one_lost_its_label_are_flagged(way: Callable[[Rows], str], lost: str) -> None:
    for groups in permutations(GROUPS):
        rows = [["" if cell == GROUPS[lost][0] else cell for cell in row] for row in in_rows(groups, ORDERS[0])]
        assert_flagged_where_wrong(f"{TITLE}{way(rows)}\n", way)


def assert_flagged_where_wrong(review: str, way: Callable[[Rows], str]) -> None:
    due = {f"{group}.{key}": value for group, (_, row) in GROUPS.items() for key, value in zip(KEYS, row, strict=True)}
    text = whole(review=review)
    facts = (report_of(text.replace("\n", "<br>"), "a.html") if way is as_page else report_of(text)).facts
    wrong = [name for name, value in due.items() if facts[name].value not in {None, value}]
    assert all(facts[name].flags for name in wrong)
