"""`nianbao ask`: permalinks and sessions on the command line."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from canonical.errors import UnusableRequestError
from service.app import open_store
from service.cli_ask import Wish, run
from service.settings import Settings

QUESTION = "2024年哪些单位有收费"


class Said(NamedTuple):
    """What a command printed."""

    out: str
    err: str

    @property
    def conversation(self) -> str:
        return re.findall(r"[0-9a-f]{16}", self.err)[0]


Ask = Callable[..., Said]


@pytest.fixture
def ask(asked: str, asked_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """`nianbao ask` on the home of the server, with lines typed into it."""
    settings = Settings(home=asked_home, vectors=False)

    def ask(*typed: str, as_json: bool = False, **wish: object) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        run(Wish(**wish), settings, "zh", as_json=as_json)
        return Said(*capsys.readouterr())

    return ask


def test_an_answer_says_how_to_ask_it_again_and_that_gives_the_same_rows(ask: Ask) -> None:
    shown = ask(question=QUESTION).out
    assert "青石县教育局" in shown
    (plan,) = re.findall(r"nianbao ask --plan ([0-9a-f]{16})", shown)
    first, again = json.loads(ask(question=QUESTION, as_json=True).out), json.loads(ask(plan=plan, as_json=True).out)
    assert first["permalink"] == again["permalink"] == plan
    assert again["rows"] == first["rows"]


def test_a_session_answers_shows_sources_and_can_be_gone_on_with(ask: Ask, asked_home: Path) -> None:
    said = ask(QUESTION, "/sources", "/nonsense", "", "/quit", "2023年青石县教育局收费多少", chat=True)
    assert said.out.count("行政事业性收费 7.25") == 2
    assert "/sources /quit" in said.err
    talk = said.conversation
    more = ask("/sources", "那2023年呢", chat=True, conversation=talk)
    assert f"最后一问：{QUESTION}" in more.err
    assert "行政事业性收费 7.25" in more.out
    assert "2023年6.5万元" in more.out
    with open_store(Settings(home=asked_home)) as store:
        assert [turn.question for turn in store.turns(talk)] == [QUESTION, "那2023年呢"]


def test_an_offered_option_is_taken_by_its_number(ask: Ask) -> None:
    said = ask("教育局2024年收费多少", "第二个", chat=True)
    assert "2. 青石县教育局" in said.out
    assert "青石县教育局2024年“行政事业性收费”：7.25万元" in said.out


def test_a_question_that_can_not_be_answered_ends_no_session(ask: Ask) -> None:
    said = ask("收" * 1001, QUESTION, chat=True)
    assert "1000" in said.err
    assert "青石县教育局" in said.out


def test_sources_before_any_question_are_none(ask: Ask) -> None:
    assert "还没有可显示的出处" in ask("/sources", chat=True).err


def test_the_answers_of_a_session_can_be_json_lines_for_programs(ask: Ask) -> None:
    first, end = json.JSONDecoder().raw_decode(text := ask(QUESTION, QUESTION, chat=True, as_json=True).out)
    second, _ = json.JSONDecoder().raw_decode(text[end:].lstrip())
    assert first == second


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"plan": "0000000000000000"},
        {"plan": "0000000000000000", "question": QUESTION},
        {"chat": True, "conversation": "0000000000000000"},
        {"question": QUESTION, "conversation": "0000000000000000"},
        {"question": " "},
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_with_a_reason(ask: Ask, wish: dict) -> None:
    with pytest.raises(UnusableRequestError):
        ask(**wish)
