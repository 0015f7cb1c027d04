"""`nianbao eval` from the outside: runs, resumes, scores again, judges by thresholds, keeps the gate."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from eval.command.display import show_metrics
from eval.gate import drops, key_of, read_baseline, steady_figures, write_baseline
from eval.log import read
from eval.metrics import count, share
from eval.records import Metric
from eval.suite_data import Slice, SuiteData, Threshold, suite_data, verdicts
from eval.suites import SUITES, suite_of


def nianbao(*arguments: str, home: Path, code: int = 0) -> str:
    command = [sys.executable, "-m", "service", "--lang", "en", "eval", *arguments]
    environment = {"NIANBAO_HOME": str(home), "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def logs(tmp_path_factory) -> Path:
    """A folder with two logs of one run, and one of the same run sabotaged."""
    folder = tmp_path_factory.mktemp("logs")
    for name, more, code in (("a", (), 0), ("b", (), 0), ("bad", ("--sabotage", "shifted-column"), 1)):
        out = nianbao(
            *("run", "extraction", "--limit", "12", "--workers", "1", "--log", str(folder / f"{name}.jsonl"), *more),
            home=folder,
            code=code,
        )
        assert "exactly right" in out
    return folder


def test_two_runs_with_one_seed_have_identical_scores(logs):
    first, second = (read(logs / f"{name}.jsonl") for name in "ab")
    assert [each.scores for each in first.results] == [each.scores for each in second.results]
    assert first.header["cases"] == second.header["cases"]


def test_the_header_says_what_a_figure_depends_on_and_no_secret(logs):
    header = read(logs / "a.jsonl").header
    assert {"commit", "dirty", "versions", "settings", "prompts", "model", "cases", "machine"} <= header.keys()
    assert header["settings"]["openai_api_key"] in {None, "***"}


def test_a_planted_regression_misses_the_thresholds_and_is_named(logs):
    header = read(logs / "bad.jsonl").header
    assert header["sabotage"] == "shifted-column"
    metrics = suite_of("extraction").metrics(read(logs / "bad.jsonl").results)
    assert any(each.missed for each in verdicts(suite_data("extraction"), metrics))


def test_compare_names_the_columns_that_a_regression_shifted(logs):
    out = nianbao("compare", str(logs / "a.jsonl"), str(logs / "bad.jsonl"), home=logs)
    assert "shifted-column" in out
    assert "requests." in out


def test_scoring_again_changes_nothing_and_reads_no_document(logs, tmp_path):
    log = tmp_path / "again.jsonl"
    log.write_bytes((logs / "a.jsonl").read_bytes())
    out = nianbao("score", str(log), home=tmp_path)
    assert "12 cases, 0 of them" in out
    assert log.read_bytes() == (logs / "a.jsonl").read_bytes()


def test_scoring_again_mends_scores_that_are_out_of_date(logs, tmp_path):
    lines = (logs / "a.jsonl").read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[1])
    first["scores"] = []
    log = tmp_path / "old.jsonl"
    log.write_text("\n".join([lines[0], json.dumps(first), *lines[2:]]) + "\n", encoding="utf-8")
    assert "1 of them" in nianbao("score", str(log), home=tmp_path)
    assert [each.scores for each in read(log).results] == [each.scores for each in read(logs / "a.jsonl").results]


def test_a_run_that_was_interrupted_goes_on(logs, tmp_path):
    whole = (logs / "a.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    folder = tmp_path / "evaluations"
    folder.mkdir()
    header = json.loads(whole[0])
    header["settings"]["home"] = str(tmp_path)
    (folder / "extraction-20240101-000000-000.jsonl").write_text(
        json.dumps(header) + "\n" + "".join(whole[1:9]), encoding="utf-8"
    )
    out = nianbao("run", "extraction", "--limit", "12", "--workers", "1", home=tmp_path)
    assert "8 cases are done" in out
    assert len(read(folder / "extraction-20240101-000000-000.jsonl").results) == 12


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "extract"), "extraction, checks"),
        (("run", "extraction", "--model", "gpt"), "calls no model"),
        (("run", "extraction", "--docs", "."), "go together"),
        (("run", "identity", "--docs", ".", "--gold", "."), "makes its own cases"),
        (("run", "extraction", "--sabotage", "x", "--limit", "1"), "blank-is-zero"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(arguments, says, tmp_path):
    out = nianbao(*arguments, home=tmp_path, code=2)
    assert says in out
    assert "Traceback" not in out


def test_a_log_that_is_none_is_told_in_one_line(tmp_path):
    (tmp_path / "x.jsonl").write_text("{}\n", encoding="utf-8")
    out = nianbao("score", str(tmp_path / "x.jsonl"), home=tmp_path, code=1)
    assert "x.jsonl" in out
    assert "Traceback" not in out


def test_own_files_get_a_table_by_field(shared, tmp_path):
    out = nianbao(
        *("run", "extraction", "--docs", str(shared / "seeds"), "--gold", str(shared / "gold"), "--workers", "1"),
        home=tmp_path,
    )
    assert "right / reports by field" in out
    assert "Carried forward to the next year" in out
    assert "hongze_district_2024.json" in out  # its report is in another folder


@pytest.mark.parametrize("name", SUITES)
def test_every_suite_has_its_texts_in_both_languages(name):
    data = suite_data(name)
    for texts in (data.title, data.about, *data.metrics.values()):
        assert set(texts) == {"zh", "en"}
    assert suite_of(name).name == name


@pytest.mark.parametrize("name", SUITES)
def test_every_metric_that_a_threshold_judges_has_a_name(name):
    data = suite_data(name)
    for threshold in data.thresholds:
        assert threshold.metric in data.metrics
        assert (threshold.at_most is None) != (threshold.at_least is None)


def test_a_threshold_is_judged_by_its_own_group_only():
    data = SuiteData(
        title={},
        about={},
        metrics={},
        slice=Slice(limit=1, tolerance=0),
        thresholds=(Threshold(metric="silent", by={"format": "pdf"}, at_most=0.0),),
    )
    overall = share("silent", [(1, 10)], better="lower")
    (unjudged,) = verdicts(data, (overall,))
    assert not unjudged.missed
    (judged,) = verdicts(data, (overall, replace(overall, by={"format": "pdf"})))
    assert judged.missed


def test_figures_of_the_only_model_are_printed_though_no_group_stands_beside_it():
    of_all, of_model = count("misled", 0), count("lost", 7, by={"model": "liar"})
    of_kind = count("misled", 0, by={"kind": "top"})
    out = Console(width=200, record=True)
    show_metrics((of_all, of_model, of_kind), suite_data("questions"), "en", out)
    lines = [line.split() for line in out.export_text().splitlines()]
    assert ["liar", "7"] in lines
    assert not any(line[:1] == ["top"] for line in lines)


def test_a_drop_below_the_baseline_is_named(tmp_path):
    before = (share("exact", [(9, 10)]), share("silent", [(0, 10)], better="lower"), count("crashed", 0))
    write_baseline({"toy": steady_figures(before)}, tmp_path / "baseline.json")
    figures = read_baseline(tmp_path / "baseline.json")["toy"]
    assert list(drops(figures, before, 0.0)) == []
    after = (share("exact", [(9, 10)]), share("silent", [(1, 10)], better="lower"), count("crashed", 0))
    (drop,) = drops(figures, after, 0.0)
    assert (drop.metric, drop.before, drop.after) == ("silent", 0.0, 0.1)
    assert list(drops(figures, after, 0.2)) == []


def test_a_metric_that_is_gone_is_a_drop(tmp_path):
    write_baseline({"toy": {"exact": 0.9}}, tmp_path / "baseline.json")
    (drop,) = drops(read_baseline(tmp_path / "baseline.json")["toy"], (), 0.0)
    assert drop.after is None


def test_milliseconds_are_never_gated():
    assert steady_figures((Metric(name="load", value=12.5, unit="ms", better="lower"),)) == {}


def test_metrics_of_groups_have_keys_of_their_own():
    assert key_of(share("exact", [(1, 1)], by={"format": "pdf"})) == "exact[format=pdf]"


def test_the_committed_baseline_covers_every_suite():
    baseline = read_baseline()
    assert set(baseline) == set(SUITES)
    assert baseline["extraction"]["silent[damage=none]"] is not None
    assert all(
        isinstance(value, int | float | None | Decimal) for figures in baseline.values() for value in figures.values()
    )
