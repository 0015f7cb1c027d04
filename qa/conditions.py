"""What a figure has to meet: comparisons with numbers, none or some, risen or fallen, and the negation of these."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from canonical.measures import PERCENT, measure_of
from qa.counting import asks_each
from qa.cues import Cues
from qa.intent import Intent
from qa.lexicon import Word
from qa.plan import Condition, Operator
from qa.quantities import Comparison, Strictly
from qa.question import Span

ZERO = (Decimal(0),)
INVERSE: Mapping[Operator, Operator] = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne", "ne": "eq"}
STRICT: Mapping[Operator, Operator] = {"ge": "gt", "le": "lt"}
MIRRORED: Mapping[Operator, Operator] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}
"""A fall of more than 5 is a change below -5."""
NO_SUCH_ITEM = (
    r"没有[^,，。]*(?:这一?[项栏列格]|[该此][项栏])"
    r"|(?:without|lack(?:s|ing)?|ha(?:ve|s) no) [^,.]*\b(?:item|column|field)\b"
)
"""The form has no place for it: that is no 0."""
NEAR = 1  # characters between a negation and what it negates


def condition_of(cues: Cues, intent: Intent) -> Condition | None:  # noqa: PLR0911 - a ladder of cases
    """What a figure has to meet; a list or count without a condition of its own asks for more than 0."""
    if intent.kind in {"lookup", "trend", "compare", "place", "share", "checks", "reports", "passages", "define"}:
        return None
    if cues.own and not intent.change:
        return cues.own
    if cues.comparisons:
        return _compared(cues, intent)
    if intent.change:
        return _moved(cues, intent)
    if intent.kind in {"aggregate", "rank"} and cues.says("some"):
        return Condition(op="ne", values=ZERO)
    if intent.kind == "rank" and cues.says("having") and cues.has_a_sort and _has_some(cues):
        return Condition(op="gt", values=ZERO)
    if intent.kind != "list" and intent.aggregate not in {"count", "count_reports", "share_meeting"}:
        return None
    return _unspoken(cues, intent)


def is_negated(cues: Cues, span: Span) -> bool:
    """True when a negation stands right before a span: 没有超过, did not exceed."""
    return any(0 <= span.start - negation.end <= NEAR for negation in negations(cues))


def negations(cues: Cues) -> list[Span]:
    """The words that negate."""
    return list(cues.places_of("none"))


def unit_of(cues: Cues, intent: Intent) -> str | None:
    """The unit that a number in a condition is in."""
    if intent.change == "percent":
        return PERCENT
    measure = measure_of(cues.asked.measures[0]) if cues.asked.measures else None
    return measure.unit if measure else None


def _compared(cues: Cues, intent: Intent) -> Condition:
    span = next(span for span in cues.spans if isinstance(span.meaning, Comparison))
    comparison = cues.comparisons[0]
    if comparison.of is not None:
        return Condition(op=comparison.op, of=comparison.of)
    values = tuple(quantity.in_unit(unit_of(cues, intent)) for quantity in comparison.quantities)
    op = comparison.op
    if cues.all(Strictly):
        op = STRICT.get(op, op)
    if is_negated(cues, span) and op in INVERSE:
        op = INVERSE[op]
    if intent.change and cues.says("fall") and not cues.says("rise") and op in MIRRORED:
        return Condition(op=MIRRORED[op], values=tuple(-value for value in values))
    return Condition(op=op, values=values)


def _moved(cues: Cues, intent: Intent) -> Condition | None:
    """Risen or fallen; a ranking of changes keeps to those of its direction."""
    if cues.says("rise") == cues.says("fall"):
        return None if intent.kind != "list" else Condition(op="ne", values=ZERO)
    op: Operator = "gt" if cues.says("rise") else "lt"
    spans = cues.places_of("rise", "fall")
    if any(is_negated(cues, span) for span in spans):
        op = INVERSE[op]
    return Condition(op=op, values=ZERO) if intent.kind == "list" or intent.aggregate == "count" else None


def _has_some(cues: Cues) -> bool:
    """有收费的单位里哪个最少: only those that have any are ranked."""
    return cues.matches(r"有[^,，。哪]{1,12}的(?:单位|部门|机关|局|机构)|(?:with|that have|that had) (?:any|some)\b")


def _unspoken(cues: Cues, intent: Intent) -> Condition:
    if cues.matches(NO_SUCH_ITEM):
        return Condition(op="lacking")
    if cues.says("no_value"):
        return Condition(op="no_value")
    if cues.says("some"):
        return Condition(op="ne", values=ZERO)
    is_told = intent.explicit or cues.says("having", "whether") or _tells_who_did(cues)
    every = asks_each(cues.text) or not is_told
    op: Operator = "eq" if cues.says("none") else "ge" if every and intent.kind == "list" else "gt"
    return Condition(op=op, values=ZERO)


def _tells_who_did(cues: Cues) -> bool:
    """因第三方权益拒绝公开的单位 are those that did; a rate is had by all."""
    measure = measure_of(cues.asked.measures[0]) if cues.asked.measures else None
    is_amount = measure is not None and not measure.is_ratio
    return is_amount and cues.matches(
        r"(?:公开|处理|收费|处罚|许可|申请|复议|诉讼|起诉|废止|制发)了?的(?:单位|部门|机关|机构)$"
    )


def is_word(span: Span, key: str) -> bool:
    """True for a word of the lexicon that says what to do."""
    return isinstance(span.meaning, Word) and span.meaning.role == "word" and span.meaning.key == key
