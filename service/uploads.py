"""What comes over HTTP: bodies bounded while they stream, files kept under their content's name if they are reports."""

from __future__ import annotations

import hashlib
import re
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from service.faults import answer

if TYPE_CHECKING:
    from fastapi import UploadFile
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PIECE = 1024 * 1024
UPLOADS = "/v1/reports"
LARGEST_JSON = 1024 * 1024
"""Bytes of a body that is no upload: a long conversation has some hundred thousand."""
GOODBYE = {"connection": "close"}  # or the server would go on reading what nobody wants
LONGEST_NAME = 200  # bytes; file systems take 255
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


class BodyLimit:
    """ASGI middleware that refuses a body over the limit: at once where its length is declared, else as it streams.

    `uploads` bounds what comes to `UPLOADS`; everything else is a small JSON body.
    """

    def __init__(self, app: ASGIApp, *, uploads: int) -> None:
        self.app, self.uploads = app, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        most = self.uploads if path == UPLOADS else LARGEST_JSON
        if _declared_length(scope) > most:
            await answer(413, detail={"max_bytes": most}, headers=GOODBYE, at=path)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413, headers=GOODBYE)
            return message

        await self.app(scope, counted, send)


def _declared_length(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


def received(file: UploadFile, folder: Path) -> Path:
    """The upload as a file, in a folder named by its content, so that the same file twice is one file."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=".incoming-", dir=folder)) / safe_name(file.filename)
    digest = hashlib.sha256()
    try:
        with draft.open("wb") as out:
            while piece := file.file.read(PIECE):
                digest.update(piece)
                out.write(piece)
        home = folder / digest.hexdigest()[:16]
        home.mkdir(exist_ok=True)
        return draft.replace(home / draft.name)
    finally:
        shutil.rmtree(draft.parent)


def discard(path: Path) -> None:
    """Nothing; afterwards the upload is gone, and its folder too if nothing else is in it."""
    path.unlink(missing_ok=True)
    with suppress(OSError):  # not empty: the same content came under another name
        path.parent.rmdir()


def safe_name(name: str | None) -> str:
    """The upload's own name without folders and signs that file systems refuse, shortened, its extension kept."""
    plain = _NOT_IN_NAMES.sub("_", (name or "").replace("\\", "/").rpartition("/")[2]).strip(". ") or "report"
    suffix = Path(plain).suffix[:10]
    stem = plain.removesuffix(suffix).encode("utf-8", "replace")[
        : LONGEST_NAME - len(suffix.encode("utf-8", "replace"))
    ]
    return stem.decode("utf-8", "ignore") + suffix.encode("utf-8", "replace").decode()
