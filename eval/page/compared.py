"""A comparison in words: lines for the terminal, and the rows of the page's section on the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from canonical.fields import FIELDS
from canonical.report import Language
from eval.compare import Change, Comparison, Difference, Group
from eval.judged import Judged
from eval.page.cases import said
from eval.page.rows import MINUS, Tone, number, points, signed, tone
from eval.page.texts import say, texts_of_suite
from eval.records import Json

MOST_LINES = 20
MOST_CHANGES = 40
MOST_GROUPS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """A difference over the paired cases."""

    label: str
    before: str
    after: str
    change: str
    interval: str
    tone: Tone
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A score that came out otherwise."""

    change: Change
    label: str
    expected: str
    got_before: str
    got_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """Changes of one kind in one place: how many as `extent`, and whether that is good."""

    pattern: str
    label: str
    before: str
    after: str
    extent: str
    tone: Tone


def lines(comparison: Comparison, lang: Language, *, most: int = MOST_LINES) -> Iterator[str]:
    """The comparison as lines of text, with at most so many of everything that is listed."""
    texts = texts_of_suite(comparison.suite)
    title = texts.title[lang] if texts else comparison.suite
    yield say("compare", "title", lang, suite=title, before=comparison.before, after=comparison.after)
    yield from _header_lines(comparison, lang, most)
    yield say("compare", "paired", lang, paired=comparison.paired)
    yield from _unpaired_lines(comparison, lang, most)
    yield from _figure_lines(comparison, lang)
    yield from _group_lines(comparison, lang, most)
    yield from _failure_lines(comparison, lang, most)
    yield from _change_lines(comparison, lang, most)


def difference_rows(comparison: Comparison, lang: Language) -> tuple[DifferenceRow, ...]:
    """The differences of shares, graded scores and time over the paired cases."""
    return tuple(_difference_row(each, comparison.suite, lang) for each in comparison.differences)


def change_rows(comparison: Comparison, lang: Language) -> tuple[ChangeRow, ...]:
    """The changed scores, the worst first, at most so many."""
    return tuple(
        ChangeRow(
            change=change,
            label=_name(change.score, lang),
            expected=_expected(change, lang),
            got_before=_got(change.first, lang),
            got_after=_got(change.then, lang),
        )
        for change in comparison.changes[:MOST_CHANGES]
    )


def _expected(change: Change, lang: Language) -> str:
    told = change.then or change.first
    return _value(told.expected, told.expected_status, lang) if told else said(None)


def _got(each: Judged | None, lang: Language) -> str:
    if each is None:
        return said(None)
    return number(each.value, None) if each.outcome == "graded" else _value(each.got, each.status, lang)


def _value(value: Json, status: str | None, lang: Language) -> str:
    """A value with its status, which may be all that differs."""
    return f"{said(value)} ({say('status', status, lang)})" if status else said(value)


def group_rows(comparison: Comparison, lang: Language) -> tuple[GroupRow, ...]:
    """The places that changed, the worst first, at most so many."""
    return tuple(_group_row(group, lang) for group in comparison.groups[:MOST_GROUPS])


def _group_row(group: Group, lang: Language) -> GroupRow:
    sort = "one_cell" if group.cells == 1 else "one_case" if group.cases == 1 else "many_cases"
    return GroupRow(
        pattern=group.pattern,
        label=group.label[lang] if group.label[lang] != group.pattern else "",
        before=group.before,
        after=group.after,
        extent=say("extent", sort, lang, cells=f"{group.cells:,}", cases=f"{group.cases:,}"),
        tone=tone(group.worsening, "lower"),
    )


def _group_line(group: Group, lang: Language) -> str:
    """`requests.*.total: right → silent in 180 cells of 40 cases (table 3, column “total”)`."""
    row = _group_row(group, lang)
    states = {name: say("outcome", getattr(group, name), lang) for name in ("before", "after")}
    line = say("compare", "group", lang, pattern=row.pattern, extent=row.extent, **states)
    return f"{line} ({row.label})" if row.label else line


