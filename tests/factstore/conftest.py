"""An empty store on real SQLite."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from factstore import FactStore

sys.path.insert(0, str(Path(__file__).parent))  # for `handmade_reports`: importlib mode puts nothing there


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'home' / 'nianbao.db'}"


@pytest.fixture
def store(url) -> Iterator[FactStore]:
    with FactStore.open(url) as opened:
        yield opened
