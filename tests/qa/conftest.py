"""A small collection of reports made by hand, in a real store."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from factstore import FactStore
from qa import ask
from qa.entities import directory_of

sys.path.insert(0, str(Path(__file__).parent))  # for `collection`: importlib mode puts nothing there

TODAY = date(2026, 11, 21)


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def store(tmp_path_factory) -> Iterator[FactStore]:
    from collection import PASSAGES, REPORTS

    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('qa') / 'nianbao.db'}") as opened:
        for report in REPORTS:
            opened.write(report, PASSAGES.get((report.identity.agency, report.identity.year), ()))
        yield opened


@pytest.fixture(scope="session")
def directory(store):
    return directory_of(store.headers())


@pytest.fixture(scope="session")
def asked(store):
    """The answer to a question about the collection."""
    return lambda question: ask(question, store, None, today=TODAY)
