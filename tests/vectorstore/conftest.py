"""A real store, a real Chroma folder, and a quick embedder."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from factstore import FactStore

sys.path.insert(0, str(Path(__file__).parents[1] / "factstore"))  # for `handmade_reports`
sys.path.insert(0, str(Path(__file__).parent))  # for `quick_embedder`


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'nianbao.db'}"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "vectors"


@pytest.fixture
def store(url) -> Iterator[FactStore]:
    with FactStore.open(url) as opened:
        yield opened
