"""Tables as real reports have them: of two forms, in parts, turned, numbered, signed, empty or not there at all."""

from __future__ import annotations

import pytest

from canonical.fields import FIELDS
from eval.generate import Order, make_report
from eval.generate.bodies import GOVERNMENT, Body
from extraction import extract
from ingest import load_bytes
from tests.extraction.documents import TABLE_2, TABLE_4, report_of, table_3, whole
from tests.extraction.quirks import DIGITAL, LOSSY, assert_honest, assert_read_whole, order_with, outcomes, read_back

EVERY = (*DIGITAL, "text-lines", "text-tabs", "text-flow")
BODY = Body(place="沧湄市", office=GOVERNMENT)
PARTS = "二、主动公开政府信息情况"


@pytest.mark.parametrize("order", [("2019", "2021"), ("2021", "2019")], ids=["2019 over 2021", "2021 over 2019"])
def test_table_2_of_one_form_over_table_3_of_the_other(order):
    template, layout = order
    assert_read_whole(None, EVERY, template=template, requests_layout=layout)


def test_a_report_of_2022_on_the_form_of_2019():
    made = make_report(Order(body=BODY, year=2022, template="2019", seed=1, wide=True))
    for name in EVERY:
        report = read_back(made, name)
        assert (report.identity.template, report.identity.requests_layout) == ("2019", "2019")
        assert "form.year" in {check.id for check in report.checks if check.status == "failed"}
        assert all(report.facts[field].value == fact.value for field, fact in made.gold.facts.items())


@pytest.mark.parametrize("block", ["documents", "licensing", "enforcement", "fees", "procurement"])
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_block_of_the_other_form_inside_table_2(form, block):
    for name in EVERY:
        found = outcomes(None, name, 3, template=form, requests_layout=form, foreign=(block,))
        assert set(found) == {"right"}, (name, found)


def test_other_handling_in_one_row():
    assert_read_whole(None, EVERY, template="2021", requests_layout="2019")


def test_an_added_row_of_procurement_is_nobody_elses_number():
    assert_honest("added_row", (*DIGITAL, *LOSSY), right=0.99)
    made = make_report(order_with("added_row", 1, template="2021"))
    fact = read_back(made, "docx").facts["disclosure.procurement.items"]
    assert (fact.status, fact.flags) == ("unreadable", ("layout_guess",))


def test_rows_of_table_3_that_are_gone_are_missing():
    assert_read_whole("lost_rows", EVERY)


def test_rows_and_blocks_of_table_2_that_are_gone_are_missing():
    assert_read_whole("lost_blocks", EVERY)


def test_columns_of_table_3_that_are_gone_are_missing():
    assert_read_whole("cut_columns", DIGITAL)
    assert_honest("cut_columns", right=0.5)


def test_blank_corporate_columns_are_blank_or_certain():
    for name in DIGITAL:
        assert set(outcomes(None, name, 1, blanks=("corporate_columns",))) == {"right"}


def test_a_blank_column_of_totals_is_inferred_or_blank_but_never_zero():
    for name in (*DIGITAL, "text-lines"):
        found = outcomes(None, name, 1, blanks=("total_column",))
        assert set(found) == {"right"}, name
    made = make_report(order_with(None, 1, blanks=("total_column",)))
    totals = [
        fact
        for field, fact in read_back(made, "docx").facts.items()
        if field.startswith("requests.") and field.endswith(".total")
    ]
    assert {fact.status for fact in totals} <= {"inferred", "blank", "not_in_template"}


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_table_that_is_empty_throughout_has_no_values(seed):
    for name in (*DIGITAL, "text-lines", "text-pipes"):
        assert set(outcomes(None, name, seed, blanks=("whole_table",))) == {"right"}, name


def test_without_any_table_every_cell_is_missing():
    for name in EVERY:
        report = read_back(make_report(order_with("no_tables", 1)), name)
        assert {fact.status for fact in report.facts.values()} <= {"missing", "not_in_template"}


def test_a_table_printed_twice_is_read_once():
    assert_read_whole("doubled_table", EVERY)


def test_sections_without_doubled_or_wrongly_numbered_headings():
    assert_read_whole("broken_sections", DIGITAL)
    assert_honest("broken_sections", right=0.9)


def test_section_2_without_a_heading():
    assert_read_whole("lost_heading_2", (*DIGITAL, "text-lines", "text-tabs"))
    assert_honest("lost_heading_2", right=0.99)


def test_no_heading_at_all():
    assert_read_whole("lost_headings", DIGITAL)
    assert_honest("lost_headings", right=0.85)


