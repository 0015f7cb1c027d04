"""Numbers printed in all the ways of real reports are the numbers they are, or said to be doubtful."""

from __future__ import annotations

from decimal import Decimal

import pytest

from eval.generate import make_report
from extraction.values import in_unit, read_cell
from tests.extraction.documents import HEAD, TABLE_2, TABLE_4, TAIL, report_of, table_3, whole
from tests.extraction.quirks import DIGITAL, assert_honest, assert_read_whole, order_with, read_back

CELLS_APART = ("text-lines", "text-tabs")


def test_full_width_digits_are_read():
    assert_read_whole("full_width_digits", (*DIGITAL, *CELLS_APART))


def test_thousands_parted_by_half_width_commas_are_read():
    assert_read_whole("thousands_separators", (*DIGITAL, *CELLS_APART))


def test_thousands_parted_by_full_width_commas_are_read():
    assert_read_whole("wide_separators", (*DIGITAL, *CELLS_APART))


def test_thousands_parted_by_blanks_are_read():
    assert_read_whole("spaced_thousands", (*DIGITAL, *CELLS_APART))


def test_numbers_in_ten_thousands_are_multiplied_out():
    assert_read_whole("ten_thousands", (*DIGITAL, *CELLS_APART))
    assert read_cell("1.5万").value == 15000


def test_amounts_with_their_unit_in_the_cell_are_converted():
    assert_read_whole("money_units", (*DIGITAL, *CELLS_APART))


@pytest.mark.parametrize(
    "printed", ["1276.5534万元", "12765534元", "1276.5534 万元", "0.12765534亿元", "１２７６.5534万元"]
)
def test_the_unit_that_was_printed_is_recorded(printed):
    fact = report_of(whole(disclosure=TABLE_2.replace("1076.1811", printed))).facts["disclosure.fees.amount"]
    assert (fact.value, fact.unit, fact.raw, fact.flags) == (Decimal("1276.5534"), "万元", printed, ())


def test_changes_with_signs_in_words_and_brackets_are_read():
    assert_read_whole("signed_changes", (*DIGITAL, *CELLS_APART))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("增15", 15),
        ("减4", -4),
        ("+19", 19),
        ("-35", -35),
        ("+(0) -(0)", 0),
        ("+（3） -（0）", 3),
        ("+0/-2", -2),
        ("增加3项", 3),
        ("减少2", -2),
        ("增/减0", 0),
        ("↓6", -6),
        ("－35", -35),
    ],
)
def test_a_change_has_its_sign(text, value):
    assert (read_cell(text).value, read_cell(text).doubtful) == (value, False)


@pytest.mark.parametrize("text", ["+(3) -(1)", "增/减3"])
def test_a_change_that_goes_both_ways_is_doubtful(text):
    assert read_cell(text).doubtful


def test_remarks_behind_numbers_are_kept_apart():
    assert_read_whole("remarks", (*DIGITAL, *CELLS_APART))


def test_words_of_counting_around_a_number_do_not_matter():
    assert_read_whole("counters", (*DIGITAL, "text-tabs"))


@pytest.mark.parametrize("text", ["0件", "0 项", "共0件", "零", "０", "0个", "0（件）"])
def test_a_zero_with_a_word_of_counting_is_zero(text):
    assert (read_cell(text).kind, read_cell(text).value) == ("number", 0)


def test_zeros_in_words_are_zeros():
    assert_read_whole("zeros_in_words", DIGITAL)
    assert_honest("zeros_in_words", right=0.5)


def test_marks_for_nothing_are_blank_unless_sums_make_them_zero():
    assert_read_whole("marks", DIGITAL)
    assert_honest("marks", CELLS_APART)


@pytest.mark.parametrize("mark", ["/", "—", "－", "无", "／", "-", "无此项", "不涉及", "暂无"])
def test_a_mark_stays_in_raw_and_is_zero_by_arithmetic_only(mark):
    rows = {"granted": f"{mark} 0 0 0 0 0 0", "received": f"{mark} 1 {mark} 0 0 0 7"}
    facts = report_of(whole(requests=table_3(rows))).facts
    certain, open_cell = facts["requests.granted.natural_person"], facts["requests.received.research"]
    assert (certain.status, certain.value, certain.raw, certain.method) == ("inferred", 0, mark, "arithmetic")
    assert (open_cell.status, open_cell.value, open_cell.raw) == ("blank", None, mark)


