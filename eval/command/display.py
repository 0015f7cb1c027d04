"""An evaluation on the terminal: headline table, groups, accuracy by field, verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from canonical.fields import FIELDS
from canonical.forms import Block, blocks
from canonical.report import Language
from eval.command.words import WORDS, say
from eval.figures import figure, interval
from eval.records import CaseResult, Metric
from eval.suite_data import SuiteData, Verdict

MOST_WRONG = 12  # silent errors listed; the page has them all
SILENT = ("silent", "invented")
STYLES = {"silent": "red", "invented": "red", "wrong": "red"}


def show_metrics(metrics: Sequence[Metric], data: SuiteData, lang: Language, out: Console) -> None:
    """Nothing; prints the figures over all cases, then a table for each way of grouping them."""
    table = Table(title=f"{data.title[lang]}: {data.about[lang]}", title_justify="left", box=None, pad_edge=False)
    for heading in ("metric", "value", "interval", "count"):
        table.add_column(say(heading, lang), justify="left" if heading == "metric" else "right")
    for metric in metrics:
        if not metric.by:
            cells = (figure(metric.value, metric.unit), interval(metric), f"{metric.count:,}")
            table.add_row(data.label(metric.name, lang), *cells)
    out.print(table)
    headline = {metric.name for metric in metrics if not metric.by}
    for tags in dict.fromkeys(tuple(metric.by) for metric in metrics if metric.by):
        members = [metric for metric in metrics if tuple(metric.by) == tags]
        is_told = {metric.name for metric in members} <= headline  # a group alone of its tag says it all again
        if not is_told or len({tuple(metric.by.values()) for metric in members}) > 1:
            out.print(_by_group(members, tags, data, lang))


def _by_group(metrics: Sequence[Metric], tags: Sequence[str], data: SuiteData, lang: Language) -> Table:
    names = list(dict.fromkeys(metric.name for metric in metrics))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(", ".join(say(tag, lang) if tag in WORDS else tag for tag in tags))
    for name in names:
        table.add_column(data.label(name, lang), justify="right")
    rows: dict[tuple[str, ...], dict[str, Metric]] = {}
    for metric in metrics:
        rows.setdefault(tuple(metric.by.values()), {})[metric.name] = metric
    for values, row in rows.items():
        shown = (figure(row[name].value, row[name].unit) if name in row else "" for name in names)
        table.add_row(", ".join(values), *shown)
    return table


def show_accuracy(results: Iterable[CaseResult], lang: Language, out: Console) -> None:
    """Nothing; prints how many reports have each field right, in the shape of the official tables."""
    right, judged = Counter[str](), Counter[str]()
    for result in results:
        fields = [each for each in result.scores if each.name in FIELDS and each.outcome != "unscored"]
        judged.update(each.name for each in fields)
        right.update(each.name for each in fields if each.outcome == "right")
    out.print(say("accuracy", lang), style="bold")
    for block in blocks():
        if any(block.field_id(row.key, column.key) in judged for row in block.rows for column in block.columns):
            out.print(_block_table(block, right, judged, lang))


def _block_table(block: Block, right: Mapping[str, int], judged: Mapping[str, int], lang: Language) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    for column in block.columns:
        table.add_column(column.zh if lang == "zh" else column.en, justify="right")
    for row in block.rows:
        fields = [block.field_id(row.key, column.key) for column in block.columns]
        if any(field in judged for field in fields):
            table.add_row(row.zh if lang == "zh" else row.en, *(_accuracy(each, right, judged) for each in fields))
    return table


def _accuracy(field: str, right: Mapping[str, int], judged: Mapping[str, int]) -> str:
    if field not in judged:
        return ""
    shown = f"{right.get(field, 0)}/{judged[field]}"
    return shown if right.get(field, 0) == judged[field] else f"[bold red]{shown}[/]"


def show_wrong(results: Sequence[CaseResult], lang: Language, out: Console) -> None:
    """Nothing; prints the first silent errors."""
    wrong = [(result, each) for result in results for each in result.scores if each.outcome in SILENT]
    if not wrong:
        return
    count = min(len(wrong), MOST_WRONG)
    table = Table(title=say("worst", lang, count=count, total=len(wrong)), title_justify="left", box=None)
    for heading in ("case", "field", "expected", "got"):
        table.add_column(say(heading, lang))
    for result, each in wrong[:MOST_WRONG]:
        pairs = (("expected", "expected_status"), ("got", "status"))
        shown = (f"{each.detail.get(value)} {each.detail.get(status) or ''}" for value, status in pairs)
        table.add_row(escape(result.case.id), each.name, *shown, style=STYLES[each.outcome])
    out.print(table)


def show_verdicts(judged: Sequence[Verdict], data: SuiteData, lang: Language, out: Console) -> None:
    """Nothing; prints which thresholds were missed, or that none was."""
    for verdict in judged:
        if verdict.missed:
            out.print(verdict_line(verdict, data, lang), style="bold red")
    open_ones = sum(1 for verdict in judged if verdict.metric is None or verdict.metric.value is None)
    if judged and not any(verdict.missed for verdict in judged):
        out.print(say("met", lang, count=len(judged) - open_ones), style="green")
    if open_ones:
        out.print(say("not_judged", lang, count=open_ones), style="dim")


def verdict_line(verdict: Verdict, data: SuiteData, lang: Language) -> str:
    """One sentence on a missed threshold."""
    threshold, metric = verdict.threshold, verdict.metric
    assert metric is not None
    which = "at_most" if threshold.at_most is not None else "at_least"
    bound = say(which, lang, value=figure(getattr(threshold, which), metric.unit))
    name = " ".join(filter(None, (data.label(metric.name, lang), _group(metric.by, lang))))
    return say("missed", lang, metric=name, value=figure(metric.value, metric.unit), bound=bound)


def _group(by: Mapping[str, str], lang: Language) -> str:
    return ", ".join(f"{say(tag, lang) if tag in WORDS else tag} {value}" for tag, value in by.items())
