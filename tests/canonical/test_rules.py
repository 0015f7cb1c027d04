"""The rule table tests itself: every good holds, every bad breaks, every dropped input is not stated."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from canonical.fields import FIELDS, fields_of_form
from canonical.report import Fact, Identity, Source
from canonical.rule_table import PER, RULES, Rule
from canonical.rules import check, check_years, equations, is_held

IDENTITY = Identity(
    agency="云溪市教育局",
    year=2022,
    template="2021",
    requests_layout="2021",
    region=None,
    level=None,
    department="education",
    published=None,
    title=None,
    source=Source(path="a.txt", sha256="0" * 64, media_type="text/plain"),
)


def zero_facts(**values: int | None) -> dict[str, Fact]:
    """All fields of the 2021 form reported as 0, except those given (dots written as double underscores)."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    own = {field.id for field in fields_of_form("2021", "2021")}
    return {name: _fact(name, named.get(name, 0), own=name in own) for name in FIELDS}


def _fact(name: str, value: int | None, *, own: bool) -> Fact:
    if not own:
        return Fact(field=name, value=None, unit=None, status="not_in_template")
    if value is None:
        return Fact(field=name, value=None, unit=None, status="blank")
    return Fact(field=name, value=Decimal(value), unit=None, status="reported")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_holds_for_its_good_and_breaks_for_its_bad(rule: Rule) -> None:
    assert len(rule.good) == len(rule.bad) == len(rule.inputs)
    assert is_held(rule, list(rule.good))
    assert not is_held(rule, list(rule.bad))


def test_rule_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_a_report_of_zeros_breaks_nothing() -> None:
    assert not [result for result in check(IDENTITY, zero_facts()) if result.status != "passed"]


@pytest.mark.parametrize("name", [field.id for field in fields_of_form("2021", "2021")])
def test_a_missing_input_is_not_stated_and_never_failed(name: str) -> None:
    facts = {**zero_facts(), name: Fact(field=name, value=None, unit=None, status="blank")}
    results = check(IDENTITY, facts)
    assert all(result.status == ("not_stated" if name in result.fields else "passed") for result in results)


def test_a_sum_over_a_guessed_cell_is_never_failed() -> None:
    facts = zero_facts(requests__received__natural_person=1)
    assert "failed" in {result.status for result in check(IDENTITY, facts)}
    name = "requests.received.natural_person"
    facts[name] = replace(facts[name], flags=("layout_guess",))
    results = check(IDENTITY, facts)
    assert {result.status for result in results if name in result.fields} == {"not_stated"}
    assert "failed" not in {result.status for result in results}


def test_a_missing_total_leaves_its_row_sum_and_its_balance_open() -> None:
    results = check(IDENTITY, zero_facts(requests__received__total=None))
    assert [result.id for result in results if result.status == "not_stated"] == [
        "requests.row_sum",
        "requests.balance",
    ]


def test_a_wrong_row_sum_is_reported_with_both_numbers() -> None:
    facts = zero_facts(
        requests__received__natural_person=11,
        requests__received__total=0,
    )
    failed = {result.id: result for result in check(IDENTITY, facts) if result.status == "failed"}
    row = failed["requests.row_sum"]
    assert (row.expected, row.actual) == (11, 0)
    assert "11" in row.message["zh"]
    assert "本年新收政府信息公开申请数量" in row.message["zh"]
    assert set(failed) == {"requests.row_sum", "requests.balance"}


def test_a_fraction_of_a_request_is_no_whole_number() -> None:
    facts = zero_facts()
    name = "disclosure.licensing.decisions"
    facts[name] = replace(facts[name], value=Decimal("2.5"))
    failed = [result for result in check(IDENTITY, facts) if result.status == "failed"]
    assert [(result.id, result.fields) for result in failed] == [("numbers.whole_non_negative", (name,))]


def test_a_bureau_that_reports_rules_has_no_power_to_make_them() -> None:
    failed = [
        result for result in check(IDENTITY, zero_facts(disclosure__rules__in_force=3)) if result.status == "failed"
    ]
    assert [result.id for result in failed] == ["disclosure.rule_making_power"]
    assert failed[0].actual == 3


def test_mixed_forms_and_a_form_of_other_years_are_warnings() -> None:
    mixed = replace(IDENTITY, requests_layout="2019")
    assert "form.mixed" in {r.id for r in check(mixed, zero_facts()) if r.status == "failed"}
    late = replace(IDENTITY, template="2019", requests_layout="2019")
    assert "form.year" in {r.id for r in check(late, zero_facts()) if r.status == "failed"}


def test_years_of_one_body_are_compared() -> None:
    last = zero_facts(disclosure__rules__in_force=0, disclosure__normative_documents__in_force=8)
    this = zero_facts(disclosure__normative_documents__in_force=9, disclosure__normative_documents__issued=1)
    assert {result.status for result in check_years(IDENTITY, this, last)} == {"passed"}
    wrong = zero_facts(disclosure__normative_documents__in_force=12)
    failed = [result for result in check_years(IDENTITY, wrong, last) if result.status == "failed"]
    assert [(result.id, result.expected, result.actual) for result in failed] == [("years.in_force", 8, 12)]


def test_every_equation_is_made_of_fields_of_the_schema() -> None:
    for layout in ("2019", "2021"):
        rows = equations(layout)
        assert rows
        assert all(name in FIELDS for equation in rows for name in (*equation.left, *equation.right))


def test_what_rules_are_repeated_over_is_in_the_schema() -> None:
    assert {rule.per for rule in RULES if rule.per} <= set(PER)
