"""Answers kept by what was asked, so that a second run is free; exported as a replay file, they need no model at all.

What is kept is the reply and a hash of the request: no text of a report, and no key.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Lock

from canonical.errors import ModelDownError, UnusableAnswerError, UnusableSettingError
from llm.model import Completion, Model, Request, Way
from llm.reading import read_answer
from llm.schema import strict_schema

LOG = logging.getLogger("nianbao.llm")
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
COLUMNS = ("key", "prompt", "model", "way", "text", "usable")
TABLE = """CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, prompt TEXT NOT NULL, model TEXT NOT NULL, way TEXT NOT NULL, text TEXT NOT NULL,
    usable INTEGER NOT NULL, kept_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """A reply as it came; one that did not validate is kept for replays only."""

    key: str
    prompt: str
    model: str
    way: Way
    text: str
    usable: bool


def key_of(request: Request, model: str) -> str:
    """The hash of everything that an answer depends on."""
    parts = [
        model,
        request.digest,
        request.system,
        request.user,
        [hashlib.sha256(image).hexdigest() for image in request.images],
        [[turn.answered, turn.complaint] for turn in request.turns],
        strict_schema(request.answer) if request.answer else None,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Cache:
    """Replies in one SQLite file; threads and processes share it. What goes wrong with it costs a call, never a run."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._rows = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            self._rows.execute("PRAGMA journal_mode = WAL")
            self._rows.execute("PRAGMA synchronous = NORMAL")
            self._rows.execute(TABLE)
        except (OSError, sqlite3.Error) as error:
            raise UnusableSettingError(f"{path}: 不能用作缓存 / can not be used as a cache: {error}") from None

    def get(self, key: str) -> KeptReply | None:
        """The reply kept under a key."""
        return next(iter(self._select("WHERE key = ?", key)), None)

    def put(self, reply: KeptReply) -> None:
        """Nothing; the reply is kept, in place of an older one."""
        row = asdict(reply)
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        try:
            with self._lock:
                self._rows.execute(f"INSERT OR REPLACE INTO replies ({names}) VALUES ({values})", row)  # noqa: S608
        except sqlite3.Error as error:
            LOG.warning("an answer can not be kept: %s", error)

    def export(self, path: Path) -> int:
        """How many replies there are; they are in the file afterwards, a JSON object a line."""
        replies = self._select("ORDER BY prompt, model, key")
        lines = (json.dumps(asdict(reply), ensure_ascii=False) + "\n" for reply in replies)
        path.write_text("".join(lines), encoding="utf-8")
        return len(replies)

    def close(self) -> None:
        """Nothing; the file is let go."""
        with self._lock:
            self._rows.close()

    def _select(self, which: str, *values: str) -> list[KeptReply]:
        try:
            with self._lock:
                found = self._rows.execute(f"SELECT {', '.join(COLUMNS)} FROM replies {which}", values).fetchall()  # noqa: S608
        except sqlite3.Error as error:
            LOG.warning("kept answers can not be read: %s", error)
            return []
        return [KeptReply(**{**dict(zip(COLUMNS, row, strict=True)), "usable": bool(row[-1])}) for row in found]


class Kept:
    """A model that is asked only what it has not answered before."""

    def __init__(self, model: Model, cache: Cache) -> None:
        self.name, self._model, self._cache = model.name, model, cache

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:
        """The answer to a request; see `Model`."""
        key = key_of(request, self.name)
        kept = self._cache.get(key)
        if kept and kept.usable:
            return _again(kept, request)
        try:
            completion = self._model.complete(request, cancelled=cancelled)
        except UnusableAnswerError as error:
            self._keep(key, request, "text", error.text, usable=False)
            raise
        self._keep(key, request, completion.way, completion.text, usable=True)
        return completion

    def _keep(self, key: str, request: Request, way: Way, text: str, *, usable: bool) -> None:
        self._cache.put(KeptReply(key=key, prompt=request.prompt, model=self.name, way=way, text=text, usable=usable))


class Replayed:
    """The answers that a model gave, from a replay file; without a name, those of the first model in it."""

    def __init__(self, path: Path, name: str | None = None) -> None:
        replies = list(_read(path))
        self.name = name or next((reply.model for reply in replies), "replay")
        self._path, self._replies = path, {reply.key: reply for reply in replies}

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:  # noqa: ARG002  the port
        """The answer to a request; see `Model`. ModelDownError where the file has none."""
        reply = self._replies.get(key_of(request, self.name))
        if reply is None:
            raise ModelDownError(f"{self._path}: 没有这一问的回答 / has no answer to this ({request.prompt})")
        return _again(reply, request)


def _again(reply: KeptReply, request: Request) -> Completion:
    """The completion of a kept reply, validated as when it came: it fails again where it failed then."""
    answer = read_answer(reply.text, request.answer) if request.answer else None
    if not reply.usable:
        raise UnusableAnswerError(reply.text, "当时也无法使用 / could not be used then either")
    return Completion(text=reply.text, answer=answer, model=reply.model, way=reply.way, kept=True)


def _read(path: Path) -> Iterator[KeptReply]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from (KeptReply(**json.loads(line)) for line in lines if line.strip())
    except (OSError, ValueError, TypeError) as error:
        raise UnusableSettingError(f"{path}: 不是回放文件 / is no replay file: {error}") from None
