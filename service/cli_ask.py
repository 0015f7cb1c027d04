"""`nianbao ask`: one question, a plan run again, or a session of questions that follow each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from canonical.errors import NianbaoError, UnusableRequestError
from service.app import Caller
from service.asking import Asked, new_conversation, the_conversation
from service.display import console, show_answer, show_sources
from service.texts import say

if TYPE_CHECKING:
    from rich.console import Console

    from canonical.report import Language
    from factstore import Conversation
    from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What `nianbao ask` was asked for: a question, a plan's id, or a session."""

    question: str | None = None
    plan: str | None = None
    chat: bool = False
    conversation: str | None = None
    today: date | None = None


def run(wish: Wish, settings: Settings, lang: Language, *, as_json: bool) -> None:
    """Nothing; prints the answer, or holds the session. Raises UnusableRequestError for wishes that contradict."""
    _demand_sense(wish)
    with Caller(settings) as caller:
        if wish.chat:
            _converse(caller, wish, lang, as_json=as_json)
            return
        said = caller.run_plan(wish.plan) if wish.plan else caller.answer(_asked(wish, wish.question or ""))
    _print(said, console(), as_json=as_json)


def _demand_sense(wish: Wish) -> None:
    if wish.plan and (wish.question or wish.chat or wish.conversation):
        raise UnusableRequestError("--plan 不与问题或对话同用 / --plan goes without a question or a conversation")
    if not (wish.question or wish.plan or wish.chat):
        raise UnusableRequestError("请给出问题、--plan 或 --chat / give a question, --plan or --chat")


def _asked(wish: Wish, question: str, conversation: str | None = None) -> Asked:
    return Asked(question=question, today=wish.today, conversation=conversation or wish.conversation)


def _converse(caller: Caller, wish: Wish, lang: Language, *, as_json: bool) -> None:
    """Questions from the terminal, or line by line from a pipe, until /quit or the end of input."""
    out, aside = console(), console(stderr=True)
    talk = _begun(caller, wish)
    aside.print(say("chat.begin", lang, id=talk.id), style="dim")
    last = _resumed(caller, talk, lang, aside)
    line = wish.question or _next_line(aside)
    while line is not None and line != "/quit":
        if line == "/sources":
            _show_sources(last, lang, out, aside)
        elif line.startswith("/"):
            aside.print(say("chat.unknown", lang))
        elif line:
            said = _picked(line, last, aside)
            last = _answered(caller, _asked(wish, said, talk.id), out, aside, as_json=as_json) or last
        line = _next_line(aside)


def _begun(caller: Caller, wish: Wish) -> Conversation:
    if wish.conversation:
        return the_conversation(caller.store, wish.conversation)
    return new_conversation(caller.store)


def _resumed(caller: Caller, talk: Conversation, lang: Language, aside: Console) -> Mapping[str, Any] | None:
    """The last answer of a conversation that is gone on with."""
    turn = next(iter(caller.store.turns(talk.id, 1)), None)
    if turn is None:
        return None
    said = say("chat.resume", lang, turns=talk.turns, question=turn.question)
    aside.print(said, style="dim", markup=False)
    return turn.answer


def _next_line(aside: Console) -> str | None:
    try:
        return aside.input("> " if aside.is_terminal else "").strip()
    except (EOFError, KeyboardInterrupt):
        return None


def _picked(line: str, last: Mapping[str, Any] | None, aside: Console) -> str:
    """What was typed, or the offered option that it names by its number."""
    from qa.picking import picked

    offered = ((last or {}).get("clarification") or {}).get("options") or ()
    option = picked(line, offered)
    if option is None:
        return line
    aside.print(option, style="dim", markup=False)
    return option


def _answered(caller: Caller, asked: Asked, out: Console, aside: Console, *, as_json: bool) -> Mapping[str, Any] | None:
    """The answer, printed; a question that can not be answered ends no session."""
    try:
        said = caller.answer(asked)
    except NianbaoError as error:
        aside.print(str(error), style="red", markup=False)
        return None
    _print(said, out, as_json=as_json)
    return said


def _show_sources(last: Mapping[str, Any] | None, lang: Language, out: Console, aside: Console) -> None:
    if last and last.get("citations"):
        show_sources(last, lang, out)
    else:
        aside.print(say("chat.no_sources", lang))


def _print(said: Mapping[str, Any], out: Console, *, as_json: bool) -> None:
    if as_json:
        out.file.write(f"{json.dumps(said, ensure_ascii=False, indent=1)}\n")
    else:
        show_answer(said, out)
