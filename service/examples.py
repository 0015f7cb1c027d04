"""Whole bodies of every route, for the interface's description: recorded answers about invented reports, shortened."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def examples() -> dict[str, Any]:
    """The example body of each route, by method and path."""
    data: dict[str, Any] = json.loads(files("service").joinpath("data/examples.json").read_text(encoding="utf-8"))
    return data


def answers_like(route: str, more: dict[str, Any] | None = None) -> dict[int | str, dict[str, Any]]:
    """The `responses` entry that shows the example of a route ("get /v1/reports"), with `more` media types."""
    return {200: {"content": json_like(route) | (more or {})}}


def json_like(route: str) -> dict[str, Any]:
    """The `content` that shows the example of a route; of one that answers with a picture it is an error."""
    return {"application/json": {"example": examples()[route]}}


def stream_like(route: str, *names: str) -> dict[str, Any]:
    """The `content` that shows the server-sent events of a route, which have these names, or none."""
    event: dict[str, Any] = {"type": "object", "required": ["data"], "properties": {"data": {"type": "string"}}}
    if names:
        event["properties"]["event"] = {"enum": list(names)}
        event["required"] = ["event", "data"]
    return {"text/event-stream": {"itemSchema": event, "example": examples()[f"events of {route}"]}}
