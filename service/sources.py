"""The bytes of a stored report's file, from where it was read: a file, or a member of an archive, however deep."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from canonical.errors import UnusableFileError
from ingest.finding import FoundFile, find_files
from ingest.reading import sha256_of

if TYPE_CHECKING:
    from canonical.report import ReportHeader
    from ingest.limits import Limits


class SourceGoneError(UnusableFileError):
    """The file of a stored report is no longer where it was read."""


class SourceChangedError(UnusableFileError):
    """The file of a stored report has another content now."""


def source_of(header: ReportHeader, limits: Limits) -> bytes:
    """The content that the report was read from; raises UnusableFileError where it is not to be had any more."""
    found = next((file for file in _files(header.path, limits) if readable(file.path) == header.path), None)
    if found is None:
        raise SourceGoneError(
            header.path,
            "文件已不在原处 / is no longer there",
            "放回原处，或在新位置用 nianbao ingest --replace 重新入库 / put it back, or ingest it where it is now "
            "with --replace",
        )
    data = found.read()
    if sha256_of(data) != header.sha256:
        raise SourceChangedError(
            header.path,
            "入库后文件内容已改变 / has changed since it was read",
            "恢复原文件，或将新文件入库 / bring the old file back, or ingest the new one",
        )
    return data


def readable(path: str) -> str:
    """The path as text that can be stored: a name in bytes that are no UTF-8 comes from Chinese Windows, so GB18030."""
    return "/".join(map(_readable_name, path.split("/")))


def _readable_name(name: str) -> str:
    raw = os.fsencode(name)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "backslashreplace")


def _files(path: str, limits: Limits) -> Iterator[FoundFile]:
    """The files at the path, or in the archive that it begins with ("folder/archive.zip!report.pdf")."""
    ends = [len(path), *(at for at, sign in enumerate(path) if sign == "!")]
    for end in ends:
        file = _on_disk(path[:end])
        if file.is_file():
            yield from find_files([file], limits=limits)
            return


def _on_disk(path: str) -> Path:
    """The path with each name as the disk has it: in UTF-8 or, where there is no such, in GB18030."""
    found = Path("/" if path.startswith("/") else "")
    for name in path.strip("/").split("/"):
        plain = found / name
        found = plain if plain.exists() else found / os.fsdecode(name.encode("gb18030", "replace"))
    return found
