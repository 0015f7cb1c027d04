"""What a reader has to find in the narrative: its counted things, and whether the tables say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from eval.generate.topics import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedMention:
    """A counted thing of the narrative. `field` is the table's cell for it, or cells joined by "+" for their sum.

    `printed` is what the table prints, None where no table has the number or its cell can not be read. `agrees` is
    whether that is the same; None where it is not known, or is not and the words leave room (`Told.firm`).
    """

    label: str
    value: Decimal
    unit: str
    quote: str
    section: int
    field: str | None
    agrees: bool | None
    approximate: bool = False
    printed: Decimal | None = None


def expected_mention(told: Told, values: Mapping[str, Decimal | None]) -> ExpectedMention:
    """The mention to be found for a told thing, beside the values that can be read in the tables."""
    cells = [values[field] for field in told.field.split("+")] if told.field else [None]
    known = [value for value in cells if value is not None]
    printed = sum(known, Decimal(0)) if len(known) == len(cells) else None
    is_same = printed == told.value
    return ExpectedMention(
        label=told.label,
        value=told.value,
        unit=told.unit,
        quote=told.quote,
        section=told.section,
        field=told.field,
        agrees=is_same if printed is not None and (is_same or told.firm) else None,
        approximate=told.approximate,
        printed=printed,
    )
