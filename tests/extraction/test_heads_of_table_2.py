"""Column heads of table 2 that a tool repeated, damaged, or set without a gap; rows of table 3 beside lost labels."""

from __future__ import annotations

from decimal import Decimal

import pytest

from eval.suites import extraction as suite
from eval.suites.bench import document_case
from eval.suites.facts import unpacked
from extraction import extract
from ingest import load_bytes
from tests.extraction.documents import TABLE_2, report_of, whole

TITLE = "清砚市教育局2023年政府信息公开工作年度报告\n\n二、主动公开政府信息情况\n"
MADE = "信息内容\t本年新制作数量\t本年新公开数量\t对外公开总数量\n规章\t0\t0\t0\n规范性文件\t1\t1\t5\n"


def read(text: str, suffix: str = "txt"):
    return extract(load_bytes((TITLE + text).encode(), path=f"x.{suffix}"))


def values(report, row: str) -> dict[str, object]:
    """What the columns of a row say, but for those that are not there."""
    found = {field.rsplit(".", 1)[1]: fact for field, fact in report.facts.items() if f".{row}." in field}
    return {column: fact.value for column, fact in found.items() if fact.value is not None}


def test_a_head_printed_over_each_of_its_columns_is_no_other_forms_row():
    """The three copies of 26 were read as what the form of 2019 counts of 行政许可 last year and this."""
    report = read(MADE + "信息内容\t本年处理决定数量\t本年处理决定数量\t本年处理决定数量\n行政许可\t26\t26\t26\n")
    assert values(report, "licensing") == {"decisions": 26}


def test_a_column_of_last_year_is_no_other_forms_row():
    """The two numbers were read as two of the three columns of the form of 2019."""
    report = read(MADE + "信息内容\t本年处理决定数量\t去年数\n行政许可\t0\t17\n")
    assert values(report, "licensing") == {"decisions": 0}
    assert [each.text for each in report.unplaced] == ["17"]


def test_heads_beside_a_damaged_caption_are_read_in_order():
    """本年度正件数 was taken for the first column, whose head was not known again."""
    head = "| 倌息内客 | 木午刷发件教 | 本年度正件数 | 现竹冇效件教 |\n|---|---|---|---|\n"
    report = read(f"{head}| 规章 | 0 | 0 | 0 |\n| 行政规范性文件 | 2 | 3 | 43 |\n", "md")
    assert values(report, "normative_documents") == {"issued": 2, "repealed": 3, "in_force": 43}


def test_heads_in_more_pieces_than_there_are_columns_are_put_together():
    """本年 | 新制作 | 数量 | 本年新公开数量 | 对外公开总数量: the values below were told by the likest pieces, and shifted."""
    spaced = MADE.replace("本年新制作数量", "本年\t新制作\t数量").replace("规范性文件\t1\t1\t5", "规范性文件\t1\t2\t5")
    report = read(spaced)
    assert values(report, "normative_documents") == {"made": 1, "disclosed": 2, "disclosed_total": 5}
    assert not any(report.facts[f"disclosure.normative_documents.{key}"].flags for key in ("made", "disclosed"))


def test_heads_whose_characters_are_spaced_out_over_cells_of_any_number_are_read():
    """Justified over a wide column, three heads were nine cells, and the values below them were put under the wrong."""
    spaced = "信 息 内 容\t本\t年新\t制作数量\t本年新\t公开数\t量\t对\t外公开总数\t量\n"
    report = read(spaced + "规 章\t0\t0\t0\n规 范 性 文 件\t2\t2\t3\n")
    assert values(report, "normative_documents") == {"made": 2, "disclosed": 2, "disclosed_total": 3}
    assert values(report, "rules") == {"made": 0, "disclosed": 0, "disclosed_total": 0}
    assert not any(fact.flags for fact in report.facts.values())


def test_a_head_that_may_be_either_of_two_columns_is_flagged():
    head = "| 某项 | 本年度正件数 |\n|---|---|\n"
    report = read(f"{head}| 规章 | 0 |\n| 行政规范性文件 | 3 |\n", "md")
    facts = [fact for field, fact in report.facts.items() if ".normative_documents." in field and fact.value == 3]
    assert all(fact.flags for fact in facts)


def test_a_flattened_row_below_a_head_that_lost_a_column_is_flagged():
    """Of 规章 0 5 0 the 5 was lost with its head: the last 0 was read as the second column's, in silence."""
    report = read("信息内容 本年制发件数 本年废止件数\n规章 0 0\n行政规范性文件 1 0\n")
    facts = [fact for field, fact in report.facts.items() if ".rules." in field and fact.value is not None]
    assert facts
    assert all("layout_guess" in fact.flags for fact in facts)


