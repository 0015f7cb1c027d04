"""Broken files: what breaks them, whether that touched a number, the reader that can be killed, and a fixed slice."""

from __future__ import annotations

import io
import json
import os
import signal
import zipfile
from dataclasses import replace
from random import Random

import psutil
import pytest

from eval.fuzz.failures import failure_classes, keep
from eval.fuzz.mutations import MUTATIONS, TAGS
from eval.fuzz.numbers import DOCUMENT, inner_document, is_touched, numbers_in
from eval.fuzz.reader import Reader
from eval.fuzz.rows import swapped_rows
from eval.generate import make_report, wide_order
from eval.generate.gold import printed_cells
from eval.generate.grid import Table
from eval.generate.render import FORMATS, render
from eval.records import Options
from eval.runner import run_case
from eval.suites.fuzz import BAD, SUITE, case_named, is_failure
from tests.eval.test_command import nianbao

DRAWN = {".docx": "docx", ".html": "html", ".md": "markdown", ".txt": "text-tabs", ".pdf": "pdf"}
SLICE = 30
"""Cases of a run that are tried here, those of PDF files left out: they take longer than all others together."""


@pytest.fixture(scope="module")
def files():
    layout = make_report(replace(wide_order(5, blanks=False), plant=None)).layout
    return {suffix: render(layout, name, seed=5) for suffix, name in DRAWN.items()}


@pytest.fixture
def reader():
    made = Reader()
    yield made
    made.close()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_the_file_and_the_same_chance_changes_it_in_the_same_way(name, files):
    for suffix in MUTATIONS[name].suffixes:
        first, again = (MUTATIONS[name].apply(files[suffix], suffix, Random(7)) for _ in range(2))
        assert first == again
        assert (first != files[suffix]) == (name != "rows")


def test_a_word_file_is_broken_inside_while_its_archive_stays_in_order(files):
    for name in ("tags", "digits", "inner-bits", "inner-cut"):
        broken = MUTATIONS[name].apply(files[".docx"], ".docx", Random(1))
        with zipfile.ZipFile(io.BytesIO(broken)) as archive:
            assert archive.testzip() is None
            assert archive.read(DOCUMENT) != inner_document(files[".docx"])


def test_every_kind_of_file_has_tags_that_can_be_dropped(files):
    assert {each.suffix for each in FORMATS.values()} == set(TAGS)
    for suffix in (".html", ".md", ".txt", ".pdf"):
        assert len(MUTATIONS["tags"].apply(files[suffix], suffix, Random(2))) < len(files[suffix])


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        ("收到 12 件", "收到 12 作", False),
        ("收到 12 件", "收到 13 件", True),
        ("收到 12 件", "收到 1 2 件", True),
        ("0\t12", "012", True),
        ("0\t12", "0i12", False),
        ("12.5", "12x5", True),
        ("减 4", "-4", True),
        ("12\t34\t56", "12\t34\t", False),
        ("12\t34\t56", "12\t3", True),
        ("１２", "１３", True),
    ],
)
def test_a_number_is_touched_when_the_file_prints_another_one(before, after, touched):
    assert is_touched(".txt", before.encode(), after.encode(), "utf-8") == touched


def test_digits_in_tags_are_no_numbers_of_the_file():
    page = b"<td width=12>7</td><td colspan=3>&#49;2</td>"
    assert numbers_in(".html", page, "utf-8") == ("7", "12")


def test_changed_digits_are_noticed_and_dropped_tags_are_not_taken_for_them(files):
    for suffix in (".docx", ".html", ".txt"):
        for seed in range(5):
            other = MUTATIONS["digits"].apply(files[suffix], suffix, Random(seed))
            same = numbers_in(suffix, other, "utf-8") == numbers_in(suffix, files[suffix], "utf-8")
            assert is_touched(suffix, files[suffix], other, "utf-8") == (not same)
    html = MUTATIONS["tags"].apply(files[".html"], ".html", Random(3))
    assert not is_touched(".html", files[".html"], html, "utf-8")


def test_an_archive_that_can_not_be_opened_prints_nothing(files):
    assert numbers_in(".docx", files[".docx"][:500], "utf-8") is None
    assert not is_touched(".docx", files[".docx"], files[".docx"][:500], "utf-8")


def test_rows_that_change_places_keep_their_labels_and_values():
    moved = 0
    for seed in range(8):
        made = make_report(replace(wide_order(seed), plant=None))
        swapped = swapped_rows(made.layout, Random(seed))
        before, after = printed_cells(made.layout), printed_cells(swapped)
        assert {field: (each.cell, each.row) for field, each in before.items()} == {
            field: (each.cell, each.row) for field, each in after.items()
        }
        moved += list(before) != list(after)
    assert moved > 4


def test_no_row_leaves_the_label_that_spans_it():
    made = make_report(replace(wide_order(3), plant=None))
    for old, new in zip(made.layout.blocks, swapped_rows(made.layout, Random(0)).blocks, strict=True):
        if isinstance(old, Table):
            spans = [[cell.rowspan for cell in row] for row in old.rows]
            assert [[cell.rowspan for cell in row] for row in new.rows] == spans


def test_a_file_is_read_and_a_broken_one_is_refused(reader, files):
    read = reader.read(files[".html"], "a.html")
    assert (read.outcome, read.error) == ("read", "")
    assert read.facts["requests.received.total"][1] == "reported"
    refused = reader.read(files[".docx"][:300], "a.docx")
    assert refused.outcome == "refused"
    assert "a.docx" in refused.error


