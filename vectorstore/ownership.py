"""Who owns the index folder: a file lock that dies with its process, and a record beside it that names the owner."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from filelock import FileLock, Timeout

from canonical.errors import StoreError

SAME_START = 1.0  # seconds: a process number is used again, a start time is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The process that owns the index. `url` is where it answers, if it does (`nianbao serve`)."""

    pid: int
    url: str | None
    started: float


class Ownership:
    """The lock of one folder, held or not by this object."""

    def __init__(self, folder: Path) -> None:
        self._record = folder / "owner.json"
        self._lock = FileLock(folder / "lock", thread_local=False, preserve_lock_file=True)

    @property
    def is_held(self) -> bool:
        """True while this object holds the lock."""
        return self._lock.is_locked

    def take(self, *, url: str | None, wait: float) -> bool:
        """True when the lock is held now; False when another process kept it for `wait` seconds."""
        try:
            self._record.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=wait)
            me = Owner(pid=os.getpid(), url=url, started=psutil.Process().create_time())
            self._record.write_text(json.dumps(asdict(me)), encoding="utf-8")
        except Timeout:
            return False
        except OSError as error:
            raise StoreError(f"{self._record.parent}: the vector index can not be used ({error.strerror})") from error
        return True

    def give_up(self) -> None:
        """Lets others have the folder."""
        if self.is_held:
            self._record.unlink(missing_ok=True)
            self._lock.release()

    def owner(self) -> Owner | None:
        """The living process that the record names; None where there is none."""
        try:
            owner = Owner(**json.loads(self._record.read_text(encoding="utf-8")))
            alive = abs(psutil.Process(owner.pid).create_time() - owner.started) < SAME_START
        except (OSError, ValueError, TypeError, psutil.Error):
            return None  # no record, one just being written, or one of the dead
        return owner if alive else None