def test_the_rest_of_a_group_s_label_before_a_lost_one_is_doubtful():
    """The row of the page before, which lost its label, was left out, and its neighbour taken for it."""
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    rows = [
        ("一、本年新收政府信息公开申请数量", "", "", "0900609", "15"),
        ("三、", "（一）予以公开", "", "030020", "5"),
        ("", "", "", "000020", "2"),
        ("年度办理结果", "（三）不予公开", "", "000000", "0"),
        ("", "", "2.其他法律行政法规禁止公开", "000000", "0"),
    ]
    lines = ["| | | | " + " | ".join(names) + " |", "|" + "---|" * 10]
    lines += [f"| {a} | {b} | {c} | {' | '.join([*digits[:6], total])} |" for a, b, c, digits, total in rows]
    report = extract(
        load_bytes(
            (
                TITLE.replace("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况") + "\n".join(lines)
            ).encode(),
            path="x.md",
        )
    )
    fact = report.facts["requests.partially_granted.total"]
    assert fact.value in {None, 2} or fact.flags


@pytest.mark.parametrize(
    ("form", "number"),
    [
        pytest.param("pdf-across", 203, id="two heads fill their columns, the last sign of each below"),
        pytest.param("text-layout", 491, id="the 无 of a group's label stands apart and is no mark"),
    ],
)
def test_spaced_out_labels_are_read_where_no_gap_is_wider_than_another(form, number):
    prepared = suite.SUITE.prepare(document_case(form, "spaced_labels", 7777, number))
    facts = extract(load_bytes(prepared.given.data, path=prepared.given.name)).facts
    expected = {field: (value, status) for field, (value, status) in unpacked(prepared.expected["facts"]).items()}
    assert {field: (fact.value and float(fact.value), fact.status) for field, fact in facts.items()} == expected


def test_a_line_of_heads_that_nothing_parts_leaves_no_doubt():
    """It is like each of its columns, and was flagged as a head that may be any of them."""
    given = suite.SUITE.prepare(document_case("text-wrapped", "unit_column", 0, 47)).given
    facts = extract(load_bytes(given.data, path=given.name)).facts
    assert facts["disclosure.normative_documents.in_force"].value == 8
    assert not any("low_confidence" in fact.flags for fact in facts.values())


def test_two_equal_numbers_below_one_head_may_be_the_digits_of_one():
    """33 parted by a gap was read as 3 without a flag; three equal ones are copies, of the table's three columns."""
    row = "行政处罚\t6\t\t"
    parted = report_of(whole(disclosure=TABLE_2.replace(row, "行政处罚\t3\t3")))
    copied = report_of(whole(disclosure=TABLE_2.replace(row, "行政处罚\t3\t3\t3")))
    field = "disclosure.penalties.decisions"
    assert parted.facts[field].flags
    assert parted.unplaced
    assert (copied.facts[field].value, copied.facts[field].flags) == (3, ())


@pytest.mark.parametrize("above", ["单位：件、元", "（金额单位：元）", "单位: 元"])
def test_the_unit_of_money_may_stand_above_the_table(above):
    """805000 of 元 was read as so many 万元 without a flag."""
    table = TABLE_2.replace("（单位：万元）", "").replace("1076.1811", "805000")
    fee = report_of(whole(disclosure=table.replace("情况\n", f"情况\n{above}\n", 1))).facts["disclosure.fees.amount"]
    assert (fee.value, fee.raw, fee.flags) == (80.5, "805000", ())


def test_the_unit_in_the_head_or_label_is_nearer_than_the_one_above_the_table():
    head = report_of(whole(disclosure=TABLE_2.replace("情况\n", "情况\n单位：元\n", 1)))
    labelled = TABLE_2.replace("（单位：万元）", "").replace("行政事业性收费", "行政事业性收费（元）")
    assert head.facts["disclosure.fees.amount"].value == Decimal("1076.1811")
    assert report_of(whole(disclosure=labelled)).facts["disclosure.fees.amount"].value == Decimal("0.10761811")


def test_two_heads_cut_short_to_the_same_words_are_two_columns() -> None:
    """本年新 | 本年新 | 对外公开总数量 lost the second line of its heads: its numbers went nowhere."""
    table = (
        "二、主动公开政府信息情况\n第二十条第（一）项\t\t\t\n信息内容\t本年新\t本年新\t对外公开总数量\n"
        "规章\t0\t0\t0\n规范性文件\t2\t3\t5\n"
    )
    facts = report_of(whole(disclosure=table)).facts
    names = ("made", "disclosed", "disclosed_total")
    assert [facts[f"disclosure.normative_documents.{name}"].value for name in names] == [2, 3, 5]
    assert not facts["disclosure.normative_documents.made"].flags


