"""The narrative made ready for rules: one width, no spaces, wrapped lines joined, cut into paragraphs and clauses.

Every clause knows where each of its characters stands in the section's text, so that what is quoted is verbatim.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from canonical.report import Section
from canonical.text import simplified

FULL_LINE = 0.75  # of the longest line: a shorter one ends its paragraph
PARAGRAPH = "\n"
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("　"): " ", ord("﹐"): ",", ord("﹔"): ";"}
_GAP = re.compile(r"\s+|\*{2,}")
_MARKER = re.compile(
    r"\s*(?:[-*#]+\s+)?\**(?:[(（]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]|[一二三四五六七八九十\d]{1,3}\s*[、．.](?!\d))"
)
_TITLE = re.compile(r"《[^《》\n]*》|<[^<>\n]*>|〔[^〔〕\n]*〕")
_LEADING_MARKER = re.compile(r"[-#]*[一二三四五六七八九十\d]{1,3}[、.](?!\d)")
_CLAUSE = re.compile(r"(?:[^,.。;!?:\n()]|(?<=[0-9A-Za-z])\.(?=[0-9A-Za-z])|(?<=\d),(?=\d{3}(?!\d)))+")
_ENDS = frozenset(".。!?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The words between two marks, made narrow; they begin at `begin` of the section's text without gaps.

    `part`, `sentence` and `paragraph` number what it belongs to within the section; semicolons part a sentence.
    `inside` says that it stands in brackets, `goes_on` that it continues, behind brackets, the clause before them.
    """

    words: str
    begin: int
    part: int
    sentence: int
    paragraph: int
    inside: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A section's clauses, and where they are printed.

    The text without gaps stands in the section's text piece by piece, each from `starts` on moved by its `offsets`.
    """

    section: Section
    clauses: tuple[Clause, ...]
    starts: tuple[int, ...]
    offsets: tuple[int, ...]

    def printed(self, begin: int, end: int) -> str:
        """The part of the section's text that `begin` to `end` of the text without gaps was made from, verbatim."""
        return self.section.text[self.place(begin) : self.place(end - 1) + 1] if begin < end else ""

    def place(self, at: int) -> int:
        """Where a character of the text without gaps stands in the section's text."""
        return at + self.offsets[bisect_right(self.starts, at) - 1]


def passage_of(section: Section) -> Passage:
    """The section cut into clauses, in the order of print."""
    flat, starts, offsets = _flat(section.text)
    simple = simplified(flat)
    known = simple if len(simple) == len(flat) else flat
    masked = _TITLE.sub(lambda match: "□" * len(match[0]), known)
    clauses = tuple(_clauses(masked))
    return Passage(section=section, clauses=clauses, starts=tuple(starts), offsets=tuple(offsets))


def narrowed(text: str) -> str:
    """The text in one width and without gaps."""
    return _GAP.sub("", text.translate(_NARROW))


def paragraphs(lines: Sequence[str]) -> Iterator[range]:
    """Which of a section's printed lines belong together: those that go on in the next one."""
    longest = max(map(len, lines), default=0)
    start = 0
    for line, text in enumerate(lines, start=1):
        if line == len(lines) or len(text) < FULL_LINE * longest or _MARKER.match(lines[line]):
            yield range(start, line)
            start = line


def _flat(text: str) -> tuple[str, list[int], list[int]]:
    """The text without gaps; piece by piece, where it starts in the result and how far it moved."""
    narrow = text.translate(_NARROW)
    longest = max(map(len, narrow.split("\n")), default=0)
    pieces, starts, offsets = [], [], []
    length = last = 0
    for gap in (*_GAP.finditer(narrow), None):
        piece = narrow[last : gap.start() if gap else len(narrow)]
        if piece:
            pieces.append(piece)
            starts.append(length)
            offsets.append(last - length)
            length += len(piece)
        if gap is None:
            break
        joint = _joint(narrow, gap, longest)
        if joint:
            pieces.append(joint)
            starts.append(length)
            offsets.append(gap.start() - length)
            length += 1
        last = gap.end()
    return "".join(pieces), starts, offsets


def _joint(text: str, gap: re.Match[str], longest: int) -> str:
    """What stands for a gap: nothing, the end of a paragraph, or a space that keeps two numbers apart."""
    if "\n" in gap[0] and _ends_paragraph(text, gap.start(), gap.end(), longest):
        return PARAGRAPH
    before, after = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
    return " " if before.isdigit() and after.isdigit() else ""


def _ends_paragraph(text: str, end: int, begin: int, longest: int) -> bool:
    line = end - (text.rfind("\n", 0, end) + 1)
    return line < FULL_LINE * longest or _MARKER.match(text, begin) is not None


def _clauses(flat: str) -> Iterator[Clause]:
    part = sentence = paragraph = depth = last = 0
    adjoined = False
    for match in _CLAUSE.finditer(flat):
        between = flat[last : match.start()]
        paragraph += between.count(PARAGRAPH)
        part += ";" in between
        sentence += not _ENDS.isdisjoint(between)
        depth = max(0, depth + between.count("(") - between.count(")"))
        goes_on = between == ")" and adjoined
        adjoined = between == "(" and last > 0
        begin = match.start()
        if not last or PARAGRAPH in between:
            begin += _length_of_marker(match[0])
        yield Clause(
            words=flat[begin : match.end()],
            begin=begin,
            part=part,
            sentence=sentence,
            paragraph=paragraph,
            inside=depth > 0,
            goes_on=goes_on,
        )
        last = match.end()


def _length_of_marker(words: str) -> int:
    marker = _LEADING_MARKER.match(words)
    return marker.end() if marker else 0
