"""The benchmark on the terminal: table by format, matrix, planted errors, speed, what went wrong, targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from canonical.report import Language
from eval.bench_table import Row, Wrong, failures, figure_of, matrix, rows, wrong
from eval.command.words import say
from eval.figures import figure, interval
from eval.formats import DIGITAL, LOSSY
from eval.records import CaseResult, Metric
from eval.suite_data import SuiteData, Verdict
from eval.suites.bench import CHECKS
from eval.suites.bench_counts import KINDS

COLUMNS = ("documents", "cells", "right", "survived", "flagged", "restated", "silent", "needless", "unplaced", "ms")
MOST_WRONG = 20  # shown; the log has more


def show_bench(results: Sequence[CaseResult], metrics: Sequence[Metric], lang: Language, out: Console) -> None:
    """Nothing; prints what a run of the suite `bench` has found."""
    out.print(_by_format(rows(results), lang))
    for kind in (DIGITAL, LOSSY):
        out.print(_matrix(kind, matrix(kind, results), lang))
    for name in ("recall", "precision"):
        if found := figure_of(metrics, name, kind=CHECKS):
            shown = figure(found.value, found.unit)
            out.print(say(f"bench_{name}", lang, value=shown, interval=interval(found), count=found.count))
    for document, error in failures(results)[:MOST_WRONG]:
        out.print(say("bench_crashed", lang, document=document, error=error), style="red", markup=False)
    if found_wrong := wrong(results):
        out.print(_wrong(found_wrong, lang))


def _by_format(found: Sequence[Row], lang: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say("format", lang))
    for name in COLUMNS:
        table.add_column(say(f"bench_{name}", lang), justify="right")
    kind = None
    for row in found:
        if row.kind != kind:
            kind = row.kind
            table.add_row(say(f"bench_{kind}", lang), style="bold")
        table.add_row(f"  {row.format or say('bench_all', lang)}", *_cells(row), style="bold" if not row.format else "")
    return table


def _cells(row: Row) -> tuple[str, ...]:
    silent = f"[red]{row.silent:,}[/]" if row.silent else "0"
    return (
        f"{row.documents:,}",
        f"{row.cells:,}",
        _share(row.right, row.cells),
        _share(row.survived_right, row.survived),
        f"{row.flagged:,}",
        f"{row.restated:,}",
        silent,
        _share(row.needless, row.cells),
        f"{row.unplaced:,}",
        f"{row.ms:,.0f}",
    )


def _share(part: int, whole: int) -> str:
    return figure(part / whole if whole else None, "share")


def _matrix(kind: str, counts: Mapping[str, Mapping[str, tuple[int, int]]], lang: Language) -> Table:
    """Cells off the diagonal with how many of them carry no flag."""
    title = say("bench_matrix", lang, kind=say(f"bench_{kind}", lang))
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say("bench_print", lang))
    for after in KINDS:
        table.add_column(say(f"bench_{after}", lang), justify="right")
    for before, readings in counts.items():
        shown = (_confused(before, after, *readings[after]) for after in KINDS)
        table.add_row(say(f"bench_{before}", lang), *shown)
    return table


def _confused(before: str, after: str, count: int, unflagged: int) -> str:
    if before == after:
        return f"{count:,}"
    return f"[red]{count:,} ({unflagged:,})[/]" if count else "0"


def _wrong(found: Sequence[Wrong], lang: Language) -> Table:
    title = say("bench_wrong", lang, count=min(len(found), MOST_WRONG), total=len(found))
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("case", "field", "expected", "got"):
        table.add_column(say(heading, lang), overflow="fold")
    for each in found[:MOST_WRONG]:
        detail = each.detail
        wanted = (detail.get("expected"), detail.get("expected_status"))
        got = (detail.get("got"), detail.get("status") or each.outcome)
        table.add_row(escape(each.document), each.name, *(_pair(*pair) for pair in (wanted, got)), style="red")
    return table


def _pair(value: object, word: object) -> str:
    return escape(f"{value} {word or ''}".strip())


def show_speed(metrics: Sequence[Metric], lang: Language, out: Console) -> None:
    """Nothing; prints how many reports one core reads in a second, beside the usual library on the same files."""
    title = say("bench_speed", lang)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("format", "bench_ours", "bench_plain", "bench_ratio"):
        table.add_column(say(heading, lang), justify="left" if heading == "format" else "right")
    for name in dict.fromkeys(each.by["format"] for each in metrics if each.name == "a_core"):
        found = (
            figure_of(metrics, "a_core", format=name, by="ours"),
            figure_of(metrics, "a_core", format=name, by="plain"),
            figure_of(metrics, "times_plain", format=name),
        )
        table.add_row(name, *(figure(each.value, each.unit) if each else "" for each in found))
    out.print(table)


def show_targets(judged: Iterable[tuple[SuiteData, Verdict]], lang: Language, out: Console) -> None:
    """Nothing; prints every target with what was reached, and whether it was met."""
    title = say("bench_targets", lang)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("metric", "bench_asked", "value", "bench_met"):
        table.add_column(say(heading, lang), justify="left" if heading == "metric" else "right")
    for data, verdict in judged:
        threshold, metric = verdict.threshold, verdict.metric
        if metric is None or metric.value is None:
            continue
        which = "at_most" if threshold.at_most is not None else "at_least"
        bound = say(which, lang, value=figure(getattr(threshold, which), metric.unit))
        group = " ".join(_group_word(value, lang) for value in metric.by.values())
        met = say("bench_no" if verdict.missed else "bench_yes", lang)
        name = f"{group}: {data.label(metric.name, lang)}" if group else data.label(metric.name, lang)
        style = "bold red" if verdict.missed else "green"
        table.add_row(name, bound, figure(metric.value, metric.unit), met, style=style)
    out.print(table)


def _group_word(value: str, lang: Language) -> str:
    return say(f"bench_{value}", lang) if value in {DIGITAL, LOSSY, CHECKS, "ours"} else value
