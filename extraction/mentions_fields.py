"""Which number of the tables a count of the narrative tells again, and which zeros it tells in words.

The words around a count have to be known ones, all of them: what is not expected (网上, 涉及征地, 按期) may narrow it
down. So a field is given only where nothing is left over; every other count is a mention without a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extraction.mentions_counts import MONEY, Count
from extraction.mentions_scope import Context, Teller, other_year, without_lead

RECEIVED, CARRIED_OVER, CONCLUDED, CARRIED_FORWARD = (
    f"requests.{row}.total" for row in ("received", "carried_over", "concluded", "carried_forward")
)
REVIEW, DIRECT, AFTER_REVIEW = "review.total", "litigation.direct.total", "litigation.after_review.total"
LITIGATION = f"{DIRECT}+{AFTER_REVIEW}"
FEES = "disclosure.fees.amount"


def _words(*tokens: str) -> re.Pattern[str]:
    """Any sequence of the tokens. The longest that fits is taken, and never given back."""
    return re.compile(f"(?:{'|'.join(sorted(' '.join(tokens).split(), key=len, reverse=True))})*+")


_SUM = "共计 合计 累计 总计 总共 共 总 为 是 有 达到 达 了 均 已 全部 新 大约 约 近 超过 超 逾 不足 接近"
_ASKED = (
    "公民 法人 其他 组织 群众 公众 社会公众 社会 依法 关于 申请人 个人 提交 提出 递交 或者 、 和 或 及 与 者 的 "
    "各类 有关 相关 任何 形式 政府 政务 信息 公开 依 申请 事项 要求 诉求 信件 来信 来函 案件 件 表 书 总数 总量 "
    "数量 数 量 情况 对 向 向本机关 本年 本年度 当年 年度"
)
_REQUEST = _words(_ASKED, _SUM)
_DISPUTE = _words(
    _ASKED,
    _SUM,
    "因 由 于 涉及 针对 就 关于 工作 被 引发 引起 导致 产生 发生 收到 发起 提起 起 而 类 答复 不服 行政 案 过",
)
_DECISION = _words(_SUM, "作出 做出 处理 决定 书 数量 各类 的 本年 本年度")
_CHARGED = _words(_SUM, "收取 征收 收缴 实现 取得 收入 金额 总金额 总额 的 全部 本年 本年度 年")
_TOTALS = _words(_SUM)
_CARRIED = _words(_ASKED, _SUM, "继续 办理 处理 未 办结 由 从 自 需 含 包括 包含")

_REQUEST_UNITS = frozenset("件份宗条例起个项次")
_CASE_UNITS = frozenset("件起宗例次个条")
_DECISION_UNITS = frozenset("件个份宗项起例")

_RECEIPT = re.compile(r"新?收到(?:并受理)?|新收|接收到?|接到|新?受理")
_OVER = re.compile(
    r"(?:(?P<year>\d{4})年度?|上一?年度?|去年|上年度)(?:未办结)?(?:结转|转结|转入)(?!至|到|入|下)|结转(?:自)?(?:上一?年度?|去年)"
)
_FORWARD = re.compile(
    r"(?:结转|转结|转)(?:至|到|入)?(?:下一?年度?|次年|明年|(?P<year>\d{4})年度?)|(?<!年)下一?年度结转"
)
_IS_FORWARD = re.compile(rf"(?:申请)?(?:需|待|将)?(?:{_FORWARD.pattern})")
_LEFT = re.compile(r"^(?:其余|剩余|余下|尚有|还有|另有|另|余|剩)(?:的)?$")
_CONCLUSION = re.compile(r"办理并?[答回]复|答复办结|办结并?答复|办理办结|办结|办理完毕|办复|答复")
_DISPUTES = re.compile(
    r"(?:行政)?复议(?:申请|案件)?(?:以及|[、和及与或者被提起]*)(?:行政)?诉讼|(?:行政)?复议|(?:行政)?诉讼"
)
_OF_OTHERS = re.compile(r"(?:办理|审理|处理).*(?:复议|诉讼)")  # those that others brought before the body
_DISPUTE_FIELDS = (
    (re.compile(r"未经复议直接(?:起诉|提起(?:行政)?诉讼)(?:的)?"), DIRECT),
    (re.compile(r"(?:经)?(?:行政)?复议后(?:再)?(?:起诉|提起(?:行政)?诉讼)(?:的)?"), AFTER_REVIEW),
    (re.compile(r"(?:行政)?复议(?:申请|案件)?(?:以及|[、和及与或者被提起]*)(?:行政)?诉讼"), f"{REVIEW}+{LITIGATION}"),
    (re.compile(r"(?:行政)?复议"), REVIEW),
    (re.compile(r"(?:行政)?诉讼"), LITIGATION),
)
_OF_DISCLOSURE = re.compile(r"信息(?:依申请)?公开|申请公开|公开申请|依申请")
_DECISIONS = {"行政许可": "licensing", "行政处罚": "penalties", "行政强制": "coercion"}
_DECIDED = re.compile("|".join(_DECISIONS))
_PUBLISHED = re.compile(r"公[开示布告]|发布|录入|上传|上报|归集|推送")
_CHARGE = re.compile(r"行政事业性收费")
_JOINTS = re.compile(r"[、和及与并]+$|^[、和及与,并]+")
_TAIL = re.compile(
    r"(?P<noun>(?:政府|信息|公开|依|申请|事项|的|政务|案件|行政|复议|诉讼)*+)(?:$|[、和及与并且均已都]|全部|以及|同时)"
)
_PARTS = re.compile(r"[、和及](?=无|没有|未)")
_NEGATION = re.compile(r"(?:均|都|并|也|暂|尚|从|仍)*(?:未曾|未|没有|没|无|不存在)(?:有|再|新)?")
_NEGATED_VERB = re.compile(
    r"(?:收到(?:[和或、及]受理)?|收(?=政[府务]|信息|依申请)|接到|接收到?|受理|发生|引发|出现|产生|存在|涉及|有|收取|征收)?(?:过|到)?(?:任何)?"
)
_STATE = re.compile(r"(?:的)?(?:情况|情形|现象|事项|事件|案件|案例|发生)*$")
_ENDS_AS_REQUEST = re.compile(r"(?:申请|申请公开)(?:(?:政府)?信息)?(?:的)?(?:事项|信件|来信|来函|件|表|要求|诉求)?$")


class Told(NamedTuple):
    """A count in its clause: the words before it (since the count before), those behind, and the whole clause."""

    head: str
    tail: str
    clause: str
    counted: Count


class ZeroTold(NamedTuple):
    """A field of which the words say that it is zero, and what they say there was none of."""

    field: str
    label: str


def field_told(told: Told, context: Context, teller: Teller) -> str | None:
    """The field that the count tells again, fields joined by "+" where it is their sum; None where that is in doubt."""
    if not context.due or not context.own:
        return None
    trimmed = told._replace(head=_JOINTS.sub("", told.head))
    if not _TAIL.match(told.tail):
        return _carried_behind(trimmed, context, teller)
    return next((field for tells in _FIELDS if (field := tells(trimmed, context, teller))), None)


def zeros_told(clause: str, context: Context, teller: Teller) -> Iterator[ZeroTold]:
    """Every field that the clause says in words to be zero: 未收到政府信息公开申请, 没有上年结转的申请."""
    if not context.due or not context.own or context.subset:
        return
    for part in _PARTS.split(clause):
        words = without_lead(part, teller)
        negation = _NEGATION.match(words)
        if negation is None or other_year(words, teller):
            continue
        verb = _NEGATED_VERB.match(words, negation.end())
        what = _STATE.sub("", words[verb.end() if verb else negation.end() :])
        yield from (ZeroTold(field=field, label=what) for field in _nothing_of(what, context))


def _nothing_of(what: str, context: Context) -> Iterator[str]:
    if _OVER.search(what):
        if _is_made_of(_CARRIED, *_around(_OVER.search(what), what)):
            yield CARRIED_OVER
    elif _FORWARD.search(what):
        if _is_made_of(_CARRIED, *_around(_FORWARD.search(what), what)):
            yield CARRIED_FORWARD
    elif "复议" in what or "诉讼" in what:
        rest = _DISPUTES.sub("", what, count=1)
        if _is_made_of(_DISPUTE, rest) and "复议" not in rest and "诉讼" not in rest:
            yield from [REVIEW] * ("复议" in what)
            yield from [LITIGATION] * ("诉讼" in what)
    elif what.startswith("行政事业性收费"):
        if _is_made_of(_CHARGED, what.removeprefix("行政事业性收费")):
            yield FEES
    elif _is_of_requests(what, context) and _ENDS_AS_REQUEST.search(what) and _is_made_of(_REQUEST, what):
        yield RECEIVED


def _carried_over(told: Told, context: Context, teller: Teller) -> str | None:
    return CARRIED_OVER if _is_carried(_OVER, -1, told, context, teller) else None


def _carried_forward(told: Told, context: Context, teller: Teller) -> str | None:
    return CARRIED_FORWARD if _is_carried(_FORWARD, 1, told, context, teller) else None


def _carried_behind(told: Told, context: Context, teller: Teller) -> str | None:
    """1件结转下年度继续办理, 尚有2件申请结转2024年."""
    left = _LEFT.sub("", without_lead(told.head, teller))
    behind = told._replace(head=left + told.tail)
    return (
        CARRIED_FORWARD if _IS_FORWARD.match(told.tail) and _is_carried(_FORWARD, 1, behind, context, teller) else None
    )


def _is_carried(core: re.Pattern[str], step: int, told: Told, context: Context, teller: Teller) -> bool:
    """Whether the count is of requests carried from, or to, the year `step` years from the report's."""
    found = core.search(told.head)
    if found is None or told.counted.unit not in _REQUEST_UNITS:
        return False
    if found["year"] and (teller.year is None or int(found["year"]) != teller.year + step):
        return False
    before, after = _around(found, told.head)
    asked = "申请" in told.clause or context.topic is None or context.requests_named
    apart = context.subset and context.channel
    before = without_lead(before, teller)
    return asked and not apart and not other_year(before, teller) and _is_made_of(_CARRIED, before, after)


