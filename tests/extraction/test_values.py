from __future__ import annotations

from decimal import Decimal

import pytest

from extraction.values import in_unit, money_units_in, multiples_in, read_cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("１２３", "123"),
        ("1,234", "1234"),
        ("12，345", "12345"),
        ("12 345", "12345"),
        ("1076.1811", "1076.1811"),
        ("1.5万", "15000"),
        ("增15", "15"),
        ("减4", "-4"),
        ("+19", "19"),
        ("-35", "-35"),
        ("-(0)", "0"),
        ("3件", "3"),
        ("841。", "841"),
        ("〇", "0"),
        ('"12"', "12"),
        ("'12", "12"),
    ],
)
def test_printed_numbers_are_read(text: str, value: str) -> None:
    printed = read_cell(text)
    assert (printed.kind, printed.value, printed.doubtful) == ("number", Decimal(value), False)
    assert printed.raw == text


@pytest.mark.parametrize("mark", ["①", "²", "¹⁰", "*", "[1]"])
def test_the_mark_of_a_footnote_is_no_digit(mark: str) -> None:
    printed = read_cell(f"165{mark}")
    assert (printed.value, printed.remark) == (Decimal(165), mark)


@pytest.mark.parametrize("text", ["/", "—", "－", "无", "--", "／", "不涉\n及", "NaN", "null", "'无'"])
def test_a_mark_is_not_a_number(text: str) -> None:
    assert (read_cell(text).kind, read_cell(text).value) == ("mark", None)


@pytest.mark.parametrize("text", ["*", "**", "＊", "***"])
def test_stars_hide_digits_and_are_no_mark_for_nothing(text: str) -> None:
    assert (read_cell(text).kind, read_cell(text).value) == ("text", None)


@pytest.mark.parametrize(("text", "is_doubtful"), [("34*", True), ("3＊＊", True), ("34①", False)])
def test_stars_behind_digits_may_hide_more(text: str, is_doubtful: bool) -> None:
    assert read_cell(text).doubtful is is_doubtful


def test_a_blank_cell_is_not_zero() -> None:
    assert (read_cell("  ").kind, read_cell(" ").value) == ("blank", None)
    assert read_cell('""').kind == "blank"


@pytest.mark.parametrize("text", ["O", "行 政许可", "2024年", "约30", "1.", "第3页"])
def test_other_text_is_no_number(text: str) -> None:
    assert read_cell(text).kind == "text"


def test_a_remark_is_kept_beside_the_number() -> None:
    printed = read_cell("22（其中修订16件）")
    assert (printed.value, printed.remark, printed.raw) == (22, "（其中修订16件）", "22（其中修订16件）")


@pytest.mark.parametrize("text", ["1 1", "0000000", "1,2", "007", "602 602", "? 0", "33（", "22（其中修订"])
def test_digits_that_may_be_several_numbers_are_doubtful(text: str) -> None:
    assert read_cell(text).doubtful


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("1276.5534万元", "1276.5534"), ("251000元", "25.1"), ("1.2亿元", "12000"), ("1.5万", "1.5"), ("30", "30")),
        *(("1.5萬元", "1.5"), ("3億元", "30000"), ("1.5萬", "1.5"), ("251千元", "25.1"), ("1.2百万元", "120")),
    ],
)
def test_money_is_given_in_ten_thousands_of_yuan(text: str, value: str) -> None:
    assert in_unit(read_cell(text), "万元") == Decimal(value)


@pytest.mark.parametrize("text", ["⑥18起", "①5", "⒈5", "⑥18①"])
def test_the_number_of_an_item_is_no_digit_of_the_number_behind_it(text):
    assert read_cell(text).kind == "text"


def test_an_enclosed_number_in_a_remark_leaves_the_number_alone():
    assert read_cell("12件（⑥）").value == 12


@pytest.mark.parametrize(
    ("text", "value"),
    [("減3", -3), ("減少3項", -3), ("净减2", -2), ("下降4", -4), ("新增2", 2), ("12項", 12), ("5個", 5)],
)
def test_signs_and_units_are_read_in_either_script(text, value):
    assert read_cell(text).value == value


@pytest.mark.parametrize(
    ("head", "units"),
    [
        *(("本年收费金额（单位：万元）", ("万元",)), ("本年收費金額（單位：元）", ("元",)), ("收费金额(元)", ("元",))),
        *(("收费金额（ 单 位 ：\n千 元）", ("千元",)), ("收费总金额/元", ("元",)), ("金额：人民币元", ("元",))),
        *(("本年收费金额", ()), ("行政事业性收费（项）", ()), ("公元2023年收费", ())),
    ],
)
def test_the_unit_of_money_that_a_head_names(head, units):
    assert money_units_in(head) == units


@pytest.mark.parametrize(
    ("head", "multiples"),
    [
        ("本年处理决定数量（单位：万件）", ("万件",)),
        ("本年处理决定数量（万）", ("万件",)),
        ("处理决定数量(千件)", ("千件",)),
        ("本年处理决定数量（单位：件）", ()),
        ("单位：件、万元", ()),
        ("单位：件、万", ()),
        ("单位：万件、万元", ("万件",)),
        ("采购总金额（万元）", ()),
        ("本年处理决定数量", ()),
    ],
)
def test_the_multiple_that_a_head_counts_in_is_named(head, multiples):
    assert multiples_in(head) == multiples


@pytest.mark.parametrize(
    ("text", "value", "is_doubtful"),
    [("(3)", 3, True), ("（3", 3, True), ("3）", 3, True), ("0）", 0, True), ("（0）", 0, False), ("+（3）", 3, False)],
)
def test_a_number_in_brackets_may_be_another_one(text, value, is_doubtful):
    printed = read_cell(text)
    assert (printed.value, printed.doubtful) == (value, is_doubtful)
