"""Texts that a program quoted, indented or gave a blank line more a line are read as they were written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ingest.quoted import as_written
from ingest.text_lines import lines_of
from tests.extraction.documents import TABLE_2, TABLE_4, report_of, table_3, whole

ROWS = {"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"}
TEXT = whole(table_3(ROWS), disclosure=TABLE_2, review=TABLE_4)
CELLS = TEXT.replace("\t", "\n\t").replace("\n\t\n", "\n\n")  # a cell a line


def values(text: str) -> dict[str, object]:
    return {field: (fact.value, fact.status, fact.flags) for field, fact in report_of(text).facts.items()}


@pytest.mark.parametrize("text", [TEXT, CELLS], ids=["a row a line", "a cell a line"])
@pytest.mark.parametrize(
    "put_on",
    [
        lambda text: "".join(f"> {line}\n" for line in text.split("\n")),
        lambda text: "".join(f">> {line}".rstrip(" ") + "\n" for line in text.split("\n")),
        lambda text: "".join(f"    {line}\n" for line in text.split("\n")),
        lambda text: "".join(f"\u3000\u3000{line}\n" if line else "\n" for line in text.split("\n")),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: re.sub(r"(?<=[\t\n])[^\t\n]+(?=[\t\n])", r"**\g<0>**", text),
        lambda text: "".join(f"- {line}\n" if line else "\n" for line in text.split("\n")),
        lambda text: "".join(f"{number}: {line}\n" for number, line in enumerate(text.split("\n"), start=1)),
        lambda text: "".join(f"{number:>6}\t{line}\n" for number, line in enumerate(text.split("\n"), start=1)),
        lambda text: re.sub(r"(?<=[\t\n])\d+(?=[\t\n])", r"<span>\g<0></span>", text),
        lambda text: re.sub(r"(?<=[\t\n])\d+(?=[\t\n])", r"`\g<0>`", text),
    ],
    ids=[
        *("quoted", "quoted twice", "indented", "indented by wide blanks", "doubled line breaks", "bold"),
        *("a list", "numbered", "numbered by cat -n", "spans", "code"),
    ],
)
def test_what_stands_before_every_line_changes_nothing(put_on: Callable[[str], str], text: str) -> None:
    assert values(put_on(text)) == values(text)


def test_lines_keep_their_numbers_and_what_only_some_begin_with() -> None:
    lines = as_written(lines_of("> 一、总体情况\n>\n>   规章\n> | 0 |\n"))
    assert [(line.number, line.text) for line in lines[:4]] == [
        (1, "一、总体情况"),
        (2, ""),
        (3, "  规章"),
        (4, "| 0 |"),
    ]


def test_a_mark_that_is_a_cell_and_marks_of_footnotes_stay() -> None:
    lines = as_written(lines_of("规章\t**\t12**\t3\n** 见说明"))
    assert [line.text for line in lines] == ["规章\t**\t12**\t3", "** 见说明"]


def test_paragraphs_that_a_blank_line_parts_are_left_alone() -> None:
    text = "\n\n".join(["一、总体情况", "规章", "0", "12"] * 5)
    assert [line.text for line in as_written(lines_of(text))] == text.split("\n")


@pytest.mark.parametrize(
    "mark", ["--- Page 2 ---", "===== 第 2 页 =====", "[第2页]", "<page_number>2</page_number>", "-----"]
)
def test_what_a_program_put_between_two_pages_is_no_row(mark: str) -> None:
    lines = TEXT.split("\n")
    place = next(n for n, line in enumerate(lines) if line.startswith("属于三类内部事务信息"))
    around = "" if mark == "-----" else mark
    broken = "\n".join([*lines[:place], *([around] if around else ["", mark, ""]), *lines[place:]])
    assert values(broken) == values(TEXT)


def test_a_rule_beside_a_table_of_pipes_stays_between_two_tables() -> None:
    tables = ["| 规章 | 0 |", "", "-----", "", "| 许可 | 2 |"]
    assert [line.text for line in as_written(lines_of("\n".join(tables)))] == tables


def test_rows_of_dashes_and_numbers_at_the_beginning_of_some_lines_are_no_lists() -> None:
    text = "- | - | 1\n-  0  0\n1. 甲\n3: 乙\n- 规章 | 0"
    assert [line.text for line in as_written(lines_of(text))] == ["- | - | 1", "-  0  0", "1. 甲", "3: 乙", "规章 | 0"]


def test_three_dashes_may_be_a_cell_and_stay() -> None:
    cells = ["行政许可", "", "---", "", "3"]
    assert [line.text for line in as_written(lines_of("\n".join(cells)))] == cells
