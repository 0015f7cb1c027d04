"""A file of several reports is stored whole, once, each report under its own id, and replaced as a whole."""

from dataclasses import replace

import pytest
from handmade_reports import FEES, a_report, some_passages

from canonical.report import ReportFlag

SHA = a_report("bound").identity.source.sha256
IDS = (SHA[:16], f"{SHA[:16]}-2")


def bound(*years, fees="5"):
    return [(a_report("bound", year=year, values={FEES: fees}), some_passages(f"{year}年的工作")) for year in years]


def test_each_report_of_a_file_has_its_own_id_facts_and_passages(store):
    read = bound(2023, 2024)
    assert store.write_file(read, size=99) == "added"
    assert store.document(SHA).report_ids == IDS
    assert [store.report(each).identity.year for each in IDS] == [2023, 2024]
    assert [replace(store.report(each), checks=()) for each in IDS] == [replace(each, checks=()) for each, _ in read]
    assert {passage for passage, _ in store.search_keywords("工作")} == {f"{each}:1" for each in IDS}
    assert store.integrity() == ()


def test_again_changes_nothing_and_replace_writes_what_differs(store):
    store.write_file(bound(2023, 2024))
    assert store.write_file(bound(2023, 2024)) == "unchanged"
    assert store.write_file(bound(2023, 2024), replace=True) == "unchanged"
    assert store.write_file(bound(2023, 2024, fees="6"), replace=True) == "updated"
    assert {store.report(each).facts[FEES].raw for each in IDS} == {"6"}


def test_a_file_first_read_as_one_report_becomes_two_and_one_again(store):
    store.write(*bound(2023)[0])
    assert store.write_file(bound(2023, 2024), replace=True) == "updated"
    assert store.document(SHA).report_ids == IDS
    assert store.write_file(bound(2023), replace=True) == "updated"
    assert store.document(SHA).report_ids == IDS[:1]
    assert store.report(IDS[1]) is None
    assert store.integrity() == ()


def test_the_reports_of_a_file_come_in_their_order_however_many(store):
    store.write_file(bound(*range(2008, 2020)))
    assert store.document(SHA).report_ids == (SHA[:16], *(f"{SHA[:16]}-{n}" for n in range(2, 13)))


def test_nothing_of_a_file_is_stored_when_one_report_can_not_be(store):
    good, bad = bound(2023, 2024)
    broken = (replace(bad[0], mentions=(object(),)), bad[1])
    with pytest.raises(Exception):  # noqa: B017  whatever it is
        store.write_file([good, broken])
    assert store.document(SHA) is None
    assert store.headers() == ()


def test_a_header_says_what_to_look_at_in_the_report_as_a_whole(store):
    flag = ReportFlag(id="year_from_date", message={"zh": "年度", "en": "year"}, text="2025-01-20")
    store.write(replace(a_report(), flags=(flag,)))
    (header,) = store.headers()
    assert header.flags == ("year_from_date",)
    assert store.report(header.id).flags == (flag,)
