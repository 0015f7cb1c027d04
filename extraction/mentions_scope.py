"""Whose numbers, and of which year, the words of a narrative are about.

A count tells a number of the tables only where it is about the same body and year. That has to be said or to go
without saying; a sentence about 全市, 所属单位, 上半年 or 其中 is about something else, or leaves doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Literal

from canonical.narrative import counts_alone
from canonical.report import Identity
from extraction.mentions_text import Clause, Passage

Reach = Literal["body", "township", "area"]
"""What may be behind a body's tables: itself; a township with its villages, which is the same; or, of a government, a
general office or a body of unknown kind, either itself or all bodies below it."""

DISPUTES = 4  # the section about review and litigation over disclosure
_TELLS = re.compile(r"申请|结转|转结|复议|诉讼|行政(?:许可|处罚|强制|事业性收费)")
_LEADING_YEAR = re.compile(
    r"(?:截至|截止到?|自|从|在)?(?:(?P<year>\d{4})全?年(?!度?(?:未办结)?结转)|去年|上一?年(?!度?(?:结转|未办结|转)))"
)
_YEAR = re.compile(r"(?P<year>\d{4})全?年")
_PART_OF_YEAR = re.compile(
    r"[上下]半年|季度|(?<!\d)(?!(?:1|01|12)月)\d{1,2}月|1月(?:至|到|-|—|～|~)(?!12)|(?!1[-—]12月)[1-9][-—]\d{1,2}月"
    r"|以来|历年|至今|目前|近[两三四五几\d]年"
)
_WIDER = re.compile(
    r"全(?:市|县|区|省|州|盟|旗|师|系统|国|兵团|域)|各(?:级|部门|单位|科室|处室|镇|乡|街道|地|县|区|市|局|股室|委办)"
    r"|所属|下属|直属|系统|本级|辖区|[县市区师]直|代表(?:本级|[省市县区州](?:政府|人民政府))|办公?[室厅]?代表|部分(?:单位|部门)"
)
_WIDER_SUBJECT = re.compile(r"(?:\d{4}年度?)?(?:全(?:市|县|区|省|州|盟|旗|师|系统)|各(?:级|部门|单位|镇|乡|街道))")
_OWN = {
    "body": re.compile(
        r"我(?:局|委|办|厅|院|中心|站|队|所|会|校|处|单位|馆|部|大队|支队)|本(?:机关|局|委|单位|部门|办|厅|院|中心|会)|我们"
    ),
    "township": re.compile(
        r"[我全本](?:镇|乡|街道|办事处|街)|(?:镇|乡)(?:人民)?政府|街道(?:办事处)?|本机关|本单位|我们"
    ),
    "area": re.compile(r"我们"),
}
_SUBSET = re.compile(r"其中|包括|包含|含")
_CHANNEL = re.compile(r"网[上络站]|互联网|信函|邮[寄箱件]|当面|现场|传真|平台|窗口|渠道|在线|书面|电话")
_TOPIC = re.compile(
    r"(?P<requests>申请公开|公开(?:政府)?(?:信息)?(?:的)?申请|依申请)"
    r"|建议|提案|留言|信件|来信|来电|咨询|投诉|信访|热线|问政|12345|复议|诉讼|许可|处罚|案件|网民|工单|诉求|举报|预约|办件|审批|补贴|救助|政务服务|公证|仲裁"
)
_DISCLOSURE = re.compile(r"信息(?:依申请)?公开|申请公开|公开申请|依申请")
_LEAD = re.compile(
    r"(?:截至|截止到?|自|从|在|至|到)?\d{4}全?年(?:度|底|末|全年)?(?:1月1日|12月底|12月31日|1月)?(?:以来)?(?:期间|止|内|,)?"
    r"|全年度?|本?年度?内|本年度?|当年|今年|年内|年度|一年来|期间|我们|共计|共|总共|一共|累计|合计|总计|依法|依规|实际|其中|并|也|均|都|暂"
)
_PART_CARRIED = re.compile(r"(?:其中|含|包括).*(?:(?:上一?年度?|去年|年度?)(?:未办结)?结转|结转自?(?:上年|去年))")
_OFFICE = re.compile(r"(?<=街道)办事处$|(?<=[镇乡])人民政府$")  # 福田街道 is 福田街道办事处, which counts all of it
_PLACES = frozenset("省市县区州盟旗")


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who tells: the body of the report, its year, and what may be behind its tables."""

    agency: str
    year: int | None
    reach: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the words before a clause make of its counts.

    due        of the report's year, and of a whole one
    own        of the reporting body, as far as the words say
    subset     a part of something else (其中, in brackets)
    channel    a way of asking was named in the sentence
    topic      what was talked about last, "requests" or another thing; `requests_named`: requests, at some time before
    disclosure the sentence or the section is about disclosure of information
    holds_carried   the words behind it, in its sentence, name what was carried over as a part of it
    """

    due: bool = True
    own: bool = True
    subset: bool = False
    channel: bool = False
    topic: str | None = None
    requests_named: bool = False
    disclosure: bool = False
    holds_carried: bool = False


NOTHING_TOLD = Context(own=False)
"""Of a clause whose counts tell no number of the tables, whatever its words."""


def teller_of(identity: Identity) -> Teller:
    """The teller of a report's narrative."""
    return Teller(agency=identity.agency or "", year=identity.year, reach=reach_of(identity))


def reach_of(identity: Identity) -> Reach:
    """What may be behind the tables of this body."""
    if identity.level == "township":
        return "township"
    return "body" if counts_alone(identity) else "area"


