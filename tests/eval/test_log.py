"""The run log: what is written is read back, a torn line is done again, another run is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import eval.header
from canonical.errors import UnusableFileError, UnusableRequestError
from eval.header import header
from eval.log import VERSION, Log, is_complete, read, result_as_json, rewrite
from eval.records import Case, CaseResult, Options, Score
from eval.runner import run
from eval.suites import extraction
from tests.eval import toy

HEADER = {"kind": "nianbao-evaluation", "version": VERSION, "suite": "toy", "cases": {"count": 10}, "started": "then"}
CASES = tuple(toy.cases(Options()))


def written(path, header=HEADER, cases=CASES):
    with Log(path, header) as log:
        run(toy.SUITE, cases, log)
    return path


def test_what_is_written_is_read_back(tmp_path):
    result = CaseResult(
        case=Case(id="a", tags={"format": "pdf"}, inputs={"seed": 1}),
        position=0,
        hashes={"document": "ff"},
        expected={"x": [1, "reported"]},
        output=None,
        scores=(Score(name="x", outcome="omitted", detail={"expected": 1}), Score(name="y", outcome="right")),
        seconds=0.5,
        crops={"x": {"text": "一二", "mark": "二"}},
    )
    with Log(tmp_path / "log.jsonl", HEADER) as log:
        log.add(result)
    assert read(tmp_path / "log.jsonl").results == (result,)


def test_scores_that_differ_in_their_name_only_are_written_once_and_read_back_in_order(tmp_path):
    one = Score(name="a", outcome="right", value=0.99)
    wrong = Score(name="c", outcome="silent", value=0.99, detail={"expected": 1, "got": 2})
    scores = (one, replace(one, name="b"), wrong, replace(one, name="d"), replace(one, name="e", value=0.5))
    case = Case(id="a", tags={}, inputs={})
    result = CaseResult(case=case, position=0, hashes={}, expected=None, output=None, scores=scores, seconds=0.5)
    assert result_as_json(result)["scores"][:2] == [[["a", "b"], "right", 0.99], ["c", "silent", 0.99, wrong.detail]]
    with Log(tmp_path / "log.jsonl", HEADER) as log:
        log.add(result)
    assert read(tmp_path / "log.jsonl").results == (result,)


def test_a_number_of_more_than_64_bits_stands_in_the_log(tmp_path):
    result = CaseResult(
        case=CASES[0], position=0, hashes={}, expected=None, output={"fused": 10**24}, scores=(), seconds=0.5
    )
    with Log(tmp_path / "log.jsonl", HEADER) as log:
        log.add(result)
    assert json.loads((tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()[1])["output"] == {
        "fused": 10**24
    }
    assert read(tmp_path / "log.jsonl").results[0].output["fused"] == pytest.approx(10**24)


def test_a_log_of_a_version_to_come_is_refused_by_that_name(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps({**HEADER, "version": 99}) + "\n", encoding="utf-8")
    with pytest.raises(UnusableFileError, match="version 99; readable is 3"):
        read(path)


def test_every_kind_of_ending_is_in_the_log(tmp_path):
    results = {each.case.id: each for each in read(written(tmp_path / "log.jsonl")).results}
    assert len(results) == 10
    assert results["sum-3"].error
    assert not results["sum-3"].crashed
    assert results["sum-5"].crashed
    assert results["sum-7"].scores[0].outcome == "unscored"
    assert [each.case.id for each in results.values() if each.scores[0].outcome == "silent"] == ["sum-4"]


def test_what_could_not_be_scored_is_not_counted_as_wrong(tmp_path):
    overall, *_ = toy.metrics(read(written(tmp_path / "log.jsonl")).results)
    assert (overall.count, round(overall.value * overall.count)) == (9, 6)


def test_an_interrupted_run_goes_on_where_it_was(tmp_path):
    whole, part = written(tmp_path / "whole.jsonl"), tmp_path / "part.jsonl"
    lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    part.write_text("".join(lines[:5]) + lines[5][:20], encoding="utf-8")
    assert not is_complete(read(part))
    with Log(part, {**HEADER, "started": "now"}) as log:
        assert len(log.done) == 4
        run(toy.SUITE, CASES, log)
    assert is_complete(read(part))
    plain = [[each.scores for each in read(path).results] for path in (whole, part)]
    assert plain[0] == plain[1]


def test_the_log_of_another_run_is_left_alone(tmp_path):
    path = written(tmp_path / "log.jsonl")
    before = path.read_bytes()
    with pytest.raises(UnusableRequestError, match="another run"), Log(path, {**HEADER, "seed": 2}):
        pass
    assert path.read_bytes() == before


def test_two_processes_can_not_write_one_log(tmp_path):
    with Log(tmp_path / "log.jsonl", HEADER), pytest.raises(UnusableRequestError, match="writing"):
        Log(tmp_path / "log.jsonl", HEADER).__enter__()


@pytest.mark.parametrize("text", ["", "{}\n", "not json\n", '{"kind": "nianbao-evaluation", "version": 99}\n', "[]\n"])
def test_a_file_that_is_no_log_is_named_with_what_to_do(text, tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableFileError, match="nianbao eval run"):
        read(path)


def test_rewriting_replaces_the_whole_log(tmp_path):
    run_before = read(written(tmp_path / "log.jsonl"))
    rewrite(run_before, tmp_path / "log.jsonl")
    assert read(tmp_path / "log.jsonl") == run_before
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".partial")] == []


def test_a_right_score_takes_little_room():
    result = CaseResult(
        case=Case(id="a", tags={}, inputs={}),
        position=0,
        hashes={},
        expected=None,
        output=None,
        scores=(Score(name="requests.received.total", outcome="right", value=0.99),),
        seconds=0.0,
    )
    assert json.dumps(result_as_json(result)["scores"]) == '[["requests.received.total", "right", 0.99]]'


def made_header(**settings) -> dict:
    return header("toy", Options(), (), settings=settings, model=None, sabotage=None, workers=1)


def test_a_header_tells_no_password_of_an_address():
    told = made_header(store="postgresql://reader:s3cret@db.example:5432/nianbao", home="/data", openai_api_key="***")
    assert told["settings"] == {
        "store": "postgresql://***@db.example:5432/nianbao",
        "home": "/data",
        "openai_api_key": "***",
    }


def test_a_header_outside_of_git_does_not_claim_that_nothing_was_changed(monkeypatch, tmp_path):
    monkeypatch.setattr(eval.header, "ROOT", tmp_path)
    told = made_header()
    assert (told["commit"], told["dirty"]) == (None, None)


def test_an_own_file_that_was_mended_makes_another_case(tmp_path):
    for name, content in (("a.txt", "x"), ("a.json", '{"facts": {}}')):
        (tmp_path / name).write_text(content, encoding="utf-8")
    options = Options(docs=(tmp_path / "a.txt",), gold=tmp_path / "a.json")
    before = list(extraction.cases(options))
    assert list(extraction.cases(options)) == before
    (tmp_path / "a.json").write_text('{"facts": {}, "report": {"year": 2024}}', encoding="utf-8")
    assert list(extraction.cases(options)) != before