def _received(told: Told, context: Context, teller: Teller) -> str | None:
    """收到政府信息公开申请12件. Among parts of a whole (其中) only 新收 is what the table calls so."""
    found = _RECEIPT.search(told.head)
    if found is None or told.counted.unit not in _REQUEST_UNITS:
        return None
    new = "新" in found[0] and not context.channel
    if (context.subset or context.holds_carried) and not new:
        return None
    before, after = _around(found, told.head)
    named = _is_of_requests(before + after + _noun(told.tail), context)
    bare = context.topic == "requests" and _is_made_of(_TOTALS, without_lead(before, teller), after)
    return RECEIVED if (named or bare) and _is_plain(before, after, context, teller) else None


def _none_received(told: Told, context: Context, teller: Teller) -> str | None:
    """政府信息公开申请0件, without a verb: whatever was done with them, there were none."""
    asked = not told.counted.value and not context.subset and _is_of_requests(told.head, context)
    return RECEIVED if asked and _is_plain(told.head, "", context, teller) else None


def _is_of_requests(words: str, context: Context) -> bool:
    """Whether the words name requests for disclosure; 申请 alone does where nothing else was talked about."""
    return "申请" in words and (_OF_DISCLOSURE.search(words) is not None or context.topic in {None, "requests"})


def _concluded(told: Told, context: Context, teller: Teller) -> str | None:
    found = _CONCLUSION.search(told.head)
    if found is None or context.subset or told.counted.unit not in _REQUEST_UNITS:
        return None
    before, after = _around(found, told.head)
    named = _is_of_requests(before + after + _noun(told.tail), context)
    bare = context.topic == "requests" and _is_made_of(_TOTALS, without_lead(before, teller), after)
    return CONCLUDED if (named or bare) and _is_plain(before, after, context, teller) else None


