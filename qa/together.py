"""Several figures in one question: added up (许可和处罚一共多少), or told of those that another one chooses.

收费最高的三个单位，许可各多少: the first figure chooses and orders, the others are only told beside it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from canonical.measures import PLUS, measure_of
from qa.asking import asked_in
from qa.clauses import FIGURES, part_of
from qa.cues import Cues
from qa.lexicon import Word, whole_of
from qa.question import Span

PAIR = 2
_SUM = re.compile(
    r"之和|加起来|加在一起|合起来|合在一起|相加|总和|一共|总共|合计|共计|总计|加总"
    r"|\b(?:sum of|combined|together|in total|total of|added up|altogether|total number of)\b"
)
_JOINT = re.compile(r"(?:数量|件数|数)?\s*(?:、|,|，|和|与|及|以及|跟|加上?|\+|plus|and|&)\s*(?:the |of )*")
_PLUS = re.compile(r"(?:数量|件数|数)?\s*(?:加上?|\+|plus)\s*")
_APART = re.compile(r"分别|各|比|占|\b(?:each|respectively|than|share|percentage|both)\b")
_CUT = re.compile(
    r"[,，;；。](?:\s*(?:and|并|并且|再|同时|以及|还有|另外|另)?)|以及|及其|和(?=它们|他们|其|这些|各自)|并(?=列出|给出|附|说明)"
    r"|\b(?:and|with|along with|together with|plus|including)(?= (?:their|its|how|what|also|the corresponding)\b)"
)
_TELLS = re.compile(
    r"多少|几|各|分别|其|它们|他们|这些|这几|对应|相应|情况|怎么样|如何|列出|附上|给出|是什么"
    r"|\b(?:their|how many|how much|what|list|also)\b"
)


def with_sum(cues: Cues) -> Cues:
    """The question about one sum in the place of figures that are joined and asked for as one; else as it is."""
    figures = [span for span in cues.spans if _is_figure(span)]
    strong = [span for span in figures if span.meaning.role != "weak_subject"]  # type: ignore[attr-defined]
    figures = strong if len(strong) >= PAIR else figures
    measures = cues.asked.measures
    if len(measures) < PAIR or len(figures) < PAIR or _APART.search(cues.text) or cues.has("rows", "columns"):
        return cues
    joints = [cues.text[a.end : b.start] for a, b in pairwise(figures)]
    is_sum = _SUM.search(cues.text) or all(_PLUS.fullmatch(joint) for joint in joints)
    ones = [asked_in([span]) for span in figures]
    is_plain = all(_JOINT.fullmatch(joint) for joint in joints) and all(len(one.measures) == 1 for one in ones)
    if not (is_sum and is_plain) or any(whole_of(one) == other for one in measures for other in measures):
        return cues
    name = PLUS.join(measures)
    return replace(cues, asked=replace(cues.asked, measures=(name,), spare=())) if measure_of(name) else cues


def with_beside(cues: Cues) -> Cues:
    """The question without the figures that are only told beside the one that chooses; else as it is."""
    if not (cues.says("most", "fewest") or cues.comparisons or cues.has_a_sure_limit):
        return cues
    for cut in _CUT.finditer(cues.text):
        own, other = part_of(cues, 0, cut.start()), part_of(cues, cut.end(), len(cues.text))
        chooses = own.says("most", "fewest") or own.comparisons or own.has_a_sure_limit
        is_one = len(own.asked.measures) == 1 and own.asked.measures != other.asked.measures
        if chooses and is_one and _is_told_only(other, cut.group()):
            left = tuple(sorted((*own.left, *other.left)))
            return replace(own, beside=other.asked.measures, left=left)
    return cues


def _is_told_only(other: Cues, cut: str) -> bool:
    chooses = other.says("most", "fewest", "none", "having", "some", "rise", "fall") or other.comparisons
    places = other.is_placed or other.all_years_named
    tells = _TELLS.search(cut + other.text) or len(cut.strip()) > PAIR
    return bool(other.asked.measures and not other.asked.spare and tells and not chooses and not places)


def _is_figure(span: Span) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role in FIGURES
