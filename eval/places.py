"""Where in the forms a set of fields lies, in few words: `requests.*.total` instead of 26 names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from canonical.fields import FIELDS, Field
from canonical.forms import Entry, blocks
from canonical.report import Language

Axis = Literal["table", "column", "row", "one"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of the forms: its pattern of field ids, and its name in the words of the form."""

    pattern: str
    label: Mapping[Language, str] = field(compare=False)


def places(names: Iterable[str]) -> dict[str, Place]:
    """Each name with the place it is told under; names that are no fields are places of their own.

    In a table the places are its rows or its columns, whichever are fewer; when the names are spread over more than
    half of both, the place is the whole table.
    """
    names = sorted(set(names))
    fields = [FIELDS[name] for name in names if name in FIELDS]
    found = {name: Place(pattern=name, label=_label_of_one(name)) for name in names}
    for table in dict.fromkeys(each.table for each in fields):
        found |= _places_in_table([each for each in fields if each.table == table])
    return found


def _places_in_table(fields: list[Field]) -> dict[str, Place]:
    axis = _axis(fields)
    patterns = {each.id: _pattern(each, axis) for each in fields}
    many = {pattern for pattern, count in Counter(patterns.values()).items() if count > 1}
    return {
        each.id: Place(pattern=patterns[each.id], label=_label(each, axis))
        for each in fields
        if patterns[each.id] in many
    }


def _axis(fields: list[Field]) -> Axis:
    whole = [each for each in FIELDS.values() if each.table == fields[0].table]
    rows, all_rows = ({each.row for each in some} for some in (fields, whole))
    columns, all_columns = ({each.column for each in some} for some in (fields, whole))
    if len(rows) * 2 > len(all_rows) and len(columns) * 2 > len(all_columns):
        return "table"
    return "column" if len(columns) < len(rows) else "row"


def _pattern(each: Field, axis: Axis) -> str:
    patterns: dict[Axis, str] = {
        "row": f"{each.id.removesuffix(each.column)}*",
        "column": each.id.replace(each.row, "*", 1),
        "table": "|".join(f"{word}.*" for word in _first_words(each.table)),
    }
    return patterns[axis]


def _first_words(table: str) -> list[str]:
    """What the ids of a table begin with: table 4 has two such words."""
    return list(dict.fromkeys(each.id.split(".")[0] for each in FIELDS.values() if each.table == table))


def _label_of_one(name: str) -> dict[Language, str]:
    return _label(FIELDS[name], "one") if name in FIELDS else {"zh": name, "en": name}


def _label(each: Field, axis: Axis) -> dict[Language, str]:
    row, column = next(_entries(each))
    labels: dict[Axis, tuple[str, str]] = {
        "table": ("整张表", "the whole table"),
        "column": (f"“{column.zh}”列", f"column “{column.en}”"),
        "row": (f"“{row.zh}”行", f"row “{row.en}”"),
        "one": (each.zh, each.en),
    }
    zh, en = labels[axis]
    return {"zh": f"表{each.section} {zh}", "en": f"table {each.section}, {en}"}


def _entries(each: Field) -> Iterator[tuple[Entry, Entry]]:
    for block in blocks():
        cells = product(block.rows, block.columns)
        yield from ((row, column) for row, column in cells if block.field_id(row.key, column.key) == each.id)
