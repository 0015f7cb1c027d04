"""The routes of asking: an answer as JSON or as events, a plan run again, and conversations.

Questions run in the pool of `pool.py`; their JSON is written there too, so that a long answer holds nobody else up.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import TypeAdapter

from canonical.contract import as_json
from qa import Answer
from service.asking import Asked, new_conversation, the_conversation
from service.desk import ERRORS, NOT_FOUND, REFUSED, TOO_MANY, At, Desk
from service.examples import answers_like, stream_like
from service.faults import trouble_of
from service.logs import LOG
from service.pool import client_of
from service.wire_ask import (
    ID,
    ConversationBody,
    ConversationList,
    ConversationTurns,
    NewConversation,
    Paging,
    Question,
    RowPaging,
    TurnBody,
)

if TYPE_CHECKING:
    from factstore import Conversation, Turn

EVENTS = "text/event-stream"
ANSWER = TypeAdapter(Answer)
"""Writes an answer as bytes at once, without a text between."""
UNBUFFERED = {"cache-control": "no-cache", "x-accel-buffering": "no"}
Given = Annotated[str, Path(pattern=ID)]
router = APIRouter(responses=ERRORS)


@router.post(
    "/v1/ask",
    tags=["questions"],
    response_model=Answer,
    responses=REFUSED
    | NOT_FOUND
    | TOO_MANY
    | answers_like("post /v1/ask", stream_like("post /v1/ask", "plan", "rows", "text", "citations", "done", "error")),
)
async def ask(desk: At, request: Request, question: Question) -> Response:
    """An answer with its rows, coverage and citations; as server-sent events plan, rows, text, citations and done."""
    asked = Asked(
        question=question.question,
        today=question.today,
        conversation=question.conversation,
        after=question.after,
    )
    work = partial(desk.asker.answer, asked)
    if question.stream or EVENTS in request.headers.get("accept", ""):
        events = _events(desk, client_of(request.scope), work, request.url.path)
        return EventSourceResponse(events, headers=UNBUFFERED)
    return await _answered(desk, request, work)


@router.get(
    "/v1/plans/{plan_id}",
    tags=["questions"],
    response_model=Answer,
    responses=NOT_FOUND | TOO_MANY | answers_like("get /v1/plans/{plan_id}"),
)
async def run_plan(desk: At, request: Request, plan_id: Given, wanted: Annotated[RowPaging, Query()]) -> Response:
    """What the plan of an earlier answer (its `permalink`) comes to now; of its rows those after the first `offset`."""
    page = (wanted.offset, wanted.limit)
    return await _answered(desk, request, partial(desk.asker.run_plan, plan_id, page))


@router.post("/v1/conversations", tags=["questions"], responses=REFUSED | answers_like("post /v1/conversations"))
def begin_conversation(desk: At, wanted: NewConversation) -> ConversationBody:
    """A new conversation; questions with its id follow each other."""
    return _line(new_conversation(desk.store, wanted.title))


@router.get("/v1/conversations", tags=["questions"], responses=answers_like("get /v1/conversations"))
def list_conversations(desk: At, wanted: Annotated[Paging, Query()]) -> ConversationList:
    """The conversations, the one gone on with last first."""
    total, found = desk.store.conversations(wanted.limit, wanted.offset)
    return ConversationList(
        total=total, limit=wanted.limit, offset=wanted.offset, conversations=tuple(map(_line, found))
    )


@router.get(
    "/v1/conversations/{conversation_id}",
    tags=["questions"],
    responses=NOT_FOUND | answers_like("get /v1/conversations/{conversation_id}"),
)
def show_conversation(desk: At, conversation_id: Given) -> ConversationTurns:
    """A conversation with its questions, and the answers as they were given."""
    found = the_conversation(desk.store, conversation_id)
    said = tuple(_turn(turn) for turn in desk.store.turns(conversation_id))
    return ConversationTurns(**_line(found).model_dump(), said=said)


@router.delete(
    "/v1/conversations/{conversation_id}",
    tags=["questions"],
    responses=NOT_FOUND | answers_like("delete /v1/conversations/{conversation_id}"),
)
def forget_conversation(desk: At, conversation_id: Given) -> ConversationBody:
    """Forget a conversation and its answers; their permalinks go on to work."""
    found = the_conversation(desk.store, conversation_id)
    desk.store.delete_conversation(conversation_id)
    return _line(found)


async def _answered(desk: Desk, request: Request, work: Callable[[], Answer]) -> Response:
    body = await desk.pool.run(client_of(request.scope), lambda: ANSWER.dump_json(work()))
    return Response(body, media_type="application/json")


async def _events(desk: Desk, client: str, work: Callable[[], Answer], at: str) -> AsyncIterator[bytes]:
    """The answer, each event under the name of what it tells; a trouble is an event too."""
    try:
        events = await desk.pool.run(client, lambda: tuple(_told(work())))
    except Exception as error:  # noqa: BLE001  the response has begun: there is no other way left to tell
        status, body = trouble_of(error, at=at)
        if status == 500:
            LOG.exception("an internal error")
        events = (_event("error", body),)
    for event in events:
        yield event


EventName = Literal["plan", "rows", "text", "citations", "done", "error"]
EVENT_KEYS: dict[EventName, tuple[str, ...]] = {
    "plan": ("question", "language", "plan", "permalink"),
    "rows": ("status", "value", "unit", "rows", "rows_total", "apart", "coverage"),
    "text": ("answer", "told", "clarification", "definition", "suggestions"),
    "citations": ("citations", "passages"),
}


def _told(answer: Answer) -> Iterator[bytes]:
    data = answer.model_dump(mode="json")
    for name, keys in EVENT_KEYS.items():
        yield _event(name, {key: data[key] for key in keys})
    yield _event("done", data)


def _event(name: EventName, data: Mapping[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))


def _turn(turn: Turn) -> TurnBody:
    return TurnBody(position=turn.position, question=turn.question, asked_at=turn.asked_at, answer=dict(turn.answer))


def _line(conversation: Conversation) -> ConversationBody:
    return ConversationBody.model_validate(as_json(conversation))
