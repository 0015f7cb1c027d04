"""How a server can be asked for a structured answer: tried once with a tiny question, and remembered in a file."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from pydantic import BaseModel

from llm.model import Request, Structured
from llm.schema import JsonSchema

ORDER: tuple[Structured, ...] = ("json_schema", "function_calling", "json_object")
"""Best first: the server holds the answer to the schema, knows the schema, or only knows that JSON is wanted."""
ASK = "\n\n只回答一个符合下列 JSON Schema 的 JSON 对象 / Reply with nothing but a JSON object that fits this schema:\n"


class Ready(BaseModel):
    """Says that the question was understood."""

    ready: Literal[True]


PROBE = Ready.__name__
PROBE_REQUEST = Request(
    prompt="probe",
    digest="",
    system="你只用 JSON 回答。 / You answer in JSON.",
    user="请回答 ready 为 true。 / Set ready to true.",
    answer=Ready,
    max_tokens=512,
)


def with_schema(system: str, schema: JsonSchema) -> str:
    """What the program says, with the schema that the answer has to fit."""
    return system + ASK + json.dumps(schema, ensure_ascii=False, separators=(",", ":"))


def schema_in(system: str) -> tuple[str, dict[str, Any] | None]:
    """What `with_schema` was made from."""
    said, found, schema = system.partition(ASK)
    return said, json.loads(schema) if found else None


class Ways:
    """The way of each server and model that is known. A file that can not be read or written is none."""

    def __init__(self, path: Path | None) -> None:
        self._path, self._lock = path, Lock()
        self._known: dict[str, Structured] = {}

    def get(self, server: str) -> Structured | None:
        with self._lock:
            way = self._known.get(server) or self._read().get(server)
        return next((each for each in ORDER if each == way), None)

    def remember(self, server: str, way: Structured, *, proven: bool) -> None:
        """Nothing; a way that a server took without a proper answer is kept for this run only."""
        with self._lock:
            self._known[server] = way
            if proven:
                self._write({**self._read(), server: way})

    def forget(self, server: str) -> None:
        with self._lock:
            self._known.pop(server, None)
            kept = self._read()
            if kept.pop(server, None):
                self._write(kept)

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8")) if self._path else {}
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _write(self, kept: Mapping[str, Any]) -> None:
        """Whole or not at all: another process may be reading."""
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False, encoding="utf-8") as file:
                json.dump(kept, file, indent=1, sort_keys=True)
            os.replace(file.name, self._path)  # noqa: PTH105
        except OSError:
            return
