"""Several reports in one file are told apart for certain, and one report is never taken for two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from canonical.report import Report
from eval.generate.bodies import Body
from eval.generate.grid import Paragraph
from eval.generate.render import FORMATS, render
from eval.generate.report import Order, make_report
from extraction import extract, split_reports
from ingest import load_bytes
from ingest.document import Document
from tests.extraction.documents import HEAD, TABLE_2, TABLE_4, TAIL, table_3, whole

FIRST = Body(place="清砚市", office="教育局")
SECOND = Body(place="望澜县", office="财政局")
ONE = whole(table_3({"received": "5 0 0 0 0 0 5"}))
OTHER = whole(table_3({"received": "7 1 0 0 0 0 8"})).replace("临岚县教育局", "望澜县财政局")
OLDER = whole(table_3({"received": "9 0 0 0 0 0 9"})).replace("2024年", "2023年").replace("2023年政", "2022年政")
TITLES = {ONE: "临岚县教育局2023年政府信息公开工作年度报告", OTHER: "望澜县财政局2023年政府信息公开工作年度报告"}


def document(text: str) -> Document:
    return load_bytes(text.encode(), path="a.txt")


def reports(text: str) -> list[Report]:
    return [extract(part) for part in split_reports(document(text))]


def printed(report: Report) -> dict[str, object]:
    return {name: (fact.value, fact.status, fact.raw) for name, fact in report.facts.items()}


def received(report: Report) -> int:
    return int(report.facts["requests.received.total"].value or -1)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "docx-nested"])  # nests another row by chance
@pytest.mark.parametrize(("second", "year"), [(FIRST, 2022), (SECOND, 2023)], ids=["two years", "two bodies"])
def test_each_of_two_bound_reports_is_read_as_if_it_stood_alone(name: str, second: Body, year: int) -> None:
    one = make_report(Order(body=FIRST, year=2023, seed=1)).layout
    two = make_report(Order(body=second, year=year, seed=2)).layout
    path = "a" + FORMATS[name].suffix
    bound = load_bytes(render(replace(one, blocks=one.blocks + two.blocks), name, seed=1), path=path)
    alone = [extract(load_bytes(render(layout, name, seed=1), path=path)) for layout in (one, two)]
    parts = [extract(part) for part in split_reports(bound)]
    assert list(map(printed, parts)) == list(map(printed, alone))
    assert [(part.identity.agency, part.identity.year) for part in parts] == [(FIRST.name, 2023), (second.name, year)]


def test_a_file_of_two_reports_is_read_as_its_first_and_says_so() -> None:
    report = extract(document(ONE + OTHER))
    assert (report.identity.agency, received(report)) == ("临岚县教育局", 5)
    flags = {flag.id: flag.text for flag in report.flags}
    assert flags == {"several_reports": f"{TITLES[ONE]}、{TITLES[OTHER]}"}


def test_every_part_knows_its_number_and_is_not_split_again() -> None:
    parts = split_reports(document(ONE + OTHER + OLDER))
    assert [part.part and part.part.number for part in parts] == [1, 2, 3]
    assert all(split_reports(part) == (part,) for part in parts)
    assert [received(extract(part)) for part in parts] == [5, 8, 9]
    assert {flag.text for flag in extract(parts[1]).flags} == {"、".join([TITLES[OTHER], TITLES[ONE], _title(OLDER)])}


def _title(text: str) -> str:
    return text.split("\n", 1)[0]


def test_two_reports_whose_titles_name_nobody_are_told_by_their_signatures() -> None:
    one, other = ONE.replace("临岚县教育局2023年政", "2023年政"), OTHER.replace("望澜县财政局2023年政", "2023年政")
    found = reports(one + other)
    assert [(each.identity.agency, received(each)) for each in found] == [("临岚县教育局", 5), ("望澜县财政局", 8)]


def test_cover_and_contents_of_a_bound_file_belong_to_no_report() -> None:
    contents = "\n".join(f"{title}………{page}" for page, title in ((2, TITLES[ONE]), (9, TITLES[OTHER])))
    found = reports(f"望澜县2023年政府信息公开工作年度报告汇编\n目录\n{contents}\n{ONE}{OTHER}")
    assert [(each.identity.agency, each.identity.title) for each in found] == [
        ("临岚县教育局", TITLES[ONE]),
        ("望澜县财政局", TITLES[OTHER]),
    ]


def test_a_page_head_with_the_title_on_every_page_ends_no_report() -> None:
    parts = [
        text.replace("\n三、", f"\n{TITLES[text]}\n三、").replace("\n四、", f"\n{TITLES[text]}\n四、")
        for text in (ONE, OTHER)
    ]
    assert list(map(received, reports("".join(parts)))) == [5, 8]


def test_links_behind_a_report_are_no_second_one() -> None:
    links = "相关链接\n临岚县教育局2022年政府信息公开工作年度报告\n临岚县教育局2021年政府信息公开工作年度报告\n"
    assert len(reports(ONE + links)) == 1
    assert [each.identity.agency for each in reports(ONE + links + OTHER)] == ["临岚县教育局", "望澜县财政局"]


CONTENTS = "目录\n一、总体情况……1\n二、主动公开政府信息情况……2\n三、收到和处理政府信息公开申请情况……3\n"
ONE_REPORT = {
    "its own title twice": ONE.replace("\n一、", f"\n{TITLES[ONE]}\n一、", 1),
    "a table of contents": CONTENTS + ONE,
    "a title, a table of contents, and the title again": f"{TITLES[ONE]}\n{CONTENTS}{ONE}",
    "a second copy of a table": HEAD + TABLE_2 + table_3({}) + TABLE_4 + TABLE_2 + table_3({}) + TAIL,
    "a second copy of everything": ONE + ONE,
    "another report's title among its text": ONE.replace("\n二、", f"\n{_title(OLDER)}\n二、", 1),
    "another report's title before a second copy of a table": ONE + _title(OLDER) + "\n" + table_3({}),
    "another body's title in a sentence of its own": ONE.replace("五、", f"五、存在的问题\n{TITLES[OTHER]}\n五、", 1),
}


@pytest.mark.parametrize("quirk", ONE_REPORT)
def test_one_report_stays_one(quirk: str) -> None:
    text = ONE_REPORT[quirk]
    assert split_reports(document(text)) == (document(text),)
    report = extract(document(text))
    assert (report.identity.agency, report.identity.year) == ("临岚县教育局", 2023)
    assert "several_reports" not in {flag.id for flag in report.flags}


def test_the_pages_of_a_part_keep_their_numbers() -> None:
    one = make_report(Order(body=FIRST, year=2023, seed=1)).layout
    two = make_report(Order(body=SECOND, year=2023, seed=2)).layout
    both = replace(one, blocks=(*one.blocks, Paragraph(text="本册完"), *two.blocks))
    whole_file = load_bytes(render(both, "pdf", seed=1), path="a.pdf")
    first, second = split_reports(whole_file)
    assert first.pages[0].number == 1
    assert second.pages[-1].number == whole_file.pages[-1].number > 1


def test_a_picture_goes_with_the_report_that_it_stands_in() -> None:
    picture = '<img src="t.png" width="800" height="600">'
    pages = []
    for body, shown in (("临岚县教育局", ""), ("望澜县财政局", picture)):
        headings = "".join(
            f"<p>{heading}</p>{shown if heading[0] == '三' else ''}<p>本部分内容如上所述，情况属实。</p>"
            for heading in (
                "一、总体情况",
                "二、主动公开政府信息情况",
                "三、收到和处理政府信息公开申请情况",
                "四、政府信息公开行政复议、行政诉讼情况",
                "五、存在的主要问题及改进情况",
            )
        )
        pages.append(f"<h1>{body}2023年政府信息公开工作年度报告</h1>{headings}<p>{body}</p><p>2024年1月20日</p>")
    parts = split_reports(load_bytes("".join(pages).encode(), path="a.html"))
    assert [sum(len(page.pictures) for page in part.pages) for part in parts] == [0, 1]
    flags = [{flag.id for flag in extract(part).flags} for part in parts]
    assert ["tables_as_pictures" in each for each in flags] == [False, True]
