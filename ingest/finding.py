"""Folders, zip archives and files become a stream of files to load, in a stable order."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from canonical.errors import UnusableFileError
from ingest.archives import SMALL, Archive, member_name
from ingest.limits import Limits
from ingest.reading import check_file, checked_size, read_file, unusable
from ingest.sniffing import ZIP, is_word

TEXTS = (".txt", ".text", ".md", ".markdown")
WEB_PAGES = (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml")
KNOWN = frozenset((*TEXTS, *WEB_PAGES, ".docx", ".doc", ".rtf", ".pdf", ".zip"))
LOCKS = ("~$", ".", "__MACOSX")  # Word's lock files, hidden files, what macOS adds to archives


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file to load. `path` is what to call it ("folder/archive.zip!2023/report.doc"); nothing is read before `read`.

    `place` is the member's number within the archive `file`. A place that could not be looked into is found all the
    same, with the reason as its `problem`, which `read` raises.
    """

    path: str
    file: Path
    limits: Limits
    place: int | None = None
    problem: tuple[str, str] | None = None

    def read(self) -> bytes:
        """The file's bytes; raises `UnusableFileError` where there are none to be had."""
        if self.problem is not None:
            raise UnusableFileError(self.path, *self.problem)
        if self.place is None:
            return read_file(self.file, self.limits)
        try:
            archive = _opened(self.file, self.limits, self.file.stat().st_mtime_ns)
        except OSError as error:
            raise unusable(self.file, error) from None
        member = archive.members()[self.place]
        data = archive.read(member, display=self.path, limit=self.limits.max_bytes)
        return checked_size(data, self.path, self.limits)

    def sha256(self) -> str:
        """The content's identity; raises as `read` does."""
        return hashlib.sha256(self.read()).hexdigest()


def find_files(
    paths: Iterable[Path], *, limits: Limits | None = None, skip: Collection[Path] = ()
) -> Iterator[FoundFile]:
    """The files at and below the paths, each once; folders in `skip` (the store's own) are not entered.

    In folders and archives only files with a known extension are found; a path that is named itself always is.
    """
    limits = limits or Limits()
    skipped = frozenset(path.resolve() for path in skip)
    seen: set[Path] = set()
    for path in paths:
        for file in _files(path, skipped):
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield from _found(file, limits)


def _files(path: Path, skipped: Collection[Path]) -> Iterator[Path]:
    """The path itself, or the known files below a folder, sorted; folders that can not be listed come as themselves."""
    if not path.is_dir():
        yield path
        return
    refused: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=lambda error: refused.append(Path(error.filename))):
        inner = (name for name in folders if _is_wanted(name))
        folders[:] = sorted(name for name in inner if Path(folder, name).resolve() not in skipped)
        yield from (Path(folder, name) for name in sorted(names) if _is_wanted(name) and _is_known(name))
    yield from refused


def _is_wanted(name: str) -> bool:
    return not name.startswith(LOCKS)


def _is_known(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in KNOWN


def _found(file: Path, limits: Limits) -> Iterator[FoundFile]:
    try:
        if file.is_dir():
            yield _problem(file, unusable(file, PermissionError()), limits)  # it could not be listed
            return
        check_file(file)
        if not _is_archive(file, limits):
            yield FoundFile(path=str(file), file=file, limits=limits)
            return
        yield from _members(file, limits)
    except OSError as error:
        yield _problem(file, unusable(file, error), limits)
    except UnusableFileError as error:
        yield _problem(file, error, limits)


def _problem(file: Path, error: UnusableFileError, limits: Limits) -> FoundFile:
    return FoundFile(path=str(file), file=file, limits=limits, problem=(error.reason, error.fix))


def _is_archive(file: Path, limits: Limits) -> bool:
    """Whether to look inside: a zip file that is no Word document, by its bytes."""
    with file.open("rb") as opened:
        if not opened.read(4).startswith(ZIP):
            return False
    if file.suffix.lower() in KNOWN - {".zip"}:
        return False  # a document or a damaged one: loading it says which
    return not is_word(_opened(file, limits, file.stat().st_mtime_ns).names())


@lru_cache(maxsize=2)
def _opened(file: Path, limits: Limits, _changed: int) -> Archive:
    """The open archive: members of one are read one after the other, and its directory may be long."""
    return Archive(file, str(file), limits)


def _members(file: Path, limits: Limits) -> Iterator[FoundFile]:
    members = _opened(file, limits, file.stat().st_mtime_ns).members()
    total = sum(member.file_size for member in members)
    if total > SMALL and total > limits.max_ratio * file.stat().st_size:
        reason = f"解压后膨胀超过 {limits.max_ratio} 倍 / grows more than {limits.max_ratio} times when unpacked"
        raise UnusableFileError(str(file), reason, "疑为压缩炸弹 / it looks like a zip bomb")
    named = sorted((safe_name(member), place) for place, member in enumerate(members))
    for name, place in named:
        if all(map(_is_wanted, name.split("/"))) and _is_known(name):
            nested = name.lower().endswith(".zip")
            problem = (
                ("is an archive inside an archive", "解压后指定文件夹 / unpack it and give the folder")
                if nested
                else None
            )
            yield FoundFile(path=f"{file}!{name}", file=file, limits=limits, place=place, problem=problem)


def safe_name(member: zipfile.ZipInfo) -> str:
    """The member's name for people: no drive, no root, no way up, no control characters. Nothing is written to it."""
    parts = member_name(member).replace("\\", "/").split("/")
    kept = [part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")]
    return "".join(char for char in "/".join(kept) if char.isprintable())
