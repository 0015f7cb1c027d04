"""Texts whose cells another mark parts than a tab or a pipe."""

from __future__ import annotations

import pytest

from ingest.parted import with_tabs
from ingest.text_lines import lines_of
from tests.extraction.documents import TABLE_2, TABLE_4, report_of, table_3, whole

ROWS = {"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"}
TEXT = whole(table_3(ROWS), disclosure=TABLE_2, review=TABLE_4)


def values(text: str) -> dict[str, object]:
    return {field: (fact.value, fact.status, fact.flags) for field, fact in report_of(text).facts.items()}


@pytest.mark.parametrize("mark", [",", "，", ";", "；", " ; ", "^", "~", " // "])
def test_another_mark_between_cells_changes_nothing(mark: str) -> None:
    """No value was read, and none of their digits was listed."""
    assert values(TEXT.replace("\t", mark)) == values(TEXT)


def test_sentences_and_lists_keep_their_commas() -> None:
    text = "新收12件，上年结转3件，办结15件\n一是，二是，三是，四是\n2021，2022，2023，2024\n"
    assert [line.text for line in with_tabs(tuple(lines_of(text)))] == text.split("\n")
    told = TEXT.replace("\t", "，").replace("2023年，我局主动公开信息12条。", "2023年，我局公开信息12条，答复3，4，5。")
    assert "2023年，我局公开信息12条，答复3，4，5。" in [line.text for line in with_tabs(tuple(lines_of(told)))]


def test_a_mark_inside_brackets_parts_nothing() -> None:
    row = "（二）部分公开（只计这一情形，不计其他情形），1，0，0"
    (line,) = [line for line in with_tabs(tuple(lines_of("\n".join([row] * 6)))) if line.number == 1]
    assert line.text == "（二）部分公开（只计这一情形，不计其他情形）\t1\t0\t0"
