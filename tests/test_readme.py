"""The README's session is real: its commands are run and print what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def session() -> list[tuple[str, str]]:
    """The commands of the README's session, each with the output shown below it."""
    block = re.search(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block
    parts = re.split(r"^\$ (.*)\n", block.group(1), flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def run(command: str, home: Path) -> str:
    """What a command prints, run from the repository's root with a home of its own."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NIANBAO_", "OPENAI_"))}
    ran = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env={**kept, "PATH": path, "NIANBAO_HOME": str(home), "NIANBAO_LANG": "en"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


@pytest.mark.slow
def test_the_session_of_the_readme_prints_what_it_shows(tmp_path: Path) -> None:
    commands = session()
    assert len(commands) >= 3
    for command, shown in commands:
        assert run(command, tmp_path / "home") == shown, command
