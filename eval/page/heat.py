"""The official tables as a heat map: how often each cell was read right, and how it was wrong."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from canonical.fields import FIELDS
from canonical.forms import Block, Entry, TableId, blocks
from eval.judged import JUDGED
from eval.page.outcomes import Part, parts, rates
from eval.page.view import View
from eval.records import Outcome, Run

Counts = Mapping[str, Counter[Outcome]]
"""What became of each field, over all cases."""
FAINTEST_SILENT = 0.35
FAINTEST_LOUD = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A cell of a form. `silent` and `loud` are how strong its two colours are, from 0 to 1.

    `cut` is where the first ends and the second begins, in percent of its width; `text` is the
    percentage read right; `title` has the counts. There is no cell where nothing was judged.
    """

    text: str
    title: str
    silent: float
    loud: float
    cut: int
    is_worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A row of a form; `group` is the label of the cell spanning it and `span` its rows, 0 where it has begun above."""

    label: str
    group: str
    span: int
    cells: tuple[HeatCell | None, ...]
    all: HeatCell | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatBlock:
    """A part of a table that has columns of its own; `all` is the row over all its rows."""

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    all: tuple[HeatCell | None, ...]
    whole: HeatCell | None
    has_groups: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatTable:
    """One table of the forms."""

    title: str
    kind: TableId
    blocks: tuple[HeatBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """What became of one field in all cases."""

    id: str
    label: str
    parts: tuple[Part, ...]
    all: int
    right: int
    silent: int

    @property
    def is_right(self) -> bool:
        """Whether it was right in every case."""
        return self.right == self.all


def heat_tables(view: View) -> tuple[HeatTable, ...]:
    """The tables of the forms that have a judged field."""
    counts = counts_by_field(view.run)
    before = counts_by_field(view.baseline) if view.baseline else {}
    tables = (
        HeatTable(
            title=view.say("heat", table),
            kind=table,
            blocks=tuple(_block(block, counts, before, view) for block in some if _is_judged(block, counts)),
        )
        for table, some in groupby(blocks(), lambda block: block.table)
    )
    return tuple(table for table in tables if table.blocks)


def field_rows(view: View) -> tuple[FieldRow, ...]:
    """Every judged field, the one with most silent errors first, then by its errors."""
    rows = (
        FieldRow(
            id=field,
            label=view.about(field),
            parts=parts(counts, view),
            all=rates(counts).all,
            right=rates(counts).right,
            silent=rates(counts).unnoticed,
        )
        for field, counts in counts_by_field(view.run).items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.silent / row.all, row.right / row.all)))


def counts_by_field(run: Run) -> dict[str, Counter[Outcome]]:
    """The outcomes of each field that was judged in any case, in the order of the schema."""
    counts: dict[str, Counter[Outcome]] = {}
    for result in run.results:
        for score in result.scores:
            if score.name in FIELDS and score.outcome in JUDGED:
                counts.setdefault(score.name, Counter())[score.outcome] += 1
    return {field: counts[field] for field in FIELDS if field in counts}


def _is_judged(block: Block, counts: Counts) -> bool:
    return any(block.field_id(row.key, column.key) in counts for row in block.rows for column in block.columns)


def _block(block: Block, counts: Counts, before: Counts, view: View) -> HeatBlock:
    columns = [
        column for column in block.columns if any(block.field_id(row.key, column.key) in counts for row in block.rows)
    ]
    rows = [row for row in block.rows if any(block.field_id(row.key, column.key) in counts for column in columns)]

    def cell(some_rows: Sequence[Entry], some_columns: Sequence[Entry]) -> HeatCell | None:
        fields = [block.field_id(row.key, column.key) for row in some_rows for column in some_columns]
        return _cell(fields, counts, before, view)

    return HeatBlock(
        columns=tuple(_label(column, view) for column in columns),
        rows=tuple(
            HeatRow(
                label=_label(row, view),
                group=group,
                span=span,
                cells=tuple(cell([row], [column]) for column in columns),
                all=cell([row], columns),
            )
            for row, group, span in _spans(rows)
        ),
        all=tuple(cell(rows, [column]) for column in columns),
        whole=cell(rows, columns),
        has_groups=view.lang == "zh" and any(row.group for row in rows),
    )


def _spans(rows: Sequence[Entry]) -> Iterator[tuple[Entry, str, int]]:
    for group, run in groupby(rows, lambda row: row.group or ""):
        members = list(run)
        for place, row in enumerate(members):
            yield row, group, 0 if place else len(members)


def _label(entry: Entry, view: View) -> str:
    return entry.zh if view.lang == "zh" else entry.en


def _cell(fields: Sequence[str], counts: Counts, before: Counts, view: View) -> HeatCell | None:
    """One cell, or several taken together."""
    found = rates(_sum(fields, counts))
    if not found.all:
        return None
    was = rates(_sum(fields, before))
    silent = _strength(found.unnoticed / found.all, FAINTEST_SILENT)
    loud = _strength(found.noticed / found.all, FAINTEST_LOUD)
    return HeatCell(
        text=str(math.floor(100 * found.right / found.all)),
        title=_title(fields, counts, view),
        silent=silent,
        loud=loud,
        cut=(50 if loud else 100) if silent else 0,
        is_worse=bool(was.all) and found.right / found.all < was.right / was.all,
    )


def _strength(share: float, faintest: float) -> float:
    """A colour's strength: a single error is to be seen, and many still to be told from few."""
    return round(faintest + (1 - faintest) * math.sqrt(share), 3) if share else 0.0


def _sum(fields: Sequence[str], counts: Counts) -> Counter[Outcome]:
    total: Counter[Outcome] = Counter()
    for field in fields:
        total.update(counts.get(field, {}))
    return total


def _title(fields: Sequence[str], counts: Counts, view: View) -> str:
    total = _sum(fields, counts)
    found = rates(total)
    wrong = (f"{view.say('outcome', each)} {total[each]}" for each in JUDGED if each != "right" and total[each])
    told = "; ".join((view.say("heat", "cell", right=found.right, all=found.all), *wrong))
    return f"{fields[0]}: {told}" if len(fields) == 1 else told