def test_a_reader_that_takes_too_long_is_killed_and_another_takes_its_place(files):
    hasty = Reader(most_seconds=0.0)
    assert hasty.read(b"x", "first.txt").outcome in {
        "hung",
        "refused",
    }  # starts the process, if it was not done at once
    hasty._started()
    process = hasty._process.pid
    assert hasty.read(files[".pdf"], "a.pdf").outcome == "hung"
    assert not psutil.pid_exists(process)
    hasty._most_seconds = 60.0
    assert hasty.read(files[".html"], "a.html").outcome == "read"
    hasty.close()


def test_a_reader_that_dies_is_told_and_another_takes_its_place(reader, files):
    reader._started()
    os.kill(reader._process.pid, signal.SIGKILL)
    died = reader.read(files[".html"], "a.html")
    assert (died.outcome, died.error) == ("died", "the reader ended with -9")
    assert reader.read(files[".html"], "a.html").outcome == "read"


def test_all_formats_are_broken_in_all_ways_and_a_case_has_one_id():
    cases = list(SUITE.cases(Options(limit=30 * 7)))
    assert {case.tags["format"] for case in cases} == set(FORMATS)
    assert {case.tags["mutation"] for case in cases} == set(MUTATIONS)
    only_html = list(SUITE.cases(Options(limit=3, formats=("html",))))
    assert [case for case in cases if case.tags["format"] == "html"][:3] == only_html
    assert case_named(cases[77].id) == cases[77]
    assert case_named("html-bits-0.99") is None
    assert case_named("nonsense") is None


def test_what_is_judged_are_files_whose_numbers_were_not_touched():
    for case in SUITE.cases(Options(limit=60, formats=("text-*", "html*"))):
        given = SUITE.prepare(case).given
        if case.tags["mutation"] == "rows":
            assert given.facts is not None
        if case.tags["mutation"] == "digits" and given.facts is None:
            break
    else:
        pytest.fail("changed digits are never noticed")


def test_a_wrong_fact_of_an_untouched_file_is_silent_and_one_of_a_touched_file_is_not_judged():
    case = next(case for case in SUITE.cases(Options(limit=60)) if case.id.startswith("html-cut"))
    given = SUITE.prepare(case).given
    assert given.facts is not None
    other = {field: (None if value is None else value + 1, status) for field, (value, status) in given.facts.items()}
    told = run_case(replace(SUITE, prepare=lambda _case: replace_given(case, other)), 0, case)
    assert is_failure(told)
    assert {score.outcome for score in told.scores[1:]} == {"silent"}
    assert not is_failure(run_case(replace(SUITE, prepare=lambda _case: replace_given(case, None)), 0, case))


def replace_given(case, facts):
    prepared = SUITE.prepare(case)
    return replace(prepared, given=replace(prepared.given, facts=facts))


@pytest.fixture(scope="module")
def tried():
    """A fixed slice of what `nianbao eval fuzz` runs."""
    cases = SUITE.cases(Options(limit=SLICE))
    return [run_case(SUITE, place, case) for place, case in enumerate(cases)]


def test_no_broken_file_ends_in_a_traceback_or_a_hang(tried):
    assert len(tried) > SLICE / 2
    assert [(each.case.id, each.output) for each in tried if each.output["outcome"] in BAD] == []


def test_files_broken_without_touching_a_number_are_not_wrong_in_silence(tried):
    judged = [each for each in tried if not each.output["touched"]]
    assert {"rows", "cut", "tags"} <= {each.case.tags["mutation"] for each in judged}
    assert [(each.case.id, each.output["wrong"]) for each in judged if each.output["wrong"]] == []


def test_failures_are_told_by_class_and_their_files_are_kept(tried, tmp_path):
    crash = {"outcome": "crashed", "error": "KeyError: 'x'", "where": "ingest/pdf.py:1 f", "trace": "", "touched": True}
    failed = [replace(each, output={**crash, "wrong": []}) for each in tried[:3]]
    (found,) = failure_classes([*failed, *tried[3:6]])
    assert (found.where, len(found.cases)) == ("ingest/pdf.py:1 f", 3)
    paths = list(keep(failed[:1], tmp_path))
    assert json.loads(paths[1].read_text())["output"]["error"] == "KeyError: 'x'"
    assert paths[0].read_bytes() == SUITE.prepare(failed[0].case).given.data


def test_one_case_is_run_alone_and_its_file_written(tmp_path):
    name = next(case.id for case in SUITE.cases(Options(limit=60)) if case.id.startswith("html-cut"))
    said = json.loads(nianbao("fuzz", "--only", name, "--keep", str(tmp_path), "--json", home=tmp_path))
    assert said["output"]["outcome"] in {"read", "refused"}
    assert (tmp_path / f"{name}.html").read_bytes() == SUITE.prepare(case_named(name)).given.data
    assert "no such case" in nianbao("fuzz", "--only", "x-1.2", home=tmp_path, code=2)


def test_the_command_runs_so_many_documents_and_says_what_became_of_them(tmp_path):
    said = json.loads(nianbao("fuzz", "--count", "3", "--formats", "html", "--workers", "1", "--json", home=tmp_path))
    assert {each["name"]: each["value"] for each in said["metrics"] if not each["by"]}["crashed"] == 0
    assert said["failures"] == []
