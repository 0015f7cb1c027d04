"""Tables flattened to lines of words, or to a cell a line: every word that holds the place of a number is a cell."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from eval.generate import make_report
from eval.generate.render import render
from eval.suites import extraction
from eval.suites.bench import document_case
from extraction import extract
from extraction.columns import parted_by_sums
from extraction.cutting import glued
from ingest import load_bytes
from ingest.document import Cell
from tests.extraction.documents import HEAD, TABLE_2, TABLE_4, TAIL, report_of, table_3, whole
from tests.extraction.quirks import order_with, outcomes


def spaced(text: str) -> str:
    """The text as a tool leaves it that puts one space between cells."""
    return re.sub(r"\t+", " ", text)


def values(text: str, row: str) -> list[tuple[int | None, str]]:
    names = ("natural_person", "company", "research", "social", "legal_service", "other", "total")
    facts = report_of(text).facts
    return [(facts[f"requests.{row}.{name}"].value, facts[f"requests.{row}.{name}"].status) for name in names]


def test_a_zero_in_words_amid_a_line_of_numbers_is_one_of_them() -> None:
    report = report_of(spaced(whole(table_3({"granted": "3 零 0 零 0 0 3", "concluded": "3 0 0 0 零 零 3"}))))
    facts = [report.facts[f"requests.granted.{name}"] for name in ("company", "social", "total")]
    assert [(fact.value, fact.status, fact.flags) for fact in facts] == [
        (0, "reported", ()),
        (0, "reported", ()),
        (3, "reported", ()),
    ]
    assert not report.flags


@pytest.mark.parametrize("mark", ["／", "/", "—", "无"])
def test_marks_amid_a_line_of_numbers_stay_in_raw(mark: str) -> None:
    row = {"refused.state_secret": " ".join([mark] * 7), "granted": f"3 {mark} 0 0 0 0 3"}
    facts = report_of(spaced(whole(table_3(row)))).facts
    assert facts["requests.refused.state_secret.company"].raw == mark
    assert facts["requests.granted.company"].raw == mark
    assert facts["requests.granted.total"].value == 3


def test_a_remark_behind_a_number_on_a_line_of_its_own_begins_no_row() -> None:
    rows = table_3({"received": "0 0 1（其中修订8件） 0 0 0 1", "concluded": "0 0 1 0 0 0 1"})
    report = report_of(HEAD + TABLE_2 + re.sub(r"[\t\n]+", "\n\n", rows) + TABLE_4 + TAIL)
    fact = report.facts["requests.received.research"]
    assert (fact.value, fact.remark) == (1, "（其中修订8件）")
    assert report.facts["requests.received.natural_person"].status == "reported"


def test_the_heads_of_table_4_in_one_line_part_it_from_table_3_where_no_heading_does() -> None:
    heads = "结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉"
    bare = TABLE_4.partition("\n")[2]
    report = report_of(spaced(whole(review=f"行政复议 行政诉讼\n{heads}\n{bare}")))
    assert report.facts["review.upheld"].value == 1
    assert report.unplaced == ()


def test_numbers_run_together_count_as_columns_where_a_head_is_in_other_words() -> None:
    text = re.sub(r"0(?:\t0){6}", "0000000", table_3({}).replace("商业企业", "企业类"))
    assert values(whole(text), "received")[0] == (0, "reported")
    assert values(whole(text), "received")[6] == (0, "reported")


@pytest.mark.parametrize("seed", [48, 53, 57])
def test_two_numbers_that_lost_the_pipe_between_them_leave_no_place_for_sure(seed: int) -> None:
    """Where no row has all seven, the empty cell behind the label would make up for the lost one."""
    made = make_report(order_with(None, seed, blanks=("total_column",)))
    text = render(made.layout, "text-pipes", seed=seed).decode()
    lost = re.sub(r"(总计 \|  \| \d+ \| [1-9]\d*) \| (\d)", r"\1  \2", text)
    assert lost != text
    for name in ("natural_person", "company", "research", "social", "legal_service", "other"):
        field = f"requests.concluded.{name}"
        assert report_of(text).facts[field].value == made.gold.facts[field].value
        fact = report_of(lost).facts[field]
        assert fact.value in {None, made.gold.facts[field].value} or fact.flags


def silent(text: str, made) -> list[str]:
    facts = report_of(text).facts
    told = {name: fact for name, fact in facts.items() if fact.value is not None and not fact.flags}
    return [name for name, fact in told.items() if fact.value != made.gold.facts[name].value]


@pytest.mark.parametrize("seed", [1, 4, 8, 13])
def test_a_row_that_lost_an_empty_cell_is_told_by_its_width_where_no_row_is_full(seed: int) -> None:
    made = make_report(order_with(None, seed, blanks=("corporate_columns",)))
    text = render(made.layout, "text-pipes-leading", seed=seed).decode()
    for label in ("总计 |", "上年结转政府信息公开申请数量"):
        [row] = [line for line in text.splitlines() if label in line and re.search(r"\d", line)]
        start, _, end = row.rpartition("|  |  |")
        assert silent(text.replace(row, f"{start}|  |{end}"), made) == []
    assert silent(text, made) == []


def test_the_blanks_of_a_wide_label_are_no_places_where_columns_were_cut_off_at_the_right() -> None:
    """One of 18,000 documents: "新收", two blanks of its label and five numbers looked like a row of seven."""
    case = document_case("text-split", "cut_columns", 500, 419)
    prepared = extraction.SUITE.prepare(case)
    facts = extract(load_bytes(prepared.given.data, path="report.txt")).facts
    names = ("natural_person", "company", "research", "social", "legal_service", "other", "total")
    row = [facts[f"requests.received.{name}"].raw for name in names]
    assert row == ["795", "89", "0", "0", "18", None, None]


@pytest.mark.parametrize(("seed", "cells"), [(9, 1), (1, 2), (0, 3), (16, 3)])
def test_the_one_row_of_a_table_that_was_cut_short_has_no_places_for_sure(seed: int, cells: int) -> None:
    made = make_report(order_with(None, seed))
    text = render(made.layout, "text-tabs", seed=seed).decode()
    row = re.search(r"本年新收政府信息公开申请数量.*", text)
    assert row
    cut = row[0].rsplit("\t", cells)[0]
    assert silent(text[: row.start()] + cut + "\n", made) == []


@pytest.mark.parametrize("name", ["text-pipes", "text-pipes-leading", "text-pipes-lone"])
def test_two_numbers_of_table_4_that_lost_the_pipe_between_them_leave_no_place_for_sure(name: str) -> None:
    made = make_report(order_with(None, 3))
    text = render(made.layout, name, seed=3).decode()
    [row] = [line for line in text.splitlines() if re.fullmatch(r"[| ]*\d+( \| \d+){14}[| ]*", line)]
    start, *rest = row.split(" | ")
    lost = text.replace(row, " | ".join((f"| {start}", f"{rest[0]}  {rest[1]}", *rest[2:])))
    assert silent(text, made) == []
    assert silent(lost, made) == []


def test_a_blank_of_table_4_is_no_place_for_sure_where_rows_of_table_3_have_stray_cells() -> None:
    review = TABLE_4.replace("1\t0\t0\t1", "1\t\t0\t1", 1)
    assert review != TABLE_4
    for stray in (False, True):
        rows = re.sub(r"(?m)^(\D+)\t(\d)", r"\1\t\t\2" if stray else r"\1\t\2", table_3({}))
        facts = report_of(whole(rows, review=review)).facts
        assert facts["review.pending"].value == 1
        assert bool(facts["review.pending"].flags) == stray


def test_values_with_units_and_remarks_end_lines_of_table_2_as_numbers_do() -> None:
    """Where all rows of table 2 are lines, so are the heads above them: nothing is guessed."""
    lines = (
        "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 0 0\n行政规范性文件 2 / 5\n"
        "第二十条第（五）项\n信息内容 本年处理决定数量\n行政许可 3，482\n"
        "第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 215 （其中警告60件）\n行政强制 —\n"
        "第二十条第（八）项\n信息内容 本年收费金额（单位：万元）\n行政事业性收费 125000元\n"
    )
    report = report_of(f"{HEAD}二、主动公开政府信息情况\n{lines}{table_3({})}{TABLE_4}{TAIL}")
    told = {name: (fact.value, fact.status, fact.flags) for name, fact in report.facts.items()}
    assert told["disclosure.normative_documents.in_force"] == (5, "reported", ())
    assert told["disclosure.licensing.decisions"] == (3482, "reported", ())
    assert told["disclosure.penalties.decisions"] == (215, "reported", ())
    assert told["disclosure.coercion.decisions"] == (None, "blank", ())
    assert told["disclosure.fees.amount"][:2] == (Decimal("12.5"), "reported")
    assert report.facts["disclosure.penalties.decisions"].remark == "（其中警告60件）"


WRAPPED_ROW = """\
果 1.本机关不掌握相关政府
（四） 2 1 0 0 0 0 3
信息
无法提
2.没有现成信息需要另行
供 0 0 0 0 0 0 0
制作
"""


def wrapped(row: str) -> str:
    text = spaced(whole(table_3({"concluded": "2 1 0 0 0 0 3", "received": "2 1 0 0 0 0 3"})))
    rows = re.search(r"(?m)^.*不掌握相关政府信息.*\n.*需要另行制作.*\n", text)
    assert rows
    return text.replace(rows[0], row)


def test_values_beside_a_piece_of_the_groups_label_belong_to_the_lines_around_them() -> None:
    text = wrapped(WRAPPED_ROW)
    assert values(text, "unavailable.not_held")[0] == (2, "reported")
    assert values(text, "unavailable.needs_creation")[6] == (0, "reported")
    assert report_of(text).unplaced == ()


def test_a_row_is_not_said_to_be_blank_for_sure_beside_values_that_belong_to_none() -> None:
    text = wrapped(WRAPPED_ROW.replace("（四）", "（四）甲乙丙丁"))
    report = report_of(text)
    fact = report.facts["requests.unavailable.not_held.natural_person"]
    assert fact.status != "reported"
    assert "low_confidence" in fact.flags
    assert [each.text for each in report.unplaced] == ["2", "1", "0", "0", "0", "0", "3"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_lines_of_a_page_with_values_between_the_lines_of_their_labels_are_read(seed: int) -> None:
    found = outcomes(None, "text-wrapped", seed)
    assert set(found) == {"right"}, found


def test_noughts_read_as_letters_in_a_cell_a_line_are_what_the_sums_say_and_not_blank() -> None:
    rows = table_3({"received": "3 0 1 0 0 0 4", "concluded": "3 0 1 0 0 0 4"})
    text = HEAD + TABLE_2 + re.sub(r"(?m)^0$", "O", re.sub(r"[\t\n]+", "\n", rows)) + TABLE_4 + TAIL
    assert values(text, "received") == [(value, "reported") for value in (3, 0, 1, 0, 0, 0, 4)]


def test_a_label_that_goes_on_beside_its_values_is_not_lent_to_the_row_above_that_lost_its_own() -> None:
    """One of 9,000 documents: the row without a label took the first line of the next label, in silence."""
    rows = {
        "not_processed.confirm_or_reissue": "4 1 0 0 0 0 5",
        "other_handling.overdue_correction": "3 0 0 0 0 0 3",
        "concluded": "7 1 0 0 0 0 8",
    }
    label = "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    text = spaced(whole(table_3(rows)))
    text = re.sub(r"(?m)^要求行政机关确认或重新出具已获取信息 ", "", text)
    text = re.sub(rf"(?m)^{label} (.*)$", rf"1.{label[:12]}\n{label[12:24]} \1\n{label[24:]}", text)
    assert "\n4 1 0 0 0 0 5\n1.申请人" in text
    report = report_of(text)
    assert values(text, "other_handling.overdue_correction")[0] == (3, "reported")
    fact = report.facts["requests.not_processed.confirm_or_reissue.natural_person"]
    assert fact.value in {None, 4}
    assert fact.flags or fact.value is None


def test_a_number_with_misread_digits_behind_its_label_is_unreadable_and_not_missing():
    """行政许可 12O6 in a line of its own was no row: its digits were in no fact and not listed."""
    lines = TABLE_2.replace("行政许可\t345\t\t", "行政许可 12O6").replace("\t", " ")
    report = report_of(whole(disclosure=lines))
    fact = report.facts["disclosure.licensing.decisions"]
    assert (fact.value, fact.status, fact.raw) == (None, "unreadable", "12O6")


OVERDUE = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公\n开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政\n府信息公开申请",
)


def below_labels(first: str, second: str) -> str:
    """Table 3 in words parted by spaces, two of its long labels in two lines with their values below them."""
    rows = {"concluded": "2 2 0 10 0 0 14", "received": "2 2 0 10 0 0 14"}
    lines = table_3(rows).replace("\t", " ").split("\n")
    long = [n for n, line in enumerate(lines) if "逾期" in line]
    for n, label, values in zip(long, OVERDUE, (first, second), strict=True):
        lines[n] = f"{label}\n{values}"
    return whole("\n".join(lines))


def test_values_below_a_label_of_two_lines_are_its_own_and_not_the_next_rows() -> None:
    """The values of 逾期不补正 were read as those of 未缴纳费用, and its own inferred from what was left: six wrong
    numbers without a flag."""
    facts = report_of(below_labels("0 0 0 5 0 0 5", "2 2 0 5 0 0 9")).facts
    rows = ("overdue_correction", "overdue_fee")
    found = [[facts[f"requests.other_handling.{row}.{who}"] for who in ("company", "total")] for row in rows]
    assert [[(fact.value, fact.flags) for fact in row] for row in found] == [[(0, ()), (5, ())], [(2, ()), (9, ())]]


def test_values_that_two_labels_of_several_lines_may_claim_are_in_doubt() -> None:
    text = below_labels("0 0 0 5 0 0 5", "2 2 0 5 0 0 9").replace(
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政\n", ""
    )
    facts = report_of(text).facts
    for row in ("overdue_correction", "overdue_fee"):
        fact = facts[f"requests.other_handling.{row}.company"]
        assert fact.value in {None, {"overdue_correction": 0, "overdue_fee": 2}[row]} or fact.flags


def glued_to_labels(rows: str) -> str:
    """The rows as a tool leaves them that puts nothing between the cells of a row."""
    return re.sub(r"[\t ]+", "", rows)


def test_numbers_right_behind_their_labels_are_read_and_no_digit_is_lost() -> None:
    facts, own = (report_of(whole(disclosure=table)).facts for table in (glued_to_labels(TABLE_2), TABLE_2))
    for name in ("licensing.decisions", "penalties.decisions", "fees.amount", "rules.issued", "rules.in_force"):
        assert facts[f"disclosure.{name}"].value == own[f"disclosure.{name}"].value
    assert facts["disclosure.normative_documents.issued"].raw == "318"
    assert facts["disclosure.normative_documents.issued"].flags


def test_a_row_whose_numbers_ran_together_is_parted_where_its_sum_allows_one_way_and_flagged() -> None:
    row = {"received": "21 0 0 0 0 0 21", "granted": "120 0 0 30 0 0 150"}
    facts = report_of(whole(glued_to_labels(table_3(row)))).facts
    for name, values in (("received", [21, 0, 0, 21]), ("granted", [120, 30, 0, 150])):
        cells = [facts[f"requests.{name}.{column}"] for column in ("natural_person", "social", "other", "total")]
        assert [cell.value for cell in cells] == values
        assert all(cell.flags for cell in cells)


def test_a_row_whose_numbers_ran_together_and_may_be_parted_in_two_ways_is_not() -> None:
    ran_together, meant = Cell(text="111111116", column=1), "1 1 1 1 1 11 16"
    assert parted_by_sums(ran_together, 7) == ()
    facts = report_of(whole(glued_to_labels(table_3({"received": meant})))).facts
    cells = [facts[f"requests.received.{name}"] for name in ("natural_person", "company", "other", "total")]
    assert all(cell.flags for cell in cells)


def test_the_row_of_table_4_that_ran_together_is_parted_by_its_three_totals_and_flagged() -> None:
    names = [name for name in report_of(whole()).facts if name.startswith(("review.", "litigation."))]
    apart, together = (report_of(whole(review=table)).facts for table in (TABLE_4, glued_to_labels(TABLE_4)))
    assert [together[name].value for name in names] == [apart[name].value for name in names]
    assert all(together[name].flags for name in names)


@pytest.mark.parametrize("printed", ["-3", "减4", "增15", "35", "0 2 11"])
def test_a_number_right_behind_its_label_keeps_its_sign(printed: str) -> None:
    assert glued(f"（三）不予公开1.属于国家秘密{printed}") == ("（三）不予公开1.属于国家秘密", printed)
    assert glued(f"全年共作出行政处罚{printed}") is None


def test_rows_whose_labels_and_numbers_stand_in_one_are_parted_where_a_label_follows_a_number() -> None:
    """The numbers of two rows, and the label between them, were taken for the first row's three columns."""
    table = (
        "信息内容 本年新制作数量 本年新公开数量 对外公开总数量 规章112 规范性文件 303079 行政许可 7 0 9 行政处罚 1 0 2"
    )
    facts = report_of(whole(disclosure="二、主动公开政府信息情况\n" + table.replace(" ", "\n") + "\n")).facts
    rules = [facts[f"disclosure.rules.{name}"] for name in ("made", "disclosed", "disclosed_total")]
    assert [fact.raw for fact in rules if fact.raw] == ["112"]
    assert all("layout_guess" in fact.flags for fact in rules)


def test_a_closing_quotation_mark_alone_is_the_end_of_the_label_above():
    """It was taken for the first value, and all numbers stood one column too far."""
    table = table_3({"received": "16 3 0 0 0 0 19", "concluded": "16 3 0 0 0 0 19"})
    row = next(line for line in table.split("\n") if "三安全一稳定" in line)
    broken = "\t\t3.危及“三安全一  稳定\n  ”\t16\t3\t0\t0\t0\t0\t19"
    facts = report_of(whole(table.replace(row, broken))).facts
    read = [facts[f"requests.refused.endangers_stability.{key}"] for key in ("natural_person", "company", "total")]
    assert [(fact.value, fact.flags) for fact in read] == [(16, ()), (3, ()), (19, ())]
