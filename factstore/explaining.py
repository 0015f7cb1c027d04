"""How SQLite runs the statements of a piece of work: which indexes it uses, and what it reads from end to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Engine, event


class Explained(NamedTuple):
    """A statement, and the steps of its query plan as SQLite words them."""

    statement: str
    steps: tuple[str, ...]


def explained(engine: Engine, work: Callable[[], object]) -> tuple[Explained, ...]:
    """The distinct SELECT statements that the work sends from this process, each with its plan."""
    sent: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.setdefault(statement, parameters)

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return tuple(
            Explained(
                statement,
                tuple(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)),
            )
            for statement, parameters in sent.items()
        )
