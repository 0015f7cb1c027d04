"""Tables that add up as the forms do, but whose columns are bureaus, years, or last year's numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import product

import pytest

from canonical.forms import blocks_of
from canonical.report import Fact
from tests.extraction.documents import TABLE_2, Rows, as_lines, as_page, as_pipes, as_tabs, report_of, table_3, whole

BUREAUS = ("教育局", "财政局", "水利局", "公安局", "民政局", "司法局", "审计局")
YEARS = tuple(f"{year}年" for year in range(2017, 2024))
VALUES = {"received": "3", "carried_over": "1", "granted": "2", "partially_granted": "1", "concluded": "3"}


WAYS: tuple[Callable[[Rows], str], ...] = (as_tabs, as_pipes, as_lines, as_page)


def summed(names: Sequence[str], *, first: str, total: bool) -> Iterator[tuple[str, ...]]:
    """Table 3 as an office sums it up: a column for each name, and all equations of the form hold."""
    yield (first, *names, *(["合计"] if total else []))
    for row in blocks_of("requests")[0].rows:
        if "2021" in row.forms:
            value = "1" if row.key == "carried_forward" else VALUES.get(row.key, "0")
            yield (row.zh, *[value] * len(names), *([str(int(value) * len(names))] if total else []))


def facts_of(text: str, table: str) -> list[Fact]:
    report = report_of(text, "a.html" if "<table>" in text else "a.txt")
    return [fact for name, fact in report.facts.items() if name.startswith(table) and fact.value is not None]


@pytest.mark.parametrize(("names", "way", "first"), list(product((BUREAUS, YEARS), WAYS, ("项目", ""))))
def test_columns_of_bureaus_or_years_are_no_applicants(
    names: Sequence[str], way: Callable[[Rows], str], first: str
) -> None:
    for table in (summed(names[:6], first=first, total=True), summed(names, first=first, total=False)):
        text = whole("三、收到和处理政府信息公开申请情况\n" + way(tuple(table)) + "\n")
        page = text.replace("\n", "<br>") if way is as_page else text
        found = facts_of(page, "requests")
        assert found
        assert all("layout_guess" in fact.flags for fact in found)


def test_a_table_that_goes_on_without_its_heads_goes_on_under_them() -> None:
    rows = list(summed(BUREAUS[:6], first="项目", total=True))
    text = f"三、收到和处理政府信息公开申请情况<br>{as_page(rows[:9])}{as_page(rows[9:])}"
    found = facts_of(whole(text).replace("\n", "<br>"), "requests")
    assert len(found) > 100
    assert all("layout_guess" in fact.flags for fact in found)


def test_the_applicants_in_any_spelling_are_no_foreign_heads() -> None:
    heads = "自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
    for other in (
        "自然入\t商业企\t科硏机构\t公益组织\t法律服务\t其它\t总 计",
        "自然人\t企业\t科研\t社会\t法律\t其他\t合计",
    ):
        text = whole(table_3({"received": "3 1 0 0 0 0 4", "granted": "3 1 0 0 0 0 4", "concluded": "3 1 0 0 0 0 4"}))
        assert heads in text
        found = facts_of(text.replace(heads, other), "requests")
        assert len(found) == 175
        assert not any(fact.flags for fact in found)


LAST = ("上年处理决定数量", "2022年处理决定数量")
THIS = ("本年处理决定数量", "本年（2023）处理决定数量", "2023年处理决定数量")


def disclosure_with(heads: Sequence[str], values: Sequence[str], way: Callable[[Rows], str]) -> list[Fact]:
    """What is read of 行政许可 where table 2 has these heads above these values."""
    title, *lines = TABLE_2.strip("\n").split("\n")
    rows = [tuple(cell for cell in line.split("\t") if cell) for line in lines]
    at = next(i for i, row in enumerate(rows) if row[0] == "行政许可")
    rows[at - 1 : at + 1] = [("信息内容", *heads), ("行政许可", *values)]
    text = whole(None, f"{title}\n{way(rows)}\n")
    return facts_of(text.replace("\n", "<br>") if way is as_page else text, "disclosure.licensing.decisions")


@pytest.mark.parametrize(("head", "way"), list(product(LAST, WAYS)))
def test_the_number_of_another_year_alone_is_flagged(head: str, way: Callable[[Rows], str]) -> None:
    (fact,) = disclosure_with([head], ["300"], way)
    assert (fact.value, "low_confidence" in fact.flags) == (300, True)


@pytest.mark.parametrize(("last", "this", "way"), list(product(LAST, THIS, WAYS)))
def test_the_number_of_this_year_beside_last_year_s_is_read_or_flagged(
    last: str, this: str, way: Callable[[Rows], str]
) -> None:
    (before,) = disclosure_with([last, this], ["300", "345"], way)
    (behind,) = disclosure_with([this, last], ["345", "300"], way)
    for fact in (before, behind):
        assert fact.value == Decimal(345) or fact.flags
    if way is as_page:
        assert [(fact.value, fact.flags) for fact in (before, behind)] == [(345, ()), (345, ())]


@pytest.mark.parametrize("head", THIS)
def test_a_head_with_the_report_s_own_year_is_the_form_s(head: str) -> None:
    (fact,) = disclosure_with([head], ["345"], as_tabs)
    assert (fact.value, fact.flags) == (345, ())


@pytest.mark.parametrize("word", ["10%", "见附件", "10.5%"])
def test_a_column_that_the_form_has_not_costs_no_row_of_a_line(word: str) -> None:
    """All rows were taken for lines of the narrative, and nothing said so."""
    table = table_3({"received": "3 1 0 0 0 0 4", "granted": "3 1 0 0 0 0 4", "concluded": "3 1 0 0 0 0 4"})
    title, head, *rows = table.replace("\t", " ").strip("\n").split("\n")
    report = report_of(whole("\n".join([title, f"{head} 占比", *(f"{row} {word}" for row in rows)]) + "\n"))
    facts = {name: fact for name, fact in report.facts.items() if name.startswith("requests.received")}
    assert [fact.value for fact in facts.values()] == [3, 1, 0, 0, 0, 0, 4]
    assert all("layout_guess" in fact.flags for fact in facts.values())
    listed = [each.text for each in report.unplaced]
    assert listed == ([word] * len(rows) if any(map(str.isdigit, word)) else [])


@pytest.mark.parametrize("line", ["2023年 1 月 12 日 印发", "公开 12 条 信息", "经费 3 万元 左右"])
def test_a_sentence_with_numbers_and_a_word_behind_them_is_no_row(line: str) -> None:
    report = report_of(whole(f"{table_3({})}\n{line}\n"))
    assert not report.unplaced
    assert report.facts["requests.carried_forward.total"].value == 0


@pytest.mark.parametrize(
    ("label", "is_flagged"),
    [
        ("一、上年新收政府信息公开申请数量", True),
        ("一、2022年新收政府信息公开申请数量", True),
        ("一、2023年新收政府信息公开申请数量", False),
        ("一、本年新收政府信息公开申请数量", False),
    ],
)
def test_a_row_that_begins_with_another_year_is_flagged(label: str, is_flagged: bool) -> None:
    table = table_3({"received": "3 1 0 0 0 0 4", "granted": "3 1 0 0 0 0 4", "concluded": "3 1 0 0 0 0 4"})
    facts = report_of(whole(table.replace("本年新收政府信息公开申请数量", label))).facts
    assert facts["requests.received.total"].value == 4
    assert ("low_confidence" in facts["requests.received.total"].flags) is is_flagged
    assert not facts["requests.carried_over.total"].flags


def test_a_row_of_table_2_that_begins_with_another_year_is_flagged() -> None:
    facts = report_of(whole(disclosure=TABLE_2.replace("行政许可\t", "2022年行政许可\t"))).facts
    assert "low_confidence" in facts["disclosure.licensing.decisions"].flags
    assert not facts["disclosure.penalties.decisions"].flags
