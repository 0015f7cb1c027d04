"""A list of texts, or of pairs of them, as one parameter: the statement stays compiled, however long the list is.

SQLite and PostgreSQL both unpack a JSON array; what they look up with it they look up by index, as with a written list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import ColumnElement, String, bindparam, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Listed(FunctionElement[str]):
    """The texts of a JSON array."""

    inherit_cache = True
    type = String()


class _ListedPairs(FunctionElement[Any]):
    """The pairs of texts of a JSON array of such."""

    inherit_cache = True


@compiles(_Listed)
def _as_array(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    return f"(SELECT json_array_elements_text(CAST({compiler.process(element.clauses, **kwargs)} AS json)))"


@compiles(_Listed, "sqlite")
def _as_table(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kwargs)}))"  # noqa: S608  a placeholder


@compiles(_ListedPairs)
def _as_pairs(element: _ListedPairs, compiler: Any, **kwargs: Any) -> str:
    listed = compiler.process(element.clauses, **kwargs)
    return f"(SELECT value->>0, value->>1 FROM json_array_elements(CAST({listed} AS json)))"  # noqa: S608  a placeholder


@compiles(_ListedPairs, "sqlite")
def _as_table_of_pairs(element: _ListedPairs, compiler: Any, **kwargs: Any) -> str:
    return f"(SELECT value->>0, value->>1 FROM json_each({compiler.process(element.clauses, **kwargs)}))"  # noqa: S608  a placeholder


def is_listed(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The condition that a column has one of the texts given for the parameter `name`."""
    found: ColumnElement[bool] = column.op("IN", is_comparison=True)(_Listed(bindparam(name, type_=String)))
    return found


def are_listed(first: ColumnElement[Any], second: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The condition that two columns have one of the pairs of texts given for the parameter `name`."""
    pairs = _ListedPairs(bindparam(name, type_=String))
    found: ColumnElement[bool] = tuple_(first, second).op("IN", is_comparison=True)(pairs)
    return found


def listed(values: Iterable[str] | Iterable[tuple[str, str]]) -> str:
    """The texts or pairs as such a parameter."""
    return orjson.dumps(list(values)).decode()
