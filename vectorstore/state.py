"""What the index folder says about itself: which Chroma folder is in use, what it holds, whether it ended well."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """`revision` is the store's when the index was last equal to it; `clean` is False while somebody changes it."""

    folder: str
    model: str
    revision: int
    clean: bool


def read_state(root: Path) -> IndexState | None:
    """The state last written, or None where there is no usable index."""
    try:
        state = IndexState(**json.loads((root / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return state if (root / state.folder).is_dir() else None


def write_state(root: Path, state: IndexState) -> None:
    """Replaces the state; when this returns it is on the disk."""
    fresh = root / "state.json.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(root / "state.json")
    folder = os.open(root, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def fresh_folder(root: Path) -> str:
    """The name of a new, empty folder; what other Chroma folders there were is deleted.

    A new name each time: Chroma keeps open files and caches by path for as long as its process lives.
    """
    number = 1
    for old in root.glob("chroma-*"):
        number = max(number, int(old.name.removeprefix("chroma-")) + 1)
        shutil.rmtree(old, ignore_errors=True)
    name = f"chroma-{number}"
    (root / name).mkdir(parents=True)
    return name
