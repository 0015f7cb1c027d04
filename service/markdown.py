"""An answer as Markdown for programs that show text: the sentence, a table, the coverage, and numbered sources.

Every `[n]` in it stands for a source in the list at its end; `marks` says where each stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from canonical.fields import FIELDS
from canonical.report import Language
from service.texts import label, place, say

MOST_ROWS = 20
LONGEST_QUOTE = 300
COLUMNS = ("agency", "year", "field", "value", "status")
_MARK = re.compile(r"\[(\d{1,4})\]")


class Mark(NamedTuple):
    """A `[n]` at `[start, end)` of the text, and the source it stands for."""

    start: int
    end: int
    citation: Mapping[str, Any]


class Markdown(NamedTuple):
    """A text, and where it cites what."""

    text: str
    marks: tuple[Mark, ...]


def as_markdown(answer: Mapping[str, Any]) -> Markdown:
    """The answer (JSON data in the contract's shape) as text. Of a long one the first rows, and how many there are."""
    lang: Language = "zh" if answer.get("language") == "zh" else "en"
    rows: Sequence[Mapping[str, Any]] = answer.get("rows") or ()
    passages = answer.get("passages") or ()
    lone = rows[0] if len(rows) == 1 else None
    first = answer["answer"].strip() + (_marks_of(lone) if lone else "")
    parts = [
        first,
        _options(answer),
        _table(rows[:MOST_ROWS], lang) if lone is None and rows else "",
        _left_out(answer, lang),
        "\n\n".join(f"> {_highlighted(each)} [{each['citation']}]" for each in passages),
        _definition(answer),
        _coverage(answer.get("coverage") or {}, lang),
    ]
    body = "\n\n".join(part for part in parts if part)
    by_number = {citation["id"]: citation for citation in answer.get("citations") or ()}
    used = [number for number in dict.fromkeys(map(int, _MARK.findall(body))) if number in by_number]
    sources = "\n".join(_source(by_number[number], lang) for number in used)
    text = f"{body}\n\n{say('ask.citations', lang)}:\n{sources}" if sources else body
    found = ((match, by_number.get(int(match[1]))) for match in _MARK.finditer(body))
    return Markdown(text, tuple(Mark(match.start(), match.end(), source) for match, source in found if source))


def address_of(citation: Mapping[str, Any], base: str) -> str:
    """Where a program or person finds what a citation cites: the page with the cell marked, else the report."""
    report = f"{base.rstrip('/')}/v1/reports/{citation['report_id']}"
    if citation.get("page") is None or citation.get("bbox") is None:
        return report
    marked = f"?highlight={quote(citation['field'])}" if citation.get("field") else ""
    return f"{report}/pages/{citation['page']}.png{marked}"


def source_name(citation: Mapping[str, Any], lang: Language) -> str:
    """What is cited, for people: body, year, file, and where in it."""
    file = str(citation.get("path") or citation["report_id"]).rpartition("/")[2]
    where = place(citation.get("page"), citation.get("line"), lang)
    return " ".join(filter(None, (citation.get("agency"), str(citation.get("year") or ""), "·", file, where)))


def _options(answer: Mapping[str, Any]) -> str:
    clarification = answer.get("clarification") or {}
    offered = clarification.get("options") or answer.get("suggestions") or ()
    return "\n".join(f"- {_one_line(str(option))}" for option in offered)


def _table(rows: Sequence[Mapping[str, Any]], lang: Language) -> str:
    head = [label(column, lang) for column in COLUMNS]
    lines = [_line([*head, label("source", lang)]), _line(["---"] * (len(head) + 1))]
    return "\n".join([*lines, *(_line(_cells(row, lang)) for row in rows)])


def _cells(row: Mapping[str, Any], lang: Language) -> Iterable[str]:
    yield row.get("agency") or row.get("group") or ""
    yield str(row.get("year") or "")
    field = FIELDS.get(row.get("field") or "")
    yield (field.zh if lang == "zh" else field.en) if field else row.get("check") or row.get("field") or ""
    value = row.get("value")
    yield "" if value is None else f"{value} {row.get('unit') or ''}".strip()
    flags = row.get("flags") or ()
    yield " ".join((label(row.get("status") or "", lang), *(f"({flag})" for flag in flags)))
    yield _marks_of(row).strip()


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_one_line(cell).replace('|', '｜') for cell in cells)} |"


def _marks_of(row: Mapping[str, Any]) -> str:
    cited = row.get("citations") or [row["citation"]] if row.get("citation") else ()
    return "".join(f" [{number}]" for number in cited)


def _left_out(answer: Mapping[str, Any], lang: Language) -> str:
    total = max(answer.get("rows_total") or 0, len(answer.get("rows") or ()))
    return say("ask.left_out", lang, shown=MOST_ROWS, total=total) if total > MOST_ROWS else ""


def _definition(answer: Mapping[str, Any]) -> str:
    return _one_line(answer.get("definition") or "")


def _coverage(coverage: Mapping[str, Any], lang: Language) -> str:
    if not coverage.get("reports"):
        return ""
    said = say("coverage", lang, reports=coverage["reports"], with_value=coverage.get("with_value", 0))
    why = [f"{label(status, lang)} {count}" for status, count in (coverage.get("without_value") or {}).items()]
    why += [
        say(f"coverage.{name}", lang, count=coverage[name])
        for name in ("flagged", "failed_checks")
        if coverage.get(name)
    ]
    return f"{said} ({', '.join(why)})" if why else said


def _source(citation: Mapping[str, Any], lang: Language) -> str:
    text = _one_line(citation.get("text") or "")
    short = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"[{citation['id']}] {source_name(citation, lang)}: {short}"


def _highlighted(passage: Mapping[str, Any]) -> str:
    """The passage with the sentences that bear on the question in bold."""
    text, pieces, end = passage["text"], [], 0
    for first, last in passage.get("matches") or ():
        pieces += [_unmarked(text[end:first]), f"**{_unmarked(text[first:last])}**"]
        end = last
    return " ".join(filter(None, (*pieces, _unmarked(text[end:]))))


def _unmarked(text: str) -> str:
    """One line, in which a footnote sign that is printed can not pass for a mark of ours."""
    return _MARK.sub(r"〔\1〕", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
