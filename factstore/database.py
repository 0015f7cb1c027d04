"""The database itself: opening, migrating, transactions, and SQL errors as ours.

SQLite runs in WAL mode: readers never wait, and writers queue. A write transaction begins with BEGIN IMMEDIATE, so it
waits for its turn at the start and can not fail half-way because another process was faster.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from canonical.errors import StoreError

SCHEMA = "0005"
"""The newest migration; `test_database` checks that it is."""
VERSION_TABLE = "alembic_version"
BUSY_SECONDS = 30
ATTEMPTS = 4

SAYINGS = {
    "file is not a database": "is no nianbao database; choose another file or another NIANBAO_HOME",
    "malformed": "is damaged; restore a copy, or delete it and ingest the files again",
    "readonly": "can not be written to; mend its permissions or choose another NIANBAO_HOME",
    "unable to open": "can not be opened; check that its folder exists and can be written to",
    "locked": "is busy with another process; try again in a moment",
    "disk is full": "can not grow: the disk is full",
    "disk I/O": "can not be read or written: the disk reports an error",
}


def open_engine(url: str) -> Engine:
    """An engine for the URL, its folder made and its schema migrated. Raises StoreError."""
    engine = _engine(url)
    _make_folder(engine.url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    try:
        _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout."""
    with _errors_of(engine), engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            _of_driver(connection.connection).execute("BEGIN").close()
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection with the right to write; all of it is kept, or after an exception nothing."""
    with _errors_of(engine), engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            _begin_to_write(connection)
        yield connection


@contextmanager
def adding(engine: Engine) -> Iterator[Connection]:
    """A connection for one statement that writes, which SQLite makes a transaction of by itself."""
    with _errors_of(engine), engine.connect() as connection, connection.begin():
        yield connection


def glanced(engine: Engine, statement: str) -> Any:
    """The first value that a constant statement finds, or None; by the driver alone, at a sixth of `reading`'s cost."""
    with _errors_of(engine), closing(engine.raw_connection()) as connection:
        cursor = _of_driver(connection).cursor()
        cursor.execute(statement)
        row = cursor.fetchone()
        cursor.close()
    return row[0] if row else None


def _of_driver(connection: PoolProxiedConnection) -> Any:
    return connection.dbapi_connection


def _begin_to_write(connection: Connection) -> None:
    _patiently(partial(connection.exec_driver_sql, "BEGIN IMMEDIATE"))


def _patiently(act: Callable[[], object]) -> None:
    """Does it, again where the file is locked by what SQLite does not wait for: another process opens a new one too."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            act()
        except (OperationalError, sqlite3.OperationalError) as error:
            if attempt == ATTEMPTS or "locked" not in str(error):
                raise
            time.sleep(0.1 * attempt)
        else:
            return


def _engine(url: str) -> Engine:
    try:
        return create_engine(url, json_serializer=_as_json, json_deserializer=orjson.loads, hide_parameters=True)
    except ImportError as error:
        raise StoreError(f"the driver for this database is not installed: {error.name}") from error
    except ArgumentError as error:  # without the URL: it may hold a password
        raise StoreError("the database address is none; one looks like sqlite:///nianbao-data/nianbao.db") from error


def _make_folder(url: URL) -> None:
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: the folder of the store can not be made ({error.strerror})") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves: an event of SQLAlchemy's slows every statement
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = NORMAL",  # a power cut may lose the last commits, never the file; a kill loses nothing
        "foreign_keys = ON",
    ):
        _patiently(partial(connection.execute, f"PRAGMA {pragma}"))


def _migrate(engine: Engine) -> None:
    with reading(engine) as connection:
        if _version(connection) == SCHEMA:
            return
    with writing(engine) as connection:  # looked at again under the lock: another process may have migrated
        if _version(connection) != SCHEMA:
            _upgrade(connection)


def _version(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
        return found
    if tables:
        raise StoreError(f"{place(connection.engine)} belongs to another program; choose another file")
    return None


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"{place(connection.engine)} was written by a newer nianbao; update this program, or use another store"
        ) from error


@contextmanager
def _errors_of(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise StoreError(f"{place(engine)} {_saying(error)}") from error


def _saying(error: Exception) -> str:
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return next((saying for sign, saying in SAYINGS.items() if sign in said), f"can not be used: {said}")


def place(engine: Engine) -> str:
    """The store as a message names it: its file, or its address without the password."""
    return engine.url.database or "" if engine.dialect.name == "sqlite" else str(engine.url)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
