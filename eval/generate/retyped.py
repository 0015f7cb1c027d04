"""A report typed again from its gold: its numbers in the tables, around them the words of a report without any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

from canonical.fields import FIELDS, fields_of_form
from canonical.forms import blocks_of
from eval.generate.bodies import Body
from eval.generate.grid import Layout
from eval.generate.layout import lay_out
from eval.generate.narrative import Narrative, narrate_empty, number_text
from eval.generate.values import Values, no_values
from eval.gold import GoldFact, GoldFile


def layout_of_gold(gold: GoldFile, *, seed: int = 0) -> Layout:
    """The layout of a report in which a reader finds what the gold says; only what is `reported` is printed.

    A field that is blank, inferred, missing or unreadable is an empty cell.
    """
    about = gold.report
    body = Body(place=about["agency_contains"], office="")
    values = no_values(
        body, about["year"], template=about.get("template"), requests_layout=about.get("requests_layout")
    )
    values = replace(values, foreign=_foreign(values, gold.facts))
    narrative = narrate_empty(values, Random(f"retyped:{seed}"))  # noqa: S311  reproducible, not secret
    printed = {field: _printed(gold.facts.get(field)) for field in FIELDS}
    return lay_out(values, printed, _dated(narrative, about.get("published")))


def _foreign(values: Values, facts: Mapping[str, GoldFact]) -> frozenset[str]:
    """The blocks of table 2 that have numbers in fields that only the other form has."""
    own = {field.id for field in fields_of_form(values.template, values.requests_layout)}
    other = {field for field, fact in facts.items() if field not in own and fact.status == "reported"}
    return frozenset(
        block.id
        for block in blocks_of("disclosure")
        if any(block.field_id(row.key, column.key) in other for row in block.rows for column in block.columns)
    )


def _dated(narrative: Narrative, published: str | None) -> Narrative:
    if published is None:
        return narrative
    day = date.fromisoformat(published)
    return replace(narrative, published=published, signed=f"{day.year}年{day.month}月{day.day}日")


def _printed(fact: GoldFact | None) -> str:
    return number_text(fact.value) if fact and fact.status == "reported" and fact.value is not None else ""
