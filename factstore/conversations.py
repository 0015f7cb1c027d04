"""Plans under their ids, so that a link can run one again, and conversations, so that they can be gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, exists, func, insert, select, update

from factstore.records import Conversation, StoredPlan, Turn
from factstore.tables import conversations, plans, turns

NEW_PLAN = insert(plans).from_select(
    plans.c.keys(),
    select(*(bindparam(column.name, type_=column.type) for column in plans.c)).where(
        ~exists().where(plans.c.id == bindparam("id"))
    ),
)
"""One statement, for it is sent with nearly every answer."""


def save_plan(connection: Connection, plan: StoredPlan) -> None:
    """Keeps a plan under its id; one that is there already stays as it was first asked."""
    row = {"id": plan.id, "question": plan.question, "plan": plan.plan, "made_at": plan.made_at.isoformat()}
    connection.execute(NEW_PLAN, row)


def read_plan(connection: Connection, plan_id: str) -> StoredPlan | None:
    """The plan with this id, or None."""
    row = connection.execute(select(plans).where(plans.c.id == plan_id)).mappings().first()
    return StoredPlan(**{**row, "made_at": datetime.fromisoformat(row["made_at"])}) if row else None


def save_conversation(connection: Connection, conversation: Conversation) -> None:
    """Keeps a new conversation without turns."""
    made = conversation.made_at.isoformat()
    row = {"id": conversation.id, "title": conversation.title, "made_at": made, "changed_at": made}
    connection.execute(insert(conversations), [row])


def add_turn(connection: Connection, conversation_id: str, turn: Turn) -> int | None:
    """The number of the turn in its conversation, from 1; None if the conversation is gone.

    A conversation without a title takes its first question.
    """
    title = connection.execute(select(conversations.c.title).where(conversations.c.id == conversation_id)).first()
    if title is None:
        return None
    last = connection.execute(select(func.max(turns.c.position)).where(turns.c.conversation_id == conversation_id))
    position: int = (last.scalar() or 0) + 1
    asked = turn.asked_at.isoformat()
    row = {"conversation_id": conversation_id, "position": position, "question": turn.question, "asked_at": asked}
    connection.execute(insert(turns), [{**row, "answer": turn.answer, "plan": turn.plan}])
    changed = {"changed_at": asked, "title": title[0] or turn.question}
    connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(changed))
    return position


def read_conversations(connection: Connection, limit: int, offset: int = 0) -> tuple[int, tuple[Conversation, ...]]:
    """How many conversations there are, and some of them, the one gone on with last first."""
    total = connection.execute(select(func.count()).select_from(conversations)).scalar() or 0
    order = _with_count().order_by(conversations.c.changed_at.desc(), conversations.c.id)
    return total, tuple(_conversation(row) for row in connection.execute(order.limit(limit).offset(offset)).mappings())


def read_conversation(connection: Connection, conversation_id: str) -> Conversation | None:
    """One conversation, or None."""
    row = connection.execute(_with_count().where(conversations.c.id == conversation_id)).mappings().first()
    return _conversation(row) if row else None


def read_turns(connection: Connection, conversation_id: str, last: int | None = None) -> tuple[Turn, ...]:
    """The turns of a conversation in order: all, or the last few."""
    query = select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.position.desc())
    rows: Sequence[RowMapping] = connection.execute(query if last is None else query.limit(last)).mappings().all()
    return tuple(_turn(row) for row in reversed(rows))


def delete_conversation(connection: Connection, conversation_id: str) -> None:
    """Forgets a conversation and its turns; the plans of its answers stay."""
    connection.execute(delete(conversations).where(conversations.c.id == conversation_id))


def _with_count() -> Select[Any]:
    count = select(func.count()).where(turns.c.conversation_id == conversations.c.id).scalar_subquery()
    return select(conversations, count.label("turns"))


def _conversation(row: RowMapping) -> Conversation:
    times = {name: datetime.fromisoformat(row[name]) for name in ("made_at", "changed_at")}
    return Conversation(id=row["id"], title=row["title"], turns=row["turns"], **times)


def _turn(row: RowMapping) -> Turn:
    asked = datetime.fromisoformat(row["asked_at"])
    return Turn(
        position=row["position"], question=row["question"], answer=row["answer"], plan=row["plan"], asked_at=asked
    )
