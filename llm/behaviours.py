"""How models behave, by name: well, badly, and not at all. `behaviour("busy*2,answer")` is one after another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from canonical.errors import UnusableRequestError
from llm.schema import JsonSchema, resolved
from llm.scripted import Asked, Behaviour, Reply, Said, reply_of

RETRY_AFTER = 1.0
DEEPEST = 6
"""Schemas that contain themselves are filled so far down."""
NUMBER = re.compile(r"\d+(?:\.\d+)?")
Leaf = Callable[[str, str], Any]
"""From the name of a property and its JSON type to a value."""


def answer(asked: Asked) -> Said:
    """What is valid and says nothing: null wherever it may be, no items, yes, zero."""
    if asked.schema is None:
        return "无法从给出的文字中得知。"
    return json.dumps(_Filling(asked.schema, _nothing, empty=True).value(asked.schema), ensure_ascii=False)


def lie(asked: Asked) -> Said:
    """What is valid, plausible and wrong: numbers that are not those of the text, in quotes that look like it."""
    rolls = Random(f"{asked.number} {asked.user}")  # noqa: S311  the same lies every time
    lines = [line for line in asked.user.splitlines() if NUMBER.search(line)] or ["合计 12 件"]
    line = rolls.choice(lines)
    true = rolls.choice(NUMBER.findall(line))
    wrong = _other_number(true, rolls)

    def invented(name: str, kind: str) -> Any:
        if kind in {"integer", "number"}:
            return float(wrong) if "." in wrong and kind == "number" else int(float(wrong))
        if kind == "boolean":
            return True
        return line.replace(true, wrong).strip() if "quote" in name else wrong

    if asked.schema is None:
        return f"{line.replace(true, wrong)}。"
    return json.dumps(_Filling(asked.schema, invented, empty=False).value(asked.schema), ensure_ascii=False)


def garbage(asked: Asked) -> Said:
    """Noise, other noise for every request."""
    rolls = Random(asked.number)  # noqa: S311
    return "".join(rolls.choices('的一是{}[]":,0123456789 \n\\xyz�', k=rolls.randint(1, 300)))


def wrong_json(asked: Asked) -> Said:
    """An answer that is no JSON, as when a model forgets to close what it opened."""
    text = reply_of(answer(asked)).text
    return text[: max(1, len(text) - 1)] + ",,"


def wrong_schema(asked: Asked) -> Said:
    """An answer that is JSON, has the right names, and under each something of the wrong kind."""
    names = asked.schema.get("properties", {}) if asked.schema else {}
    return {name: {"not": "asked for"} for name in names} or {"not": "asked for"}


def half(asked: Asked) -> Said:
    """An answer that breaks off on its way."""
    return Reply(text=reply_of(answer(asked)).text, sends="half")


def echo(asked: Asked) -> Said:
    """What was asked."""
    return asked.user


BEHAVIOURS: Mapping[str, Behaviour] = {
    "answer": answer,
    "lie": lie,
    "garbage": garbage,
    "wrong-json": wrong_json,
    "wrong-schema": wrong_schema,
    "half": half,
    "echo": echo,
    "busy": lambda _: Reply(status=429, retry_after=RETRY_AFTER),
    "error": lambda _: Reply(status=500),
    "page": lambda _: Reply(text="<html><title>Sign in</title></html>", sends="body"),
    "hang": lambda _: Reply(sends="never"),
}


def behaviour(words: str) -> Behaviour:
    """The behaviour of that name; of several with commas, `*N` for times, one after another and the last for good."""
    plan: list[Behaviour] = []
    for word in words.split(","):
        name, _, times = word.strip().partition("*")
        if name not in BEHAVIOURS or not (times or "1").isdigit():
            raise UnusableRequestError(f"{word}: not one of {', '.join(BEHAVIOURS)}, nor one of them with *N")
        plan += [BEHAVIOURS[name]] * int(times or 1)
    return lambda asked: plan[min(asked.number, len(plan) - 1)](asked)


@dataclass(frozen=True, slots=True)
class _Filling:
    """Values that fit a schema; with `empty` null and no items where these fit."""

    root: JsonSchema
    leaf: Leaf
    empty: bool

    def value(self, schema: JsonSchema, name: str = "", depth: int = 0) -> Any:
        node = resolved(schema, self.root)
        short = self.empty or depth > DEEPEST
        if "anyOf" in node:
            kinds = [option for option in node["anyOf"] if option.get("type") != "null"]
            return None if short and len(kinds) < len(node["anyOf"]) else self.value(kinds[0], name, depth + 1)
        if "const" in node or "enum" in node:
            return node["const"] if "const" in node else node["enum"][0]
        if node.get("type") == "array":
            none = short and not node.get("minItems")
            return [] if none else [self.value(node.get("items", {}), name, depth + 1)]
        if "properties" in node:
            return {part: self.value(each, part, depth + 1) for part, each in node["properties"].items()}
        return self.leaf(name, node.get("type", "string"))


def _nothing(_name: str, kind: str) -> Any:
    return {"integer": 0, "number": 0, "boolean": True, "null": None, "object": {}}.get(kind, "")


def _other_number(true: str, rolls: Random) -> str:
    """A number of the same length with one digit changed, never to a leading zero."""
    places = [place for place, digit in enumerate(true) if digit.isdigit()]
    place = rolls.choice(places)
    digits = [digit for digit in "123456789" if digit != true[place]]
    return true[:place] + rolls.choice(digits) + true[place + 1 :]
