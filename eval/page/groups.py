"""The tables by group: what became of the cases of each format, damage, kind of query, with the group's metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.judged import cells, tally
from eval.page.outcomes import Part, parts
from eval.page.rows import Row, number, row
from eval.page.view import View
from eval.records import CaseResult, Metric, Outcome

MOST_GROUPS = 30  # a tag with more values than this tells cases apart, it does not group them
MOST_MEANS = 6
MOST_ACROSS = 8  # columns of a table by two tags
Values = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group: its tags, how many cases, what became of what was judged, and a figure a column.

    A figure is a metric of the suite, or the text of a plain mean, or None.
    """

    values: Values
    cases: int
    parts: tuple[Part, ...]
    figures: tuple[Row | str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """The groups by one tag, or by several together."""

    tags: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    caption: str = ""

    @property
    def has_cases(self) -> bool:
        """Whether the groups are groups of cases; a suite may also group what it measured within a case."""
        return any(row.cases for row in self.rows)

    @property
    def has_outcomes(self) -> bool:
        """Whether anything was judged right or wrong."""
        return any(row.parts for row in self.rows)

    @property
    def has_bars(self) -> bool:
        """Whether there is room for a bar beside its only figure."""
        return len(self.columns) == 1 and not self.has_outcomes


def group_tables(view: View) -> tuple[GroupTable, ...]:
    """A table for each way the suite groups its metrics, then one for each other tag of the cases."""
    ways = tuple(dict.fromkeys(tuple(metric.by) for metric in view.metrics if metric.by))
    by_metrics = (table for tags in ways for table in _tables_of_metrics(tags, view))
    by_tags = (_table_of_means(tag, view) for tag in _other_tags(view, ways))
    return (*by_metrics, *by_tags)


def _tables_of_metrics(tags: tuple[str, ...], view: View) -> Iterator[GroupTable]:
    """One table of all metrics; by two tags one for each metric, the shorter tag across."""
    here = [metric for metric in view.metrics if tuple(metric.by) == tags]
    across = min(tags, key=lambda tag: len(_values(here, tag)))
    if len(tags) == 2 and len(_values(here, across)) <= MOST_ACROSS:
        down = tags[0] if across == tags[1] else tags[1]
        for name in dict.fromkeys(metric.name for metric in here):
            yield _crossed(name, down, across, [metric for metric in here if metric.name == name], view)
    else:
        yield _table_of_metrics(tags, here, view)


def _values(metrics: Sequence[Metric], tag: str) -> Values:
    return tuple(dict.fromkeys(metric.by[tag] for metric in metrics))


def _crossed(name: str, down: str, across: str, metrics: Sequence[Metric], view: View) -> GroupTable:
    shown = {(metric.by[down], metric.by[across]): row(metric, view, metrics) for metric in metrics}
    columns = _values(metrics, across)
    return GroupTable(
        caption=f"{view.label(name)}: {view.say('tag', down)} × {view.say('tag', across)}",
        tags=(view.say("tag", down),),
        columns=columns,
        rows=tuple(
            _row((down,), (value,), tuple(shown.get((value, column)) for column in columns), view)
            for value in _values(metrics, down)
        ),
    )


def _table_of_metrics(tags: tuple[str, ...], here: Sequence[Metric], view: View) -> GroupTable:
    names = tuple(dict.fromkeys(metric.name for metric in here))
    shown = {
        (metric.name, tuple(metric.by.values())): row(metric, view, [each for each in here if each.name == metric.name])
        for metric in here
    }
    return GroupTable(
        tags=tuple(view.say("tag", tag) for tag in tags),
        columns=tuple(view.label(name) for name in names),
        rows=tuple(
            _row(tags, values, tuple(shown.get((name, values)) for name in names), view)
            for values in dict.fromkeys(tuple(metric.by.values()) for metric in here)
        ),
    )


def _table_of_means(tag: str, view: View) -> GroupTable:
    """By a tag that the suite has no metrics for: outcomes, and the plain means of graded scores."""
    values = dict.fromkeys(result.case.tags[tag] for result in view.run.results if tag in result.case.tags)
    names = dict.fromkeys(
        score.name for result in view.run.results for score in result.scores if score.outcome == "graded"
    )
    columns = tuple(names)[:MOST_MEANS]
    return GroupTable(
        tags=(view.say("tag", tag),),
        columns=tuple(view.label(name) for name in columns),
        rows=tuple(
            _row((tag,), (value,), tuple(_mean(members, name) for name in columns), view)
            for value in values
            if (members := _members(view, (tag,), (value,)))
        ),
    )


def _row(tags: tuple[str, ...], values: Values, figures: tuple[Row | str | None, ...], view: View) -> GroupRow:
    members = _members(view, tags, values)
    counts: Counter[Outcome] = sum((tally(cells(result.scores)) for result in members), Counter())
    return GroupRow(values=values, cases=len(members), parts=parts(counts, view), figures=figures)


def _members(view: View, tags: tuple[str, ...], values: Values) -> list[CaseResult]:
    wanted = list(zip(tags, values, strict=True))
    return [result for result in view.run.results if all(result.case.tags.get(tag) == value for tag, value in wanted)]


def _mean(members: Sequence[CaseResult], name: str) -> str | None:
    values = [
        score.value
        for result in members
        for score in result.scores
        if score.name == name and score.outcome == "graded" and score.value is not None
    ]
    return number(fmean(values), None) if values else None


def _other_tags(view: View, ways: Sequence[tuple[str, ...]]) -> Iterator[str]:
    told = {tag for way in ways for tag in way}
    for tag in dict.fromkeys(tag for result in view.run.results for tag in result.case.tags):
        values = {result.case.tags.get(tag) for result in view.run.results} - {None}
        if tag not in told and 1 < len(values) <= min(MOST_GROUPS, len(view.run.results) - 1):
            yield tag
