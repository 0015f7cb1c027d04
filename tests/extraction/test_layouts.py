"""Table 3 in layouts that no form has: turned by a quarter, or its two halves side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pytest

from canonical.report import Report
from extraction import extract
from ingest import load_bytes
from tests.extraction.documents import HEAD, TAIL, report_of, table_3, whole

ROWS = {"received": "12 3 1 2 0 4 22", "granted": "7 3 1 2 0 4 17", "concluded": "7 3 1 2 0 4 17"}
HEADING, *PRINTED = table_3(ROWS | {"carried_forward": "5 0 0 0 0 0 5"}).strip("\n").split("\n")
TABLE = [line.split("\t") for line in PRINTED]


RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
REVIEW = [
    ["行政复议", "", "", "", "", "行政诉讼", *[""] * 9],
    [*[""] * 5, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
]


def read(rows: Iterable[Sequence[str]]) -> Mapping[str, Decimal | None]:
    report = as_web_page(rows)
    assert not report.unplaced
    assert not any(fact.flags for fact in report.facts.values())
    return {field: fact.value for field, fact in report.facts.items()}


def as_web_page(rows: Iterable[Sequence[str]], heading: str = HEADING) -> Report:
    drawn = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    lines = "".join(f"<p>{line}</p>" for line in [*HEAD.splitlines(), heading])
    closing = "".join(f"<p>{line}</p>" for line in TAIL.splitlines())
    return extract(load_bytes(f"<html>{lines}<table>{drawn}</table>{closing}</html>".encode(), path="a.html"))


@pytest.fixture(scope="module")
def upright() -> Mapping[str, Decimal | None]:
    return read(TABLE)


def test_a_table_with_the_applicants_below_each_other_is_turned_back(upright):
    assert upright["requests.received.company"] == 3
    assert read(zip(*TABLE, strict=True)) == upright


def test_the_halves_of_a_table_beside_each_other_are_read_one_below_the_other(upright):
    head, *rows = TABLE
    middle = (len(rows) + 1) // 2
    beside = [*rows[middle:], *([""] * len(head) for _ in range(2 * middle - len(rows)))]
    assert read([head + head, *(left + right for left, right in zip(rows[:middle], beside, strict=True))]) == upright


def test_a_table_whose_labels_stand_behind_their_values_is_mirrored(upright):
    """As pages of a script that runs from right to left show it: each applicant had another's numbers."""
    assert read(row[::-1] for row in TABLE) == upright


def test_applicants_stand_under_their_names_whatever_their_order(upright):
    order = (0, 1, 2, 6, 4, 5, 3, 7)
    assert read([row[place] for place in order] for row in TABLE) == upright


@pytest.mark.parametrize("order", [(4, 0, 1, 2, 3), (1, 0, 2, 3, 4)], ids=["total first", "corrected first"])
@pytest.mark.parametrize("carrier", ["tabs", "web page"])
def test_results_of_review_stand_under_their_names_whatever_their_order(order: tuple[int, ...], carrier: str):
    values = [["3", "0", "1", "0", "4"], ["0", "2", "0", "0", "2"], ["0", "0", "0", "1", "1"]]
    head = [RESULTS[place] for place in order] * 3
    rows = [*REVIEW, head, [group[place] for group in values for place in order]]
    if carrier == "tabs":
        heading = "四、政府信息公开行政复议、行政诉讼情况"
        report = report_of(whole(review="\n".join([heading, *map("\t".join, rows)])))
    else:
        report = as_web_page(rows, heading="四、政府信息公开行政复议、行政诉讼情况")
    found = {field: fact for field, fact in report.facts.items() if field.startswith(("review", "litigation"))}
    assert [
        str(found[f"review.{key}"].value) for key in ("upheld", "corrected", "other", "pending", "total")
    ] == values[0]
    assert found["litigation.direct.corrected"].value == 2
    assert not any(fact.flags for fact in found.values())


@pytest.mark.parametrize("carrier", ["tabs", "web page"])
def test_groups_of_table_4_stand_under_their_names_whatever_their_order(carrier: str):
    rows = [
        ["行政诉讼", *[""] * 9, "行政复议", *[""] * 4],
        ["复议后起诉", *[""] * 4, "未经复议直接起诉", *[""] * 9],
        list(RESULTS) * 3,
        [*"00011", *"02002", *"30104"],
    ]
    heading = "四、政府信息公开行政复议、行政诉讼情况"
    lines = "\n".join([heading, *map("\t".join, rows)])
    report = report_of(whole(review=lines)) if carrier == "tabs" else as_web_page(rows, heading=heading)
    totals = [
        report.facts[f"{group}.total"].value for group in ("review", "litigation.direct", "litigation.after_review")
    ]
    assert totals == [4, 2, 1]


def test_the_other_of_the_head_over_all_organisations_is_no_applicant():
    """法人或 其他 组织, spaced out, stood before 商业企业: companies had the numbers of others, and no flag."""
    names = [
        "自 然 人",
        "法人或 其他 组织",
        "总 计",
        "商 业 企 业",
        "科 研 机 构",
        "社 会 公 益 组 织",
        "法 律 服 务 机 构",
        "其 他",
    ]
    _head, *rows = PRINTED
    cells = [["（本列数据的勾稽关系）", "申请人情况", *names], *(row.split("\t") for row in rows)]
    text = "\n".join("\n\n".join(row) + "\n\n" for row in cells)
    facts = report_of(f"{HEAD}\n{HEADING}\n\n{text}\n{TAIL}").facts
    found = [facts[f"requests.received.{key}"].value for key in ("natural_person", "company", "other", "total")]
    assert found == [12, 3, 4, 22]