def test_cells_whose_spans_end_at_other_walls_than_those_of_the_heads_are_read_in_order():
    """A head over two columns of the grid and numbers over two others: all three of a row are its own."""
    head = "<tr><td>信息内容</td><td>上一年项目数量</td><td colspan=2>本年增/减</td><td>处理决定数量</td></tr>"
    row = "<tr><td>{}</td><td colspan=2>{}</td><td>{}</td><td>{}</td></tr>"
    rows = "".join(row.format(*cells) for cells in (("行政处罚", 7, "减2", 9), ("行政强制", 1, "增3", 4)))
    made = "<tr><td>规章</td><td>0</td><td colspan=2>0</td><td>0</td></tr>"
    kinds = "<tr><td>信息内容</td><td>本年新制作数量</td><td colspan=2>本年新公开数量</td><td>对外公开总数量</td></tr>"
    report = extract(load_bytes(f"{TITLE}<table>{kinds}{made}{head}{rows}</table>".encode(), path="x.html"))
    assert values(report, "penalties") == {"previous_items": 7, "change": -2, "decisions": 9}
    assert values(report, "coercion") == {"previous_items": 1, "change": 3, "decisions": 4}
    assert not report.unplaced
    assert not any(report.facts[f"disclosure.penalties.{name}"].flags for name in ("previous_items", "change"))


def test_a_row_that_lost_a_cell_below_heads_that_lost_their_caption_is_a_guess():
    """The label counted as a cell of the first column, and the two numbers that were left as those of the others."""
    report = read(
        MADE.replace("\t", "\n\t") + "\n\t上一年项目数量\n\t本年增/减\n\t处理决定数量\n\n\t行政许可\n\t1\n\t5\n"
    )
    facts = [report.facts[f"disclosure.licensing.{name}"] for name in ("previous_items", "change", "decisions")]
    assert all("layout_guess" in fact.flags for fact in facts)
    assert [fact.raw for fact in facts if fact.raw] == ["1", "5"]


def test_a_number_with_a_blank_in_it_is_not_two_columns_of_table_2():
    """No sum tells whether "12 345" is one number; the two columns were filled with 12 and 345 in silence."""
    report = read(MADE + "信息内容\t上一年项目数量\t本年增/减\n行政事业性收费\t12 345\n")
    facts = [report.facts[f"disclosure.fees.{name}"] for name in ("previous_items", "change")]
    assert [fact.value for fact in facts] != [12, 345]
    assert all(fact.flags for fact in facts if fact.value is not None)


def test_heads_that_a_row_has_more_values_than_leave_all_rows_below_them_in_doubt() -> None:
    """A web page lost a head and a cell of the second row: its values stood below the wrong heads, unflagged."""
    rows = [("信息内容", "本年新公开数量", "对外公开总数量"), ("规章", 0, 0, 0), ("规范性文件", 1, 69)]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    facts = read(f"<table>{table}</table>", "html").facts
    assert facts["disclosure.normative_documents.disclosed_total"].flags == ("layout_guess",)
    assert facts["disclosure.normative_documents.disclosed"].flags == ("layout_guess",)


BLOCKS = (
    "信息内容\t本年处理决定数量\n行政许可\t5\n",
    "信息内容\t本年处理决定数量\n行政处罚\t6\n行政强制\t7\n",
    "信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t8\n",
)


@pytest.mark.parametrize(("year", "form"), [("2023", "2021"), ("2020", "2019")])
def test_each_block_of_table_2_has_one_vote_on_its_form_and_the_year_decides_between_equals(year, form):
    """The block of documents, which has two rows, decided alone against the fees of the form of the year."""
    report = extract(load_bytes((TITLE.replace("2023", year) + MADE + "".join(BLOCKS)).encode(), path="x.txt"))
    assert report.identity.template == form
    assert values(report, "normative_documents") == {"made": 1, "disclosed": 1, "disclosed_total": 5}
    assert values(report, "fees") == {"amount": 8}


def test_a_second_row_without_a_label_is_below_the_same_heads_as_the_first():
    """It was read by the form of the year, and put into columns of the other form."""
    lines = (MADE.replace("规章", "").replace("规范性文件", "") + "".join(BLOCKS)).strip().split("\n")
    rows = "".join(f"<tr><td>{line.replace(chr(9), '<td>')}</tr>" for line in lines)
    report = read(f"<table>{rows}</table>", "html")
    assert values(report, "normative_documents") == {"made": 1, "disclosed": 1, "disclosed_total": 5}
    assert report.facts["disclosure.normative_documents.made"].flags == ("low_confidence",)


def test_copies_of_one_number_below_a_piece_of_its_head_are_no_columns_of_the_form():
    """A tool wrote a merged cell once for each column above it, and parted the heads: 5 had been counted last year."""
    item = "第二十条第\n（五）项\t第二十条第\n（五）项\t第二十条第\n（五）项\t第二十条第（\n五）项\n"
    head = "信息内容\t本年处理\n决定数量\t本年处理\n决定数量\t本年处理\n决定数量\n"
    text = TITLE.replace("2023", "2020") + MADE + item
    report = extract(load_bytes((text + head + "行政许可\t5\t5\t5\n").encode(), path="x.txt"))
    facts = [report.facts[f"disclosure.licensing.{key}"] for key in ("previous_items", "change", "decisions")]
    assert all("layout_guess" in fact.flags for fact in facts if fact.value is not None)
