"""What the words of the sections tell beside the tables: counted things that no rule found, problems and measures.

Asked where an option says so, and where a report has no tables at all (docs/decisions/0012). Each item is verbatim: of
a counted thing the quote, the number and its unit are read by `counts`, and its label has to stand in the quote; the
quote of a problem has to stand in the section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, groupby, islice, takewhile

from canonical.report import Mention, Problem
from extraction.asking.answers import MentionAnswer, MentionAnswers, ProblemAnswer, ProblemAnswers
from extraction.asking.counts import Told, is_known, told_in
from extraction.asking.lines import as_shown, numbers_in
from extraction.asking.quotes import Span, find_quote
from extraction.asking.rounds import Rejected
from extraction.asking.wording import filled, numbered
from extraction.mentions_text import paragraphs
from extraction.open_questions import Findings
from llm.model import Request

PLANS = 5
"""The section of problems and measures."""
MOST_SHOWN = 3000  # characters of a section
MOST_ITEMS = 20
LONGEST_LABEL = 40
LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLine:
    """A paragraph of a section on one page, as shown: the lines that it was printed in are put together."""

    section: int
    text: str
    page: int | None


def told_numbers(findings: Findings) -> tuple[Told, ...]:
    """The numbers of the sections, but for the fifth, that no rule has made a mention of."""
    report = findings.report
    told = (
        each
        for line in _lines(findings)
        if line.section != PLANS
        for each in told_in(line.text, section=line.section, page=line.page, year=report.identity.year)
        if not is_known(each, report.mentions)
    )
    return tuple(islice(told, MOST_ITEMS))


def problem_lines(findings: Findings) -> tuple[SectionLine, ...]:
    """The lines of the fifth section."""
    return _shortened([line for line in _lines(findings) if line.section == PLANS])


def mention_request(told: Sequence[Told]) -> Request:
    """The request for what numbers count."""
    lines = (f"〔{each.printed}〕{each.words}" for each in told)
    return filled(
        "find_mentions",
        MentionAnswers,
        most=len(told),
        evidence=numbered(lines),
        count=str(len(told)),
    )


def problem_request(lines: Sequence[SectionLine]) -> Request:
    """The request for problems and measures."""
    return filled("find_problems", ProblemAnswers, most=MOST_ITEMS, evidence=numbered(line.text for line in lines))


def judge_mentions(
    answers: MentionAnswers, found: tuple[Mention, ...], told: Sequence[Told]
) -> tuple[tuple[Mention, ...], tuple[Rejected, ...]]:
    """The counted things so far with those of a reply, and what of it was refused."""
    rejected = []
    for answer in answers.mentions:
        made = _mention(answer, told) if answer.what else None
        if isinstance(made, Rejected):
            rejected.append(made)
        elif made and made not in found:
            found = (*found, made)
    return found, tuple(rejected)


def judge_problems(
    answers: ProblemAnswers, found: tuple[Problem, ...], lines: Sequence[SectionLine]
) -> tuple[tuple[Problem, ...], tuple[Rejected, ...]]:
    """The problems and measures so far with those of a reply, and what of it was refused."""
    rejected = []
    for answer in answers.problems:
        made = _problem(answer, lines)
        if isinstance(made, Rejected):
            rejected.append(made)
        elif not any(each.quote == made.quote for each in found):  # several labels for one quote are guesses
            found = (*found, made)
    return found, tuple(rejected)


def _lines(findings: Findings) -> Iterator[SectionLine]:
    for section, lines in findings.narrative.lines.items():
        for _, on_page in groupby(lines, key=lambda line: line.page):
            printed = tuple(on_page)
            shown = [as_shown(line.text) for line in printed]
            for paragraph in paragraphs(shown):
                text = reduce(_joined, (shown[place] for place in paragraph))
                yield SectionLine(section=section, text=text, page=printed[0].page)


def _joined(text: str, below: str) -> str:
    """Two printed lines of a paragraph as one; the ends of two numbers stay apart."""
    return f"{text} {below}" if text[-1:].isdigit() and below[:1].isdigit() else text + below


def _shortened(lines: Sequence[SectionLine]) -> tuple[SectionLine, ...]:
    lengths = accumulate(len(line.text) for line in lines)
    kept = takewhile(lambda pair: pair[1] <= MOST_SHOWN, zip(lines, lengths, strict=True))
    return tuple(line for line, _ in kept)


def _place(quote: str | None, lines: Sequence[SectionLine]) -> tuple[SectionLine, Span] | None:
    if not quote or len(quote) > LONGEST_QUOTE:
        return None
    return next(((line, span) for line in lines for span in find_quote(quote, line.text)), None)


def _mention(answer: MentionAnswer, told: Sequence[Told]) -> Mention | Rejected:
    what = answer.what or ""
    quoting = [(each, span) for each in told for span in find_quote(what, each.words)]
    if not quoting or len(what) > LONGEST_QUOTE:
        return _refused("mention", "quoted", "what不是所问的一行中连续的字", answer.number, answer.what)
    meant = quoting if len(quoting) == 1 and answer.number is None else _meant(answer.number or "", quoting)
    if not meant:
        return _refused("mention", "number_in_quote", "number不是该行〔〕里的数", answer.number, answer.what)
    number, span = meant[0]
    label = number.label(span)
    if label is None or len(label) > LONGEST_LABEL:
        return _refused("mention", "label_in_quote", f"what没写全{number.printed}的是什么", answer.number, answer.what)
    return number.mention(label)


def _meant(said: str, quoting: Sequence[tuple[Told, Span]]) -> list[tuple[Told, Span]]:
    return [(told, span) for told, span in quoting if told.is_told(said)]


def _problem(answer: ProblemAnswer, lines: Sequence[SectionLine]) -> Problem | Rejected:
    place = _place(answer.quote, lines)
    if place is None:
        return _refused("problem", "quoted", "quote在原文中不存在", answer.label, answer.quote)
    if answer.kind is None or not answer.label or len(answer.label) > LONGEST_LABEL or _adds_numbers(answer):
        return _refused("problem", "labelled", "缺少kind或label，或label中有原文没有的数", answer.label, answer.quote)
    line, span = place
    return Problem(
        kind=answer.kind,
        label=as_shown(answer.label),
        quote=line.text[span.start : span.end],
        section=line.section,
        page=line.page,
    )


def _adds_numbers(answer: ProblemAnswer) -> bool:
    """Whether a label has a number that its quote has not: words of a model must not bring in figures."""
    quoted = {number.value for number in numbers_in(answer.quote or "")}
    return any(number.value not in quoted for number in numbers_in(answer.label or ""))


def _refused(about: str, guard: str, reason: str, value: str | None, quote: str | None) -> Rejected:
    return Rejected(about=about, guard=guard, reason=reason, value=value, quote=quote)
