"""Several conditions in one question: 申请超过50件而且有诉讼, fee income but no lawsuits, 复议多于诉讼.

Such a question is cut into clauses, each with one figure and what it has to meet. The first stays the question, with
its condition; the others are taken out of it and become conditions on other figures of the same reports. Where a clause
can not be read for sure, nothing is cut, and what the question has too much of is told as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from canonical.measures import measure_of
from qa.asking import asked_in
from qa.conditions import ZERO, condition_of, is_word
from qa.cues import SORTS, Cues
from qa.entities import Named, Place
from qa.intent import LISTING
from qa.lexicon import Word
from qa.periods import Years
from qa.plan import Condition, Operator, Where, are_comparable
from qa.quantities import Comparison, Strictly
from qa.question import Span, left_over
from qa.sharing import with_share

FIGURES = {"subject", "weak_subject", "field", "ratio", "column", "columns"}
SAYS_WHAT = {"none", "some", "having", "no_value", "besides", "than", "share"}
"""Words that belong to a clause's condition, and go with it."""
PAIR = 2
SOLID = (Comparison, Named, Place, Years)
_JOINT = re.compile(
    r"[\s,，、;；]*(?:而且|并且|同时|以及|但是|不过|或者|要么|且|而|又|也|还|但|却|或|和|与|及|并"
    r"|\b(?:and|but|or|nor|yet|while|although)\b)+[\s,，、;；]*(?:\b(?:also|still|yet|with|at the same time)\b)?"
    r"|[,，、;；]+"
)
_OR = re.compile(r"或|要么|\bor\b")
_PLAIN = re.compile(r"[\s,，、和与及或者以]*(?:\b(?:or|nor|and)\b)?[\s,，、]*")
"""A joint behind which a negation goes on: 没有复议和诉讼, no reviews or lawsuits."""
_WEAK = re.compile(r"[也又还]+")
"""What stands behind the figure that it is said of."""
_SOME = re.compile(r"有|过|\b(?:had|has|have|got|faced|saw|some|any)\b")
_THOSE = re.compile(r"\b(?:bodies|agencies|units|those|organi[sz]ations)(?= that\b| which\b| who\b)")
_DONE = re.compile(r"[被过了][^,，。的]{0,8}的\s*$")
_RELATIVE = re.compile(
    r" ?\b(?:with|that|which|who|having|whose)\b[^,?]*?"
    r"(?=[,?]|$| (?:collected|charged|received|got|ha[ds]|issued|imposed|made) (?:the )?(?:most|highest|fewest|lowest))"
)
_ALL = re.compile(r"都|均|皆|全(?=有|超|大|小|低|高|为|没|不)|\bboth\b|\beach\b")
_CORRELATIVES = re.compile(
    r"既|又|也|都|均|皆|却|还|但|且|要么|更|\b(?:both|either|neither|nor|but|and|or|yet|while|also|where|in which)\b"
)
OVER: tuple[tuple[str, Operator], ...] = (
    (r"不少于|不低于|不小于|大于等于|\b(?:at least as (?:many|high) as|no fewer than|no less than)\b", "ge"),
    (r"不多于|不高于|不超过|不大于|小于等于|\b(?:no more than|not more than|does not exceed|do not exceed)\b", "le"),
    (
        r"多于|大于|高于|超过|超出|\b(?:exceed(?:s|ed|ing)?|outnumber(?:s|ed)?|above|(?:more|greater|higher) than)\b",
        "gt",
    ),
    (r"少于|小于|低于|不到|不足|不及|\b(?:(?:fewer|less|lower|smaller) than|below)\b", "lt"),
    (r"等于|\b(?:equals?|equal to|the same as|as many as)\b", "eq"),
)
_MORE = re.compile(r"(?:要|还|更)*([多高大少低小])(?!多少|几)(?:的|了)?")
_ENGLISH_MORE = re.compile(r"\b(more|higher|greater|larger|fewer|less|lower|smaller)\b")
UPWARD = {"多", "高", "大", "more", "higher", "greater", "larger"}


Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A piece of the question with one figure, and the `joint` before it; `condition` is None where none is said in it.

    `against` are the places of the words that set its figure against another.
    """

    cues: Cues
    measure: str
    joint: str = ""
    condition: Condition | None = None
    negates: bool = False
    against: Places = ()


def with_conditions(cues: Cues) -> Cues:
    """The question with its first condition alone, and the others beside it; as it was where there is but one."""
    return (_chosen(cues) or _joined(cues)) if _chooses_bodies(cues) else cues


def _joined(cues: Cues) -> Cues:
    """The question with the conditions that are joined in it, or as it was."""
    found = _clauses(cues)
    clauses = _settled(found) if found else None
    if found and not (_is_of_one_report(found) and _can_hold(found)):
        return cues
    if found and not clauses and any(clause.condition for clause in found):
        return replace(cues, unsettled=tuple(clause.measure for clause in found))
    if not clauses or (len(clauses) == 1 and not clauses[0].against):
        return cues
    first, *others = clauses
    either = _either(others)
    if either is None:
        return replace(cues, unsettled=tuple(clause.measure for clause in clauses))
    wheres = tuple(_where(each) for each in others)
    return replace(_reduced(cues, others, first), own=first.condition, where=wheres, either=either)


def _is_of_one_report(clauses: Sequence[Clause]) -> bool:
    """False for 2022年超过100件而2023年不足50件: two clauses of other years, places or bodies."""
    kinds: tuple[type[Years | Place | Named], ...] = (Years, Place, Named)
    return all(len({each.cues.all(kind) for each in clauses} - {()}) < 2 for kind in kinds)


def _can_hold(clauses: Sequence[Clause]) -> bool:
    """False where one figure would have to be one number and something else: some clause was cut where none ends."""
    exact = [clause for clause in clauses if clause.condition and clause.condition.op == "eq"]
    return not any(one is not other and one.measure == other.measure for one in exact for other in clauses)


def _either(others: Sequence[Clause]) -> bool | None:
    """Whether any of the conditions is enough; None where some are joined by and, some by or."""
    joints = {bool(_OR.search(each.joint)) for each in others}
    return None if len(joints) > 1 else joints == {True}


# -- conditions that only choose whose other figure is asked for


def _chosen(cues: Cues) -> Cues | None:
    """申请超过100件的单位里收费最高的, fee income of bureaus with more than 100 requests."""
    for condition, rest in _relatives(cues):
        has_condition = _has_condition(condition) or condition.says("having") or bool(_DONE.search(condition.text))
        if not has_condition or len(rest.asked.measures) != 1 or _has_condition(rest):
            continue
        found = _clauses(condition)
        clauses = _settled(found) if found else None
        if not clauses or any(clause.measure == rest.asked.measures[0] for clause in clauses):
            continue
        if _either(clauses[1:]) is False:
            return replace(_reduced(cues, clauses), where=tuple(_where(each) for each in clauses))
    return None


def _relatives(cues: Cues) -> Iterator[tuple[Cues, Cues]]:
    """What may choose the bodies, and the rest: it stands before a sort of bodies in Chinese, behind one in English."""
    for span in (span for span in cues.spans if _has_role(span, SORTS)):
        if re.search(r"的$", cues.text[: span.start]):
            yield part_of(cues, 0, span.start), part_of(cues, span.end, len(cues.text))
        if match := _RELATIVE.match(cues.text, span.end):
            yield part_of(cues, span.end, match.end()), _but(cues, span.end, match.end())
    for those in _THOSE.finditer(cues.text):
        if match := _RELATIVE.match(cues.text, those.end()):
            yield part_of(cues, match.start(), match.end()), _but(cues, match.start(), match.end())


def _but(cues: Cues, start: int, end: int) -> Cues:
    """The question without a piece of it."""
    spans = tuple(span for span in cues.spans if span.end <= start or end <= span.start)
    text = _blanked(cues.text, [(start, end)])
    return replace(cues, text=text, spans=spans, asked=asked_in(spans, text))


def _chooses_bodies(cues: Cues) -> bool:
    """True when bodies are looked for, not figures of one that is named, and there is more than one thing to meet."""
    figures = sum(_has_role(span, FIGURES) for span in cues.spans)
    if figures < PAIR and len(cues.comparisons) + len(cues.places_of("none", "some", "no_value")) < PAIR:
        return False
    looked_for = cues.has_a_sort or cues.says("which") or bool(set(cues.keys("dimension")) - {"year"})
    looked_for = looked_for or bool(_THOSE.search(cues.text))
    return looked_for and not (cues.bodies and not cues.says("which"))


def _where(clause: Clause) -> Where:
    assert clause.condition is not None
    return Where(measure=clause.measure, **clause.condition.model_dump())


# -- cutting the question


def _clauses(cues: Cues) -> list[Clause] | None:
    """The pieces with a figure or a condition, in order; None where one of them is not clear."""
    found: list[Clause] = []
    start = 0
    for begins, ends, before in _pieces(cues):
        piece, joint = part_of(cues, begins, ends), before
        if found and _WEAK.fullmatch(joint) and not piece.asked.measures:
            piece, joint = part_of(cues, start, ends), found.pop().joint  # 一件申请也没有, 诉讼也被纠正过
        elif not (piece.has(*FIGURES) or _has_condition(piece)):
            continue
        else:
            start = begins
        clause = _clause(piece, found[-1] if found else None)
        if clause is None:
            return None
        found.append(replace(clause, joint=joint))
    return found


def _pieces(cues: Cues) -> Iterator[tuple[int, int, str]]:
    """Where the pieces begin and end, and the joint before each."""
    start, joint = 0, ""
    for cut in _cuts(cues):
        yield start, cut.start(), joint
        start, joint = cut.end(), cut.group()
    yield start, len(cues.text), joint


def _cuts(cues: Cues) -> list[re.Match[str]]:
    """The joints, which lie in no name, number or figure."""
    solid = [span for span in cues.spans if isinstance(span.meaning, SOLID) or _has_role(span, FIGURES)]
    return [m for m in _JOINT.finditer(cues.text) if not any(s.start < m.end() and m.start() < s.end for s in solid)]


def part_of(cues: Cues, start: int, end: int) -> Cues:
    """A piece of the question as a question, in its own place of the text."""
    spans = tuple(span for span in cues.spans if start <= span.start and span.end <= end)
    text = " " * start + cues.text[start:end] + " " * (len(cues.text) - end)
    return with_share(replace(cues, text=text, spans=spans, left=left_over(text, spans), asked=asked_in(spans, text)))


def _has_condition(piece: Cues) -> bool:
    return bool(piece.comparisons) or piece.says("none", "some", "no_value")


def _clause(piece: Cues, before: Clause | None) -> Clause | None:
    """A piece read: with one figure, or with none and a condition on the figure before."""
    if against := _against(piece):
        return against
    if len(piece.comparisons) > 1 or piece.says("rise", "fall", "most", "fewest", "sum", "average", "median"):
        return None
    if not piece.has(*FIGURES) and before is not None:
        piece = replace(piece, asked=replace(piece.asked, measures=(before.measure,), spare=()))
    if len(piece.asked.measures) != 1 or piece.asked.spare:
        return None
    measure = piece.asked.measures[0]
    negates = piece.says("none") and not piece.comparisons
    if not (_has_condition(piece) or piece.says("having")):
        return Clause(cues=piece, measure=measure)
    return Clause(cues=piece, measure=measure, condition=condition_of(piece, LISTING), negates=negates)


# -- what clauses leave unsaid


def _settled(clauses: Sequence[Clause]) -> list[Clause] | None:
    """The clauses, each with its condition; None where no clause says one, or where it may belong to several."""
    if all(clause.condition is None for clause in clauses) and any(map(_is_plain, clauses[1:])):
        return None
    settled: list[Clause] = []
    for number, clause in enumerate(clauses):
        before = settled[-1] if settled else None
        behind = clauses[number + 1] if number + 1 < len(clauses) else None
        found = clause if clause.condition else _completed(clause, before, behind)
        if found is None:
            return None
        settled.append(found)
    return settled


def _completed(clause: Clause, before: Clause | None, behind: Clause | None) -> Clause | None:
    """A clause without a condition shares that of a neighbour, or asks for there being any."""
    if before and before.negates and _is_plain(clause):
        if "and" in clause.joint:
            return None  # no requests and reviews: and none, or and some?
        return replace(clause, condition=before.condition, negates=True, joint="")
    if behind and behind.condition and _ALL.search(behind.cues.text):
        return replace(clause, condition=_shared(behind, clause.measure), negates=behind.negates)
    if before is None and behind and behind.condition and _is_plain(behind):
        is_either = _OR.search(behind.joint)  # else, of 申请和复议超过100件: their sum, or each?
        return replace(clause, condition=_shared(behind, clause.measure)) if is_either else None
    is_clear = not (before and before.cues.comparisons and _is_plain(clause)) or _SOME.search(clause.cues.text)
    return replace(clause, condition=Condition(op="gt", values=ZERO)) if is_clear else None


def _shared(other: Clause, measure: str) -> Condition | None:
    """The condition of another clause, in the unit of this measure."""
    return condition_of(replace(other.cues, asked=replace(other.cues.asked, measures=(measure,))), LISTING)


def _is_plain(clause: Clause) -> bool:
    """True where figures are only listed: 复议和诉讼, and not 复议，而且诉讼."""
    return _PLAIN.fullmatch(clause.joint) is not None


# -- two figures against each other


def _against(piece: Cues) -> Clause | None:
    """复议比诉讼多, 复议多于诉讼, more reviews than lawsuits."""
    for own, other, op, places in _oppositions(piece):
        first = _measure_of(own)
        second = _in_row_of(first, other) if first else None
        if first and second and first != second and are_comparable(first, second) and not _is_elsewhere(other, piece):
            condition = Condition(op=op, than=second)
            return Clause(cues=piece, measure=first, condition=condition, against=places)
    return None


def _oppositions(piece: Cues) -> Iterator[tuple[Cues, Cues, Operator, Places]]:
    """The two sides of whatever in a piece can set one figure against another, and where it does."""
    text, end = piece.text, len(piece.text)
    for match in re.finditer("比", text):
        if more := _MORE.search(text, match.end()):
            op: Operator = "gt" if more[1] in UPWARD else "lt"
            sides = part_of(piece, 0, match.start()), part_of(piece, match.end(), more.start())
            yield *sides, op, ((match.start(), more.end()),)
    for match in re.finditer(r"\bthan\b", text):
        if more := _ENGLISH_MORE.search(text[: match.start()]):
            op = "gt" if more[1] in UPWARD else "lt"
            second = part_of(piece, match.end(), end)
            places = more.span(), (match.start(), _end_of(second))
            yield part_of(piece, more.end(), match.start()), second, op, places
    for words, op in OVER:
        for match in re.finditer(words, text):
            if not any(span.start < match.end() and match.start() < span.end for span in _comparisons(piece)):
                second = part_of(piece, match.end(), end)
                yield part_of(piece, 0, match.start()), second, op, ((match.start(), _end_of(second)),)


def _comparisons(piece: Cues) -> list[Span]:
    return [span for span in piece.spans if isinstance(span.meaning, Comparison)]


def _end_of(side: Cues) -> int:
    """Where the figure of a side ends."""
    return max((span.end for span in side.spans if _has_role(span, FIGURES)), default=0)


def _measure_of(side: Cues) -> str | None:
    is_one = len(side.asked.measures) == 1 and not side.asked.spare and not side.comparisons
    return side.asked.measures[0] if is_one else None


def _in_row_of(first: str, other: Cues) -> str | None:
    """The second figure; a column alone is of the row of the first: 制发规范性文件比废止的少."""
    if other.has("subject", "weak_subject", "field", "ratio"):
        return _measure_of(other)
    same = (f"{first.rpartition('.')[0]}.{column}" for column in other.keys("column"))
    return next((name for name in same if measure_of(name)), None)


def _is_elsewhere(side: Cues, piece: Cues) -> bool:
    """True when a side is of another body, place or year."""
    return bool(side.all(Named) or side.all(Place) or (side.all(Years) and len(piece.all(Years)) > 1))


# -- what stays of the question


def _reduced(cues: Cues, others: Sequence[Clause], first: Clause | None = None) -> Cues:
    """The question without the words of some clauses, and without the second side of the one that stays."""
    gone = [span for clause in others for span in clause.cues.spans if _is_of_condition(span)]
    against = first.against if first else ()
    own = first.cues.spans if first else ()
    gone += [s for s in own if any(start <= s.start < end for start, end in against) and not _is_who(s, cues.text)]
    gone += cues.places_of("besides")
    kept = tuple(span for span in cues.spans if span not in gone)
    said = [match.span() for match in _cuts(cues)] + [
        *against,
        *(place for clause in others for place in clause.against),
    ]
    text = _blanked(cues.text, [*((span.start, span.end) for span in gone), *against])
    unread = _blanked(_only(text, cues.left), [*said, *(match.span() for match in _CORRELATIVES.finditer(text))])
    return replace(cues, text=text, spans=kept, left=left_over(unread, kept), asked=asked_in(kept, text))


def _is_of_condition(span: Span) -> bool:
    if isinstance(span.meaning, Comparison | Strictly):
        return True
    return _has_role(span, FIGURES) or (isinstance(span.meaning, Word) and span.meaning.key in SAYS_WHAT)


def _is_who(span: Span, text: str) -> bool:
    is_number = is_word(span, "how_many") and bool(re.search(r"几|多少|how many", text[span.start : span.end]))
    return is_number or is_word(span, "which") or _has_role(span, SORTS)


def _has_role(span: Span, roles: set[str]) -> bool:
    return isinstance(span.meaning, Word) and span.meaning.role in roles


def _only(text: str, words: Sequence[tuple[int, str]]) -> str:
    """The text with nothing but some words in it, in their places."""
    kept = {place for start, word in words for place in range(start, start + len(word))}
    return "".join(sign if place in kept else " " for place, sign in enumerate(text))


def _blanked(text: str, places: Sequence[tuple[int, int]]) -> str:
    gone = {place for start, end in places for place in range(start, end)}
    return "".join(" " if place in gone else sign for place, sign in enumerate(text))
