"""The speed suite measures what it says; nothing here asserts a time."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import pytest

from canonical.errors import UnusableRequestError
from eval.generate.render import FORMATS
from eval.records import CaseResult, Options
from eval.suites.speed import PLAIN_TEXT, SUITE, Files
from eval.suites.stopwatch import PLAIN


def measured(case, position=0, output=None):
    prepared = SUITE.prepare(case)
    output = json.loads(json.dumps(output or SUITE.task(prepared.given)))
    scores = SUITE.score(prepared.expected, output)
    return CaseResult(
        case=case, position=position, hashes=prepared.hashes, expected={}, output=output, scores=scores, seconds=0
    )


def one_case(name, limit=2):
    return next(case for case in SUITE.cases(Options(limit=limit)) if case.id == name)


def made_up(name, together):
    """A result with these milliseconds, as if it had been measured."""
    return measured(
        one_case(name, limit=1), output={"steps": {"together": together, "load": together}, "peak_mb": 50.0}
    )


def value_of(metrics, name, **by):
    return next(metric.value for metric in metrics if metric.name == name and metric.by == by)


def test_there_is_a_case_for_every_format_and_the_store_whatever_the_limit():
    ids = [case.id for case in SUITE.cases(Options(limit=1))]
    assert ids == [*FORMATS, "store"] == [case.id for case in SUITE.cases(Options(limit=7))]


def test_a_format_is_measured_on_every_report_in_a_process_of_its_own():
    result = measured(one_case(PLAIN_TEXT))
    steps = result.output["steps"]
    assert {name: len(times) for name, times in steps.items()} == {"together": 2, "load": 2, "extract": 2, "chunk": 2}
    for place, whole in enumerate(steps["together"]):
        assert whole == pytest.approx(steps["load"][place] + steps["extract"][place] + steps["chunk"][place], abs=0.01)
    assert result.output["pid"] != os.getpid()


def test_the_memory_of_the_measuring_process_is_without_that_of_its_parent():
    files = SUITE.prepare(one_case(PLAIN_TEXT, limit=1)).given
    before = SUITE.task(files)["peak_mb"]
    ballast = b"x" * 300_000_000
    beside = SUITE.task(files)["peak_mb"]
    del ballast
    assert 20 < beside < before + 100


def test_the_store_is_measured_on_writing_and_searching():
    output = measured(one_case("store")).output
    assert (len(output["steps"]["write"]), len(output["steps"]["search"])) == (2, 40)
    assert output["passages"] > 10


def test_the_median_and_what_95_of_100_stay_below_are_scored():
    times = [float(each) for each in range(1, 21)]
    scores = {score.name: score.value for score in made_up(PLAIN_TEXT, [*reversed(times)]).scores}
    assert (scores["together.median"], scores["together.p95"], scores["peak_mb"]) == (10.5, 19.0, 50.0)


def test_a_slower_format_has_a_greater_figure_and_ratio():
    results = [made_up(PLAIN_TEXT, [10.0, 12.0, 14.0]), made_up("html", [30.0, 36.0, 42.0])]
    metrics = SUITE.metrics(results)
    assert value_of(metrics, "ms", format="html", step="together") == 36.0
    assert value_of(metrics, "times_text", format="html") == 3.0
    assert value_of(metrics, "times_text", format=PLAIN_TEXT) == 1.0
    assert all(metric.low <= metric.value <= metric.high for metric in metrics if metric.low is not None)


def test_the_usual_library_reads_the_same_files_in_the_same_run():
    core = measured(one_case("html")).output["core"]
    assert {who: len(times) for who, times in core.items()} == {"ours": 2, "plain": 2}
    assert all(time > 0 for times in core.values() for time in times)
    assert set(measured(one_case(PLAIN_TEXT)).output["core"]) == {"ours"}


def test_reports_a_second_a_core_and_the_ratio_come_from_processor_time():
    core = {"ours": [40.0, 60.0], "plain": [20.0, 30.0]}
    output = {"steps": {"together": [70.0, 70.0]}, "peak_mb": 50.0, "core": core}
    metrics = SUITE.metrics([measured(one_case("html", limit=1), output=output)])
    assert value_of(metrics, "a_core", format="html", by="ours") == 20.0
    assert value_of(metrics, "a_core", format="html", by="plain") == 40.0
    assert value_of(metrics, "times_plain", format="html") == 2.0


@pytest.mark.parametrize("name", ["docx", "html", "pdf"])
def test_the_usual_library_gets_the_numbers_out_of_what_it_is_timed_on(name, tmp_path):
    (content,) = SUITE.prepare(one_case(name, limit=1)).given.contents
    path = tmp_path / f"a.{name}"
    path.write_bytes(content)
    cells = [cell for row in PLAIN[path.suffix](path) for cell in row if cell]
    assert sum(cell.strip().isdigit() for cell in cells) > 150


def test_chosen_formats_are_measured_without_the_store():
    assert [case.id for case in SUITE.cases(Options(limit=1, formats=("docx", "pdf")))] == ["docx", "pdf"]


def test_without_plain_text_there_is_no_ratio():
    assert {metric.name for metric in SUITE.metrics([made_up("html", [30.0])])} == {"ms", "p95_ms", "peak_mb"}


def test_a_crash_is_unscored_and_out_of_every_metric():
    good = made_up(PLAIN_TEXT, [10.0])
    crashed = replace(good, output=None, scores=SUITE.score({}, None), error="RuntimeError: …", crashed=True)
    assert [score.outcome for score in crashed.scores] == ["unscored"]
    assert SUITE.metrics([crashed]) == ()
    assert SUITE.metrics([good, crashed]) == SUITE.metrics([good])


def test_a_refused_file_is_told_as_a_refusal():
    with pytest.raises(UnusableRequestError, match=r"0000\.pdf"):
        SUITE.task(Files(what="format", suffix=".pdf", contents=(b"%PDF-1.7 nothing else",)))


def test_a_measuring_process_that_ends_badly_is_a_crash_with_its_last_words():
    with pytest.raises(RuntimeError, match=r"ended with 1.*KeyError: 'smell'"):
        SUITE.task(Files(what="smell", suffix=".txt", contents=()))
