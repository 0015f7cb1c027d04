"""Rows that lost the line break between them: what stands before the last label is no label, and nothing is sure."""

from __future__ import annotations

import pytest

from tests.extraction.documents import report_of, table_3, whole

ROWS = {
    "received": "88 14 0 0 0 0 102",
    "carried_over": "0 1 0 0 0 0 1",
    "granted": "88 15 0 0 0 0 103",
    "concluded": "88 15 0 0 0 0 103",
}
TEXT = whole(table_3(ROWS)).replace("\t", " ")


PRINTED = report_of(whole(table_3(ROWS))).facts


@pytest.mark.parametrize(
    ("between", "instead"),
    [
        ("102\n上年结转", "102上年结转"),
        ("102\n上年结转", "102二、上年结转"),
        ("102\n上年结转", "1022.上年结转"),
        ("3 1 8\n", "3 1 8"),
        ("申请数量 88", "申请数量88"),
    ],
    ids=["nothing between", "a numeral", "a digit", "table 2", "a label and its first value"],
)
def test_values_behind_a_lost_line_break_are_right_or_in_doubt(between: str, instead: str) -> None:
    """The values of the second row were those of the first, and sure."""
    assert between in TEXT
    facts = report_of(TEXT.replace(between, instead, 1)).facts
    wrong = [field for field, fact in facts.items() if fact.value is not None and fact.value != PRINTED[field].value]
    assert all(facts[field].flags for field in wrong)


def test_a_cell_with_two_values_leaves_those_behind_it_in_doubt_where_one_is_missing() -> None:
    row = "\t".join(ROWS["received"].split())
    text = whole(table_3(ROWS)).replace(row, "88\t14\t0\t0 0\t0\t102\t")
    facts = report_of(text).facts
    assert all(facts[f"requests.received.{key}"].flags for key in ("legal_service", "other"))


def test_two_values_in_a_cell_and_another_label_in_the_row_leave_all_behind_them_in_doubt() -> None:
    disclosure = (
        "二、主动公开政府信息情况\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n"
        "行政处罚\t0\t0\t0\n行政强制\t31 -1\t327\t第二十条第（八）项\n"
    )
    fact = report_of(whole(disclosure=disclosure)).facts["disclosure.coercion.change"]
    assert fact.value is None or fact.flags


def test_two_values_in_a_cell_of_table_4_leave_it_in_doubt() -> None:
    """Fourteen cells and a heading were taken for the fifteen numbers."""
    values = "11 0\t3\t5\t19\t11\t2\t7\t2\t22\t1\t11\t10\t8\t30\t五、存在的主要问题"
    facts = report_of(whole(review=f"四、政府信息公开行政复议、行政诉讼情况\n{values}\n")).facts
    read = [
        fact for field, fact in facts.items() if field.startswith(("review", "litigation")) and fact.value is not None
    ]
    assert all(fact.flags for fact in read)


def test_a_lost_line_break_amid_a_label_leaves_each_row_its_own_values_or_in_doubt() -> None:
    """The rest of a label before 3.其他 made its values those of the row above, and nothing told."""
    lines = [
        ("2.申请人逾期未按收费通", ""),
        ("知要求缴纳费用、行政机 2 4 0 0 0 0 6关不再处理其政府信息公", ""),
        ("开申请3.其他", " 1 3 0 0 2 0 6"),
    ]
    head, *rows = table_3({"other_handling.other": "1 3 0 0 2 0 6"}).replace("\t", " ").splitlines()
    place = next(n for n, row in enumerate(rows) if row.startswith("申请人逾期"))
    text = "\n".join([head, *rows[:place], *("".join(line) for line in lines), *rows[place + 2 :], ""])
    facts = report_of(whole(text)).facts
    found = {key: facts[f"requests.other_handling.{key}.total"] for key in ("overdue_fee", "other")}
    assert (found["other"].value, found["other"].flags) == (6, ())
    assert found["overdue_fee"].value is None
    assert found["overdue_fee"].flags
