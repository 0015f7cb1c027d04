"""The OpenAI-compatible routes: programs that can talk to a chat model can ask questions.

The last user message is the question, the user messages before it are what it follows. The answer is Markdown whose
`[n]` are annotations too; the whole answer stands beside it under `nianbao`.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event

from canonical.errors import UnusableRequestError
from service.asking import Asked, NoSuchThingError
from service.desk import At, Responses
from service.examples import answers_like, stream_like
from service.http_ask import UNBUFFERED
from service.markdown import Mark, address_of, as_markdown, source_name
from service.pool import client_of
from service.wire_ask import (
    MODEL,
    Annotation,
    AnswerMessage,
    ChatCompletion,
    ChatRequest,
    ChatUsage,
    Choice,
    ModelBody,
    ModelList,
    OpenAIErrorBody,
    UrlCitation,
)

if TYPE_CHECKING:
    from canonical.report import Language
    from qa import Answer

BEGINNING = 1_735_689_600
"""When the one model was made, as clients want to know: the first day of 2025."""
PIECE = 40
"""Characters of text in one event."""
DONE = format_sse_event(data_str="[DONE]")
ERRORS: Responses = {
    status: {"model": OpenAIErrorBody, "description": said}
    for status, said in (
        (400, "The body can not be read"),
        (404, "There is no such model"),
        (413, "The body is larger than the limit"),
        (422, "A part of the request is missing or wrong"),
        (429, "Too many questions from this client"),
        (500, "An internal error"),
        (503, "The store can not be used now"),
    )
}
router = APIRouter(responses=ERRORS, tags=["OpenAI-compatible"])


@router.get("/v1/models", responses=answers_like("get /v1/models"))
def list_models() -> ModelList:
    """The one model there is."""
    return ModelList(data=(ModelBody(created=BEGINNING),))


@router.get("/v1/models/{model}", responses=answers_like("get /v1/models/{model}"))
def show_model(model: str) -> ModelBody:
    """That model."""
    _demand_model(model)
    return ModelBody(created=BEGINNING)


@router.post(
    "/v1/chat/completions",
    response_model=ChatCompletion,
    responses=answers_like("post /v1/chat/completions", stream_like("post /v1/chat/completions")),
)
async def complete(desk: At, request: Request, chat: ChatRequest) -> Response:
    """An answer as a chat completion, or as its chunks with `"stream": true`."""
    _demand_model(chat.model)
    asked, base = _asked(chat), str(request.base_url)

    def work() -> bytes | tuple[bytes, ...]:
        completion = _completion(desk.asker.answer(asked), base)
        return tuple(_chunks(completion, chat)) if chat.stream else completion.model_dump_json().encode()

    said = await desk.pool.run(client_of(request.scope), work)  # in full first: a trouble has its own status
    if isinstance(said, bytes):
        return Response(said, media_type="application/json")
    return EventSourceResponse(iter(said), headers=UNBUFFERED)


def _demand_model(name: str) -> None:
    if name != MODEL:
        raise NoSuchThingError(f"{name}: 没有这个模型，只有 {MODEL} / no such model, there is only {MODEL}")


def _asked(chat: ChatRequest) -> Asked:
    questions = [words for message in chat.messages if message.role == "user" and (words := message.words.strip())]
    if not questions:
        raise UnusableRequestError("没有 user 消息 / there is no message of a user")
    return Asked(question=questions[-1], earlier=tuple(questions[:-1]))


def _completion(answer: Answer, base: str) -> ChatCompletion:
    data = answer.model_dump(mode="json")
    said = as_markdown(data)
    message = AnswerMessage(
        content=said.text, annotations=tuple(_annotation(mark, base, answer.language) for mark in said.marks)
    )
    tokens = [int(answer.usage.get(name, 0)) for name in ("prompt_tokens", "completion_tokens")]
    return ChatCompletion(
        id=f"chatcmpl-{secrets.token_hex(12)}",
        created=int(time.time()),
        model=MODEL,
        choices=(Choice(message=message),),
        usage=ChatUsage(prompt_tokens=tokens[0], completion_tokens=tokens[1], total_tokens=sum(tokens)),
        nianbao=answer,
    )


def _annotation(mark: Mark, base: str, language: Language) -> Annotation:
    cited = UrlCitation(
        url=address_of(mark.citation, base),
        title=source_name(mark.citation, language),
        start_index=mark.start,
        end_index=mark.end,
    )
    return Annotation(url_citation=cited)


def _chunks(completion: ChatCompletion, chat: ChatRequest) -> Iterator[bytes]:
    """The completion in pieces: its text, then annotations and the whole answer, then what it used if asked for."""
    data = completion.model_dump(mode="json")
    message = data["choices"][0]["message"]
    head = {key: data[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    yield _chunk(head, {"role": "assistant", "content": ""})
    for start in range(0, len(message["content"]), PIECE):
        yield _chunk(head, {"content": message["content"][start : start + PIECE]})
    yield _chunk(head | {"nianbao": data["nianbao"]}, {"annotations": message["annotations"]}, finish="stop")
    if chat.stream_options and chat.stream_options.include_usage:
        yield _sent(head | {"choices": [], "usage": data["usage"]})
    yield DONE


def _chunk(head: dict[str, Any], delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _sent(head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]})


def _sent(chunk: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(chunk, ensure_ascii=False))
