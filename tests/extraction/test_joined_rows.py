"""Rows of which nobody can tell whether a number in their label is a value that it swallowed."""

from __future__ import annotations

import pytest

from canonical.forms import blocks_of
from extraction.joined_rows import one_a_row
from extraction.tables import PrintedRow
from ingest.document import Cell


@pytest.mark.parametrize(
    ("label", "sure"),
    [
        ("（五）不予 3.要求提供公开出版物", True),
        ("（五 ） 不 3 .要 求提供公开出版物", True),
        ("行政许可 138（其中新增3件）", False),
        ("行政事业性收费\n4", False),
        ("本年制发件数\n2023年", True),
    ],
)
def test_the_spaced_out_number_of_a_label_is_no_value_that_it_swallowed(label, sure):
    cells = tuple(Cell(text=text, column=i) for i, text in enumerate((label, "0", "1")))
    (part,) = one_a_row([PrintedRow(cells=cells, positions="ragged", grid=0, width=3)], blocks_of("requests")[0].rows)
    assert part.sure is sure


@pytest.mark.parametrize(
    ("texts", "sure"),
    [
        (("\ufffd", "19", "0", "0", "0", "2", "0"), False),
        (("", "19", "0", "0", "0", "2", "0"), True),
        (("申请数量", "0 0", "19", ""), False),
        (("申请数量", "12 345", "19", ""), True),
        (("申请数量 0 0 102二、上年结转", "19", "0"), False),
        (("申请数量0", "19", "0"), False),
    ],
)
def test_what_is_left_of_a_label_and_two_values_in_a_cell_leave_a_row_in_doubt(texts, sure):
    cells = tuple(Cell(text=text, column=i) for i, text in enumerate(texts))
    row = PrintedRow(cells=cells, positions="ragged", grid=0, width=len(cells))
    (part,) = one_a_row([row], blocks_of("requests")[0].rows)
    assert part.sure is sure


def test_a_label_in_whose_cell_the_next_row_begins_leaves_the_row_in_doubt() -> None:
    label = "3.补正后申请内容仍不明确\n%-----\n1.信访举报投诉类申请"
    cells = tuple(Cell(text=text, column=i) for i, text in enumerate((label, "4", "0", "4")))
    (part,) = one_a_row([PrintedRow(cells=cells, positions="true", grid=0, width=4)], blocks_of("requests")[0].rows)
    assert not part.sure