def in_context(passage: Passage, teller: Teller) -> Iterator[tuple[Clause, Context]]:
    """Every clause with what the words before it, in its sentence and paragraph, make of it."""
    for _, group in groupby(passage.clauses, key=lambda clause: clause.paragraph):
        clauses = tuple(group)
        if not any(_TELLS.search(clause.words) for clause in clauses):
            yield from ((clause, NOTHING_TOLD) for clause in clauses)
            continue
        state = _State(teller=teller, about_disputes=passage.section.number == DISPUTES)
        for at, clause in enumerate(clauses):
            state.enter(clause)
            yield clause, state.context(clause, holds_carried=_holds_carried(clause, clauses[at + 1 :]))
            state.leave(clause)


def without_lead(words: str, teller: Teller) -> str:
    """The words without time, 共 and the like, and the reporting body's own name at their beginning."""
    rest = words
    while True:
        match = _LEAD.match(rest) or _OWN[teller.reach].match(rest)
        length = match.end() if match else _length_of_own_name(rest, teller)
        if not length:
            return rest
        rest = rest[length:]


def other_year(words: str, teller: Teller) -> bool:
    """True when the words name a year that is not the report's, or the report's is not known."""
    return any(int(match["year"]) != teller.year for match in _YEAR.finditer(words))


def _holds_carried(clause: Clause, following: tuple[Clause, ...]) -> bool:
    if "收" not in clause.words and "受理" not in clause.words:
        return False
    listed = any(_SUBSET.fullmatch(each.words) for each in following)
    rest = takewhile(lambda each: each.sentence == clause.sentence and (listed or each.part == clause.part), following)
    texts: dict[bool, str] = {True: "", False: ""}
    for each in rest:
        texts[each.inside] += f",{each.words}"
    return any(_PART_CARRIED.search(text) for text in texts.values())


def _length_of_own_name(words: str, teller: Teller) -> int:
    """The length of the body's name, short forms such as 县发改局 for 沭阳县发展和改革局 included."""
    if teller.reach == "area" or not teller.agency or not words:
        return 0
    names = {teller.agency, _OFFICE.sub("", teller.agency)} if teller.reach == "township" else {teller.agency}
    ends = ((words.find(name[-1], 1, len(name) + 1) + 1, name) for name in names)
    return max((end for end, name in ends if end and _is_short_for(words[:end], name)), default=0)


def _is_short_for(short: str, name: str) -> bool:
    """Whether letters of the name were left out, but no place: 市教育局 is not 淮安市洪泽区教育局."""
    at = len(name)
    for letter in reversed(short):
        found = name.rfind(letter, 0, at)
        if found < 0 or (at < len(name) and not _PLACES.isdisjoint(name[found + 1 : at])):
            return False
        at = found
    return True


@dataclass(slots=True, kw_only=True)
class _State:
    """What has been said so far in a paragraph."""

    teller: Teller
    about_disputes: bool
    sentence: int = -1
    part: int = -1
    year_due: bool = True
    wider_paragraph: bool = False
    wider: bool = False
    part_of_year: bool = False
    subset: bool = False
    listed: bool = False
    channel: bool = False
    disclosure: bool = False
    topic: str | None = None
    requests_named: bool = False

    def enter(self, clause: Clause) -> None:
        """What begins anew with the clause's sentence, and what its words say."""
        if clause.sentence != self.sentence:
            self.sentence = clause.sentence
            self.wider_paragraph = self.wider_paragraph or _WIDER_SUBJECT.match(clause.words) is not None
            self.wider = self.wider_paragraph
            self.part_of_year = self.subset = self.listed = self.channel = self.disclosure = False
        if clause.part != self.part:
            self.part = clause.part
            self.subset = self.subset and self.listed  # 其中：甲3件；乙2件
            self.channel = self.channel and self.listed
        if begins := _LEADING_YEAR.match(clause.words):
            self.year_due = begins["year"] is not None and int(begins["year"]) == self.teller.year
        if _begins_with_own_name(clause.words, self.teller):
            self.wider = self.wider_paragraph = False
        self.wider = self.wider or _WIDER.search(clause.words) is not None
        self.part_of_year = self.part_of_year or _PART_OF_YEAR.search(clause.words) is not None
        self.listed = self.listed or _SUBSET.fullmatch(clause.words) is not None
        self.subset = self.subset or (not clause.inside and _SUBSET.search(clause.words) is not None)
        self.channel = self.channel or (not clause.inside and _CHANNEL.search(clause.words) is not None)
        self.disclosure = self.disclosure or _DISCLOSURE.search(clause.words) is not None

    def context(self, clause: Clause, *, holds_carried: bool) -> Context:
        return Context(
            due=self.year_due and not self.part_of_year,
            own=not self.wider,
            subset=self.subset or clause.inside,
            channel=self.channel,
            topic=self.topic,
            requests_named=self.requests_named,
            holds_carried=holds_carried,
            disclosure=self.disclosure or self.about_disputes or self.topic == "requests",
        )

    def leave(self, clause: Clause) -> None:
        """What the clause was about, for the next one; the 信访 of 市信访局 is a name."""
        for match in _TOPIC.finditer(without_lead(clause.words, self.teller)):
            self.topic = "requests" if match["requests"] else match[0]
            self.requests_named = self.requests_named or self.topic == "requests"


def _begins_with_own_name(words: str, teller: Teller) -> bool:
    time = _LEAD.match(words)
    rest = words[time.end() :] if time else words
    return _OWN[teller.reach].match(rest) is not None or _length_of_own_name(rest, teller) > 0
