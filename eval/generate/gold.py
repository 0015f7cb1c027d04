"""The gold of a report: what a reader has to find in it, recorded from what was put on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from canonical.contract import as_json
from canonical.fields import FIELDS
from canonical.report import Status
from eval.generate.damage_numbers import ZERO
from eval.generate.grid import Layout, Paragraph, Table, TableCell
from eval.generate.judge import broken_between_years, broken_checks, broken_narrative
from eval.generate.mentions import ExpectedMention, expected_mention
from eval.generate.narrative import Narrative
from eval.generate.sums import Broken, certain_blanks
from eval.generate.topics import Topic
from eval.generate.values import Values

SUMS = frozenset(
    {
        "requests.row_sum",
        "requests.concluded_sum",
        "requests.concluded_sum_2019",
        "requests.balance",
        "review.sum",
    }
)
"""The checks that the gold's JSON lists: those that a person with the paper in hand finds by adding up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFact:
    """What a reader has to find for a field: its value or the reason why there is none.

    `raw` is what is printed in its cell, None where there is no cell; `row` is the label of its row as printed, None
    where the row has none of its own (table 4).
    """

    value: Decimal | None
    status: Status
    raw: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Everything a reader has to find in a report: identity, one fact a field, and the checks that are broken.

    `published` is None where the date is not in the file. `broken_years` are the checks that break beside the body's
    report of the year before (`eval.generate.order_of_year_before`).
    """

    agency: str
    year: int
    template: str
    requests_layout: str
    published: str | None
    facts: Mapping[str, ExpectedFact]
    broken: tuple[Broken, ...]
    broken_years: tuple[Broken, ...] = ()
    mentions: tuple[ExpectedMention, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCell:
    """A value cell as it stands in the layout, and the label of its row."""

    cell: TableCell
    row: str | None

    @property
    def is_readable(self) -> bool:
        """Whether there is a number in it, were it 零; "/" and "无" are none."""
        return not self.cell.lost and any(each.isdigit() or each == ZERO for each in self.cell.text)


def printed_cells(layout: Layout) -> Mapping[str, PrintedCell]:
    """Every value cell of the layout by field id; of a table printed twice, the first."""
    found: dict[str, PrintedCell] = {}
    for block in layout.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for field, cell in _cells_of_row(row):
                    found.setdefault(field, cell)
    return found


def _cells_of_row(row: tuple[TableCell, ...]) -> Iterator[tuple[str, PrintedCell]]:
    labels = [cell.text for cell in row if cell.label]
    for cell in row:
        if cell.field is not None:
            yield cell.field, PrintedCell(cell=cell, row=labels[-1] if labels else None)


def readable_numbers(shown: Mapping[str, Decimal], layout: Layout) -> Mapping[str, Decimal]:
    """The numbers that can be read in the layout, of those that its cells were filled with."""
    cells = printed_cells(layout)
    return {field: number for field, number in shown.items() if field in cells and cells[field].is_readable}


def gold_of(
    values: Values, readable: Mapping[str, Decimal], layout: Layout, narrative: Narrative, before: Values | None
) -> Gold:
    """The gold of a layout with these readable numbers. `before` are the true values of the year before."""
    cells = printed_cells(layout)
    certain = certain_blanks(values.numbers, values.numbers.keys() - readable.keys(), values.requests_layout)
    rows = {_row(field) for field in cells}
    certain = frozenset(field for field in certain if _row(field) in rows)  # of a row that is gone nothing is expected
    facts = {field: _fact(field, values, readable, cells.get(field), certain) for field in FIELDS}
    words = _words(layout)
    read = {field: fact.value for field, fact in facts.items()}
    mentions = tuple(expected_mention(told, read) for told in narrative.told if _stands_in(words, told.quote))
    return Gold(
        agency=values.body.name,
        year=values.year,
        template=values.template,
        requests_layout=values.requests_layout,
        published=narrative.published if any(narrative.signed in text for text in words) else None,
        facts=facts,
        broken=(*broken_checks(values, readable, certain), *broken_narrative(values.body, mentions)),
        broken_years=broken_between_years(readable, before.numbers) if before else (),
        mentions=mentions,
        topics=tuple(topic for topic in narrative.topics if _stands_in(words, topic.text)),
    )


def _row(field: str) -> str:
    return field.rpartition(".")[0]


def _fact(
    field: str,
    values: Values,
    readable: Mapping[str, Decimal],
    cell: PrintedCell | None,
    certain: frozenset[str],
) -> ExpectedFact:
    if field not in values.numbers:
        return ExpectedFact(value=None, status="not_in_template")
    lost = cell is None or cell.cell.lost
    raw, row = None if lost or cell is None else cell.cell.text, cell.row if cell else None
    if field in readable:
        return ExpectedFact(value=readable[field], status="reported", raw=raw, row=row)
    if field in certain:
        return ExpectedFact(value=values.numbers[field], status="inferred", raw=raw, row=row)
    return ExpectedFact(value=None, status="missing" if lost else "blank", raw=raw, row=row)


def _words(layout: Layout) -> tuple[str, ...]:
    return tuple(block.text for block in layout.blocks if isinstance(block, Paragraph))


def _stands_in(words: tuple[str, ...], text: str) -> bool:
    return any(text in each for each in words)


def gold_as_json(gold: Gold) -> dict[str, Any]:
    """The gold in the shape that `check_gold.py` reads, with the broken sums beside it."""
    return {
        "report": {
            "agency_contains": gold.agency,
            "year": gold.year,
            "template": gold.template,
            "requests_layout": gold.requests_layout,
            "published": gold.published,
        },
        "facts": {field: {"value": as_json(fact.value), "status": fact.status} for field, fact in gold.facts.items()},
        "broken": [as_json(each) for each in gold.broken if each.check in SUMS],
    }
