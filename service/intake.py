"""The way in: files become stored reports, one transaction a file, then passages become findable by meaning.

    find files -> known? unchanged -> load -> split -> extract -> chunk -> write       (`take_in`, a file at a time)
    embed what is missing -> bring the index up to date                        (`service.indexing`, after all files)

A file that fails never stops the others. Killed at any point and run again, the state is that of an undisturbed run:
a file's reports are stored whole or not at all; whatever has no embedding or no index entry gets one in the next run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from canonical.errors import StoreError, UnusableFileError
from extraction import extract, split_reports
from ingest import FoundFile, chunk, find_files, load_bytes
from service.logs import LOG, PROGRESS
from service.sources import readable

if TYPE_CHECKING:
    from canonical.report import Report
    from factstore import FactStore
    from ingest import Chunk, Limits
    from service.language_model import Asking
    from service.settings import Settings

Result = Literal["added", "updated", "unchanged", "skipped", "failed"]
Told = Callable[[str, int, int], None]
"""Called with a file, the number of a page of it that is about to be read from a picture, and of how many pages."""
RESULTS: tuple[Result, ...] = ("added", "updated", "unchanged", "skipped", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. `reason` says why it failed and what to do about it, or why it was skipped.

    `report_ids` are all reports of the file, mostly one; `report_id` is the first.
    """

    path: str
    outcome: Result
    report_id: str | None
    reason: str | None
    ms: int
    report_ids: tuple[str, ...] = ()


class Stored(NamedTuple):
    """What the store did with a file, and the ids of its reports."""

    outcome: Result
    report_ids: tuple[str, ...]


def found_files(paths: Sequence[Path], settings: Settings) -> tuple[FoundFile, ...]:
    """Every file of folders and archives, in a stable order; the program's own folder is not looked into."""
    return tuple(find_files(paths, limits=settings.limits, skip=(settings.home,)))


def take_in(
    files: Sequence[FoundFile],
    store: FactStore,
    *,
    replace: bool = False,
    told: Told | None = None,
    asking: Asking | None = None,
) -> Iterator[Outcome]:
    """What became of each file, as soon as it is known. Raises only when the store itself can not be used."""
    for number, file in enumerate(files, start=1):
        outcome = take_in_file(file, store, replace=replace, told=told, asking=asking)
        PROGRESS.info("file %d/%d %s %s", number, len(files), outcome.outcome, outcome.path)
        yield outcome


def take_in_file(
    file: FoundFile,
    store: FactStore,
    *,
    replace: bool = False,
    told: Told | None = None,
    asking: Asking | None = None,
) -> Outcome:
    """What became of one file; afterwards its report is in the store, whole, or nothing of it is."""
    started = perf_counter()
    try:
        outcome, report_ids = _store(file, store, replace=replace, told=told, asking=asking)
        reason = None
    except StoreError:
        raise
    except UnusableFileError as error:
        LOG.debug("%s", file.path, exc_info=error)
        outcome, report_ids, reason = "skipped" if file.doubtful else "failed", (), _one_line(error)
    except OSError as error:
        outcome, report_ids, reason = "failed", (), f"无法读取 / can not be read: {error.strerror or error}"
    except Exception as error:  # noqa: BLE001  a defect that one odd file brings out must not cost the others
        LOG.debug("%s", file.path, exc_info=error)
        outcome, report_ids, reason = (
            "failed",
            (),
            f"程序缺陷 / a defect of this program: {type(error).__name__}: {error}",
        )
    ms = round((perf_counter() - started) * 1000)
    return Outcome(
        path=readable(file.path),
        outcome=outcome,
        report_id=report_ids[0] if report_ids else None,
        reason=reason,
        ms=ms,
        report_ids=report_ids,
    )


def read_reports(
    data: bytes, path: str, limits: Limits, told: Told | None = None, asking: Asking | None = None
) -> Iterator[tuple[Report, tuple[Chunk, ...]]]:
    """Every report of a file with its passages, the model asked about each where there is one."""
    document = load_bytes(data, path=path, limits=limits, progress=partial(told, path) if told else None)
    for part in split_reports(document):
        report = extract(part, resolver=asking.resolver(data, path) if asking else None)
        if asking:
            asking.note(report)
        yield report, chunk(part)


def _store(file: FoundFile, store: FactStore, *, replace: bool, told: Told | None, asking: Asking | None) -> Stored:
    data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    known = store.document(digest)
    if known and not replace:
        return Stored("unchanged", known.report_ids)
    read = list(read_reports(data, readable(file.path), file.limits, told, asking))
    written = store.write_file(read, replace=replace, size=len(data))
    stored = store.document(digest)
    return Stored(written, stored.report_ids if stored else ())


def _one_line(error: UnusableFileError) -> str:
    said = f"{error.reason} ({error.fix})" if error.fix else error.reason
    return " ".join(said.split())
