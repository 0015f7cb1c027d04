"""What is odd about the tables of a report is said of the report as a whole."""

from __future__ import annotations

import pytest

from canonical.report import Report
from tests.extraction.documents import TABLE_4, report_of, table_3, whole

PAGE = """<html><body><h1>临岚县教育局2023年政府信息公开工作年度报告</h1>
<p>一、总体情况</p><p>2023年，我局主动公开信息12条。</p>
<p>二、主动公开政府信息情况</p><p>{second}</p>
<p>三、收到和处理政府信息公开申请情况</p><p>{third}</p>
<p>四、政府信息公开行政复议、行政诉讼情况</p><p>无。</p>
<p>五、存在的主要问题及改进情况</p><p>人员不足。</p><p>六、其他需要报告的事项</p><p>无。</p></body></html>"""
PICTURE = '<img src="table.png" width="800" height="600">'


def flags(report: Report) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for flag in report.flags:
        found.setdefault(flag.id, []).append(flag.text)
    return found


def test_a_table_that_is_a_picture_is_missing_and_the_report_says_why() -> None:
    report = report_of(PAGE.format(second="无。", third=PICTURE), name="a.html")
    assert flags(report) == {"tables_as_pictures": ["收到和处理政府信息公开申请情况"]}
    assert report.facts["requests.received.total"].status == "missing"
    assert {"zh", "en"} == set(report.flags[0].message)


def test_a_picture_in_the_narrative_is_no_table() -> None:
    page = PAGE.format(second="无。", third="无。").replace("12条。</p>", f"12条。</p>{PICTURE}")
    assert flags(report_of(page, name="a.html")) == {}


def test_a_picture_beside_a_table_that_was_read_is_no_table() -> None:
    rows = "".join(
        f"<tr><td>{label}</td>" + "<td>0</td>" * 7 + "</tr>"
        for label in ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量")
    )
    page = PAGE.format(second="无。", third=f"<table>{rows}</table>{PICTURE}")
    assert "tables_as_pictures" not in flags(report_of(page, name="a.html"))


def test_tables_that_have_no_heading_either_are_sought_in_any_picture() -> None:
    page = (
        PAGE.format(second="无。", third="无。")
        .replace("三、收到和处理政府信息公开申请情况", "")
        .replace("12条。</p>", f"12条。</p>{PICTURE}")
    )
    assert flags(report_of(page, name="a.html")) == {"tables_as_pictures": ["收到和处理政府信息公开申请情况"]}


@pytest.mark.parametrize(("again", "told"), [("2 0 0 0 0 0 2", False), ("3 0 0 0 0 0 3", True)])
def test_a_second_copy_of_a_table_is_worth_a_flag_only_where_it_says_something_else(again: str, told: bool) -> None:
    one = table_3({"received": "2 0 0 0 0 0 2", "carried_forward": "2 0 0 0 0 0 2"})
    other = table_3({"received": again, "carried_forward": "2 0 0 0 0 0 2"})
    report = report_of(
        whole(requests=one + "\n续表如下，供核对使用，数据与上表一致。\n" + "\n".join(other.split("\n")[1:]))
    )
    assert ("several_tables" in flags(report)) is told
    fact = report.facts["requests.received.total"]
    assert fact.value == 2
    assert ("sources_disagree" in fact.flags) is told


@pytest.mark.parametrize(("again", "doubtful"), [("2 0 0 0 0 0 2", False), ("3 0 0 0 0 0 3", True)])
def test_what_only_a_second_copy_tells_is_doubtful_where_the_copies_are_at_odds(again: str, doubtful: bool) -> None:
    """The second one may be another report's, bound in without a title."""
    lines = table_3({"received": "2 0 0 0 0 0 2"}).split("\n")
    one = "\n".join(line for line in lines if "重复申请" not in line)
    other = "\n".join(table_3({"received": again, "not_processed.duplicate": "1 0 0 0 0 0 1"}).split("\n")[1:])
    report = report_of(whole(requests=f"{one}\n续表如下，供核对使用，数据与上表一致。\n{other}"))
    fact = report.facts["requests.not_processed.duplicate.total"]
    assert fact.value == 1
    assert ("sources_disagree" in fact.flags) is doubtful
    assert "sources_disagree" not in report.facts["requests.granted.total"].flags


def test_unplaced_digits_are_a_flag_of_the_report_that_quotes_them() -> None:
    report = report_of(whole(review=TABLE_4 + "\n备查数\t81\t82"))
    assert flags(report)["unplaced_digits"] == ["政府信息公开行政复议、行政诉讼情况: 81; 82"]


def test_a_line_that_is_nothing_but_a_label_is_an_empty_row_and_not_a_missing_one() -> None:
    text = whole().replace("行政强制\t0\t\t\n", "\n行政强制\n\n")
    fact = report_of(text).facts["disclosure.coercion.decisions"]
    assert (fact.value, fact.status) == (None, "blank")
    assert report_of(text.replace("行政强制\n", "")).facts["disclosure.coercion.decisions"].status == "missing"


def test_a_table_4_of_heads_alone_is_empty_and_not_missing() -> None:
    heads = "\t".join(("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3)
    groups = "行政复议\t\t\t\t\t行政诉讼"
    report = report_of(whole(review=f"四、政府信息公开行政复议、行政诉讼情况\n{groups}\n{heads}\n"))
    assert {report.facts[f"{group}.total"].status for group in ("review", "litigation.direct")} == {"blank"}
    report = report_of(whole(review="四、政府信息公开行政复议、行政诉讼情况\n"))
    assert report.facts["review.total"].status == "missing"


def test_the_label_of_two_characters_that_only_table_2_has_is_an_empty_row_too() -> None:
    text = whole().replace("规章\t0\t0\t0\n", "\n规章\n\n")
    assert report_of(text).facts["disclosure.rules.issued"].status == "blank"
    assert report_of(text.replace("\n规章\n", "\n")).facts["disclosure.rules.issued"].status == "missing"


def test_a_table_of_labels_alone_is_empty_where_they_are_broken_over_lines_beside_those_of_their_groups() -> None:
    labels = """三、收到和处理政府信息公开申请情况

           （一）予以公开
           （二）部分公开（区分处理的，只计这一情形，不计其他
           情形）
           （三）不予公   4.保护第三方合法权益
           开             5.属于三类内部事务信息
 三、本年                 7.属于行政执法案卷
 度办理结                 8.属于行政查询事项
 果        （四）无法提   1.本机关不掌握相关政府信息
           供             2.没有现成信息需要另行制作
                          （七）总计
"""
    facts = report_of(whole(labels)).facts
    rows = (
        "partially_granted",
        "refused.third_party_rights",
        "refused.enforcement_files",
        "unavailable.not_held",
        "concluded",
    )
    assert {facts[f"requests.{row}.total"].status for row in rows} == {"blank"}
    assert facts["requests.refused.state_secret.total"].status == "missing"