def test_table_3_without_a_heading_is_known_by_the_names_of_applicants():
    """Its labels went on over lines, so that none of them told which table begins: all of it was lost."""
    labels = ("一、本年新收政府信息公开申", "请数量（件）", "二、上年结转政府信息公开申", "请数量（件）")
    head = table_3({}).splitlines()[1].split("\t")
    lines = [head, [labels[0], *["3", *"00000", "3"]], [labels[1]], [labels[2], *["1", *"00000", "1"]], [labels[3]]]
    drawn = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in line) + "</tr>" for line in lines)
    page = "<html><p>临岚县教育局2023年政府信息公开工作年度报告</p><table><tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr></table>"
    facts = extract(load_bytes(f"{page}<table>{drawn}</table></html>".encode(), path="a.html")).facts
    assert [facts[f"requests.{key}.total"].value for key in ("received", "carried_over")] == [3, 1]


def test_section_4_before_section_3():
    assert_read_whole("swapped_tables", EVERY)


def test_words_with_numbers_between_and_inside_tables():
    assert_read_whole("narrative_between", DIGITAL)
    assert_honest("narrative_between", right=0.99)


def test_units_above_tables_are_no_values():
    assert_read_whole("units_caption", EVERY)


def test_remarks_below_tables_are_no_values():
    assert_read_whole("footnotes", EVERY)


def test_who_filled_in_a_table_is_no_value():
    assert_read_whole("signed_tables", EVERY)


def test_the_head_of_a_table_printed_again_in_its_middle():
    assert_read_whole("repeated_head", EVERY)


def test_totals_before_the_applicants():
    assert_read_whole("total_first", DIGITAL)
    assert_honest("total_first", ("text-lines", "text-tabs"))


def test_running_numbers_of_rows_are_no_values():
    assert_read_whole("index_column", DIGITAL)
    assert_honest("index_column", right=0.8)


def test_running_numbers_of_columns_are_no_values():
    numbers = "栏次\t1\t2\t3\t4\t5\t6\t7\n"
    requests = table_3({"received": "3 0 0 0 0 0 3", "concluded": "3 0 0 0 0 0 3"})
    head, _, rows = requests.partition("总计\n")
    report = report_of(whole(requests=f"{head}总计\n{numbers}{rows}"))
    facts = report.facts
    assert [facts[f"requests.received.{key}"].value for key in ("natural_person", "company", "total")] == [3, 0, 3]
    assert not any(fact.flags for name, fact in facts.items() if name.startswith("requests.received"))
    counted = "\t".join(map(str, range(1, 16))) + "\n"
    facts = report_of(whole(review=TABLE_4.replace("情况\n", "情况\n" + counted))).facts
    assert [facts[f"review.{key}"].value for key in ("upheld", "pending", "total")] == [1, 1, 2]


def test_rows_and_columns_that_a_program_has_counted_from_zero_are_no_values():
    """Tables saved by pandas: table 3 was read one column off, flagged; the rows of table 4 begin with 0 again."""
    lines = table_3(dict.fromkeys(("received", "granted", "concluded"), "3 0 0 0 0 0 3")).strip().split("\n")
    head = "\t" + "\t".join(map(str, range(8)))
    counted = [f"{n}\t{line}" for n, line in enumerate(["申请人情况\t\t\t\t\t\t\t", *lines[1:]])]
    below = ["0\t行政复议\t行政诉讼\t", "1\t结果维持\t结果纠正\t"]
    facts = report_of(whole(requests="\n".join((lines[0], head, *counted, *below)) + "\n")).facts
    assert [facts[f"requests.received.{key}"].value for key in ("natural_person", "company", "total")] == [3, 0, 3]
    assert not any(fact.flags for name, fact in facts.items() if name.startswith("requests."))


def test_groups_of_table_3_in_rows_of_their_own():
    assert_read_whole("groups_as_rows", EVERY)


def test_merged_labels_of_table_3_printed_in_every_row():
    assert_read_whole("split_groups", EVERY)


def test_sums_of_groups_are_not_the_rows_of_the_other_form():
    assert_honest("subtotals", (*DIGITAL, *LOSSY), right=1.0)


def test_a_result_that_no_form_knows_is_nobody_elses():
    assert_honest("added_result", (*DIGITAL, *LOSSY), right=1.0)
    assert_honest("added_result", DIGITAL, right=1.0, template="2019", requests_layout="2019")


def test_merged_cells_that_were_taken_apart_are_read_once():
    assert_honest("unmerged_cells", (*DIGITAL, *LOSSY), right=0.98)


def test_a_column_of_units_is_no_column_of_values():
    assert_honest("unit_column", (*DIGITAL, *LOSSY), right=0.98)


def test_last_years_numbers_are_not_this_years():
    assert_honest("last_year_columns", (*DIGITAL, *LOSSY), right=0.9)