def test_digits_that_stand_apart_are_never_one_number_silently():
    for name in DIGITAL:
        made = make_report(order_with("touching_digits", 1))
        facts = read_back(made, name).facts
        split = [field for field, fact in made.gold.facts.items() if fact.raw and " " in fact.raw]
        assert split
        assert all(facts[field].flags for field in split)


@pytest.mark.parametrize("digits", ["1\t1\t1\t1", "2\t2\t2\t2\t2"])
def test_more_equal_digits_than_columns_may_be_those_of_one_number(digits):
    facts = report_of(whole(disclosure=TABLE_2.replace("规范性文件\t3\t1\t8", f"规范性文件\t{digits}"))).facts
    read = [facts[f"disclosure.normative_documents.{column}"] for column in ("issued", "repealed", "in_force")]
    assert all("layout_guess" in fact.flags for fact in read)


@pytest.mark.parametrize("text", ["≥30", "约30", "30余", "近30", "30左右", "30多", "1-3", "O", "l2"])
def test_what_is_no_exact_number_is_unreadable(text):
    fact = report_of(whole(disclosure=TABLE_2.replace("行政许可\t345", f"行政许可\t{text}"))).facts[
        "disclosure.licensing.decisions"
    ]
    assert (fact.status, fact.value, fact.raw) == ("unreadable", None, text)


def test_money_in_a_column_of_yuan_is_converted_once():
    assert in_unit(read_cell("251000元"), "万元") == Decimal("25.1")
    text = TABLE_2.replace("单位：万元", "单位：元").replace("1076.1811", "25.1万元")
    assert report_of(whole(disclosure=text)).facts["disclosure.fees.amount"].value == Decimal("25.1")


def test_a_value_that_its_label_swallowed_leaves_nothing_sure():
    text = TABLE_2.replace("行政许可\t345\t\t", "行政许可 345（其中新增8件） 6")
    fact = report_of(whole(disclosure=text)).facts["disclosure.licensing.decisions"]
    assert fact.value is None or fact.flags


@pytest.mark.parametrize("between", ["\n", "\n\n", " |\n"])
def test_signs_and_units_in_cells_on_lines_of_their_own_are_values(between: str) -> None:
    rows = (
        "信息内容 上一年项目数量 本年增/减 处理决定数量 行政许可 6 减4 2 其他对外管理服务事项 5 +(1)-(2) 3",
        "信息内容 上一年项目数量 本年增/减 处理决定数量 行政处罚 2 增15 17 行政强制 0 ↓2 4",
        "信息内容 采购项目数量 采购总金额 政府集中采购 23 79000.1元",
    )
    table = "\n".join(f"{between.join(row.split())}{between.rstrip()}" for row in rows)
    facts = report_of(f"{HEAD}二、主动公开政府信息情况\n{table}\n{TABLE_4}{TAIL}").facts
    read = {name: facts[f"disclosure.{name}"] for name in ("licensing.change", "penalties.change", "coercion.change")}
    assert {name: fact.value for name, fact in read.items()} == {
        "licensing.change": -4,
        "penalties.change": 15,
        "coercion.change": -2,
    }
    assert facts["disclosure.licensing.decisions"].value == 2
    assert facts["disclosure.other_services.decisions"].value == 3
    amount = facts["disclosure.procurement.amount"]
    assert (amount.value, amount.unit) == (Decimal("79000.1"), "元")


@pytest.mark.parametrize(
    ("head", "text", "value"),
    [
        ("本年处理决定数量（单位：万件）", "1.5", 15000),
        ("本年处理决定数量（万）", "2", 20000),
        ("本年处理决定数量（万件）", "1.5万", 15000),
        ("本年处理决定数量（万件）", "345件", 345),
        ("本年处理决定数量（件）", "345", 345),
    ],
)
def test_a_count_in_ten_thousands_is_given_one_by_one(head, text, value):
    table = TABLE_2.replace("本年处理决定数量\t\t\n行政许可\t345", f"{head}\t\t\n行政许可\t{text}")
    assert head in table
    facts = report_of(whole(disclosure=table)).facts
    assert (facts["disclosure.licensing.decisions"].value, facts["disclosure.licensing.decisions"].raw) == (value, text)
    assert facts["disclosure.penalties.decisions"].value == 6
