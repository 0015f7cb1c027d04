"""Labels as real reports have them: misspelt, misread, torn, unnumbered, explained; the row is found all the same."""

from __future__ import annotations

import pytest

from canonical.forms import blocks_of
from canonical.sections import section_of_heading
from eval.suites.bench import document_case
from eval.suites.extraction import prepare
from extraction import extract
from ingest import load_bytes
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


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        (
            "other_handling.overdue_fee",
            [
                "（六\t）",
                "2.申请人逾期未按收费通知要求",
                "其他处理",
                "缴纳费用、行政机关不再处理其\t{}",
                "政府信息公开申请",
            ],
        ),
        ("unavailable.needs_creation", ["（四）无法2.\t没有\t现成信息需要另行制", "结\t{}", "提供\t作"]),
        ("not_processed.excessive", ["4.\t无\t正当理由大量反复申请\t{}"]),
    ],
)
def test_a_label_that_fell_apart_keeps_its_values(key, lines):
    """Pieces of it that look like values: "）" is a bracket of its number, 没有 and 无 are its words."""
    rows = dict.fromkeys(("received", "concluded", key), "1 0 0 0 0 0 1")
    table = table_3(rows).strip().split("\n")
    place = next(i for i, line in enumerate(table) if line.startswith(_label(key)))
    broken = [*table[:place], *(line.format("1\t0\t0\t0\t0\t0\t1") for line in lines), *table[place + 1 :]]
    for name, drawn in (("report.html", _in_html(broken)), ("report.txt", "\n".join(broken))):
        facts = report_of(whole(requests=drawn), name).facts
        read = [facts[f"requests.{key}.{column}"] for column in ("natural_person", "other", "total")]
        assert [(fact.value, fact.status) for fact in read] == [(1, "reported"), (0, "reported"), (1, "reported")]
        assert name.endswith("txt") or not any(fact.flags for fact in read)


def _in_html(lines: list[str]) -> str:
    """The lines as a table with three columns for labels, all cells drawn."""
    parted = [line.split("\t") for line in lines[1:]]
    full = [
        [*cells, *[""] * (3 - len(cells))] if len(cells) < 7 else [*[""] * (10 - len(cells)), *cells]
        for cells in parted
    ]
    return f"<p>{lines[0]}</p><table>" + "".join("<tr><td>" + "<td>".join(cells) for cells in full) + "</table>"


def _label(key: str) -> str:
    return next(row.zh for row in blocks_of("requests")[0].rows if row.key == key)


def test_the_label_of_a_group_before_a_misread_row_makes_it_no_row_of_the_other_form():
    """One of 64,000 documents: （六）其他处理 | 1.申请人无正当理由逾朔不朴正… was all other handling, without a flag."""
    given = prepare(document_case("pdf-breaks", "typo_labels", 86420, 1183)).given
    facts = extract(load_bytes(given.data, path=given.name)).facts
    assert facts["requests.other_handling.overdue_correction.total"].status == "reported"
    assert facts["requests.other_handling.all.total"].status == "not_in_template"


def test_a_head_with_sounds_behind_its_names_printed_again_is_no_row():
    """其他 of the head was the row 3.其他, and （六）其他处理 became that, without a flag."""
    head = "<tr><td><td>社会<br>公益<br>组(zǔ<br>)织<td>法律<br>服务<br>(wù)<br>机构<td>企业(yè)<td>其他</tr>"
    rows = [line.split("\t") for line in table_3({}, "2019").strip().split("\n")]
    drawn = ["<tr><td>" + "<td>".join(cells) + "</tr>" for cells in rows[1:]]
    drawn.insert(-2, head)
    page = whole(requests=f"<p>{rows[0][0]}</p><table>{''.join(drawn)}</table>").replace("2023", "2020")
    facts = report_of(page, "report.html").facts
    assert facts["requests.other_handling.all.total"].status == "reported"
    assert facts["requests.other_handling.other.total"].status == "not_in_template"
