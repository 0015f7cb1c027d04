"""The keyword index: bigrams of Chinese characters in SQLite FTS5, ranked by bm25.

FTS5's own tokenisers miss words of two characters (收费), so we make the tokens: a run of Chinese characters becomes
its overlapping pairs and, alone, its last character (收费标准 → 收费 费标 标准 准); a Latin word or number stays whole.
A phrase of pairs matches exactly where the words stand; a single character matches the pairs that begin with it.
This is the one part of the store that needs SQLite: other databases are scanned for the words, unranked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, Integer, column, or_, select, table, text

from canonical.text import half_width, plain
from factstore.scope import Scope, condition
from factstore.tables import passages, reports

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_BROKEN_LINE = re.compile(rf"(?<=[{HAN}])[ \r\n\u3000]+(?=[{HAN}])")  # Chinese has no spaces: this is layout
_IS_HAN = re.compile(f"[{HAN}]").match
_IS_PAIR = re.compile(f"[{HAN}]{{2}}").match
LONGEST_QUERY = 64  # terms

INDEX = table("keywords", column("rowid", Integer))
CREATE = "CREATE VIRTUAL TABLE keywords USING fts5(bigrams, tokenize = 'unicode61 remove_diacritics 0')"
ADD = "INSERT INTO keywords (rowid, bigrams) SELECT number, :bigrams FROM passages WHERE id = :id"
REMOVE = "DELETE FROM keywords WHERE rowid IN (SELECT number FROM passages WHERE report_id = :report_id)"


def tokens(words: str) -> list[str]:
    """The index's tokens of a text: pairs and last characters of Chinese runs, Latin words and numbers whole."""
    joined = _BROKEN_LINE.sub("", half_width(words))
    return [token for run in _RUN.findall(joined) for token in _tokens_of_run(plain(run))]


def match_expression(query: str) -> str:
    """The query in FTS5's language: each term a quoted phrase, any of them may match; "" where nothing is left."""
    phrases = dict.fromkeys(filter(None, map(_phrase, query.split())))
    return " OR ".join(list(phrases)[:LONGEST_QUERY])


def add(connection: Connection, texts: Mapping[str, str]) -> None:
    """Puts passages (id → text) that are already stored into the index."""
    if texts and has_index(connection):
        rows = [{"id": identifier, "bigrams": " ".join(tokens(words))} for identifier, words in texts.items()]
        connection.execute(text(ADD), rows)


def remove(connection: Connection, report_id: str) -> None:
    """Takes a report's passages, which must still be stored, out of the index."""
    if has_index(connection):
        connection.execute(text(REMOVE), {"report_id": report_id})


def search(
    connection: Connection, query: str, scope: Scope, limit: int, *, preferred_only: bool
) -> tuple[tuple[str, float], ...]:
    """Passage ids with their score, best first: those within the scope where one of the query's terms stands."""
    within = condition(scope, preferred_only=preferred_only)
    if not has_index(connection):
        return _scan(connection, query, within, limit)
    expression = match_expression(query)
    if not expression:
        return ()
    statement = (
        select(passages.c.id, text("-bm25(keywords) AS score"))
        .select_from(passages.join(reports).join(INDEX, INDEX.c.rowid == passages.c.number))
        .where(text("keywords MATCH :expression"), within)
        .order_by(text("bm25(keywords)"), passages.c.id)
        .limit(limit)
    )
    return tuple((row.id, row.score) for row in connection.execute(statement, {"expression": expression}))


def problems(connection: Connection) -> tuple[str, ...]:
    """What is wrong with the index, one sentence each."""
    if not has_index(connection):
        return ()
    unequal = connection.execute(
        text(
            "SELECT (SELECT count(*) FROM passages WHERE number NOT IN (SELECT rowid FROM keywords))"
            " + (SELECT count(*) FROM keywords WHERE rowid NOT IN (SELECT number FROM passages))"
        )
    ).scalar_one()
    return (f"the keyword index and the passages differ in {unequal} places",) if unequal else ()


def rebuild(connection: Connection) -> None:
    """Makes the index anew from the passages."""
    if has_index(connection):
        connection.execute(text("DROP TABLE keywords"))
        connection.execute(text(CREATE))
        add(connection, dict(connection.execute(select(passages.c.id, passages.c.text)).all()))


def _tokens_of_run(run: str) -> list[str]:
    if not _IS_HAN(run):
        return [run] if run else []
    return [*map("".join, pairwise(run)), run[-1]]


def _phrase(term: str) -> str:
    parts = tokens(term)
    if not parts:
        return ""  # only punctuation
    if not _IS_HAN(parts[-1]):
        return f'"{" ".join(parts)}"'
    if len(parts) > 1 and _IS_PAIR(parts[-2]):
        return f'"{" ".join(parts[:-1])}"'  # in the text the run may go on after the query's last character
    return f'"{" ".join(parts)}" *'


def _scan(connection: Connection, query: str, within: ColumnElement[bool], limit: int) -> tuple[tuple[str, float], ...]:
    terms = [term for term in query.split() if tokens(term)]
    if not terms:
        return ()
    holds = or_(*(passages.c.text.contains(term, autoescape=True) for term in terms))
    statement = select(passages.c.id).join(reports).where(holds, within).order_by(passages.c.id).limit(limit)
    return tuple((identifier, 1.0) for identifier in connection.execute(statement).scalars())


def has_index(connection: Connection) -> bool:
    """Whether this database has the index."""
    return connection.dialect.name == "sqlite"