def test_applicants_that_were_left_out_move_nobodys_number():
    assert_honest("left_out_applicants", (*DIGITAL, *LOSSY), right=0.6)


def test_rows_out_of_their_order_are_found_by_their_labels():
    lines = table_3({"refused.state_secret": "2 0 0 0 0 0 2", "refused.prohibited_by_law": "3 0 0 0 0 0 3"}).split("\n")
    place = next(i for i, line in enumerate(lines) if line.startswith("属于国家秘密"))
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    facts = report_of(whole(requests="\n".join(lines))).facts
    assert facts["requests.refused.state_secret.total"].value == 2
    assert facts["requests.refused.prohibited_by_law.total"].value == 3


def test_a_row_in_one_cell_is_as_many_numbers():
    facts = report_of(
        whole(requests=table_3({"received": "3 0 0 0 0 0 3"}).replace("3\t0\t0\t0\t0\t0\t3", "3 0 0 0 0 0 3"))
    ).facts
    values = [facts[f"requests.received.{key}"].value for key in ("natural_person", "company", "total")]
    assert values == [3, 0, 3]


@pytest.mark.parametrize("seed", range(6))
def test_table_4_turned_round(seed):
    for name in EVERY:
        found = outcomes("tall_review", name, seed)
        assert not found["silent"] + found["invented"], (name, found)
        assert name not in DIGITAL or set(found) == {"right"}, (name, found)


def test_two_damages_at_once_are_right_or_flagged():
    for damage in ("typo_labels+counters", "broken_sections+header_years", "spaced_labels+thousands_separators"):
        assert_honest(damage, ("docx", "text-tabs"))


def page(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<p>清砚市教育局2023年政府信息公开工作年度报告</p><p>{PARTS}</p><table>{table}</table>"


def test_two_rows_of_table_2_in_one_with_line_breaks_are_two_rows():
    rows = (
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章<br>行政规范性文件", "0<br>3", "1<br>2", "4<br>8"),
    )
    facts = extract(load_bytes(page(*rows).encode(), path="x.html")).facts
    assert [facts[f"disclosure.rules.{key}"].value for key in ("issued", "repealed", "in_force")] == [0, 1, 4]
    assert facts["disclosure.normative_documents.in_force"].value == 8
    assert not facts["disclosure.normative_documents.in_force"].flags


def test_a_number_beside_two_labels_is_flagged():
    rows = (("信息内容", "本年处理决定数量"), ("行政处罚<br>行政强制", "4"))
    facts = extract(load_bytes(page(*rows).encode(), path="x.html")).facts
    for kind in ("penalties", "coercion"):
        fact = facts[f"disclosure.{kind}.decisions"]
        assert fact.value is None or fact.flags


def test_table_4_printed_twice_with_other_numbers_is_told():
    other = TABLE_4.split("\n")[1].replace("1", "2", 1)
    facts = report_of(whole(review=f"{TABLE_4}\n{other}\n")).facts
    assert facts["review.upheld"].value == 1
    assert "sources_disagree" in facts["review.upheld"].flags


def test_the_fields_of_a_report_are_all_there_whatever_is_missing():
    facts = report_of(whole(disclosure=TABLE_2.split("第二十条第（五）项")[0])).facts
    assert list(facts) == list(FIELDS)
    assert facts["disclosure.licensing.decisions"].status == "missing"


def test_lost_cells_are_placed_by_sums_or_flagged():
    assert_honest("lost_values", (*DIGITAL, *LOSSY), right=0.8)
    assert_honest("blank_values", LOSSY, right=0.8)
    rows = {"received": "4 5 9", "granted": "4 0 5 0 0 0 9", "concluded": "4 0 5 0 0 0 9"}
    text = whole(requests=table_3(rows))
    facts = report_of(text).facts
    assert [facts[f"requests.received.{key}"].value for key in ("natural_person", "research", "total")] == [4, 5, 9]
    assert facts["requests.received.company"].status == "inferred"


def test_rows_of_zeros_that_all_lack_the_cell_beside_their_label_are_proven_by_their_totals():
    short = [line.replace("\t0\t0\t0\t0\t0\t0\t0", "\t\t0\t0\t0\t0\t0\t0") for line in table_3({}).split("\n")]
    whole_rows = ("本年新收", "上年结转", "总计", "结转下年度")
    lines = [
        full if full.startswith(whole_rows) else cut for full, cut in zip(table_3({}).split("\n"), short, strict=True)
    ]
    facts = report_of(whole(requests="\n".join(lines))).facts
    assert (facts["requests.granted.natural_person"].status, facts["requests.granted.total"].status) == (
        "inferred",
        "reported",
    )
    assert not any(fact.flags for name, fact in facts.items() if name.startswith("requests.granted"))
