"""What the words of the sections tell beside the tables: counted things that no rule found, problems and measures.

Asked where an option says so, and where a report has no tables at all (docs/decisions/0012). Each item is verbatim: its
quote stands in the section, its number in the quote, and the label of a counted thing in the quote as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, groupby, takewhile

from canonical.report import Mention, Problem
from extraction.asking.answers import MentionAnswer, MentionAnswers, ProblemAnswer, ProblemAnswers
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
STRAY = " ,，.。、"  # around a value


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLine:
    """A paragraph of a section on one page, as shown: the lines that it was printed in are put together."""

    section: int
    text: str
    page: int | None


def mention_lines(findings: Findings) -> tuple[SectionLine, ...]:
    """The lines of the sections, but for the fifth, that have a number no rule has made a mention of."""
    told = ["".join(mention.quote.split()) for mention in findings.report.mentions]
    lines = (line for line in _lines(findings) if line.section != PLANS and numbers_in(line.text))
    return _shortened([line for line in lines if len(numbers_in(line.text)) > _count(told, line.text)])


def problem_lines(findings: Findings) -> tuple[SectionLine, ...]:
    """The lines of the fifth section."""
    return _shortened([line for line in _lines(findings) if line.section == PLANS])


def mention_request(lines: Sequence[SectionLine]) -> Request:
    """The request for counted things."""
    return filled("find_mentions", MentionAnswers, most=MOST_ITEMS, evidence=numbered(line.text for line in lines))


def problem_request(lines: Sequence[SectionLine]) -> Request:
    """The request for problems and measures."""
    return filled("find_problems", ProblemAnswers, most=MOST_ITEMS, evidence=numbered(line.text for line in lines))


def judge_mentions(
    answers: MentionAnswers, found: tuple[Mention, ...], lines: Sequence[SectionLine], known: Sequence[Mention]
) -> tuple[tuple[Mention, ...], tuple[Rejected, ...]]:
    """The counted things so far with those of a reply, and what of it was refused."""
    rejected = []
    for answer in answers.mentions:
        made = _mention(answer, lines)
        if isinstance(made, Rejected):
            rejected.append(made)
        elif not _is_known(made, (*known, *found)):
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


def _count(quotes: Sequence[str], text: str) -> int:
    """How many of the numbers of a line are in a quote of it."""
    bare = "".join(text.split())
    return sum(len(numbers_in(quote)) for quote in dict.fromkeys(quotes) if quote in bare)


def _place(quote: str | None, lines: Sequence[SectionLine]) -> tuple[SectionLine, Span] | None:
    if not quote or len(quote) > LONGEST_QUOTE:
        return None
    return next(((line, span) for line in lines for span in find_quote(quote, line.text)), None)


def _mention(answer: MentionAnswer, lines: Sequence[SectionLine]) -> Mention | Rejected:
    place = _place(answer.quote, lines)
    if place is None:
        return _refused("mention", "quoted", "quote在原文中不存在", answer)
    line, span = place
    quote = line.text[span.start : span.end]
    said = next(iter(numbers_in((answer.value or "").strip(STRAY))), None)
    of_line = [number for number in numbers_in(line.text) if span.start <= number.start and number.end <= span.end]
    number = next((each for each in of_line if said and each.value == said.value), None)
    if number is None:
        return _refused("mention", "number_in_quote", f"quote中没有单独的数{answer.value}", answer)
    if not answer.label or len(answer.label) > LONGEST_LABEL or not find_quote(answer.label, quote):
        return _refused("mention", "label_in_quote", "label不是quote中的词", answer)
    unit = (answer.unit or "").strip()
    if unit and not line.text[number.end :].lstrip("余多 ").startswith(unit):
        return _refused("mention", "unit_in_quote", f"数字后面不是{unit}", answer)
    return Mention(
        label=answer.label.strip(),
        value=number.value,
        unit=unit,
        quote=quote,
        section=line.section,
        page=line.page,
        method="llm",
    )


def _is_known(mention: Mention, known: Sequence[Mention]) -> bool:
    """Whether a rule, or an earlier answer, has the same number of the same words."""
    return any(
        each.value == mention.value and each.section == mention.section and _overlap(each.quote, mention.quote)
        for each in known
    )


def _overlap(one: str, other: str) -> bool:
    first, second = "".join(one.split()), "".join(other.split())
    return first in second or second in first


def _problem(answer: ProblemAnswer, lines: Sequence[SectionLine]) -> Problem | Rejected:
    place = _place(answer.quote, lines)
    if place is None:
        return _refused("problem", "quoted", "quote在原文中不存在", answer)
    if answer.kind is None or not answer.label or len(answer.label) > LONGEST_LABEL or _adds_numbers(answer):
        return _refused("problem", "labelled", "缺少kind或label，或label中有原文没有的数", answer)
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


def _refused(about: str, guard: str, reason: str, answer: MentionAnswer | ProblemAnswer) -> Rejected:
    value = answer.value if isinstance(answer, MentionAnswer) else answer.label
    return Rejected(about=about, guard=guard, reason=reason, value=value, quote=answer.quote)
