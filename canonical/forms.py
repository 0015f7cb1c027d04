"""The official forms as data: blocks of rows and columns with their labels, read once from `data/forms.toml`.

A block is a part of a table with columns of its own. Rows and columns say in which forms they stand, because
alignment works on the union of both forms: real reports put a table 2 of one over a table 3 of the other.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

TableId = Literal["disclosure", "requests", "review"]
PRE_FORM = "pre-2019"
"""The template of report years before the first form: indexed and searchable, without facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One official form and the report years it is for; `last_year` None means still in use."""

    id: str
    first_year: int
    last_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """A labelled row or column. `number` is its printed numbering, `group` the label of the cell spanning it.

    Entries are made once and compared by identity: they are the keys of the caches of alignment.
    """

    key: str
    zh: str
    en: str
    forms: tuple[str, ...]
    variants: tuple[str, ...] = ()
    unit: str | None = None
    number: str | None = None
    group: str | None = None

    @property
    def wordings(self) -> tuple[str, ...]:
        """The official label and every variant seen in print."""
        return (self.zh, *self.variants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a table with columns of its own; `field` is the pattern of its field ids."""

    id: str
    table: TableId
    section: int
    field: str
    rows: tuple[Entry, ...]
    columns: tuple[Entry, ...]
    heading: str | None = None

    def field_id(self, row: str, column: str) -> str:
        """The id of the field at a row and a column, by their keys."""
        return _field_id(self.field, row, column)

    def columns_of(self, form: str) -> tuple[Entry, ...]:
        """The columns printed on one form, in order."""
        return tuple(column for column in self.columns if form in column.forms)


@lru_cache(maxsize=4096)
def _field_id(pattern: str, row: str, column: str) -> str:
    return pattern.format(row=row, column=column)


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    """All forms, oldest first."""
    return tuple(Form(**entry) for entry in _data()["form"])


@lru_cache(maxsize=1)
def blocks() -> tuple[Block, ...]:
    """All blocks of all tables, in the order of print."""
    return tuple(_block(entry) for entry in _data()["block"])


@lru_cache(maxsize=8)
def blocks_of(table: TableId) -> tuple[Block, ...]:
    """The blocks of one table, in the order of print."""
    return tuple(block for block in blocks() if block.table == table)


def form_of_year(year: int) -> str:
    """The id of the form that reports of a year have to use, or "pre-2019"."""
    for form in forms():
        if form.first_year <= year <= (form.last_year or year):
            return form.id
    return PRE_FORM


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("canonical").joinpath("data/forms.toml").read_text(encoding="utf-8"))


def _block(entry: dict[str, Any]) -> Block:
    entries = {axis: tuple(_entry(item) for item in entry[axis]) for axis in ("rows", "columns")}
    return Block(**{**entry, **entries})


def _entry(item: dict[str, Any]) -> Entry:
    every_form = tuple(form.id for form in forms())
    return Entry(**{**item, "forms": tuple(item.get("forms", every_form)), "variants": tuple(item.get("variants", ()))})