def _is_plain(before: str, after: str, context: Context, teller: Teller) -> bool:
    """Nothing but known words about requests; behind 网上申请渠道 the sentence has to say anew whose they are."""
    stripped = without_lead(before, teller)
    anew = not context.channel or stripped != before
    return anew and not other_year(before, teller) and _is_made_of(_REQUEST, stripped, after)


def _disputes(told: Told, context: Context, teller: Teller) -> str | None:
    """行政复议2件, 行政诉讼1件, of disclosure and not of all the body does."""
    about = context.disclosure or not told.counted.value or _OF_DISCLOSURE.search(told.clause) is not None
    if not about or _OF_OTHERS.search(told.clause) or told.counted.unit not in _CASE_UNITS:
        return None
    for core, field in _DISPUTE_FIELDS:
        if found := core.search(told.head):
            if context.subset and field not in {DIRECT, AFTER_REVIEW}:
                return None
            before, after = _around(found, told.head)
            fits = not other_year(before, teller) and _is_made_of(_DISPUTE, without_lead(before, teller), after)
            return field if fits else None
    return None


def _decisions(told: Told, context: Context, teller: Teller) -> str | None:
    """作出行政许可决定345件; items and what was published of them are counted otherwise."""
    found = _DECIDED.search(told.head)
    if found is None or context.subset or told.counted.unit not in _DECISION_UNITS or _PUBLISHED.search(told.clause):
        return None
    if not re.search(r"作出|做出|决定", told.head):
        return None
    before, after = _around(found, told.head)
    fits = not other_year(before, teller) and _is_made_of(_DECISION, without_lead(before, teller), after)
    return f"disclosure.{_DECISIONS[found[0]]}.decisions" if fits else None


def _fees(told: Told, context: Context, teller: Teller) -> str | None:
    found = _CHARGE.search(told.head)
    if found is None or context.subset or told.counted.unit not in MONEY:
        return None
    before, after = _around(found, told.head)
    fits = not other_year(before, teller) and _is_made_of(_CHARGED, without_lead(before, teller), after)
    return FEES if fits else None


_FIELDS = (_carried_over, _carried_forward, _disputes, _decisions, _fees, _received, _concluded, _none_received)


def _around(found: re.Match[str] | None, words: str) -> tuple[str, str]:
    return (words[: found.start()], words[found.end() :]) if found else (words, "")


def _is_made_of(tokens: re.Pattern[str], *texts: str) -> bool:
    return all(tokens.fullmatch(text) for text in texts)


def _noun(tail: str) -> str:
    """What was counted, where that stands behind the number: 12件政府信息公开申请."""
    found = _TAIL.match(tail)
    return found["noun"] if found else ""
