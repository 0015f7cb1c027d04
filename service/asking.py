"""Questions as the interfaces pass them on: with what went before, and an answer that can be found again.

A question comes after another one (a follow-up) in three ways: in a conversation that is kept here, after a plan that
is named by its id, or after questions that the caller repeats each time, as the OpenAI-compatible interface does.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any
from unicodedata import category

from pydantic import ValidationError

from canonical.errors import UnusableRequestError
from factstore import Conversation, StoredPlan, Turn

if TYPE_CHECKING:
    from factstore import FactStore
    from llm import Model
    from qa import Answer, Plan, Search

LONGEST_QUESTION = 1000
"""Characters; a longer text is no question, and every face refuses it, as `qa` does."""
LONGEST_MEMORY = 20
"""How many earlier questions are looked at for what a follow-up follows."""
MOST_REMEMBERED = 10_000


class NoSuchThingError(UnusableRequestError):
    """Nothing has the id asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question; 去年 counts from `today`, or the date here. At most one of the last three says what it follows."""

    question: str
    today: date | None = None
    conversation: str | None = None
    after: str | None = None
    earlier: tuple[str, ...] = ()


class Asker:
    """Asks questions over one store; safe to share between threads."""

    def __init__(self, store: FactStore, search: Search | None, model: Model | None = None) -> None:
        self.store, self.search, self.model = store, search, model
        self._kept: set[str] = set()
        self._lock = Lock()

    def answer(self, asked: Asked) -> Answer:
        """The answer, whose plan is kept under its id, and in its conversation if it has one."""
        question, day = _readable(asked.question), asked.today or today()
        answer = self._ask(question, day, self._previous(asked, day))
        self._keep_plan(answer)
        if asked.conversation is not None and self.store.add_turn(asked.conversation, _turn(answer)) is None:
            raise _no_conversation(asked.conversation)
        return answer

    def run_plan(self, plan_id: str, page: tuple[int, int | None] = (0, None)) -> Answer:
        """The answer that a kept plan comes to now; of its rows those from the first number on, at most so many."""
        stored = self._stored(plan_id)
        return self.run(_demanded(stored), stored.question, page)

    def run(self, plan: Plan, question: str = "", page: tuple[int, int | None] = (0, None)) -> Answer:
        """The answer that a plan comes to now."""
        answer = self._run(plan, question, page)
        self._keep_plan(answer)
        return answer

    def _previous(self, asked: Asked, day: date) -> Plan | None:
        """The plan that the question may follow, if any."""
        if asked.conversation is not None:
            the_conversation(self.store, asked.conversation)
            turns = self.store.turns(asked.conversation, LONGEST_MEMORY)
            return _followed(asked.question, [plan for turn in turns if (plan := _plan_of(turn.plan))])
        if asked.after is not None:
            return _demanded(self._stored(asked.after))
        plans: list[Plan] = []
        for question in asked.earlier[-LONGEST_MEMORY:]:
            plans.append(self._understood(question, day, _followed(question, plans)))
        return _followed(asked.question, plans)

    def _stored(self, plan_id: str) -> StoredPlan:
        stored = self.store.plan(plan_id)
        if stored is None:
            raise NoSuchThingError(f"{plan_id}: 没有这个查询 / no such plan")
        return stored

    def _keep_plan(self, answer: Answer) -> None:
        plan_id = answer.permalink
        if plan_id is None or plan_id in self._kept:
            return
        plan = {**answer.plan, "obstacle": None}  # whoever runs what a model offers takes the offer
        self.store.save_plan(StoredPlan(id=plan_id, question=answer.question, plan=plan, made_at=_now()))
        with self._lock:
            if len(self._kept) >= MOST_REMEMBERED:
                self._kept.clear()
            self._kept.add(plan_id)

    # -- the seam to `qa`: what it is called with stands here and nowhere else

    def _ask(self, question: str, day: date, previous: Plan | None) -> Answer:
        from qa import ask

        return ask(question, self.store, self.search, today=day, previous=previous, model=self.model)

    def _understood(self, question: str, day: date, previous: Plan | None) -> Plan:
        from qa import understood

        return understood(question, self.store, today=day, previous=previous)

    def _run(self, plan: Plan, question: str, page: tuple[int, int | None]) -> Answer:
        from qa import Page, answer_plan

        return answer_plan(plan, question, self.store, self.search, Page(*page))


def new_conversation(store: FactStore, title: str | None = None) -> Conversation:
    """A conversation just begun, kept in the store. Its id can not be guessed."""
    now = _now()
    begun = Conversation(id=secrets.token_hex(8), title=title, made_at=now, changed_at=now)
    store.save_conversation(begun)
    return begun


def the_conversation(store: FactStore, conversation_id: str) -> Conversation:
    """The conversation with this id. Raises NoSuchThingError."""
    found = store.conversation(conversation_id)
    if found is None:
        raise _no_conversation(conversation_id)
    return found


def _followed(question: str, plans: Sequence[Plan]) -> Plan | None:
    """The plan that a question may follow: the last that could be run, or one that left open what this one settles."""
    if plans and plans[-1].obstacle and question.strip() in plans[-1].obstacle.options:
        return plans[-1]
    return next((plan for plan in reversed(plans) if plan.obstacle is None), None)


def _plan_of(data: Mapping[str, Any]) -> Plan | None:
    """A stored plan, or None where another version of this program wrote it in another shape."""
    from qa import Plan

    with suppress(ValidationError):
        return Plan.model_validate(data)
    return None


def _demanded(stored: StoredPlan) -> Plan:
    plan = _plan_of(stored.plan)
    if plan is None:
        raise NoSuchThingError(
            f"{stored.id}: 该查询由另一版本保存，请重新提问 / kept by another version; ask again: {stored.question}"
        )
    return plan


def _readable(question: str) -> str:
    """The question without control characters, which no database and no terminal wants."""
    text = "".join(" " if category(sign) == "Cc" else sign for sign in question).strip()
    if not text:
        raise UnusableRequestError("问题是空的 / the question is empty")
    if len(text) > LONGEST_QUESTION:
        raise UnusableRequestError(
            f"问题太长：{len(text)} 字，最多 {LONGEST_QUESTION} 字 / the question is too long: "
            f"{len(text)} characters, at most {LONGEST_QUESTION}"
        )
    return text


def _no_conversation(conversation_id: str) -> NoSuchThingError:
    return NoSuchThingError(f"{conversation_id}: 没有这个对话 / no such conversation")


def _turn(answer: Answer) -> Turn:
    said = answer.model_dump(mode="json")
    return Turn(question=answer.question, answer=said, plan=answer.plan, asked_at=_now())


def today() -> date:
    """The date here and now."""
    return datetime.now(UTC).astimezone().date()


def _now() -> datetime:
    return datetime.now(UTC)
