"""Which report is preferred, and the checks across years, do not depend on the order of arrival."""

import itertools
from datetime import date

from handmade_reports import FEES, FORWARD, OVER, a_report
from sqlalchemy import create_engine, text

from canonical.report import Region
from factstore import FactStore, Scope


def test_the_file_with_more_values_is_preferred(store):
    store.write(a_report("poor"))
    store.write(a_report("rich", values={FEES: "1", OVER: "2"}))
    assert [header.path for header in store.headers()] == ["rich.pdf"]
    assert {header.path: header.preferred for header in store.headers(preferred_only=False)} == {
        "poor.pdf": False,
        "rich.pdf": True,
    }


def test_a_blank_is_no_value(store):
    store.write(a_report("blanks", values={FEES: None, OVER: None, FORWARD: None}))
    store.write(a_report("one"))
    assert [header.path for header in store.headers()] == ["one.pdf"]


def test_of_equal_files_the_later_published_is_preferred(store):
    store.write(a_report("undated", published=None))
    store.write(a_report("old", published=date(2025, 1, 1)))
    store.write(a_report("new", published=date(2025, 3, 1)))
    assert [header.path for header in store.headers()] == ["new.pdf"]


def test_reports_without_agency_or_year_are_preferred_each_for_itself(store):
    for name in ("a", "b"):
        store.write(a_report(name, agency=None))
        store.write(a_report(name + "2", year=None))
    assert len(store.headers()) == 4


def test_bodies_of_one_name_in_two_regions_are_two(store):
    store.write(a_report("here", agency="市教育局"))
    store.write(
        a_report("there", agency="市教育局", region=Region(code="320800", name="淮安市", path=("江苏省", "淮安市")))
    )
    assert len(store.headers()) == 2


def test_a_body_s_year_is_checked_against_its_year_before(store):
    store.write(a_report("later", year=2024, values={OVER: "2"}))
    assert _across(store) == []
    store.write(a_report("earlier", year=2023, values={FORWARD: "3"}))
    [failed] = _across(store, status="failed")
    assert failed.check.id == "years.carried_over"
    assert (failed.header.year, failed.previous.year) == (2024, 2023)
    assert failed.evidence[0].text == f"{OVER} 2"
    assert failed.check in store.report(failed.header.id).checks


def test_years_that_are_not_next_to_each_other_are_not_compared(store):
    store.write(a_report("later", year=2024, values={OVER: "2"}))
    store.write(a_report("earlier", year=2022, values={FORWARD: "3"}))
    assert _across(store) == []


def test_a_better_file_of_the_year_before_replaces_what_was_checked(store):
    store.write(a_report("later", year=2024, values={OVER: "2"}))
    store.write(a_report("earlier", year=2023, values={FORWARD: "3"}))
    store.write(a_report("better", year=2023, values={FORWARD: "2", FEES: "1"}))
    assert _across(store, status="failed") == []
    assert all(found.previous.path == "better.pdf" for found in _across(store))


def test_the_order_of_arrival_leaves_no_trace(tmp_path):
    reports = (
        a_report("2022", year=2022, values={FORWARD: "1", FEES: "5"}),
        a_report("2023 poor", year=2023, values={FORWARD: "4"}),
        a_report("2023 rich", year=2023, values={OVER: "1", FORWARD: "2"}),
        a_report("2024", year=2024, values={OVER: "3", FORWARD: None}),
    )
    states = set()
    for number, order in enumerate(itertools.permutations(reports)):
        with FactStore.open(f"sqlite:///{tmp_path / str(number)}.db") as store:
            for report in order:
                store.write(report)
            states.add((store.headers(preferred_only=False), repr(store.checks(preferred_only=False))))
            assert len(_across(store, status="failed")) == 1
    assert len(states) == 1


def test_only_the_preferred_file_carries_checks_across_years(store, url):
    store.write(a_report("earlier", year=2023, values={FORWARD: "3"}))
    store.write(a_report("second", year=2024, values={OVER: "2"}))
    store.write(a_report("first", year=2024, values={OVER: "2", FEES: "1"}))
    engine = create_engine(url)
    with engine.connect() as connection:
        holders = connection.execute(
            text("SELECT DISTINCT report_id FROM checks WHERE previous_id IS NOT NULL")
        ).scalars()
        assert [store.header(holder).path for holder in holders] == ["first.pdf"]
    engine.dispose()


def _across(store, status=None):
    return [found for found in store.checks(Scope(), status=status) if found.previous]
