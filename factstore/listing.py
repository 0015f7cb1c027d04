"""A list of texts as one parameter: the statement stays the same, and compiled, however long the list is.

SQLite and PostgreSQL both unpack a JSON array; what they look up with it they look up by index, as with a written list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Listed(FunctionElement[str]):
    """The texts of a JSON array."""

    inherit_cache = True
    type = String()


@compiles(_Listed)
def _as_array(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    return f"(SELECT json_array_elements_text(CAST({compiler.process(element.clauses, **kwargs)} AS json)))"


@compiles(_Listed, "sqlite")
def _as_table(element: _Listed, compiler: Any, **kwargs: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kwargs)}))"  # noqa: S608  a placeholder


def is_listed(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The condition that a column has one of the texts given for the parameter `name`."""
    found: ColumnElement[bool] = column.op("IN", is_comparison=True)(_Listed(bindparam(name, type_=String)))
    return found


def listed(texts: Iterable[str]) -> str:
    """The texts as such a parameter."""
    return json.dumps(list(texts), ensure_ascii=False)
