"""Folders, zip archives, archives inside them and files become a stream of files to load, in a stable order."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from canonical.errors import UnusableFileError
from ingest.archives import SMALL, Archive, member_name, too_many_files
from ingest.limits import Limits
from ingest.reading import check_file, checked_size, read_file, unusable
from ingest.sniffing import ZIP, is_word

TEXTS = (".txt", ".text", ".md", ".markdown")
WEB_PAGES = (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml")
NAMED_TO_BE_REFUSED = (".wps", ".ofd")  # found, so that nobody thinks they were read
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
OFFICE = (".docx", ".doc", ".rtf", ".xlsx")
KNOWN = frozenset((*TEXTS, *WEB_PAGES, *PICTURES, *OFFICE, *NAMED_TO_BE_REFUSED, ".pdf", ".zip"))
OTHERS = (".json", ".csv")  # a crawler's report now and then, mostly something else
DEEPEST = 4  # archives inside one another
LOCKS = ("~$", ".", "__MACOSX")  # Word's lock files, hidden files, what macOS adds to archives


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file to load. `path` is what to call it ("folder/archive.zip!2023/inner.zip!report.doc").

    `places` are the member's number within the archive `file`, within the archive in there, and so on. What could not
    be looked into is found all the same, with the reason as its `problem`, which `read` raises. One of the `OTHERS`
    that nobody named is `doubtful`: nobody said that there is a report in it.
    """

    path: str
    file: Path
    limits: Limits
    places: tuple[int, ...] = ()
    problem: tuple[str, str] | None = None
    doubtful: bool = False

    def read(self) -> bytes:
        """The file's bytes; raises `UnusableFileError` where there are none to be had."""
        if self.problem is not None:
            raise UnusableFileError(self.path, *self.problem)
        if not self.places:
            return read_file(self.file, self.limits)
        *outer, place = self.places
        try:
            archive = _opened(self.file, self.limits, self.file.stat().st_mtime_ns, tuple(outer))
        except OSError as error:
            raise unusable(self.file, error) from None
        data = archive.read(archive.members()[place], display=self.path, limit=self.limits.max_bytes)
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
                yield from _found(file, limits, doubtful=file != path and _is_other(file.name))


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
    return PurePosixPath(name).suffix.lower() in KNOWN or _is_other(name)


def _is_other(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in OTHERS


def _found(file: Path, limits: Limits, *, doubtful: bool) -> Iterator[FoundFile]:
    try:
        if file.is_dir():
            yield _problem(file, unusable(file, PermissionError()), limits)  # it could not be listed
            return
        check_file(file)
        if not _is_archive(file, limits):
            yield FoundFile(path=str(file), file=file, limits=limits, doubtful=doubtful)
            return
        yield from _members(file, (), _Allowance(file=file, limits=limits))
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
    return not is_word(_opened(file, limits, file.stat().st_mtime_ns, ()).names())


@lru_cache(maxsize=4)
def _opened(file: Path, limits: Limits, changed: int, places: tuple[int, ...]) -> Archive:
    """The open archive at these places: members of one are read one after the other, and its directory may be long."""
    if not places:
        return Archive(file, str(file), limits)
    *outer, place = places
    archive = _opened(file, limits, changed, tuple(outer))
    member = archive.members()[place]
    path = f"{archive.path}!{safe_name(member)}"
    return Archive(archive.read(member, display=path, limit=limits.max_bytes), path, limits)


@dataclass(slots=True, kw_only=True)
class _Allowance:
    """What all archives inside one file may hold together: a bomb may be spread over many of them."""

    file: Path
    limits: Limits
    members: int = 0
    size: int = 0

    def take(self, archive: Archive) -> tuple[zipfile.ZipInfo, ...]:
        """The archive's members; raises `UnusableFileError` where they are too many or grow too much."""
        members = archive.members()
        self.members += len(members)
        self.size += sum(member.file_size for member in members)
        if self.members > self.limits.max_members:
            raise too_many_files(archive.path, self.members)
        if self.size > SMALL and self.size > self.limits.max_ratio * self.file.stat().st_size:
            ratio = self.limits.max_ratio
            reason = f"解压后膨胀超过 {ratio} 倍 / grows more than {ratio} times when unpacked"
            raise UnusableFileError(archive.path, reason, "疑为压缩炸弹 / it looks like a zip bomb")
        return members


def _members(file: Path, places: tuple[int, ...], allowance: _Allowance) -> Iterator[FoundFile]:
    """The files of the archive at these places, those of the archives in it in their place."""
    limits = allowance.limits
    archive = _opened(file, limits, file.stat().st_mtime_ns, places)
    if len(places) >= DEEPEST:
        reason = f"压缩包嵌套超过 {DEEPEST} 层 / is an archive inside {DEEPEST} others"
        raise UnusableFileError(archive.path, reason, "解压后指定文件夹 / unpack it and give the folder")
    named = sorted((safe_name(member), place) for place, member in enumerate(allowance.take(archive)))
    for name, place in named:
        if all(map(_is_wanted, name.split("/"))) and _is_known(name):
            path, within = f"{archive.path}!{name}", (*places, place)
            found = FoundFile(path=path, file=file, limits=limits, places=within, doubtful=_is_other(name))
            yield from _inner(found, allowance) if name.lower().endswith(".zip") else (found,)


def _inner(found: FoundFile, allowance: _Allowance) -> Iterator[FoundFile]:
    """The files of an archive that is a member of another; it may also be a Word document with a wrong name."""
    try:
        inner = _opened(found.file, found.limits, found.file.stat().st_mtime_ns, found.places)
        if is_word(inner.names()):
            yield found
        else:
            yield from _members(found.file, found.places, allowance)
    except UnusableFileError as error:
        yield replace(found, path=error.path, problem=(error.reason, error.fix))


def safe_name(member: zipfile.ZipInfo) -> str:
    """The member's name for people: no drive, no root, no way up, no control characters. Nothing is written to it."""
    parts = member_name(member).replace("\\", "/").split("/")
    kept = [part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")]
    return "".join(char for char in "/".join(kept) if char.isprintable())
