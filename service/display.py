"""What people see: reports, checks and answers as rich tables and lines, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from canonical.fields import FIELDS
from canonical.measures import measure_of
from qa.restating import group_said
from service.texts import label, place, say

if TYPE_CHECKING:
    from decimal import Decimal

    from canonical.report import CheckResult, Fact, Identity, Language, Report, ReportHeader
    from factstore import StoredCheck
    from service.views import Cited

FAILED_STYLE = {"error": "red", "warning": "yellow"}
UNLISTED = ("not_in_template",)  # what the form does not have is no news of the report
WIDE = 200  # columns assumed where output goes to a file or pipe, so that nothing is cut
LONGEST_QUOTE = 200  # characters of printed text beside a citation
ONE_LINE = str.maketrans("\r\n\t", "   ")


def console(*, stderr: bool = False) -> Console:
    """A console for stdout (or stderr) that never cuts text which goes to a file."""
    plain = Console(stderr=stderr, highlight=False)
    return plain if plain.is_terminal else Console(stderr=stderr, highlight=False, width=WIDE, soft_wrap=True)


def show_report(report: Report, lang: Language, out: Console) -> None:
    """Nothing; prints identity, flags of the whole, the facts that are not plain zeros, and failed checks."""
    out.print(_identity_table(report.identity, lang))
    for flag in report.flags:
        out.print(f"[yellow]{label('look', lang)}[/yellow] {escape(flag.id)}: {escape(flag.message[lang])}")
    listed = [fact for fact in report.facts.values() if fact.status not in UNLISTED and not _is_plain_zero(fact)]
    out.print(_fact_table(listed, lang))
    zeros = sum(1 for fact in report.facts.values() if _is_plain_zero(fact))
    out.print(say("extract.zeros", lang, count=zeros), style="dim")
    failed = [check for check in report.checks if check.status == "failed"]
    if not failed:
        out.print(say("extract.no_failed", lang), style="green")
        return
    out.print(say("extract.checks", lang), style="bold")
    for check in failed:
        out.print(_check_line(check, lang))


def show_headers(headers: Sequence[ReportHeader], lang: Language, out: Console) -> None:
    """Nothing; prints a line a report, or how to add some."""
    if not headers:
        out.print(say("reports.none", lang))
        return
    table = _table(lang, "id", "agency", "year", "template", "region", "department", "flags", "file")
    for header in headers:
        region = "".join(header.region.path) if header.region else None
        known = (header.id, header.agency, header.year, header.template, region, header.department)
        cells = (*known, " ".join(header.flags), header.path)
        table.add_row(*map(_cell, cells), style=None if header.preferred else "dim")
    out.print(table)


def show_flags(header: ReportHeader, lang: Language, out: Console) -> None:
    """Nothing; prints what a person should look at in the report as a whole, if anything."""
    if header.flags:
        agency = escape(header.agency or label("unknown", lang))
        said = f"[yellow]{label('look', lang)}[/yellow] {', '.join(header.flags)}"
        out.print(f"[bold]{agency} {header.year or ''}[/bold]  {said}")


def show_check(item: StoredCheck, cited: Iterable[Cited], lang: Language, out: Console) -> None:
    """Nothing; prints one check with its numbers, and file, place and printed text of each citation."""
    header = item.header
    agency = escape(header.agency or label("unknown", lang))
    out.print(f"[bold]{agency} {header.year or ''}[/bold]  {_check_line(item.check, lang)}")
    for one in cited:
        where = place(one.evidence.page, one.evidence.line, lang)
        out.print(f"    {escape(one.header.path)} {where}: {escape(_one_line(one.evidence.text))}", style="dim")


def show_answer(answer: Mapping[str, Any], out: Console) -> None:
    """Nothing; prints the answer, its rows, coverage, citations and passages."""
    lang: Language = "zh" if answer.get("language") == "zh" else "en"
    out.print(escape(answer["answer"]), style="bold")
    if answer.get("definition"):
        out.print(escape(str(answer["definition"])), style="dim")
    if answer.get("clarification"):
        for number, option in enumerate(answer["clarification"].get("options", ()), start=1):
            out.print(f"  {number}. {escape(str(option))}")
    if answer.get("rows"):
        out.print(_rows_table(answer["rows"], lang))
        shown, total = len(answer["rows"]), answer.get("rows_total") or 0
        if total > shown:
            out.print(say("ask.left_out", lang, shown=shown, total=total), style="dim")
    if answer.get("apart"):
        out.print(f"{say('ask.apart', lang)}:")
        out.print(_rows_table(answer["apart"], lang))
    if answer.get("coverage"):
        out.print(f"{say('ask.coverage', lang)}: {coverage_line(answer['coverage'], lang)}")
    show_sources(answer, lang, out)
    if answer.get("permalink"):
        out.print(say("ask.again", lang, plan=answer["permalink"]), style="dim")


def show_sources(answer: Mapping[str, Any], lang: Language, out: Console) -> None:
    """Nothing; prints where the numbers of an answer stand, or the passages that answer it."""
    if answer.get("citations"):
        out.print(f"{say('ask.passages' if answer.get('passages') else 'ask.citations', lang)}:")
    matches = {each["citation"]: each.get("matches", ()) for each in answer.get("passages") or ()}
    for citation in answer.get("citations", ()):  # a passage's citation is the passage
        out.print(_citation_line(citation, matches.get(citation["id"], ()), lang))


def coverage_line(coverage: Mapping[str, Any], lang: Language) -> str:
    """How many reports matched, how many had a value, and why the others had none."""
    said = say("coverage", lang, reports=coverage.get("reports", 0), with_value=coverage.get("with_value", 0))
    without = [f"{label(status, lang)} {count}" for status, count in coverage.get("without_value", {}).items()]
    return f"{said} ({', '.join(without)})" if without else said


def number(value: Decimal | float | None) -> str:
    """The number in full, without an exponent; nothing for None."""
    return "" if value is None else format(value, "f") if not isinstance(value, int | float) else str(value)


def _identity_table(identity: Identity, lang: Language) -> Table:
    region = "".join(identity.region.path) if identity.region else None
    rows = (
        ("agency", identity.agency),
        ("year", identity.year),
        ("template", identity.template),
        ("region", region),
        ("department", identity.department),
        ("published", identity.published),
        ("file", identity.source.path),
    )
    table = Table(show_header=False, box=None)
    for key, value in rows:
        table.add_row(label(key, lang), _cell(value) or label("unknown", lang))
    return table


def _fact_table(facts: Iterable[Fact], lang: Language) -> Table:
    table = _table(lang, "field", "value", "unit", "status", "flags", "where", title="extract.facts")
    for fact in facts:
        name = FIELDS[fact.field].zh if lang == "zh" else FIELDS[fact.field].en
        where = place(fact.evidence.page, fact.evidence.line, lang) if fact.evidence else ""
        cells = (name, number(fact.value), fact.unit, label(fact.status, lang), " ".join(fact.flags), where)
        table.add_row(*map(_cell, cells), style="yellow" if fact.flags else None)
    return table


def _rows_table(rows: Iterable[Mapping[str, Any]], lang: Language) -> Table:
    table = _table(lang, "agency", "region", "year", "field", "value", "unit", "where")
    for row in rows:
        name = _name_of(row.get("field") or "", lang)
        whose = row.get("agency") or group_said(row.get("group") or "", lang)
        cited = f"[{row['citation']}]" if row.get("citation") else ""
        cells = (whose, row.get("region"), row.get("year"), name, row.get("value"), row.get("unit"), cited)
        table.add_row(*map(_cell, cells))
    return table


def _name_of(field: str, lang: Language) -> str:
    """The name of a field or of a derived measure; of the reports themselves nothing."""
    if field in FIELDS:
        return FIELDS[field].zh if lang == "zh" else FIELDS[field].en
    measure = measure_of(field)
    return measure.label(lang) if measure else ""


def _citation_line(citation: Mapping[str, Any], matches: Sequence[Sequence[int]], lang: Language) -> Text:
    """Where something stands and what; of a passage the sentences that bear on the question are bold."""
    where = place(citation.get("page"), citation.get("line"), lang)
    source = citation.get("path") or citation.get("report_id")
    head = f"[{citation['id']}] {citation.get('agency') or ''} {citation.get('year') or ''}"
    said = citation.get("text") or ""
    if not matches:
        return Text(f"  {head} · {source} {where}: {_one_line(said)}", style="dim")
    start, end = window(matches, len(said))
    text = Text(said.translate(ONE_LINE))
    for match in matches:
        text.stylize("bold not dim", *match)
    cut = text[start:end]
    before, after = "…" if start else "", "…" if end < len(said) else ""
    return Text.assemble((f"  {head} · {source} {where}: {before}", "dim"), cut, (after, "dim"))


def window(matches: Sequence[Sequence[int]], length: int) -> tuple[int, int]:
    """The part of a passage that is shown: all sentences that bear on the question, and more where there is room."""
    first, last = min(match[0] for match in matches), max(match[1] for match in matches)
    room = max(LONGEST_QUOTE - (last - first), 0)
    start = max(0, first - room // 2)
    return start, min(length, max(last, start + LONGEST_QUOTE))


def _check_line(check: CheckResult, lang: Language) -> str:
    style = FAILED_STYLE[check.severity] if check.status == "failed" else "dim"
    return f"[{style}]{label(check.status, lang)}[/{style}] {escape(check.id)}: {escape(check.message[lang])}"


def _table(lang: Language, *columns: str, title: str | None = None) -> Table:
    table = Table(title=say(title, lang) if title else None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(
            label(column, lang), justify="right" if column in {"value", "year"} else "left", overflow="fold"
        )
    return table


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


def _is_plain_zero(fact: Fact) -> bool:
    return fact.value == 0 and not fact.flags and fact.status == "reported" and fact.remark is None
