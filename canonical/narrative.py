"""What the narrative tells about a number of the tables, as an input of the check rules.

A table and a sentence that differ are a finding only where the sentence is about the same thing. So three outcomes, as
of every rule: the sentence agrees, it differs, or it does not say. It does not say where

- the table's number is a guess of the layout or hard to read: then it is that which may be wrong;
- several sentences tell different numbers, or a rounded one is far off (余, 约, 万);
- its verb leaves room: 受理 may count what was carried over, 答复 may leave out what was withdrawn;
- a government tells it. Its tables often add up all bodies below it and its sentences its own office alone, so they are
  comparable only where some other number, not zero, shows that both count the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from canonical.report import Fact, Identity, Mention

SUM = "+"
"""Joins the fields of a mention that tells their sum."""
MONEY: Mapping[str, Decimal] = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_GOVERNMENT = re.compile(r"政府(?:办公[室厅])?$")
_GUESSED = frozenset({"layout_guess", "low_confidence"})
_LOOSE: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "requests.received.total": (re.compile("受理"), re.compile("收到|新收|新受理|接收|接到")),
    "requests.concluded.total": (re.compile("答复"), re.compile("办结|办理完毕|办复")),
}
"""By field: the verb that leaves room, and those beside which it does not."""


def counts_alone(identity: Identity) -> bool:
    """True for a body whose tables count itself and nothing below it, as far as its name tells."""
    wide = identity.department == "general_government" or _GOVERNMENT.search(identity.agency or "") is not None
    return identity.level == "township" or (identity.agency is not None and not wide)


def told_of(field: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The mentions that tell the field, or the fields joined by "+", again."""
    return tuple(mention for mention in mentions if mention.field == field)


def told_value(
    field: str, mentions: tuple[Mention, ...], facts: Mapping[str, Fact], identity: Identity
) -> Decimal | None:
    """The number that the narrative tells for the field, or None where it does not say.

    In the unit of the table. A rounded number is the table's own where that would be rounded to it.
    """
    told = told_of(field, mentions)
    printed = _printed(field, facts)
    if not told or printed is None:
        return None
    exact = [mention for mention in told if not mention.approximate]
    values = {_settled(mention, printed) for mention in exact or told}
    if len(values) != 1:
        return None
    (value,) = values
    if value in {None, printed}:
        return value
    in_doubt = _is_guessed(field, facts) or any(map(_is_loose, told))
    return None if in_doubt or not _is_comparable(field, mentions, facts, identity) else value


def _printed(field: str, facts: Mapping[str, Fact]) -> Decimal | None:
    """The table's number, or the sum of its numbers."""
    values = [facts[name].value if name in facts else None for name in field.split(SUM)]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _is_guessed(field: str, facts: Mapping[str, Fact]) -> bool:
    return any(_GUESSED & set(facts[name].flags) for name in field.split(SUM))


def _settled(mention: Mention, printed: Decimal) -> Decimal | None:
    """The mention's number; the table's, where it is that number rounded; None where a rounded one is far from it."""
    value = mention.value * _in_table_unit(mention.unit)
    rounded = mention.approximate or mention.unit in MONEY
    if rounded and abs(value - printed) < _last_place(mention) * _in_table_unit(mention.unit):
        return printed
    return None if mention.approximate else value


def _in_table_unit(unit: str) -> Decimal:
    return MONEY[unit] / MONEY["万元"] if unit in MONEY else Decimal(1)


def _last_place(mention: Mention) -> Decimal:
    """What the last printed digit counts: 0.01 in 267.95, and 100 in 1200 where that is said to be rounded."""
    exponent = mention.value.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        return Decimal(0)
    return Decimal(1).scaleb(exponent if mention.approximate else min(exponent, 0))


def _is_loose(mention: Mention) -> bool:
    room, firm = _LOOSE.get(mention.field or "", (None, None))
    return bool(room and firm and room.search(mention.quote) and not firm.search(mention.quote))


def _is_comparable(field: str, mentions: tuple[Mention, ...], facts: Mapping[str, Fact], identity: Identity) -> bool:
    """True when the narrative and the tables of this body count the same."""
    return counts_alone(identity) or any(
        mention.value and mention.value == _printed(mention.field, facts)
        for mention in mentions
        if mention.field and mention.field != field
    )
