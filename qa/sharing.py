"""Shares of one figure in another of the same report, and which of the two is the part.

A figure that is always a part of the other (国家秘密 of 不予公开, both of 办结) is it however they are put; else the
wording decides, and where it does not, nothing is computed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from canonical.measures import measure_of, ratio_of
from qa.asking import OF_APPLICANTS, SUBJECTS, asked_in
from qa.cues import Cues
from qa.lexicon import Word, whole_of
from qa.question import Span

_FRACTION = re.compile(r"\s*(?:/|÷|除以|divided by|over)\s*")
_VERB_OF_SHARE = re.compile(
    r"占(?!比)|所占|(?:as )?(?:a |the )?(?:share|proportion|percentage|fraction|percent) (?:of|in)|(?:ac)?count|ma[dk]e"
)
_NUMBER_TOO = re.compile(r"(?:多少|几)[件次个起][^,，。]*[,，、及和].{0,6}(?:占|比[例重率])")
"""个人申请多少件，占比多少: the number and the share."""
_INSIDE = re.compile(r"(?:申请|案件|件|的)*(?:里|中|当中|之中|里面|里头|其中)")


def with_share(cues: Cues) -> Cues:
    """A share of one figure in another of the same report is a measure: 国家秘密占不予公开的比例."""
    pair = share_in(cues.spans, cues.text) or divided_in(cues.spans, cues.text)
    if pair is not None:
        ratio = ratio_of(*pair)
        return _with_ratio(cues, pair[0], ratio) if measure_of(ratio) else cues
    natural = as_share(cues.asked.measures[0]) if len(cues.asked.measures) == 1 else None
    if cues.says("share") and natural and not _is_of_a_wider_scope(cues):
        return _with_ratio(cues, cues.asked.measures[0], natural)
    return cues


def _with_ratio(cues: Cues, part: str, ratio: str) -> Cues:
    """The same question, asking for a ratio; beside the number that it is the share of, where that is asked for too."""
    measures = (part, ratio) if _NUMBER_TOO.search(cues.text) else (ratio,)
    return replace(cues, asked=replace(cues.asked, measures=measures, choices=()))


def _is_of_a_wider_scope(cues: Cues) -> bool:
    """True when a body's or place's figure is set against that of all, or bodies are counted."""
    quantities = [each for comparison in cues.comparisons for each in comparison.quantities]
    if quantities and all(each.percent for each in quantities) and not cues.phrased("share_of_bodies"):
        return False  # 自然人占比不足一半的单位
    return cues.matches(
        r"占(?:全部|所有|全省|全市|全州|全县|全国|整个|总)|全省|全市|全国|的(?:单位|部门|机关|局)"
        r"|\b(?:in|of) (?:all|the (?:total|whole|overall)|total)\b|of (?:all )?(?:bodies|agencies|bureaus)"
    ) or (bool(quantities) and cues.has_a_sort)


def share_in(spans: Sequence[Span], text: str) -> tuple[str, str] | None:
    """Part and whole of a share within one report, by how the two are put; None where that is not clear."""
    for share in (span for span in spans if isinstance(span.meaning, Word) and span.meaning.key == "share"):
        for cut in (span.start for span in spans[1:] if isinstance(span.meaning, Word)):
            first = [span for span in spans if span.end <= cut]
            second = [span for span in spans if span.start >= cut]
            one, other = _only(first), _only(second)
            if not one or not other or one == other or _is_only_of_requests(first, second):
                continue
            if found := _part_by_nature(one, other) or _part_by_wording(first, second, share, text):
                return (one, other) if found == "part first" else (other, one)
    return None


def divided_in(spans: Sequence[Span], text: str) -> tuple[str, str] | None:
    """Part and whole where they are written as a fraction: granted/concluded."""
    for first, second in pairwise(_figures_at(spans)):
        if _FRACTION.fullmatch(text[first.end : second.start]):
            pair = _only([first]), _only([second])
            if pair[0] and pair[1] and _is_part_of(pair[0], pair[1]):
                return pair[0], pair[1]
    return None


def _only(spans: Sequence[Span]) -> str | None:
    asked = asked_in(spans)
    is_one = len(asked.measures) == 1 and not asked.spare
    return asked.measures[0] if is_one and not any(_is_ratio(span) for span in spans) else None


def _is_ratio(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role == "ratio"


def _is_only_of_requests(first: Sequence[Span], second: Sequence[Span]) -> bool:
    """True when one of two figures only says what the other is of: what share of requests was granted."""
    roles = [{span.meaning.role for span in _figures_at(spans)} for spans in (first, second)]  # type: ignore[attr-defined]
    named = [asked_in(spans).measures[0] for spans in (first, second)]
    return any(
        own == {"weak_subject"} and name.startswith("requests.") and not name.startswith(OF_APPLICANTS)
        for own, name in ((roles[0], named[1]), (roles[1], named[0]))
    )


def _part_by_nature(first: str, second: str) -> str | None:
    """Which of two figures is always a part of the other, however they are put."""
    if _is_part_of(first, second):
        return "part first"
    return "whole first" if _is_part_of(second, first) else None


def _is_part_of(part: str, whole: str) -> bool:
    row, _, column = part.rpartition(".")
    outer, _, outer_column = whole.rpartition(".")
    if (row.startswith(f"{outer}.") and column == outer_column) or (row == outer and outer_column == "total"):
        return True
    return whole_of(part) == whole


def _part_by_wording(first: Sequence[Span], second: Sequence[Span], share: Span, text: str) -> str | None:
    """Which of two is the part: A占B, 在B中A, A中B; A as a share of B, share of A in B, what share of A was B."""
    ends, begins = _last_figure(first), _first_figure(second)
    between, behind = text[ends:begins], text[_last_figure(second) :]
    if ends <= share.start and share.end <= begins and _VERB_OF_SHARE.match(text, share.start):
        return "part first"
    if _INSIDE.match(behind):
        return "part first"
    if _INSIDE.search(between):
        return "whole first"
    if share.end <= _first_figure(first):
        return (
            "part first"
            if re.search(r"\b(?:in|among|within|out of|to) (?:all |the |total |those )*$", between)
            else "whole first"
        )
    return None


def _figures_at(spans: Sequence[Span]) -> list[Span]:
    return [s for s in spans if isinstance(s.meaning, Word) and s.meaning.role in {*SUBJECTS, "field", "column"}]


def _first_figure(spans: Sequence[Span]) -> int:
    return _figures_at(spans)[0].start


def _last_figure(spans: Sequence[Span]) -> int:
    return _figures_at(spans)[-1].end


def as_share(measure: str) -> str | None:
    """The measure in percent of its natural whole, if it has one."""
    whole = whole_of(measure)
    return ratio_of(measure, whole) if whole and whole != measure else None