def _difference_row(each: Difference, suite: str, lang: Language) -> DifferenceRow:
    texts = texts_of_suite(suite)
    graded = texts.label(each.name, lang) if texts else each.name
    return DifferenceRow(
        label=say("difference", "mean", lang, name=graded) if each.unit is None else say("difference", each.name, lang),
        before=number(each.before, each.unit),
        after=number(each.after, each.unit),
        change=signed(each.change, each.unit, lang),
        interval=f"{_bound(each.low, each.unit)} … {_bound(each.high, each.unit)}",
        tone=tone(each.change, each.better if each.is_certain else None),
        is_certain=each.is_certain,
    )


def _bound(value: float, unit: str | None) -> str:
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return points(value) if unit == "share" else f"{sign}{abs(value):,.4g}"


def _header_lines(comparison: Comparison, lang: Language, most: int) -> Iterator[str]:
    if not comparison.headers:
        yield say("compare", "same_header", lang)
        return
    yield say("compare", "header", lang)
    changed = [f"  {each.key}: {said(each.before)} → {said(each.after)}" for each in comparison.headers]
    yield from _first(changed, most, lang)


def _unpaired_lines(comparison: Comparison, lang: Language, most: int) -> Iterator[str]:
    for name in ("only_before", "only_after", "other_inputs"):
        if cases := getattr(comparison, name):
            yield say("compare", name, lang, count=len(cases))
            yield from _first([f"  {case}" for case in cases], min(most, 5), lang)


def _figure_lines(comparison: Comparison, lang: Language) -> Iterator[str]:
    texts = texts_of_suite(comparison.suite)
    if comparison.metrics:
        yield say("compare", "figures", lang)
    for each in comparison.metrics:
        label = texts.label(each.name, lang) if texts else each.name
        yield f"  {label}: {number(each.before, each.unit)} → {number(each.after, each.unit)}"
    if comparison.differences:
        yield say("compare", "differences", lang)
    for row in difference_rows(comparison, lang):
        mark = f"  ({say('compare', 'certain', lang)})" if row.is_certain else ""
        yield f"  {row.label}: {row.before} → {row.after}  {row.change} [{row.interval}]{mark}"


def _group_lines(comparison: Comparison, lang: Language, most: int) -> Iterator[str]:
    if not comparison.groups:
        yield say("compare", "no_changes", lang)
    rest = tuple(group for group in comparison.groups if group.worsening <= 0)
    for name, groups in (("regressions", comparison.regressions), ("improvements", rest)):
        if groups:
            yield say("compare", name, lang, count=len(groups))
            yield from _first([f"  {_group_line(group, lang)}" for group in groups], most, lang)


def _failure_lines(comparison: Comparison, lang: Language, most: int) -> Iterator[str]:
    if comparison.failures:
        yield say("compare", "failures", lang, count=len(comparison.failures))
    none = say("compare", "succeeded", lang)
    told = [f"  {each.case}: {said(each.before or none)} → {said(each.after or none)}" for each in comparison.failures]
    yield from _first(told, most, lang)


def _change_lines(comparison: Comparison, lang: Language, most: int) -> Iterator[str]:
    if comparison.changes:
        shown = min(most, len(comparison.changes))
        yield say("compare", "changes", lang, shown=shown, count=len(comparison.changes))
    for row in change_rows(comparison, lang)[:most]:
        change = row.change
        which = "moved" if change.after in {"higher", "lower"} else "change"
        told = say(
            "compare",
            which,
            lang,
            case=change.case,
            score=change.score,
            before=say("outcome", change.before, lang),
            after=say("outcome", change.after, lang),
            expected=row.expected,
            got_before=row.got_before,
            got_after=row.got_after,
        )
        yield f"  {told}"


def _first(told: Sequence[str], most: int, lang: Language) -> Iterator[str]:
    yield from told[:most]
    if len(told) > most:
        yield "  " + say("compare", "more", lang, count=len(told) - most)


def _name(score: str, lang: Language) -> str:
    field = FIELDS.get(score)
    return (field.zh if lang == "zh" else field.en) if field else ""
