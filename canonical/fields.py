"""The canonical schema: every field with its labels, unit, form and section, in the order of print.

The fields are the cells of the forms (`canonical.forms`), so there is one list of rows and columns and no second one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from canonical.forms import Block, Entry, TableId, blocks, form_of_year

__all__ = ["FIELDS", "Field", "fields_of_form", "form_of_year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One number of the schema. `forms` are the forms that print it; `row` and `column` are keys of its block."""

    id: str
    zh: str
    en: str
    unit: str | None
    section: int
    table: TableId
    forms: tuple[str, ...]
    row: str
    column: str

    @property
    def is_count(self) -> bool:
        """True for numbers of things, which are whole and not negative (amounts of money and changes are not)."""
        return self.column not in {"amount", "change"}


def _fields() -> Iterator[Field]:
    for block in blocks():
        for row in block.rows:
            for column in block.columns:
                if forms := tuple(form for form in row.forms if form in column.forms):
                    yield _field(block, row, column, forms)


def _field(block: Block, row: Entry, column: Entry, forms: tuple[str, ...]) -> Field:
    return Field(
        id=block.field_id(row.key, column.key),
        zh=f"{row.zh}·{column.zh}",
        en=f"{row.en}: {column.en}",
        unit=column.unit,
        section=block.section,
        table=block.table,
        forms=forms,
        row=row.key,
        column=column.key,
    )


FIELDS: Mapping[str, Field] = {field.id: field for field in _fields()}


def fields_of_form(template: str, requests_layout: str) -> tuple[Field, ...]:
    """The fields a report prints whose table 2 is on one form and whose table 3 is on the same or the other."""
    form_of_table = {"disclosure": template, "requests": requests_layout, "review": template}
    return tuple(field for field in FIELDS.values() if form_of_table[field.table] in field.forms)
