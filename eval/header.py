"""The first line of a run log: everything that a figure of the run depends on, and nothing secret."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from eval.log import KIND, VERSION
from eval.records import Case, Json, Options

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = re.compile(r"//[^/@\s]+@")


def header(  # noqa: PLR0913  (what a run is described by)
    suite: str,
    options: Options,
    cases: Sequence[Case],
    *,
    settings: Mapping[str, Json],
    model: str | None,
    sabotage: str | None,
    workers: int,
) -> dict[str, Json]:
    """The header of a run that starts now."""
    return {
        "kind": KIND,
        "version": VERSION,
        "suite": suite,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "options": json.loads(json.dumps(asdict(options), default=str)),
        "cases": {"count": len(cases), "sha256": _digest_of_cases(cases)},
        **_code(),
        "versions": dict(_versions()),
        "settings": {name: _without_password(value) for name, value in settings.items()},
        "prompts": prompt_digests(),
        "model": model,
        "sabotage": sabotage,
        "machine": machine(),
        "workers": workers,
    }


def prompt_digests() -> dict[str, str]:
    """The SHA-256 of every prompt file, by its path in the package."""
    folder = ROOT / "prompts"
    files = sorted(folder.rglob("v*.md"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def machine() -> dict[str, Json]:
    """What the run ran on: processor, cores, memory in GB, operating system."""
    import psutil  # type: ignore[import-untyped]

    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "system": platform.platform(),
    }


def _without_password(value: Json) -> Json:
    """A setting whose address names a user and a password says neither; keys are masked by the settings themselves."""
    return PASSWORD.sub("//***@", value) if isinstance(value, str) else value


def _digest_of_cases(cases: Iterable[Case]) -> str:
    digest = hashlib.sha256()
    for case in cases:
        digest.update(json.dumps(asdict(case), ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def _code() -> dict[str, Json]:
    """The commit, and the hash of what differs from it; None where the code is not a git checkout."""
    commit = _git("rev-parse", "HEAD")
    changes = _git("diff", "HEAD", "--", *_packages()) or ""
    new = _git("ls-files", "--others", "--exclude-standard", "--", *_packages()) or ""
    contents = "".join((ROOT / name).read_text(encoding="utf-8", errors="replace") for name in new.split("\n") if name)
    dirty = bool(changes or contents)
    digest = hashlib.sha256((changes + contents).encode()).hexdigest() if dirty else None
    known = {"commit": commit.strip(), "dirty": dirty} if commit else {"commit": None, "dirty": None}
    return {**known, "changes_sha256": digest}


def _packages() -> list[str]:
    return [path.parent.name for path in sorted(ROOT.glob("*/__init__.py")) if path.parent.name != "tests"]


def _git(*arguments: str) -> str | None:
    if not (ROOT / ".git").exists():
        return None
    command = ["git", "-C", str(ROOT), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None


def _versions() -> Iterable[tuple[str, str]]:
    yield "python", platform.python_version()
    try:
        required = distribution("nianbao").requires or []
    except PackageNotFoundError:
        required = []
    yield from sorted(_installed(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in ("nianbao", *required))


def _installed(name: str) -> tuple[str, str]:
    try:
        return name, version(name)
    except PackageNotFoundError:
        return name, "not installed"
