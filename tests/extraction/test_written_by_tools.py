"""Reports as crawlers and converters leave them: squeezed into one line, in records, with numbers as formulas."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from canonical.report import Fact, Report
from extraction import extract
from ingest import load_bytes
from tests.extraction.documents import report_of, table_3, whole

ROWS = {"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"}
TEXT = whole(table_3(ROWS))
CELLS = [piece for line in TEXT.splitlines() for cell in line.split("\t") if (piece := cell.strip())]


def values(report: Report) -> Mapping[str, object]:
    return {field: fact.value for field, fact in report.facts.items()}


def read(text: str, name: str = "report.txt") -> Mapping[str, Fact]:
    return extract(load_bytes(text.encode(), path=name)).facts


@pytest.fixture(scope="module")
def plain() -> Report:
    return report_of(TEXT)


@pytest.mark.parametrize("between", [" ", "|", "\u3000", " | "])
def test_a_report_squeezed_into_one_line_is_read_as_if_it_was_not(plain: Report, between: str) -> None:
    squeezed = report_of(between.join(CELLS))
    assert values(squeezed) == values(plain)
    assert (squeezed.identity.agency, squeezed.identity.published) == ("临岚县教育局", plain.identity.published)
    assert not any(fact.flags for fact in squeezed.facts.values())


def test_zeros_that_ran_together_with_their_labels_are_read_and_other_numbers_flagged() -> None:
    facts = read("".join(CELLS))
    assert facts["requests.carried_over.total"].value == 0
    assert facts["disclosure.licensing.decisions"].value == 345
    for field in ("requests.received.natural_person", "requests.received.total", "disclosure.rules.in_force"):
        assert facts[field].value in (None, 0) or facts[field].flags, field
    assert facts["requests.received.total"].value != 1230000015 or facts["requests.received.total"].flags


def test_the_page_in_a_crawlers_record_is_read(plain: Report) -> None:
    record = json.dumps({"title": "年报", "url": "x", "content": TEXT}, ensure_ascii=False)
    assert values(report_of(record, "page.json")) == values(plain)


def test_of_several_records_none_is_taken_for_the_report() -> None:
    records = json.dumps([{"content": TEXT}, {"content": TEXT}], ensure_ascii=False)
    assert not any(fact.value is not None for fact in read(records, "pages.json").values())


def test_a_record_tells_whose_page_it_holds_and_when_that_was_published() -> None:
    page = f"<p>现公布某年情况。</p><h3>一、总体情况</h3><p>平稳。</p><div>{TEXT}</div>"
    fields = {"title": "清砚市教育局2023年政府信息公开工作年度报告", "pubDate": "2024-01-19 09:12:44", "content": page}
    found = report_of(json.dumps(fields), "page.json").identity
    assert (found.agency, str(found.published)) == ("清砚市教育局", "2024-01-19")


def test_separators_of_thousands_make_no_csv_file() -> None:
    rows = {"received": "1,112 3,000 0 0 0 0 4,112", "granted": "1,112 3,000 0 0 0 0 4,112"}
    lines = table_3(rows).replace("\t", " ")
    facts = read(f"临岚县教育局2023年政府信息公开工作年度报告\n{lines}")
    assert facts["requests.received.company"].value == 3000
    assert facts["requests.received.total"].value == 4112


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_file_is_read(plain: Report, delimiter: str) -> None:
    rows = (line.replace("\t", delimiter) for line in TEXT.splitlines())
    assert values(report_of("\n".join(rows), "report.csv")) == values(plain)


def test_numbers_written_as_formulas_are_read(plain: Report) -> None:
    lines = [
        "\t".join(f"$ {cell} $" if cell.isdigit() else cell for cell in row.split("\t")) for row in TEXT.split("\n")
    ]
    formulas = "\n".join(lines).replace("2024年1月20日", r"$2 0 2 4$年1月$^ { 2 0 }$日")
    report = report_of(formulas)
    assert values(report) == values(plain)
    assert report.identity.published == plain.identity.published


def test_line_breaks_in_the_cells_of_markdown_make_no_web_page(plain: Report) -> None:
    rows = (
        "|" + row.replace("\t", "|") + "|" if "\t" in row and not row[0].isdigit() else row for row in TEXT.splitlines()
    )
    text = "\n".join(rows).replace("科研机构", "科研<br>机构").replace("社会公益组织", "社会<br>公益<br>组织")
    document = load_bytes(text.encode(), path="report.md")
    assert document.source.media_type == "text/plain"
    assert values(extract(document)) == values(plain)


def fused(received: str) -> Mapping[str, Fact]:
    names = "| |自然人 商业企业|科研机构 社会公益组织|法律服务机构|其他 总计|"
    labels = ("二、上年结转政府信息公开申请数量", "（一）予以公开", "（七）总计", "四、结转下年度继续办理")
    zeros = [f"|{label}|0 0|0 0|0|0 0|" for label in labels]
    rows = [names, "|---|---|---|---|---|", f"|一、本年新收政府信息公开申请数量|{received}|", *zeros]
    return read(whole("三、收到和处理政府信息公开申请情况\n\n" + "\n".join(rows) + "\n"), "report.md")


def test_cells_that_ran_together_are_parted_where_their_sum_confirms_it() -> None:
    facts = fused("458 295|0 0|0|0 753")
    names = ("natural_person", "company", "research", "social", "legal_service", "other", "total")
    assert [facts[f"requests.received.{name}"].value for name in names] == [458, 295, 0, 0, 0, 0, 753]


def test_two_numbers_in_a_cell_are_never_one_in_silence() -> None:
    facts = fused("458 295|0 0|0|0 754")
    printed = [facts[field] for field in facts if field.startswith("requests.received.")]
    assert all(fact.flags or fact.value is None for fact in printed)


def test_values_that_share_a_line_stay_in_their_row() -> None:
    cells = "一、本年新收政府信息公开申请数量\n288\n293\n0\n0\n28\n132 741\n"
    rest = "二、上年结转政府信息公开申请数量\n0\n0\n0\n0\n0\n0\n0\n四、结转下年度继续办理\n0\n0\n0\n0\n0\n0\n0\n"
    heads = "自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    facts = read(whole(f"三、收到和处理政府信息公开申请情况\n{heads}{cells}{rest}"))
    assert (facts["requests.received.other"].value, facts["requests.received.total"].value) == (132, 741)
    assert facts["requests.received.natural_person"].value == 288


def test_a_signature_above_an_annexed_table_stays_a_signature() -> None:
    annex = "附件\n第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n0\n0\n0\n行政规范性文件\n9\n9\n9\n"
    report = report_of(TEXT + annex)
    assert report.identity.published is not None
    assert report.facts["disclosure.normative_documents.issued"].value == 3


LINKS = "\n".join(
    f"临岚县{year}年政府信息公开工作年度报告\n{year + 1}-01-1{year % 9}" for year in range(2024, 2016, -1)
)


def test_links_to_the_reports_of_other_years_are_not_the_title() -> None:
    report = report_of(f"首页\n{LINKS}\n{TEXT}")
    assert (report.identity.agency, report.identity.year) == ("临岚县教育局", 2023)


def test_digits_that_stand_apart_in_a_csv_file_stay_apart() -> None:
    rows = (
        whole(table_3({"granted": "1_1 0 0 0 0 0 11"}))
        .replace("\t", ",")
        .replace("11,0,0,0,0,0,11", "1 1,0,0,0,0,0,11")
    )
    fact = report_of(rows).facts["requests.granted.natural_person"]
    assert fact.raw == "1 1"
    assert fact.flags


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\t", "&nbsp;&nbsp;\t&emsp;"),
        lambda text: text.replace("\t", "\\t").replace("\n", "\\n"),
        lambda text: text.replace("\n", "\r\r\n"),
    ],
    ids=["blanks as entities", "escapes of a string", "line ends converted twice"],
)
def test_blanks_and_line_ends_that_a_program_wrote_its_way_change_nothing(spoil) -> None:
    spoilt, own = (report_of(text) for text in (spoil(whole()), whole()))
    assert spoilt.facts.keys() == own.facts.keys()
    assert [(fact.value, fact.status, fact.flags) for fact in spoilt.facts.values()] == [
        (fact.value, fact.status, fact.flags) for fact in own.facts.values()
    ]
    assert (spoilt.identity.agency, spoilt.identity.year) == (own.identity.agency, own.identity.year)
