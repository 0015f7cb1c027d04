"""What every `Model` does: the scripted one in process, and the adapter for servers against the scripted server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Literal

import pytest
from pydantic import BaseModel

from canonical.errors import CallCancelledError, ModelDownError, UnusableAnswerError
from llm import Asked, Model, Reply, Request, Said, ScriptedModel, Turn
from llm.behaviours import BEHAVIOURS
from llm.config import ModelConfig
from llm.scripted import Behaviour, in_order
from llm.served import ServedModel
from service.scripted_llm import serving

RETRIES = 2
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes((0, 0, 2, 0, 0, 0, 2, 0))


class Cell(BaseModel):
    """What is in a cell."""

    value: int | None
    reason: Literal["empty", "unreadable"] | None
    quote: str


READ = Request(prompt="read_cell/v1", digest="d", system="Read.", user="规章 12 件", answer=Cell)
WORDS = Request(prompt="say/v1", digest="d", system="Answer.", user="有几件？")
TRUE = {"value": 12, "reason": None, "quote": "规章 12 件"}
Scripted = Callable[..., Model]


@pytest.fixture(params=["in process", "over HTTP"])
def scripted(request: pytest.FixtureRequest) -> Iterator[Scripted]:
    if request.param == "in process":
        yield lambda script, timeout=10: ScriptedModel(script=script, retries=RETRIES, timeout=timeout)
        return
    with ExitStack() as opened:

        def served(script: Behaviour | list[Said | Behaviour], timeout: float = 10) -> Model:
            url = opened.enter_context(serving(script if callable(script) else in_order(script)))
            config = ModelConfig(
                model="scripted",
                base_url=url,
                timeout=timeout,
                retries=RETRIES,
                first_wait=0.01,
                vision=True,
                way="json_schema",
            )
            return opened.enter_context(closing(ServedModel(config)))

        yield served


def test_an_answer_is_validated_and_its_cost_told(scripted):
    completion = scripted([TRUE]).complete(READ)
    assert completion.answer == Cell(**TRUE)
    assert completion.way == "json_schema"
    assert not completion.kept
    assert completion.spent.prompt_tokens > 10
    assert completion.spent.completion_tokens > 5


def test_words_are_words(scripted):
    completion = scripted(["十二件。"]).complete(WORDS)
    assert (completion.text, completion.answer, completion.way) == ("十二件。", None, "text")


def test_a_model_sees_what_is_sent_and_nothing_else(scripted):
    seen: list[Asked] = []

    def look(asked: Asked) -> Said:
        seen.append(asked)
        return TRUE

    turns = (Turn(answered='{"value": "?"}', complaint="value: not a number"),)
    scripted(look).complete(Request(**{**_parts(READ), "turns": turns, "images": (PNG,)}))
    (asked,) = seen
    assert (asked.system, asked.user, asked.wanted) == ("Read.", "规章 12 件", "Cell")
    assert (asked.complaints, asked.images, asked.number) == (("value: not a number",), (PNG,), 0)
    assert asked.schema["required"] == ["value", "reason", "quote"]


@pytest.mark.parametrize("text", ["```json\n%s\n```", "Here it is: %s Is that right?", "<think>{1} or {2}?</think>%s"])
def test_an_answer_between_fences_or_words_is_found(scripted, text):
    assert scripted([text % Cell(**TRUE).model_dump_json()]).complete(READ).answer == Cell(**TRUE)


@pytest.mark.parametrize("name", ["garbage", "wrong-json", "wrong-schema", "echo"])
def test_a_reply_that_does_not_validate_is_an_error_with_the_reply_and_its_cost(scripted, name):
    with pytest.raises(UnusableAnswerError) as caught:
        scripted(BEHAVIOURS[name]).complete(READ)
    assert caught.value.text
    assert caught.value.reason
    assert caught.value.spent.calls == 1
    assert caught.value.spent.completion_tokens > 0


@pytest.mark.parametrize(
    "fault", [Reply(status=429, retry_after=0.01), Reply(status=503), Reply(text="{}", sends="half")]
)
def test_a_fault_that_passes_is_no_fault(scripted, fault):
    completion = scripted([fault] * RETRIES + [TRUE]).complete(READ)
    assert completion.answer == Cell(**TRUE)
    assert completion.spent.calls == RETRIES + 1


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=429, retry_after=0.01),
        Reply(status=500),
        Reply(text="{}", sends="half"),
        Reply(text="<p>", sends="body"),
        Reply(sends="never"),
    ],
)
def test_a_fault_that_stays_is_an_error_after_the_retries(scripted, fault):
    with pytest.raises(ModelDownError) as caught:
        scripted(lambda _: fault, timeout=0.1 if fault.sends == "never" else 10).complete(READ)
    assert caught.value.spent.calls == RETRIES + 1


def test_an_answer_that_is_cut_off_is_not_taken_for_one(scripted):
    long = {**TRUE, "quote": "规章 12 件，" * 50}
    with pytest.raises(UnusableAnswerError, match="cut off") as caught:
        scripted([long]).complete(Request(**{**_parts(READ), "max_tokens": 60}))
    assert caught.value.spent.calls == 1


@pytest.mark.parametrize("name", ["lie", "answer"])
def test_lies_and_empty_answers_are_valid(scripted, name):
    answer = scripted(BEHAVIOURS[name]).complete(READ).answer
    assert isinstance(answer, Cell)
    assert answer.value != 12


def test_a_cancelled_call_ends_at_once(scripted):
    model, cancelled = scripted(BEHAVIOURS["hang"], timeout=60), threading.Event()
    threading.Timer(0.1, cancelled.set).start()
    started = time.monotonic()
    with pytest.raises(CallCancelledError):
        model.complete(READ, cancelled=cancelled)
    assert time.monotonic() - started < 5


def test_nothing_is_asked_once_cancelled(scripted):
    asked: list[Asked] = []
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CallCancelledError):
        scripted(lambda each: asked.append(each) or TRUE).complete(READ, cancelled=cancelled)
    assert not asked


def _parts(request: Request) -> dict[str, object]:
    return {name: getattr(request, name) for name in request.__dataclass_fields__}
