"""A store made larger in SQL: copies of all its bodies, with names, ids and numbers of their own.

A copy has the facts of a body, each number times a factor (sums and zeros stay what they were), and its failed
checks. It has no narrative: only structured questions are measured over it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FACTORS = (2, 3, 5, 7, 11, 13, 17, 19, 23)
NAMES = "乙丙丁戊己庚辛壬癸"
DIGITS = "0123456789abcdef"
ID = f"substr('{DIGITS * 2}', instr('{DIGITS}', substr({{0}}, 1, 1)) + :n, 1) || substr({{0}}, 2)"
"""Ids are hexadecimal digits of a hash: another first one makes another id."""
CHANGED: dict[str, dict[str, str]] = {
    "documents": {"sha256": ID.format("sha256")},
    "reports": {
        "id": ID.format("id"),
        "sha256": ID.format("sha256"),
        "agency": "agency || '(' || :name || ')'",
        "agency_key": "agency_key || :name",
    },
    "facts": {
        "report_id": ID.format("report_id"),
        "micros": "micros * :factor",
        "value": "CASE WHEN instr(value, '.') THEN rtrim(rtrim(printf('%.6f', value * :factor), '0'), '.')"
        " ELSE CAST(value * :factor AS TEXT) END",
    },
    "checks": {"report_id": ID.format("report_id"), "previous_id": ID.format("previous_id")},
}
OWN = {"documents": "sha256", "reports": "id", "facts": "report_id", "checks": "report_id"}
"""The column by which a row is known to be an original: it is in `original`."""


def add_copies(database: Path, originals: int, count: int) -> None:
    """Nothing; the store has `count` reports afterwards, or a little more: whole sets of copies are added."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TEMP TABLE original AS SELECT id, sha256 FROM reports")
        for number in range(1, -(-count // originals)):
            connection.execute("BEGIN")
            named = {"n": number, "name": NAMES[number - 1], "factor": FACTORS[number - 1]}
            for table in CHANGED:
                connection.execute(_copying(connection, table), named)
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _copying(connection: sqlite3.Connection, table: str) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = [CHANGED[table].get(column, column) for column in columns]
    own = OWN[table]
    among = "SELECT sha256 FROM temp.original" if table == "documents" else "SELECT id FROM temp.original"
    failed = " AND status = 'failed'" if table == "checks" else ""
    written, read = ", ".join(columns), ", ".join(values)
    return f"INSERT INTO {table} ({written}) SELECT {read} FROM {table} WHERE {own} IN ({among}){failed}"  # noqa: S608  names of our own
