"""Answers that are kept: what counts as the same question, what is in the files, and who may use them at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from canonical.errors import ModelDownError, UnusableAnswerError, UnusableSettingError
from llm import Request, ScriptedModel, Spent, Turn
from llm.kept import Cache, Kept, Replayed

ROOT = Path(__file__).resolve().parents[2]


class Cell(BaseModel):
    value: int | None


class OtherCell(BaseModel):
    value: int | None
    quote: str | None = None


READ = Request(prompt="read_cell/v1", digest="d1", system="Read.", user="规章 12 件", answer=Cell)
CHANGES = {
    "digest": "d2",
    "system": "Read!",
    "user": "规章 13 件",
    "answer": OtherCell,
    "images": (b"png",),
    "turns": (Turn(answered="{}", complaint="value: missing"),),
}


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with closing(Cache(tmp_path / "home" / "replies.sqlite")) as opened:
        yield opened


def answers(asked: object) -> dict[str, int]:
    return {"value": 12}


def test_what_was_answered_before_is_not_asked_again_and_costs_nothing(cache):
    model = ScriptedModel(script=answers)
    first, second = (Kept(model, cache).complete(READ) for _ in range(2))
    assert len(model.asked) == 1
    assert (first.kept, second.kept) == (False, True)
    assert first.answer == second.answer == Cell(value=12)
    assert first.way == second.way
    assert second.spent == Spent()


@pytest.mark.parametrize("part", CHANGES)
def test_a_question_that_differs_in_anything_is_another_question(cache, part):
    model = ScriptedModel(script=answers)
    Kept(model, cache).complete(READ)
    assert not Kept(model, cache).complete(replace(READ, **{part: CHANGES[part]})).kept


def test_another_model_is_asked_anew(cache):
    Kept(ScriptedModel(script=answers), cache).complete(READ)
    assert not Kept(ScriptedModel(script=answers, name="larger"), cache).complete(READ).kept


def test_how_long_an_answer_may_be_does_not_make_another_question(cache):
    model = ScriptedModel(script=answers)
    Kept(model, cache).complete(READ)
    assert Kept(model, cache).complete(replace(READ, max_tokens=50)).kept


def test_words_are_kept_too(cache):
    model = ScriptedModel(script=["十二件。"])
    words = replace(READ, answer=None)
    assert [Kept(model, cache).complete(words).text for _ in range(2)] == ["十二件。"] * 2


def test_a_reply_of_no_use_is_asked_again_but_replayed_as_it_was(cache, tmp_path):
    model = Kept(ScriptedModel(script=["noise", {"value": 12}]), cache)
    with pytest.raises(UnusableAnswerError):
        model.complete(READ)
    assert cache.export(tmp_path / "replay.jsonl") == 1
    with pytest.raises(UnusableAnswerError) as caught:
        Replayed(tmp_path / "replay.jsonl").complete(READ)
    assert caught.value.text == "noise"
    assert model.complete(READ).answer == Cell(value=12)


def test_a_replay_file_answers_what_it_has_and_nothing_else(cache, tmp_path):
    Kept(ScriptedModel(script=answers), cache).complete(READ)
    Kept(ScriptedModel(script=answers, name="larger"), cache).complete(READ)
    assert cache.export(tmp_path / "replay.jsonl") == 2
    replay = Replayed(tmp_path / "replay.jsonl", "scripted")
    completion = replay.complete(READ)
    assert (completion.answer, completion.kept, completion.model) == (Cell(value=12), True, "scripted")
    with pytest.raises(ModelDownError, match="read_cell/v1"):
        replay.complete(replace(READ, user="规章 13 件"))


def test_no_text_of_a_report_is_in_the_files(cache, tmp_path):
    Kept(ScriptedModel(script=answers), cache).complete(READ)
    cache.export(tmp_path / "replay.jsonl")
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or "规章".encode() not in file.read_bytes()
    (line,) = (tmp_path / "replay.jsonl").read_text().splitlines()
    assert json.loads(line).keys() == {"key", "prompt", "model", "way", "text", "usable"}


def test_threads_and_processes_share_a_cache(tmp_path):
    path = tmp_path / "replies.sqlite"
    program = (
        "import sys; from pathlib import Path; from llm.kept import Cache, KeptReply\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "for n in range(40): cache.put(KeptReply(key=sys.argv[2] + str(n), prompt='p', model='m', way='text',"
        " text='t', usable=True))"
    )
    others = [subprocess.Popen([sys.executable, "-c", program, str(path), name], cwd=ROOT) for name in "ab"]
    with closing(Cache(path)) as cache:
        model = Kept(ScriptedModel(script=answers), cache)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda n: model.complete(replace(READ, user=f"{n} 件")), range(40)))
        assert [other.wait() for other in others] == [0, 0]
        assert cache.export(tmp_path / "replay.jsonl") == 120


@pytest.mark.parametrize("made", [Cache, Replayed])
def test_a_file_that_is_something_else_is_a_setting_to_mend(tmp_path, made):
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 " + b"0" * 5000)
    with pytest.raises(UnusableSettingError, match=r"report\.pdf"):
        made(tmp_path / "report.pdf")


def test_a_cache_that_breaks_costs_a_call_and_not_the_run(cache, caplog):
    model = Kept(ScriptedModel(script=answers), cache)
    cache.close()
    assert model.complete(READ).answer == Cell(value=12)
    assert "kept" in caplog.text
