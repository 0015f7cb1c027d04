"""Behaviours by name, the schema they fill, and the tokens that all this takes."""

from __future__ import annotations

import json
import re
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from canonical.errors import UnusableRequestError
from llm import Asked, Request
from llm.behaviours import BEHAVIOURS, behaviour
from llm.reading import read_answer
from llm.schema import strict_schema
from llm.scripted import reply_of
from llm.tokens import count_prompt, count_tokens, picture_tokens

TEXT = "本年收到行政许可申请 317 件，\n收费 1076.18 万元。"


class Item(BaseModel):
    """One number."""

    label: Literal["许可", "收费"]
    title: str | None = Field(default=None, description="the heading")
    value: float | None
    quote: str
    parts: list[Item] = []


class Items(BaseModel):
    """All of them."""

    items: list[Item] = Field(min_length=1)
    done: bool


ASKED = Asked(system="Read.", user=TEXT, schema=strict_schema(Items))


def said(name: str, asked: Asked = ASKED) -> str:
    return reply_of(BEHAVIOURS[name](asked)).text


def test_a_strict_schema_requires_every_property_and_keeps_what_describes_it():
    schema = strict_schema(Items)
    item = schema["$defs"]["Item"]
    assert item["required"] == ["label", "title", "value", "quote", "parts"]
    assert item["additionalProperties"] is False
    assert item["properties"]["title"]["description"] == "the heading"
    assert "default" not in json.dumps(schema)
    assert (schema["title"], item["description"]) == ("Items", "One number.")


def test_an_empty_answer_fits_any_schema_and_states_nothing():
    answer = read_answer(said("answer"), Items)
    assert [(item.value, item.title, item.quote) for item in answer.items] == [(None, None, "")]


def test_a_lie_fits_the_schema_with_a_number_that_is_not_in_the_text_and_a_quote_that_looks_like_it():
    for number in range(20):
        answer = read_answer(said("lie", Asked(system="", user=TEXT, schema=ASKED.schema, number=number)), Items)
        (item, *_) = answer.items
        assert not re.search(rf"(?<!\d){item.value:g}(?!\d)", TEXT)
        assert item.quote not in TEXT
        assert item.quote[:2] in {"本年", "收费"}


def test_lies_are_the_same_every_time():
    assert said("lie") == said("lie")
    assert len({said("garbage", Asked(system="", user="", number=number)) for number in range(20)}) == 20


def test_a_plan_is_followed_in_order_and_its_last_step_stays():
    plan = behaviour("busy*2, error,answer")
    replies = [reply_of(plan(Asked(system="", user="", number=number))).status for number in range(5)]
    assert replies == [429, 429, 500, 200, 200]


@pytest.mark.parametrize("words", ["sing", "busy*x", ""])
def test_an_unknown_behaviour_is_answered_with_those_there_are(words):
    with pytest.raises(UnusableRequestError, match="wrong-schema"):
        behaviour(words)


def test_text_that_looks_like_a_special_token_is_counted_as_text():
    assert count_tokens("<|endoftext|>") > 1


def test_everything_that_is_sent_is_counted():
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes((0, 0, 4, 0, 0, 0, 2, 1))
    bare = Request(prompt="p/v1", digest="d", system="Read.", user=TEXT)
    assert count_prompt(bare) == count_tokens("Read.") + count_tokens(TEXT) + 8
    with_schema = Request(prompt="p/v1", digest="d", system="Read.", user=TEXT, answer=Items)
    assert count_prompt(with_schema) > count_prompt(bare) + 50
    with_picture = Request(prompt="p/v1", digest="d", system="Read.", user=TEXT, images=(png,))
    assert count_prompt(with_picture) == count_prompt(bare) + 85 + 170 * 4


@pytest.mark.parametrize(
    ("size", "tokens"), [((512, 512), 255), ((1024, 1024), 765), ((2048, 4096), 1105), ((1240, 1754), 1105)]
)
def test_a_large_picture_costs_what_it_does_once_the_vendor_has_made_it_smaller(
    size: tuple[int, int], tokens: int
) -> None:
    assert picture_tokens(*size) == tokens
