"""Whose report of which year: asked where the rules found nothing, or several things.

The answer has to be words of the document; a body has to be one by its name. What the rules found is never replaced:
there a model can only agree, and what else it says is kept as refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from canonical.agencies import Agency, classify
from extraction.asking.answers import IdentityAnswer, Named
from extraction.asking.lines import EvidenceLine, as_shown, line_of_text
from extraction.asking.quotes import Span, find_quote
from extraction.asking.rounds import Rejected, Taken
from extraction.asking.wording import filled, numbered
from extraction.identity_bodies import same_body
from extraction.identity_names import office_name
from extraction.open_questions import Findings
from ingest.document import Line
from llm.model import Request

HEAD_LINES, NAMING_LINES, CLOSING_LINES = 8, 3, 4
LONGEST = 60  # characters of a line that are shown
ASKED = {"agency": "agency 编制机关", "year": "year 所属年度"}
DISAGREE = {"agency": "several_agencies", "year": "years_disagree"}
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAsk:
    """What is asked of the identity ("agency", "year"), the lines to look in, and what the rules found."""

    asked: tuple[str, ...]
    lines: tuple[EvidenceLine, ...]
    agency: str | None
    year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What was found out so far."""

    agency: Agency | None = None
    year: int | None = None
    taken: tuple[Taken, ...] = ()


def identity_ask(findings: Findings) -> IdentityAsk | None:
    """What to ask of a report's identity; None where the rules found one body and one year, or there is no text."""
    identity = findings.report.identity
    flags = {flag.id for flag in findings.report.flags}
    asked = tuple(name for name in ASKED if getattr(identity, name) is None or DISAGREE[name] in flags)
    found_both = identity.agency is not None and identity.year is not None
    lines = _lines(findings, NAMING_LINES if found_both else HEAD_LINES)
    if not asked or not lines:
        return None
    return IdentityAsk(asked=asked, lines=lines, agency=identity.agency, year=identity.year)


def identity_request(ask: IdentityAsk) -> Request:
    """The request about it."""
    return filled(
        "answer_identity",
        IdentityAnswer,
        most=len(ask.asked),
        questions="；".join(ASKED[name] for name in ask.asked),
        evidence=numbered(line.text for line in ask.lines),
    )


def judge_identity(
    answer: IdentityAnswer, found: Identified, ask: IdentityAsk
) -> tuple[Identified, tuple[Rejected, ...]]:
    """What an answer adds, and what of it was refused."""
    rejected: list[Rejected] = []
    for name, said in (("agency", answer.agency), ("year", answer.year)):
        if said is None or said.value is None or any(each.about == name for each in found.taken):
            continue
        broken = _broken(name, said, ask)
        if broken:
            rejected.append(broken)
        else:
            found = _with(name, said, found, ask)
    return found, tuple(rejected)


def _lines(findings: Findings, head: int) -> tuple[EvidenceLine, ...]:
    """The file's own title, so many first lines and the last ones."""
    document = findings.document
    title = [Line(text=document.title)] if document.title else []
    printed = [block for block in document.blocks() if isinstance(block, Line) and block.text.strip()]
    closing = printed[head:][-CLOSING_LINES:]
    shown = (
        line_of_text(replace(line, text=as_shown(line.text)[:LONGEST])) for line in (*title, *printed[:head], *closing)
    )
    return tuple(shown)


def _broken(name: str, said: Named, ask: IdentityAsk) -> Rejected | None:
    """The first rule that an answer breaks."""
    value, quote = said.value or "", said.quote or ""
    names = _is_body(value) if name == "agency" else _YEAR.fullmatch(value.strip()) is not None
    rules: Mapping[tuple[str, str], Callable[[], bool]] = {
        ("asked", "没有问这一项"): lambda: name in ask.asked,
        ("quoted", "quote在原文中不存在"): lambda: _place(quote, ask) is not None,
        ("value_in_quote", "quote中没有该值"): lambda: bool(find_quote(value, quote)),
        ("names_one", "不是机关全称" if name == "agency" else "不是四位数的年份"): lambda: names,
        ("rules_stand", "与规则识别的结果不同"): lambda: _agrees(name, value, ask),
    }
    broken = next(((guard, reason) for (guard, reason), holds in rules.items() if not holds()), None)
    return _rejected(name, *broken, said) if broken else None


def _is_body(value: str) -> bool:
    name = office_name(value)
    return name is not None and classify(name).kind != "other"


def _agrees(name: str, value: str, ask: IdentityAsk) -> bool:
    """Whether the rules found nothing or the same."""
    if name == "year":
        return ask.year in {None, int(value)}
    return ask.agency is None or same_body(ask.agency, value)


def _place(quote: str, ask: IdentityAsk) -> tuple[EvidenceLine, Span] | None:
    places = ((line, span) for line in ask.lines for span in find_quote(quote, line.text))
    return next(places, None)


def _with(name: str, said: Named, found: Identified, ask: IdentityAsk) -> Identified:
    place = _place(said.quote or "", ask)
    value = (said.value or "").strip()
    assert place is not None  # the guards have seen to it
    taken = (*found.taken, Taken(about=name, value=value, line=place[0], span=place[1]))
    if name == "year":
        return replace(found, year=int(value) if ask.year is None else None, taken=taken)
    agency = classify(office_name(value) or value) if ask.agency is None else None
    return replace(found, agency=agency, taken=taken)


def _rejected(about: str, guard: str, reason: str, said: Named) -> Rejected:
    final = guard == "asked"
    return Rejected(about=about, guard=guard, reason=reason, value=said.value, quote=said.quote, final=final)
