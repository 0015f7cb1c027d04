"""Flags of a report as a whole: a sentence in both languages for each, and where extraction raises them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from canonical.regions import read_data
from canonical.report import Fact, Flag, Language, ReportFlagId, Source
from extraction.report_flags import Note, missing_in_scan, report_flags
from ingest.document import Document, Page
from tests.extraction.documents import HEAD, TABLE_2, TABLE_4, TAIL, report_of, table_3

IDS = get_args(ReportFlagId)
WITHOUT_PRINT = {"agency_missing", "year_missing"}


def test_every_flag_has_a_sentence_in_both_languages_that_shows_the_print() -> None:
    sentences = read_data("report_flags.toml")
    assert sentences.keys() == set(IDS)
    for name, said in sentences.items():
        assert said.keys() == set(get_args(Language))
        assert all(("{text}" in sentence) != (name in WITHOUT_PRINT) for sentence in said.values())


def test_the_page_on_flags_lists_them_all() -> None:
    page = (Path(__file__).parents[2] / "docs" / "flags.md").read_text(encoding="utf-8")
    of_reports, of_facts = page.split("## Flags of a fact")
    listed = [tuple(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) for part in (of_reports, of_facts)]
    assert listed[0] == IDS
    assert set(listed[1]) == set(get_args(Flag))


def test_notes_become_flags_in_one_order_and_each_once() -> None:
    twice = Note(id="unplaced_digits", about="12, 7")
    flags = report_flags([twice, Note(id="year_from_text", about="2023"), twice])
    assert [(flag.id, flag.text) for flag in flags] == [("year_from_text", "2023"), ("unplaced_digits", "12, 7")]
    assert flags[0].message["zh"].endswith("取自正文：2023")


def test_print_with_braces_is_shown_as_it_is() -> None:
    (flag,) = report_flags([Note(id="several_agencies", about="{text}{x}")])
    assert flag.message["en"].endswith("the first was taken: {text}{x}")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD, {}),
        (HEAD.replace("临岚县教育局2023年", "2023年", 1), {"agency_from_signature": "临岚县教育局"}),
        (
            HEAD.replace("临岚县教育局2023年", "临岚县教育局2022年", 1),
            {"years_disagree": "2022, 2023"},
        ),
        (
            HEAD.replace("临岚县教育局2023年", "临岚县财政局2023年", 1),
            {"several_agencies": "临岚县财政局、临岚县教育局"},
        ),
    ],
)
def test_a_report_says_what_was_guessed_of_its_identity(head: str, expected: dict[str, str]) -> None:
    report = report_of(head + TABLE_2 + "\n" + table_3({}) + "\n" + TABLE_4 + TAIL)
    assert {flag.id: flag.text for flag in report.flags} == expected


def test_what_a_scan_was_not_seen_to_have_is_told_of_scans_only() -> None:
    facts = {
        name: Fact(field=name, value=None, unit=None, status="missing")
        for name in ("review.upheld", "review.corrected")
    }
    page = Page(number=1, blocks=())
    source = Source(path="a.pdf", sha256="0", media_type="application/pdf")
    document = Document(source=source, pages=(page, replace(page, number=2, scanned=True)))
    (note,) = missing_in_scan(document, facts)
    assert note.about.endswith(": 2")
    assert not list(missing_in_scan(replace(document, pages=(page,)), facts))
    assert not list(missing_in_scan(document, {}))
