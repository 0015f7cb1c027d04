"""Whether a question goes on from the one before: 那2023年呢, 其中企业多少, 不对，我问的是处罚.

Such a question lacks what it is about, or is worded as going on; one that says all by itself is no such question.
"""

from __future__ import annotations

import re

from qa.counting import asks_for_all
from qa.cues import Cues
from qa.intent import intent_of

GOES_ON = re.compile(
    r"^(?:那么?|再|还有|另外|换成|改成|如果是|要是|其中|里面|里头|当中|也|又|还是|加上|算上|连同|按|分|"
    r"and\b|what about\b|how about\b|but\b|now\b|same for\b|also\b|then\b|or\b|only\b|just\b|"
    r"of (?:them|these|those|which)\b|plus\b|add\b|include\b|by\b|per\b|as (?:a|an)\b|只)"
    r"|呢[?？。!！]*$|(?:instead|too|as well)[?.!]*$"
)
NARROWS = re.compile(
    r"^(?:那么?)?(?:其中|里面|里头|当中|而且|并且|且|同时|还|也|又"
    r"|在?(?:这些|那些|这几|那几|上述|以上)(?:单位|[家个])?(?:里面?|中)?)"
    r"|^(?:and|but|with|without|having|that (?:had|have)"
    r"|(?:of|among) (?:them|those|these)|which of (?:them|those|these))\b"
)
"""Begins a question about those of the answer before that also meet something else."""
CORRECTS = re.compile(
    r"^(?:不对|不是(?=[,，、 ])|错了|搞错了|说错了|弄错了|我(?:刚才?)?(?:问|说|指|要|想问|要问|想说)的?(?:其实)?是"
    r"|我是(?:说|问|指)|我的意思是|应该是|应为|改为|改成|换成|换为"
    r"|换一?个?(?:单位|地方|地区|年份|指标|说法)?(?=[,，、 ])|换一?个?(?=[^,，、 ])"
    r"|no(?=[,. ])|sorry(?=[,. ])|(?:i|we) (?:meant?|was asking(?: about| for)?)|i'm asking (?:about|for)"
    r"|rather\b|make (?:it|that)\b"
    r"|(?:change|switch)(?: it| that)? to\b)[,，、:：. ]*"
)
_INSTEAD = re.compile(r"[,，]?\s*\b(?:instead|rather)\b[?.!]*$")
_OF_THOSE = re.compile(
    r"(?:其中|里面|里头)?有?(?:几|多少)[家个](?:是|为|属于)|how many (?:of (?:them|those|these) )?(?:are|were)\b"
)
WHY_MISSING = re.compile(
    r"(?:为什么|为何|怎么|咋)(?:会)?(?:少|缺|没有|只有)|(?:少|缺)了?(?:的)?(?:是)?(?:哪|几|谁)|哪[几些]?[个份家条]?(?:报告|单位)?(?:没有?|缺|少)"
    r"|\b(?:why|which|who|what)\b.*\b(?:missing|left out|not (?:there|included|counted|listed)|"
    r"without a (?:value|figure)|lacking)\b"
)
_DIFFERS = re.compile(r"^(?:那|那么|它们|两者)*(?:相|之间)?差(?:多少|几)")
_SOURCES = re.compile(
    r"来源|出处|出自|原文|哪一?页|在哪里?(?:印|写|看|查)|依据(?:是|在|呢)|(?:有|看看|给).{0,3}依据|根据什么|凭什么|哪儿?来的|怎么来的|从哪来"
    r"|\bwhere\b.*\b(?:printed|stands?|from|found|written|say|says|see)\b"
    r"|\b(?:sources?|citations?|evidence|page numbers?|which pages?|proof)\b"
)


def corrected(question: str) -> tuple[str, bool]:
    """The comparable question without 不对，我问的是 and the like, and whether it had such words."""
    rest = question
    while match := CORRECTS.match(rest):
        rest = rest[match.end() :]
    rest = _INSTEAD.sub("", rest)
    return (rest, True) if rest and rest != question else (question, False)


def is_fragment(cues: Cues, *, corrects: bool, of_named: bool = False) -> bool:
    """True when the question lacks what it is about, or is worded as going on.

    After a question on bodies that it named (`of_named`) one that names nobody is about the same.
    """
    if WHY_MISSING.search(cues.text) or asks_for_sources(cues) or cues.says("other_way") or _DIFFERS.search(cues.text):
        return True
    goes_on = corrects or bool(GOES_ON.search(cues.text))
    intent = intent_of(cues)
    if intent.collected == "count_bodies" and (_OF_THOSE.match(cues.text) or not _names_reports(cues)):
        return True  # how many of those there are
    if intent.kind in {"checks", "reports", "passages"} and not goes_on:
        return refers_back(cues) and bool(cues.asked.measures)
    if not cues.asked.measures:
        return not cues.has("absent")
    names_none = not (cues.is_placed or cues.comparisons or cues.says("which", "most", "fewest"))
    picks = cues.says("most", "fewest") and not (cues.is_placed or cues.has_a_sort or cues.says("which"))
    if (picks and goes_on and not cues.all_years_named) or narrows(cues) or (names_none and refers_back(cues)):
        return True
    of_the_same = of_named and is_bare(cues)
    return names_none and (of_the_same or (goes_on and (corrects or not cues.all_years_named)))


def is_bare(cues: Cues) -> bool:
    """True when no body, place or sort of bodies is named, and nothing that is asked of all there are."""
    of_groups = set(cues.keys("dimension")) - {"year"}
    of_all = (
        asks_for_all(cues.text)
        or cues.phrased("added_up", "reports")
        or cues.says("most", "fewest", "average", "median")
    )
    return not (cues.is_placed or cues.has_a_sort or cues.comparisons or of_groups or of_all)


def narrows(cues: Cues) -> bool:
    """True when one more condition is said for those of the answer before."""
    conditioned = bool(cues.comparisons) or cues.says("none", "having", "some") or cues.matches(r"\b(?:had|has|got)\b")
    return conditioned and len(cues.asked.measures) == 1 and bool(NARROWS.search(cues.text))


def asks_for_sources(cues: Cues) -> bool:
    """True when it is asked where the answer before is printed."""
    return cues.says("sources") or bool(_SOURCES.search(cues.text))


def refers_back(cues: Cues) -> bool:
    """True when 它 or "they" stand for the bodies of the answer before."""
    return cues.says("it") and not (cues.is_placed or cues.has_a_sort)


def _names_reports(cues: Cues) -> bool:
    """True when the reports themselves, a body or a year are spoken of."""
    named = cues.is_placed or cues.all_years_named or cues.has("department", "level", "kind")
    return bool(named) or cues.matches(r"报告|年报|库|收录|\breports?\b|\bcollection\b|\bdatabase\b|\bcovered\b")
