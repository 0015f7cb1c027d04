"""The narrative against the tables: agreement, difference, or nothing said where the words leave doubt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from canonical.fields import FIELDS, fields_of_form
from canonical.report import CheckResult, Fact, Flag, Identity, Mention, Source
from canonical.rule_table import RULES
from canonical.rules import check, equations

BUREAU = Identity(
    agency="云溪市教育局",
    year=2023,
    template="2021",
    requests_layout="2021",
    region=None,
    level=None,
    department="education",
    published=None,
    title=None,
    source=Source(path="a.txt", sha256="0" * 64, media_type="text/plain"),
)
GOVERNMENT = replace(BUREAU, agency="云溪市人民政府", department="general_government")
RECEIVED, CONCLUDED, FEES = "requests.received.total", "requests.concluded.total", "disclosure.fees.amount"
LITIGATION = "litigation.direct.total+litigation.after_review.total"


def table(values: dict[str, str], flags: tuple[Flag, ...] = ()) -> dict[str, Fact]:
    """All fields of the 2021 form reported as 0, except those given, which carry the flags."""
    own = {field.id for field in fields_of_form("2021", "2021")}
    facts = {}
    for name in FIELDS:
        value = Decimal(values.get(name, 0)) if name in own else None
        status = "reported" if name in own else "not_in_template"
        facts[name] = Fact(
            field=name, value=value, unit=FIELDS[name].unit, status=status, flags=flags if name in values else ()
        )
    return facts


def tells(
    field: str, value: str, unit: str = "件", quote: str = "收到申请，办结申请", *, about: bool = False
) -> Mention:
    return Mention(
        label="x", value=Decimal(value), unit=unit, quote=quote, section=1, page=2, approximate=about, field=field
    )


def outcome(
    values: dict[str, str], *mentions: Mention, who: Identity = BUREAU, flags: tuple[Flag, ...] = ()
) -> list[str]:
    """The outcomes of the checks of the narrative."""
    return [result.status for result in results(values, *mentions, who=who, flags=flags)]


def results(
    values: dict[str, str], *mentions: Mention, who: Identity = BUREAU, flags: tuple[Flag, ...] = ()
) -> list[CheckResult]:
    found = check(who, table(values, flags), mentions)
    return [result for result in found if result.id.startswith("narrative.")]


def test_a_narrative_that_tells_nothing_is_not_checked() -> None:
    assert results({}) == []
    assert results({}, replace(tells(RECEIVED, "3"), field=None)) == []


def test_what_the_narrative_and_the_table_say_alike_passes() -> None:
    assert outcome({RECEIVED: "35"}, tells(RECEIVED, "35")) == ["passed"]


def test_a_difference_is_a_warning_with_both_numbers_the_quote_and_its_place() -> None:
    (result,) = results({RECEIVED: "35"}, tells(RECEIVED, "53", quote="全年收到\n申请53件"))
    assert (result.id, result.status, result.severity) == ("narrative.received", "failed", "warning")
    assert (result.expected, result.actual, result.fields) == (53, 35, (RECEIVED,))
    assert "第1部分，第2页" in result.message["zh"]
    assert "“全年收到申请53件”" in result.message["zh"]
    assert "section 1, page 2" in result.message["en"]


def test_a_blank_cell_is_not_compared() -> None:
    facts = table({})
    facts[RECEIVED] = replace(facts[RECEIVED], value=None, status="blank")
    found = {result.id: result.status for result in check(BUREAU, facts, (tells(RECEIVED, "3"),))}
    assert found["narrative.received"] == "not_stated"


def test_a_field_that_the_form_does_not_have_is_not_compared() -> None:
    facts = table({})
    facts[FEES] = replace(facts[FEES], value=None, status="not_in_template")
    assert not [r for r in check(BUREAU, facts, (tells(FEES, "3", "万元"),)) if r.id == "narrative.fees"]


def test_sentences_that_contradict_each_other_say_nothing() -> None:
    assert outcome({RECEIVED: "35"}, tells(RECEIVED, "35"), tells(RECEIVED, "30")) == ["not_stated"]


@pytest.mark.parametrize(
    ("told", "printed", "status"),
    [("30", "35", "passed"), ("30", "29", "passed"), ("30", "75", "not_stated"), ("11000", "11980", "passed")],
)
def test_a_rounded_number_agrees_within_its_rounding_and_never_contradicts(
    told: str, printed: str, status: str
) -> None:
    assert outcome({RECEIVED: printed}, tells(RECEIVED, told, about=True)) == [status]


def test_an_exact_number_counts_before_a_rounded_one() -> None:
    assert outcome({RECEIVED: "35"}, tells(RECEIVED, "30", about=True), tells(RECEIVED, "36")) == ["failed"]


@pytest.mark.parametrize(
    ("told", "unit", "status"),
    [
        ("267.9503", "万元", "passed"),
        ("267.95", "万元", "passed"),
        ("268", "万元", "passed"),
        ("2679503", "元", "passed"),
        ("0.0267", "亿元", "passed"),
        ("276.95", "万元", "failed"),
        ("2679", "万元", "failed"),
    ],
)
def test_money_is_compared_in_one_unit_and_to_the_digits_that_are_told(told: str, unit: str, status: str) -> None:
    assert outcome({FEES: "267.9503"}, tells(FEES, told, unit)) == [status]


@pytest.mark.parametrize(
    ("field", "quote", "status"),
    [
        (RECEIVED, "受理申请12件", "not_stated"),
        (RECEIVED, "收到并受理申请12件", "failed"),
        (CONCLUDED, "答复申请12件", "not_stated"),
        (CONCLUDED, "办结答复申请12件", "failed"),
    ],
)
def test_a_verb_that_leaves_room_does_not_contradict(field: str, quote: str, status: str) -> None:
    assert outcome({field: "13"}, tells(field, "12", quote=quote)) == [status]
    assert outcome({field: "12"}, tells(field, "12", quote=quote)) == ["passed"]


def test_lawsuits_are_told_as_the_sum_of_both_kinds() -> None:
    printed = {"litigation.direct.total": "1", "litigation.after_review.total": "3"}
    assert outcome(printed, tells(LITIGATION, "4")) == ["passed"]
    (result,) = results(printed, tells(LITIGATION, "3"))
    assert (result.status, result.fields, result.actual) == ("failed", tuple(printed), 4)


def test_a_government_is_compared_only_where_some_other_number_is_the_same() -> None:
    printed = {RECEIVED: "95", CONCLUDED: "90"}
    lone = (tells(RECEIVED, "17"),)
    assert outcome(printed, *lone, who=GOVERNMENT) == ["not_stated"]
    assert outcome(printed, *lone) == ["failed"]
    assert outcome(printed, tells(RECEIVED, "17"), tells(CONCLUDED, "90"), who=GOVERNMENT) == ["failed", "passed"]
    township = replace(GOVERNMENT, level="township")
    assert outcome(printed, *lone, who=township) == ["failed"]


def test_a_cell_that_was_guessed_is_not_contradicted() -> None:
    assert outcome({RECEIVED: "0"}, tells(RECEIVED, "17"), flags=("layout_guess",)) == ["not_stated"]
    assert outcome({RECEIVED: "17"}, tells(RECEIVED, "17"), flags=("layout_guess",)) == ["passed"]


def test_no_number_of_a_table_is_inferred_from_the_narrative() -> None:
    narrative = {rule.id for rule in RULES if rule.told}
    assert narrative
    assert not [each for layout in ("2019", "2021") for each in equations(layout) if each.rule in narrative]
