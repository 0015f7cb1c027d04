"""Labels as real reports have them: misspelt, misread, torn, unnumbered, explained; the row is found all the same."""

from __future__ import annotations

import pytest

from canonical.sections import section_of_heading
from tests.extraction.documents import TABLE_2, report_of, table_3, whole
from tests.extraction.quirks import DIGITAL, LOSSY, assert_honest, assert_read_whole

EVERY = (*DIGITAL, "text-lines", "text-tabs", "text-flow")


def test_misspellings_that_are_copied_from_report_to_report_do_not_matter():
    assert_read_whole("known_typos", EVERY)


@pytest.mark.parametrize(
    ("official", "printed"),
    [
        ("行政事业性收费", "行政事业型收费"),
        ("没有现成信息需要另行制作", "没有线程信息需要另行制作"),
        ("结转下年度继续办理", "转结下年度继续办理"),
        ("本年新收政府信息公开申请数量", "一、太白 … 言息公开申请数量"),
        ("总计", "(七) 总i"),
        ("重复申请", "2.重复审请"),
        ("行政规范性文件", "规范性文件"),
        ("规章", "规 章"),
        ("本年制发件数", "本年(2023)制发件数"),
        ("行政强制", "行政強(qiáng)制"),
        ("行政处罚", "行政處(chǔ)罰(fá)"),
        ("不予公开", "不予以公开"),
    ],
)
def test_a_label_in_other_letters_changes_no_fact(official, printed):
    report = whole(requests=table_3({"received": "5 0 1 0 0 0 6", "concluded": "5 0 0 0 0 0 5"}))
    rows = report.split("\n")
    changed = [f"{printed}\t{row.partition(chr(9))[2]}" if row.partition("\t")[0] == official else row for row in rows]
    if official == "本年制发件数":
        changed = [row.replace(official, printed) for row in rows]
    facts, others = report_of("\n".join(rows)).facts, report_of("\n".join(changed)).facts
    assert {n: (f.value, f.status) for n, f in facts.items()} == {n: (f.value, f.status) for n, f in others.items()}


def test_misread_characters_are_right_or_flagged():
    assert_honest("typo_labels", (*DIGITAL, *LOSSY), right=0.98)


def test_torn_labels_are_right_or_flagged():
    assert_honest("torn_labels", (*DIGITAL, *LOSSY))


def test_lost_labels_are_right_or_flagged():
    assert_honest("lost_labels", (*DIGITAL, *LOSSY), right=0.75)


def test_labels_without_numbers_do_not_matter():
    assert_read_whole("unnumbered_labels", EVERY)


def test_blanks_inside_labels_do_not_matter():
    assert_read_whole("spaced_labels")
    assert_honest("spaced_labels")


def test_years_in_column_heads_do_not_matter():
    assert_read_whole("header_years", EVERY)


def test_other_words_for_the_same_thing_do_not_matter():
    assert_read_whole("other_wordings", EVERY)


def test_traditional_characters_do_not_matter():
    assert_read_whole("traditional_labels", EVERY)


def test_sounds_that_a_mirror_prints_behind_characters_do_not_matter():
    assert_read_whole("pinyin_noise", EVERY)


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("三、收到和處(chǔ)理政府信息公開申請情況", 3),
        ("二、主动公开政府信息情况（无）", 2),
        ("四、政府信息公开行政复议(fùyì)、行政诉讼情况", 4),
        ("二 主动公开政府信息情况", 2),
        ("第三部分 收到和处理政府信息公开申请情况", 3),
        ("三、政府信息公开行政复议、行政诉讼情况", 4),
        ("**二、主动公开政府信息情况**", 2),
        ("二、主动公开政府信息情况表", 2),
    ],
)
def test_a_broken_heading_is_the_heading_of_its_section(heading, number):
    assert section_of_heading(heading) == number


def test_a_paragraph_about_proactive_disclosure_is_no_heading():
    assert section_of_heading("（一）主动公开情况") is None
    assert section_of_heading("1.主动公开政府信息情况") is None


def test_a_row_of_table_2_with_a_number_before_its_label_is_read():
    text = TABLE_2.replace("行政许可", "（一）行政许可").replace("行政处罚", "1.行政处罚")
    facts = report_of(whole(disclosure=text)).facts
    assert facts["disclosure.licensing.decisions"].value == 345
    assert facts["disclosure.penalties.decisions"].value == 6
