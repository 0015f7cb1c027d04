"""The benchmark counts what it says, sorts documents by what can be asked of them, and notices planted regressions."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from canonical.errors import UnusableRequestError
from eval.bench_table import matrix, rows, wrong
from eval.command.bench_display import show_bench, show_targets
from eval.formats import DIGITAL, LOSSLESS, LOSSY, chosen_formats, kind_of
from eval.generate import make_report, wide_order
from eval.generate.damage import DAMAGES
from eval.generate.gold import printed_cells
from eval.generate.render import FORMATS
from eval.records import Options
from eval.runner import run_case
from eval.sabotage import sabotaged
from eval.suite_data import suite_data, verdicts
from eval.suites import extraction
from eval.suites.bench import BLOCK, CHECKS, SUITE, confusion, document_case, totals
from eval.suites.bench_counts import as_json, count_document
from tests.eval.test_command import nianbao

QUICK = Options(limit=5, formats=("text-pipes",))


def documents(options):
    return [
        (case.tags["format"], each)
        for case in SUITE.cases(options)
        if case.tags["kind"] != CHECKS
        for each in case.inputs["documents"]
    ]


def tried(sabotage=None, kind=DIGITAL, options=QUICK):
    cases = [case for case in SUITE.cases(options) if case.tags["kind"] == kind]
    with sabotaged(sabotage):
        return [run_case(SUITE, place, case) for place, case in enumerate(cases)]


@pytest.fixture(scope="module")
def honest():
    return tried()


@pytest.fixture(scope="module")
def shifted():
    return tried("shifted-column")


def test_every_format_has_as_many_documents_as_were_asked_for_each_once():
    made = documents(Options(limit=90))
    assert {name: sum(1 for each, _ in made if each == name) for name in FORMATS} == dict.fromkeys(FORMATS, 90)
    assert len({(name, number) for name, (number, _) in made}) == len(made)


def test_two_documents_of_a_run_are_never_the_same_report():
    seeds = [
        document_case(name, damage, 0, number).inputs["seed"] for name, (number, damage) in documents(Options(limit=9))
    ]
    assert len(set(seeds)) == len(seeds)


def test_a_quarter_of_a_formats_documents_is_damaged_each_kind_in_turn():
    every = 4 * len(DAMAGES)
    damages = [damage for _, (_, damage) in documents(Options(limit=every, formats=("text-lines",)))]
    damaged = [damage for damage in damages if damage != "none"]
    assert len(damaged) * 4 == len(damages)
    assert set(damaged) == set(DAMAGES)
    docx = {damage for _, (_, damage) in documents(Options(limit=every, formats=("docx",)))}
    assert "cut_short" not in docx


def test_a_block_holds_no_more_than_its_documents_and_one_kind():
    for case in SUITE.cases(Options(limit=60)):
        assert len(case.inputs["documents"]) <= BLOCK
        if case.tags["kind"] != CHECKS:
            name = case.tags["format"]
            assert {kind_of(name, damage) for _, damage in case.inputs["documents"]} == {case.tags["kind"]}


def test_the_same_block_has_the_same_id_in_every_run():
    assert [case.id for case in SUITE.cases(Options(limit=45))] == [case.id for case in SUITE.cases(Options(limit=45))]
    assert {case.id for case in SUITE.cases(Options(limit=5))}.isdisjoint(
        case.id for case in SUITE.cases(Options(limit=5, seed=1))
    )


@pytest.mark.parametrize("damage", sorted(LOSSLESS))
def test_a_damage_that_is_called_lossless_leaves_every_cell_in_the_file(damage):
    for seed in range(3):
        order = replace(wide_order(seed, damage=damage), disagree=False)
        whole, damaged = make_report(replace(order, damage=None)).layout, make_report(order).layout
        before, after = printed_cells(whole), printed_cells(damaged)
        assert before.keys() == after.keys()
        assert not any(each.cell.lost for each in after.values())


def test_formats_that_drop_or_fuse_cells_are_lossy_and_drawn_ones_are_digital():
    assert {name for name in FORMATS if kind_of(name, "none") == LOSSY} == {
        *("text-lines-dropped", "text-spaced", "text-flow", "text-tabs", "text-fused", "text-wrapped"),
        "text-pipes-ended",
    }
    assert kind_of("docx", "lost_labels") == LOSSY
    assert kind_of("docx", "remarks") == DIGITAL
    assert kind_of("docx", "a damage that nobody has thought about yet") == LOSSY


def test_formats_can_be_chosen_by_the_beginning_of_their_names():
    assert chosen_formats(("html-gbk*", "pdf")) == ("html-gbk", "html-gbk-bare", "pdf")
    assert chosen_formats(()) == tuple(FORMATS)
    with pytest.raises(UnusableRequestError, match="docx, docx-nested"):
        chosen_formats(("doc",))


def test_every_cell_of_a_digital_document_is_counted_as_right(honest):
    sums = totals([each for result in honest for each in result.output])
    assert sums["cells"] == sums["right"] > 150 * sums["documents"]
    assert sums["survived"] == sums["survived_right"]
    assert wrong(honest) == ()


def test_a_number_in_the_wrong_column_is_counted_as_silent_and_named(shifted):
    sums = totals([each for result in shifted for each in result.output])
    assert sums["silent"] > 10
    assert sums["right"] < sums["cells"]
    (first, *_) = wrong(shifted)
    assert first.name.startswith("requests.")
    assert first.document.startswith("text-pipes-")


def test_a_blank_that_is_read_as_zero_stands_off_the_diagonal(honest):
    pair = ("blank", "zero", False)
    broken = tried("blank-is-zero", options=replace(QUICK, limit=24, formats=("docx",)))
    assert confusion([each for result in broken for each in result.output])[pair] > 0
    assert all(before == after for before, after, _ in confusion([each for result in honest for each in result.output]))
    assert matrix(DIGITAL, broken)["blank"]["zero"][1] > 0


def test_a_planted_regression_misses_the_targets(shifted):
    metrics = SUITE.metrics(shifted)
    missed = {verdict.threshold.metric for verdict in verdicts(suite_data("bench"), metrics) if verdict.missed}
    assert {"right", "silent_cells"} <= missed
    out = io.StringIO()
    judged = ((suite_data("bench"), verdict) for verdict in verdicts(suite_data("bench"), metrics))
    show_targets(judged, "en", Console(file=out, width=200))
    assert "digital: silent cells" in out.getvalue()
    assert " no" in out.getvalue()


JUDGE = replace(extraction.SUITE, crop=None, as_json=as_json)
ONE = document_case("text-pipes", "none", 0, 0)


def test_digit_runs_that_the_report_lists_as_unplaced_are_counted():
    result = run_case(JUDGE, 0, ONE)
    counted = count_document(replace(result, output={**result.output, "unplaced": ["12 及 7", "无"]}))
    assert counted["counts"]["unplaced"] == 2


def test_a_document_that_could_not_be_read_loses_its_cells_and_is_told():
    def task(_given):
        raise ZeroDivisionError("three")

    counted = count_document(run_case(replace(JUDGE, task=task), 0, ONE))
    assert counted["crashed"]
    assert counted["counts"]["omitted"] > 100
    assert totals([counted])["crashed"] == 1


def test_planted_errors_are_found_and_nothing_else():
    metrics = SUITE.metrics(tried(kind=CHECKS, options=replace(QUICK, limit=5)))
    found = {metric.name: metric for metric in metrics if metric.by == {"kind": CHECKS}}
    assert found["recall"].value == found["precision"].value == 1.0
    assert found["recall"].count >= 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_has_a_row_for_every_format_and_one_for_all(honest, lang):
    assert [(row.kind, row.format, row.documents) for row in rows(honest)] == [
        (DIGITAL, "text-pipes", rows(honest)[0].documents),
        (DIGITAL, None, rows(honest)[0].documents),
    ]
    out = io.StringIO()
    show_bench(honest, SUITE.metrics(honest), lang, Console(file=out, width=160))
    assert "text-pipes" in out.getvalue()
    assert "100.00 %" in out.getvalue()


def test_the_command_prints_json_and_ends_with_0_when_every_target_is_met(tmp_path):
    arguments = ("bench", "--per-format", "3", "--formats", "text-pipes", "--workers", "1", "--json")
    said = json.loads(nianbao(*arguments, home=tmp_path))
    assert {row["format"] for row in said["rows"]} == {"text-pipes", None}
    assert said["printed_and_read"]["digital"]["zero"]["zero"][0] > 100
    assert {target["met"] for target in said["targets"]} == {True, None}


def test_the_command_refuses_a_format_that_there_is_not(tmp_path):
    assert "docx-nested" in nianbao("bench", "--formats", "word", home=tmp_path, code=2)
