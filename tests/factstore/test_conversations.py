"""Plans under their ids and conversations, as the service keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from factstore import Conversation, FactStore, StoredPlan, Turn

NOW = datetime(2025, 6, 1, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FactStore]:
    with FactStore.open(f"sqlite:///{tmp_path / 'nianbao.db'}") as store:
        yield store


def begun(store: FactStore, identifier: str, *, minutes: int = 0, title: str | None = None) -> str:
    at = NOW + timedelta(minutes=minutes)
    store.save_conversation(Conversation(id=identifier, title=title, made_at=at, changed_at=at))
    return identifier


def turn(question: str, *, minutes: int = 0) -> Turn:
    said = {"answer": f"答{question}", "value": 1076.1811}
    return Turn(question=question, answer=said, plan={"years": [2024]}, asked_at=NOW + timedelta(minutes=minutes))


def test_a_plan_is_kept_under_its_id_as_it_was_first_asked(store: FactStore) -> None:
    first = StoredPlan(id="3f9a1c0b7d2e4a55", question="哪些单位收费", plan={"kind": "list"}, made_at=NOW)
    store.save_plan(first)
    store.save_plan(StoredPlan(id=first.id, question="收费的单位", plan={"kind": "list"}, made_at=NOW))
    assert store.plan(first.id) == first
    assert store.plan("0000000000000000") is None


def test_turns_come_back_in_order_with_the_answer_as_it_was_given(store: FactStore) -> None:
    talk = begun(store, "a")
    assert [store.add_turn(talk, turn(word)) for word in ("一", "二", "三")] == [1, 2, 3]
    assert [(each.position, each.question) for each in store.turns(talk)] == [(1, "一"), (2, "二"), (3, "三")]
    assert [each.question for each in store.turns(talk, last=2)] == ["二", "三"]
    assert store.turns(talk)[0].answer == {"answer": "答一", "value": 1076.1811}


def test_a_conversation_is_named_by_its_first_question_unless_it_has_a_title(store: FactStore) -> None:
    for identifier, title in (("a", None), ("b", "收费")):
        begun(store, identifier, title=title)
        store.add_turn(identifier, turn("一"))
        store.add_turn(identifier, turn("二"))
    total, listed = store.conversations(limit=10)
    assert total == 2
    assert {each.id: (each.title, each.turns) for each in listed} == {"a": ("一", 2), "b": ("收费", 2)}


def test_the_conversation_gone_on_with_last_is_listed_first(store: FactStore) -> None:
    for number, identifier in enumerate("abc"):
        begun(store, identifier, minutes=number)
    store.add_turn("a", turn("一", minutes=60))
    assert [each.id for each in store.conversations(limit=10)[1]] == ["a", "c", "b"]
    assert [each.id for each in store.conversations(limit=1, offset=1)[1]] == ["c"]


def test_a_conversation_that_is_deleted_takes_its_turns_along_and_no_other(store: FactStore) -> None:
    for identifier in ("a", "b"):
        begun(store, identifier)
        store.add_turn(identifier, turn("一"))
    store.delete_conversation("a")
    assert store.conversation("a") is None
    assert store.turns("a") == ()
    assert len(store.turns("b")) == 1
    assert store.add_turn("a", turn("二")) is None
