"""Copies make a store larger without changing what is in it; each has ids, names and numbers of its own."""

import sqlite3
from collections import defaultdict

import pytest

from eval.generate.collection import collection
from eval.suites.load_copies import add_copies
from eval.suites.load_costs import costs
from eval.suites.load_store import Known
from eval.suites.questions_store import as_read
from factstore import FactStore, Scope

FEES = ("disclosure.fees.amount", "requests.received.total")


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    path = tmp_path_factory.mktemp("copies") / "nianbao.db"
    with FactStore.open(f"sqlite:///{path}") as store:
        store.load([(as_read(each), ())] for each in collection(3, bodies=6))
        headers, cells = store.headers(), store.cells(Scope(), FEES)
    add_copies(path, len(headers), 3 * len(headers))
    with FactStore.open(f"sqlite:///{path}") as store:
        yield path, store, headers, cells


def test_every_report_has_as_many_copies_and_stays_what_it_was(stores):
    _, store, headers, before = stores
    assert len(store.headers()) == 3 * len(headers)
    assert store.headers(Scope(report_ids=tuple(header.id for header in headers))) == headers
    assert set(before.cells) <= set(store.cells(Scope(), FEES).cells)


def test_the_numbers_of_a_copy_are_those_of_its_body_times_a_factor(stores):
    _, store, headers, _ = stores
    own = next(header for header in headers if header.agency_key)
    values = {}
    for sign in ("", "乙", "丙"):
        [copy] = store.headers(Scope(agency_keys=(f"{own.agency_key}{sign}",), years=(own.year,)))
        values[sign] = [cell.value for cell in sorted(store.cells(Scope(report_ids=(copy.id,)), FEES).cells)]
    assert [value and value * 2 for value in values[""]] == values["乙"]
    assert [value and value * 3 for value in values[""]] == values["丙"]


def test_the_store_is_sound_afterwards(stores):
    path, store, _, _ = stores
    assert store.integrity() == ()
    with sqlite3.connect(path) as connection:
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()


def test_the_first_answers_and_later_ones_are_told_apart_by_what_they_cost(stores):
    path, _, headers, _ = stores
    years = defaultdict(list)
    for header in headers:
        if header.region:
            years[header.agency, header.region.path[0]].append(header.year)
    bodies = [Known(name=name, province=place, years=tuple(own)) for (name, place), own in years.items()]
    found = costs(path.parent, bodies, rounds=1, seed=0)
    assert found.catalogue > 0
    for cost in (found.first, found.later):
        assert 0 < cost.median <= cost.p95 <= cost.longest
        assert 0 < cost.mean <= cost.longest
