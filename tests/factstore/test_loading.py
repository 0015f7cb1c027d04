"""Loading many files at once comes to the same as writing them one after the other."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from handmade_reports import FEES, FORWARD, OVER, a_report
from sqlalchemy import create_engine, text

from factstore import Correction, FactStore, PassageDraft

TABLES = ("documents", "reports", "facts", "facts_as_read", "checks", "sections", "mentions", "passages", "corrections")
DRAFTS = (PassageDraft(kind="text", text="收费标准公开", section=1), PassageDraft(kind="table", text="行政许可 3"))


def some_files() -> list:
    """Three bodies by year with a second file of one year, one without a year, and a file that is two reports."""
    years = [a_report(f"y{year}", year=year, values={FORWARD: "2", OVER: str(year % 3)}) for year in (2021, 2022, 2023)]
    second = a_report("second", year=2022, values={FORWARD: "5", OVER: "1", FEES: "3"})
    other = [
        a_report(f"o{year}", agency="民丰县教育局", year=year, values={FORWARD: None, OVER: "1"})
        for year in (2022, 2023)
    ]
    bound = [a_report("bound", agency=name, year=2024, path="bound.pdf") for name in ("墨玉县教育局", "皮山县教育局")]
    single = [*years, second, *other, a_report("undated", year=None)]
    return [*([(report, DRAFTS)] for report in single), [(report, DRAFTS) for report in bound]]


def everything(url: str) -> dict[str, list[tuple]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in TABLES}
        found["keywords"] = list(map(repr, connection.execute(text("SELECT rowid, bigrams FROM keywords ORDER BY 1"))))
    engine.dispose()
    return found


def written(url: str, files: Iterable) -> None:
    with FactStore.open(url) as store:
        for file in files:
            store.write_file(file)


@pytest.fixture
def other_url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'other' / 'nianbao.db'}"


def test_loading_files_comes_to_the_same_as_writing_them(url, other_url):
    files = some_files()
    written(url, files)
    with FactStore.open(other_url) as store:
        assert store.load(files) == len(files)
    assert everything(other_url) == everything(url)


def test_loading_into_a_store_settles_what_was_there(url, other_url):
    files = some_files()
    written(url, files)
    with FactStore.open(other_url) as store:
        for file in files[1:4:2]:
            store.write_file(file)
        assert store.load(files) == len(files) - 2
        assert store.integrity() == ()
    drop_numbers = {"passages", "keywords"}  # passages are numbered in the order of arrival
    ours, theirs = everything(other_url), everything(url)
    assert {name: ours[name] for name in ours if name not in drop_numbers} == {
        name: theirs[name] for name in theirs if name not in drop_numbers
    }


def test_loading_twice_adds_nothing(store):
    files = some_files()
    store.load([*files, files[0]])
    before = store.text_revision(), store.checks(), store.headers(preferred_only=False)
    assert store.load(files) == 0
    assert (store.text_revision(), store.checks(), store.headers(preferred_only=False)) == before


def test_a_correction_outlives_loading_its_file_again(url, other_url):
    said = Correction(field=FEES, value=Decimal(7), status="reported", made_at=datetime(2025, 1, 1, tzinfo=UTC))
    report = a_report("one")
    for address in (url, other_url):
        with FactStore.open(address) as store:
            store.write(report)
            store.correct(store.headers()[0].id, said)
        forget(address)
    written(url, [[(report, DRAFTS)]])
    with FactStore.open(other_url) as store:
        store.load([[(report, DRAFTS)]])
        assert store.facts([store.headers()[0].id])[store.headers()[0].id][FEES].value == Decimal(7)
    assert everything(other_url) == everything(url)


def forget(url: str) -> None:
    """Deletes the file but not what people said of it."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for name in ("facts", "facts_as_read", "checks", "sections", "mentions", "passages", "reports", "documents"):
            connection.execute(text(f"DELETE FROM {name}"))
    engine.dispose()


def test_a_file_that_can_not_be_loaded_leaves_nothing_behind(store):
    def broken():
        yield from some_files()
        raise RuntimeError("the source ended")

    with pytest.raises(RuntimeError):
        store.load(broken())
    assert store.headers() == ()
