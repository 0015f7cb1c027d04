"""Lists as one parameter: what they find, however long they are and whatever stands in them."""

import pytest

from factstore import FactStore, Scope

ODD = ("it's", 'a "word"', "收费\\", "null", "")


@pytest.fixture(scope="module")
def store():
    with FactStore.open("sqlite://") as opened:
        for key in ODD:
            opened.set_setting(key, key)
        yield opened


@pytest.mark.parametrize("ids", [(), ODD, tuple(map(str, range(5000)))])
def test_ids_that_no_report_has_find_nothing_and_break_nothing(store, ids):
    assert store.evidence([(each, field) for each in ids for field in ODD]) == {}
    assert store.cells(Scope(report_ids=ids), ("disclosure.fees.amount",)).report_ids == ()
    assert store.checks(Scope(report_ids=ids)) == ()


def test_a_list_is_text_for_text_what_it_was(store):
    from sqlalchemy import select

    from factstore.database import reading
    from factstore.listing import is_listed, listed
    from factstore.tables import meta

    query = select(meta.c.value).where(is_listed(meta.c.key, "keys"))
    with reading(store._engine) as connection:
        found = connection.execute(query, {"keys": listed((*ODD, "nothing"))}).scalars().all()
    assert sorted(found) == sorted(ODD)


def test_postgresql_unpacks_the_list_too():
    from sqlalchemy import select
    from sqlalchemy.dialects import postgresql

    from factstore.listing import is_listed
    from factstore.tables import meta

    said = str(select(meta.c.value).where(is_listed(meta.c.key, "keys")).compile(dialect=postgresql.dialect()))
    assert "meta.key IN (SELECT json_array_elements_text(CAST(%(keys)s" in said
