"""The counted things of the narrative, and which of them tell a number of the tables again.

The steps, in order:

1. `mentions_text`    a section becomes clauses, each with the place of its words
2. `mentions_scope`   what the words before a clause make of it: whose numbers, of which year, a part of what
3. `mentions_counts`  the numbers with units of a clause; dates, articles and document numbers are none
4. `mentions_fields`  the field of the tables that a count tells again, only where the words leave no doubt
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, zip_longest

from canonical.report import Identity, Mention, Section
from extraction.mentions_counts import Count, counts_in
from extraction.mentions_fields import Told, field_told, zeros_told
from extraction.mentions_scope import NOTHING_TOLD, Context, Teller, in_context, teller_of, without_lead
from extraction.mentions_text import Clause, narrowed, passage_of
from extraction.sections import Narrative

LONGEST_LABEL = 40  # characters
PLANS = 5  # the section of problems and plans tells no number of the tables
_MAY_COUNT = re.compile(r"\d|[一二两三四五六七八九十百千万][余多]?[人场件份起宗篇期条例次]")
_MAY_BE_NONE = re.compile(r"[未无没不].*(?:申请|复议|诉讼|收费|结转|转结)")
_SUMMED = re.compile(r"(?:共计|合计|累计|总计|共|总|为|是|有|达到|达|了|大约|约|近|超过|超|逾|[:“”\"、和及并])+$")
_MERE_TOTAL = re.compile(r"(?:共计|合计|累计|总计|共|总数为|数量为|计)(?=\d|[一二两三四五六七八九十百千]+件)")
_BRACKET = re.compile(r"\([^()]*\)|,")
_GOES_ON = re.compile(r"[、和及与并且均已都占率]|以及|同时|全部|$")
_BEFORE_THINGS = re.compile(r"(?:其中|包括|包含|分别为|分别是|含|有|为|[:“\"])*$")
_AND = re.compile(r"(?:[、和及与]|以及)$")
_IS_RULE = re.compile(r"同一.*(?:计|算|视)(?:为|作)?$")  # how things are counted: 同一信息计为1条
_JOINED = re.compile(r"^(?:[、和及与并的”]|其中|以及|同时|还)+")


def find_mentions(narrative: Narrative, identity: Identity) -> tuple[Mention, ...]:
    """Every counted thing of the narrative in the order of print, and every zero it tells in words."""
    teller = teller_of(identity)
    parts = (_preamble(narrative), *narrative.sections)
    return tuple(mention for part in parts for mention in _mentions_in(_Reader(part, narrative, teller)))


def _preamble(narrative: Narrative) -> Section:
    """What stands before the first heading; its number is 0, which is none."""
    return Section(number=0, title="", text="\n".join(line.text for line in narrative.preamble))


class _Reader:
    """One section on its way to mentions: its clauses, who tells them, and the page of each line."""

    def __init__(self, section: Section, narrative: Narrative, teller: Teller) -> None:
        self.passage = passage_of(section)
        self.section = section
        self.teller = teller
        self.lines = narrative.lines.get(section.number, ()) if section.number else narrative.preamble

    def page(self, at: int) -> int | None:
        """The page on which a character of the passage is printed."""
        place, end = self.passage.place(at), 0
        for line in self.lines:
            end += len(line.text) + 1
            if place < end:
                return line.page
        return self.section.page


def _mentions_in(reader: _Reader) -> Iterator[Mention]:
    outer: Clause | None = None
    for clause, context in in_context(reader.passage, reader.teller):
        known = NOTHING_TOLD if reader.section.number == PLANS else context
        before = outer if outer and _goes_on(outer, clause) else None
        if _MAY_COUNT.search(clause.words):
            yield from _counted(clause, before, known, reader)
        if _MAY_BE_NONE.search(clause.words):
            yield from _said_to_be_none(clause, known, reader)
        outer = outer if clause.inside else clause


def _goes_on(outer: Clause, clause: Clause) -> bool:
    """True for what stands behind brackets, and for a mere total: 收到申请，共12件."""
    follows = outer.sentence == clause.sentence and outer.paragraph == clause.paragraph
    return clause.goes_on or (follows and _MERE_TOTAL.match(clause.words) is not None)


def _counted(clause: Clause, before: Clause | None, context: Context, reader: _Reader) -> Iterator[Mention]:
    counts = counts_in(clause.words)
    begun = _open_words(before) if before else ""
    begin = clause.begin if before is None else before.begin + len(before.words) - len(begun)
    last = begin
    listed = not begun and _are_listed(clause.words, counts)
    for count, following in zip_longest(counts, counts[1:]):
        head = (begun if last == begin else "") + clause.words[max(last - clause.begin, 0) : count.start]
        tail = clause.words[count.end : following.start if following else None]
        told = Told(head=head, tail=tail, clause=begun + clause.words, counted=count)
        end = clause.begin + count.end
        leads = listed and (last > begin or _BEFORE_THINGS.fullmatch(head) is not None)
        before_it = "" if leads else _words_of(reader, last, clause.begin + count.start)
        label = _label(before_it, _words_of(reader, end, end + len(tail)), reader.teller, listed=listed)
        last = end
        if (clause.inside and not label) or _IS_RULE.search(head):
            continue
        yield Mention(
            label=label,
            value=count.value,
            unit=count.unit,
            quote=reader.passage.printed(begin, clause.begin + len(clause.words)),
            section=reader.section.number or None,
            page=reader.page(clause.begin + count.start),
            approximate=count.approximate,
            field=field_told(told, context, reader.teller),
        )


def _are_listed(words: str, counts: Sequence[Count]) -> bool:
    """Whether each number stands before what it counts: 其中1条权责清单、11条工作信息, 发布12条动态、3条公告."""
    tails = [words[one.end : other.start] for one, other in pairwise(counts)]
    ends = words[counts[-1].end :] if counts else ""
    return bool(tails and ends) and all(len(tail) > 1 and _AND.search(tail) for tail in tails)


def _words_of(reader: _Reader, begin: int, end: int) -> str:
    """What is printed there, without what stands in brackets."""
    return _BRACKET.sub("", narrowed(reader.passage.printed(begin, end)))


def _open_words(clause: Clause) -> str:
    """The words of a clause behind its last count: what a bracket interrupts."""
    counts = counts_in(clause.words)
    return clause.words[counts[-1].end :] if counts else clause.words


def _said_to_be_none(clause: Clause, context: Context, reader: _Reader) -> Iterator[Mention]:
    for zero in zeros_told(clause.words, context, reader.teller):
        yield Mention(
            label=zero.label[:LONGEST_LABEL],
            value=Decimal(0),
            unit="",
            quote=reader.passage.printed(clause.begin, clause.begin + len(clause.words)),
            section=reader.section.number or None,
            page=reader.page(clause.begin),
            field=zero.field,
        )


def _label(head: str, tail: str, teller: Teller, *, listed: bool) -> str:
    """What was counted: the words before the number, and those behind it where the thing itself stands there."""
    words = without_lead(_JOINED.sub("", head), teller)
    if listed:
        return f"{words}{_AND.sub('', tail)}"[:LONGEST_LABEL]
    thing = "" if _GOES_ON.match(tail) else tail
    return (f"{words}{thing}" if thing else _SUMMED.sub("", words))[:LONGEST_LABEL]
