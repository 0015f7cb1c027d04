"""Which checks an honest checker finds broken in a printed report: the generator's own judge.

It shares no code with `canonical.rules` (see `eval.generate.sums`); the names of the checks are theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal

from canonical.forms import form_of_year
from eval.generate.bodies import ALL_PLACES, Body
from eval.generate.mentions import ExpectedMention
from eval.generate.sums import Broken, broken_sums
from eval.generate.values import APPLICANTS, Values

DOCUMENTS = ("rules", "normative_documents")
COUNTED_OTHERWISE = ("amount", "change")  # money has fractions, a change has a sign
TOLD_ROWS = ("received", "carried_over", "concluded", "carried_forward")
NARRATIVE_CHECKS = {
    **{f"requests.{row}.total": f"narrative.{row}" for row in TOLD_ROWS},
    **{f"disclosure.{row}.decisions": f"narrative.{row}" for row in ("licensing", "penalties", "coercion")},
    "review.total": "narrative.review",
    "litigation.direct.total": "narrative.litigation_direct",
    "litigation.after_review.total": "narrative.litigation_after_review",
    "litigation.direct.total+litigation.after_review.total": "narrative.litigation",
    "review.total+litigation.direct.total+litigation.after_review.total": "narrative.disputes",
    "disclosure.fees.amount": "narrative.fees",
}
FORM_CELLS = ("disclosure.rules.in_force", "disclosure.rules.disclosed_total")
MIX_CELLS = ("requests.other_handling.all.total", "requests.other_handling.other.total")


def broken_checks(
    values: Values, printed: Mapping[str, Decimal], inferred: AbstractSet[str] = frozenset()
) -> tuple[Broken, ...]:
    """Every check within the report that these printed numbers break; what can not be read breaks nothing.

    `inferred` are the blank cells whose value follows from sums: a check of the form names them as well.
    """
    return (
        *broken_sums(printed, values.requests_layout),
        *_unlikely_numbers(printed),
        *_foreign_form(values, printed.keys() | inferred),
        *_unlawful_rules(values, printed),
    )


def broken_narrative(body: Body, mentions: Iterable[ExpectedMention]) -> tuple[Broken, ...]:
    """Every check of the narrative that breaks: what it tells without room for doubt is not what the table prints.

    Of a government a sentence may be about itself and the table about all bodies below it, so that nothing is broken
    unless another number, not zero, is the same in both.
    """
    told = [mention for mention in mentions if mention.field and mention.agrees is not None]
    wide = body.is_government and ALL_PLACES[body.place] != "township"
    shared = any(mention.agrees and mention.value for mention in told)
    if wide and not shared:
        return ()
    return tuple(
        Broken(
            check=NARRATIVE_CHECKS[mention.field or ""],
            fields=tuple((mention.field or "").split("+")),
            expected=mention.value,
            actual=mention.printed,
        )
        for mention in told
        if not mention.agrees
    )


def broken_between_years(printed: Mapping[str, Decimal], before: Mapping[str, Decimal]) -> tuple[Broken, ...]:
    """Every check that breaks between a report and the same body's of the year before."""
    return tuple(_each_year(printed, before))


def _unlikely_numbers(printed: Mapping[str, Decimal]) -> Iterator[Broken]:
    for field, number in printed.items():
        kind = field.rsplit(".", 1)[1]
        if kind == "amount" and number < 0:
            yield _one("numbers.amount_non_negative", field, number)
        if kind not in COUNTED_OTHERWISE and (number < 0 or number % 1):
            yield _one("numbers.whole_non_negative", field, number)


def _foreign_form(values: Values, known: AbstractSet[str]) -> Iterator[Broken]:
    if values.template != form_of_year(values.year):
        yield _form("form.year", FORM_CELLS, known)
    if values.template != values.requests_layout:
        yield _form("form.mixed", MIX_CELLS, known)


def _unlawful_rules(values: Values, printed: Mapping[str, Decimal]) -> Iterator[Broken]:
    for field, number in printed.items():
        if field.startswith("disclosure.rules.") and number and not values.body.makes_rules:
            yield _one("disclosure.rule_making_power", field, number)


def _one(check: str, field: str, number: Decimal) -> Broken:
    return Broken(check=check, fields=(field,), expected=None, actual=number)


def _form(check: str, cells: tuple[str, ...], known: AbstractSet[str]) -> Broken:
    return Broken(check=check, fields=tuple(cell for cell in cells if cell in known), expected=None, actual=None)


def _each_year(printed: Mapping[str, Decimal], before: Mapping[str, Decimal]) -> Iterator[Broken]:
    for kind in DOCUMENTS:
        new, gone, now = (f"disclosure.{kind}.{column}" for column in ("issued", "repealed", "in_force"))
        if now in before and {new, gone, now} <= printed.keys():
            then, left = before[now] + printed[new], printed[now] + printed[gone]
            if then != left:
                yield Broken(check="years.in_force", fields=(new, now, gone), expected=then, actual=left)
    for applicant in (*APPLICANTS, "total"):
        over, forward = f"requests.carried_over.{applicant}", f"requests.carried_forward.{applicant}"
        if over in printed and forward in before and printed[over] != before[forward]:
            yield Broken(check="years.carried_over", fields=(over,), expected=before[forward], actual=printed[over])
