"""The collection that questions are put to is what its gold says, in the gold and in the store."""

from __future__ import annotations

from collections import Counter

import pytest

from canonical.agencies import classify, may_make_rules
from eval.generate.collection import YEARS, collection
from eval.generate.members import members
from eval.suites.questions_store import asked

BODIES, SEED = 14, 3


@pytest.fixture(scope="module")
def whole():
    return collection(SEED)


@pytest.fixture(scope="module")
def small():
    return asked(SEED, BODIES)


def test_there_are_400_reports_of_at_least_30_bodies_on_both_forms(whole):
    assert len(whole) == 400
    assert len({report.agency for report in whole}) == len(members()) >= 30
    assert {report.template for report in whole} == {"2019", "2021"}
    assert len({(report.agency, report.year) for report in whole}) == 400


def test_some_bodies_have_every_year_and_some_lack_one(whole):
    years = Counter(report.agency for report in whole)
    assert set(years.values()) >= {len(YEARS), len(YEARS) - 1}
    assert sum(count == len(YEARS) for count in years.values()) >= 30


def test_every_status_a_doubt_and_printed_errors_occur(whole):
    cells = [cell for report in whole for cell in report.cells.values()]
    statuses = {cell.status for cell in cells}
    assert statuses == {"reported", "inferred", "blank", "unreadable", "missing", "not_in_template"}
    assert any(cell.flags and cell.value is not None for cell in cells)
    broken = {each.check for report in whole for each in report.broken}
    assert {"requests.row_sum", "requests.balance", "review.sum", "years.carried_over"} <= broken


def test_a_cell_has_a_value_exactly_when_it_is_reported_or_inferred(whole):
    for report in whole:
        for cell in report.cells.values():
            assert (cell.value is not None) == (cell.status in {"reported", "inferred"})
            assert (cell.place is None) == (cell.status in {"missing", "not_in_template"})


def test_no_two_cells_of_a_report_stand_at_one_place(whole):
    for report in whole[:: len(YEARS)]:
        places = [cell.place for cell in report.cells.values() if cell.place]
        assert len(places) == len(set(places))


def test_the_same_seed_gives_the_same_reports_and_another_gives_others():
    assert collection(SEED, bodies=2) == collection(SEED, bodies=2)
    assert collection(SEED, bodies=2) != collection(SEED + 1, bodies=2)


@pytest.mark.parametrize("member", members(), ids=lambda member: member.name)
def test_a_body_is_what_production_takes_it_for(member):
    agency = classify(member.name)
    assert (agency.level, agency.department) == (member.level, member.department)
    assert (agency.region.code if agency.region else None) == member.code
    assert agency.region is None or agency.region.path == member.path
    assert member.office == "" or may_make_rules(agency) == member.makes_rules


def test_the_store_holds_the_gold_cell_by_cell(small):
    stored = small.store.facts(list(small.ids))
    for name, report in small.ids.items():
        for field, cell in report.cells.items():
            fact = stored[name][field]
            assert (fact.value, fact.status, fact.flags) == (cell.value, cell.status, cell.flags)


def test_the_checks_that_fail_in_the_store_are_those_that_the_gold_broke(small):
    stored = Counter((each.header.id, each.check.id, frozenset(each.check.fields)) for each in _failed(small))
    broken = Counter(
        (name, each.check, frozenset(each.fields)) for name, report in small.ids.items() for each in report.broken
    )
    assert broken
    assert stored == broken


def _failed(small):
    return small.store.checks(status="failed")
