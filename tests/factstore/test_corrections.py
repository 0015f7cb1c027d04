"""What a person says the paper prints takes the place of what was read, everywhere, and can be taken back."""

import hashlib
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from test_database import MIGRATIONS

from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS
from canonical.report import Evidence, Fact, Identity, Mention, Report, Source
from canonical.rules import check, equations
from extraction.arithmetic import infer
from extraction.facts import with_failed_checks
from factstore import Correction, FactStore, Scope
from factstore.corrections import mended

WHEN = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
FEES, MADE = "disclosure.fees.amount", "disclosure.rules.made"
ROW = "requests.received"
TRUE = {
    f"{ROW}.natural_person": "5",
    f"{ROW}.company": "2",
    f"{ROW}.total": "7",
    "requests.granted.natural_person": "5",
    "requests.granted.company": "2",
    "requests.granted.total": "7",
    "requests.concluded.natural_person": "5",
    "requests.concluded.company": "2",
    "requests.concluded.total": "7",
    FEES: "12.50",
}


def read(values=TRUE, *, name="one", agency="青石县教育局", year=2024):
    """A report as extraction leaves it whose cells say these values, 0 in all others; None is an empty cell."""
    source = Source(path=f"{name}.html", sha256=hashlib.sha256(name.encode()).hexdigest(), media_type="text/html")
    identity = Identity(
        agency=agency, year=year, template="2021", requests_layout="2021", region=None, level="county",
        department="education", published=None, title=None, source=source,
    )  # fmt: skip
    printed = {field: _cell(field, values.get(field, "0")) for field in FIELDS}
    facts = infer(printed, equations("2021"))
    checks = check(identity, facts)
    return Report(identity=identity, facts=with_failed_checks(facts, checks), checks=checks)


def _cell(field, said):
    if "2021" not in FIELDS[field].forms:
        return Fact(field=field, value=None, unit=FIELDS[field].unit, status="not_in_template")
    return Fact(
        field=field,
        value=None if said is None else Decimal(said),
        unit=FIELDS[field].unit,
        status="blank" if said is None else "reported",
        raw=said,
        confidence=0.99,
        evidence=Evidence(line=list(FIELDS).index(field), text=f"{field} {said}"),
    )


def said(field, value, status=None, **more):
    value = None if value is None else Decimal(value)
    return Correction(field=field, value=value, status=status or "reported", made_at=WHEN, **more)


def identifier(name="one"):
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def failed(store, name="one"):
    return {item.check.id for item in store.checks(Scope(report_ids=(identifier(name),)), status="failed")}


def test_a_correction_is_used_and_what_was_read_is_kept(store):
    store.write(read({**TRUE, FEES: "125.0"}))
    stored = store.correct(identifier(), said(FEES, "12.50", note="小数点", author="张"))
    fact = store.facts([identifier()])[identifier()][FEES]
    assert (str(fact.value), fact.status, fact.method, fact.confidence, fact.flags) == (
        "12.50", "reported", "manual", 1.0, (),
    )  # fmt: skip
    assert (fact.raw, fact.evidence.text) == ("125.0", f"{FEES} 125.0")
    assert stored.used == fact
    assert (str(stored.read.value), stored.read.method) == ("125.0", "table")
    assert store.corrections() == (stored,)
    assert stored.correction == said(FEES, "12.50", note="小数点", author="张")


def test_a_second_correction_of_a_field_replaces_the_first_and_what_was_read_stays(store):
    store.write(read())
    store.correct(identifier(), said(FEES, "1"))
    stored = store.correct(identifier(), said(FEES, "2"))
    assert [str(found.correction.value) for found in store.corrections([identifier()])] == ["2"]
    assert str(stored.read.value) == "12.50"


def test_a_mended_number_mends_the_checks_and_takes_the_flags_off_its_neighbours(store):
    store.write(read({**TRUE, f"{ROW}.company": "8"}))
    assert failed(store) == {"requests.row_sum", "requests.balance"}
    store.correct(identifier(), said(f"{ROW}.company", "2"))
    assert failed(store) == set()
    assert not [fact.field for fact in store.report(identifier()).facts.values() if fact.flags]


def test_a_correction_that_breaks_a_sum_fails_the_check_and_flags_the_others(store):
    store.write(read())
    store.correct(identifier(), said(f"{ROW}.company", "3"))
    assert failed(store) == {"requests.row_sum", "requests.balance"}
    facts = store.facts([identifier()])[identifier()]
    assert facts[f"{ROW}.total"].flags == ("failed_check",)
    assert facts[f"{ROW}.company"].flags == ()


def test_what_was_inferred_from_a_misread_number_is_inferred_anew(store):
    store.write(read({**TRUE, "review.upheld": "7", "review.corrected": None, "review.total": "7"}))
    assert store.facts([identifier()])[identifier()]["review.corrected"].value == 0
    store.correct(identifier(), said("review.upheld", "5"))
    fact = store.facts([identifier()])[identifier()]["review.corrected"]
    assert (fact.value, fact.status) == (2, "inferred")
    store.correct(identifier(), said("review.upheld", None, "unreadable"))
    fact = store.facts([identifier()])[identifier()]["review.corrected"]
    assert (fact.value, fact.status, fact.method) == (None, "blank", "table")


@given(field=st.sampled_from([*TRUE, "requests.carried_over.social", "review.total"]), wrong=st.integers(0, 99))
def test_a_corrected_report_is_the_report_that_was_printed(field, wrong):
    true, misread = (read({**TRUE, "review.other": None, **more}) for more in ({}, {field: str(wrong)}))
    used = mended(misread.identity, misread.facts, [said(field, str(true.facts[field].value))])
    asis = {"method": "table", "confidence": 0.99, "raw": true.facts[field].raw, "evidence": true.facts[field].evidence}
    assert {**used, field: replace(used[field], **asis)} == dict(true.facts)
    assert used[field].method == "manual"


def test_a_cell_said_to_be_empty_is_inferred_only_where_one_value_fits(store):
    store.write(read({**TRUE, f"{ROW}.natural_person": "5", FEES: "3"}))
    stored = store.correct(identifier(), said(f"{ROW}.company", None, "blank"))
    assert (stored.used.value, stored.used.status, stored.used.method) == (2, "inferred", "arithmetic")
    stored = store.correct(identifier(), said(FEES, None, "blank"))
    assert (stored.used.value, stored.used.status, stored.used.method) == (None, "blank", "manual")


@pytest.mark.parametrize("status", ["missing", "unreadable"])
def test_a_number_that_is_none_is_taken_away_and_its_sums_are_not_stated(store, status):
    store.write(read({**TRUE, f"{ROW}.company": "8"}))
    store.correct(identifier(), said(f"{ROW}.company", None, status))
    fact = store.facts([identifier()])[identifier()][f"{ROW}.company"]
    assert (fact.value, fact.status, fact.method) == (None, status, "manual")
    assert failed(store) == set()


def test_undoing_the_last_correction_leaves_no_trace(store, url):
    store.write(read({**TRUE, f"{ROW}.company": None}, name="before", year=2023))
    store.write(read({**TRUE, f"{ROW}.company": None, "requests.carried_over.total": "1"}))
    before = dump(url)
    store.correct(identifier(), said(f"{ROW}.total", "70"))
    store.correct(identifier(), said(FEES, "1"))
    store.undo_correction(identifier(), FEES)
    undone = store.undo_correction(identifier(), f"{ROW}.total")
    assert str(undone.used.value) == "7"
    assert dump(url) == before


def test_a_report_read_again_is_corrected_again(store):
    store.write(read({**TRUE, f"{ROW}.company": "8", FEES: "1"}))
    store.correct(identifier(), said(f"{ROW}.company", "2"))
    assert store.write(read({**TRUE, f"{ROW}.company": "8", FEES: "1"}), replace=True) == "unchanged"
    assert store.write(read({**TRUE, f"{ROW}.company": "9", FEES: "3"}), replace=True) == "updated"
    facts = store.facts([identifier()])[identifier()]
    assert (facts[f"{ROW}.company"].value, facts[FEES].value) == (2, 3)
    assert store.corrections()[0].read.value == 9
    assert failed(store) == set()
    store.undo_correction(identifier(), f"{ROW}.company")
    assert store.report(identifier()) == read({**TRUE, f"{ROW}.company": "9", FEES: "3"})


def test_the_year_after_is_checked_against_the_corrected_number(store):
    store.write(read({**TRUE, "requests.carried_forward.total": "3"}, name="2023", year=2023))
    store.write(read(name="2024", year=2024))
    assert "years.carried_over" in failed(store, "2024")
    store.correct(identifier("2023"), said("requests.carried_forward.total", "0"))
    assert "years.carried_over" not in failed(store, "2024")
    store.undo_correction(identifier("2023"), "requests.carried_forward.total")
    assert "years.carried_over" in failed(store, "2024")


def test_a_file_does_not_lose_its_preference_because_somebody_worked_on_it(store):
    store.write(read(name="good"))
    store.write(read({**TRUE, FEES: None}, name="second"))
    assert [header.path for header in store.headers()] == ["good.html"]
    for field in (FEES, "disclosure.licensing.decisions"):
        store.correct(identifier("good"), said(field, None, "unreadable"))
    assert [header.path for header in store.headers()] == ["good.html"]


def test_a_field_that_the_form_lacks_can_have_been_printed_but_not_be_missing(store):
    store.write(read())
    with pytest.raises(UnusableRequestError, match="form has no such field"):
        store.correct(identifier(), said(MADE, None, "missing"))
    assert store.correct(identifier(), said(MADE, "4")).used.status == "reported"


@pytest.mark.parametrize(
    ("report", "correction", "says"),
    [
        ("0" * 16, said(FEES, "1"), "no such report"),
        (identifier(), said("disclosure.fees.amuont", "1"), r"no such field \(disclosure\.fees\.amount"),
        (identifier(), said("行政许可", "1"), r"disclosure\.licensing"),
        (identifier(), said(FEES, None), "a value means"),
        (identifier(), said(FEES, "1", "blank"), "a value means"),
        (identifier(), said(FEES, None, "inferred"), "inferred"),
        (identifier(), said(FEES, "NaN"), "is no number"),
    ],
)
def test_a_correction_that_can_not_be_is_refused_and_changes_nothing(store, url, report, correction, says):
    store.write(read())
    before = dump(url)
    with pytest.raises(UnusableRequestError, match=says):
        store.correct(report, correction)
    with pytest.raises(UnusableRequestError, match="no correction to undo"):
        store.undo_correction(report, correction.field)
    assert dump(url) == before


def test_a_process_killed_while_it_corrects_leaves_everything_as_it_was(store, url):
    store.write(read({**TRUE, f"{ROW}.company": "8"}))
    before = dump(url)
    script = (
        "import os, signal, sys\nfrom datetime import UTC, datetime\nfrom decimal import Decimal\n"
        "from factstore import Correction, corrections\nfrom factstore.database import open_engine, writing\n"
        "with writing(open_engine(sys.argv[1])) as connection:\n"
        f"    made = Correction(field={ROW + '.company'!r}, value=Decimal(2), status='reported', "
        "made_at=datetime.now(UTC))\n"
        "    assert corrections.correct(connection, sys.argv[2], made).used.value == 2\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, url, identifier()], check=False)
    assert done.returncode == -signal.SIGKILL
    assert dump(url) == before
    assert store.corrections() == ()


def test_a_store_of_the_version_before_keeps_its_reports_and_can_be_corrected(store, url, tmp_path):
    report = read({**TRUE, f"{ROW}.company": None})
    store.write(report)
    old = tmp_path / "old.db"
    _make_first_version(old)
    with sqlite3.connect(old) as connection:
        connection.execute("ATTACH ? AS new", [str(tmp_path / "home" / "nianbao.db")])
        for table in ("meta", "documents", "reports", "facts", "checks", "sections", "passages"):
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
            connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}")
    connection.close()
    with FactStore.open(f"sqlite:///{old}") as opened:
        assert opened.report(identifier()) == report
        assert opened.corrections() == ()
        assert opened.correct(identifier(), said(FEES, "1")).read == report.facts[FEES]
        assert opened.integrity() == ()


def _make_first_version(path):
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        assert "facts" in tables
        assert "corrections" not in tables
    engine.dispose()


def dump(url):
    """Everything that is stored, but for the order in which it came."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("DELETE FROM meta WHERE key = 'figure_revision'"))  # counts changes; rolled back
        lines = sorted(connection.connection.driver_connection.iterdump())
    engine.dispose()
    return lines


def test_a_correction_is_checked_against_what_the_narrative_tells(store):
    told = Mention(label="收费", value=Decimal("12.50"), unit="万元", quote="收费12.50万元", section=1, field=FEES)
    misread = read({**TRUE, FEES: "1250"})
    store.write(replace(misread, mentions=(told,)))
    for value, status in (("1250", "failed"), ("12.50", "passed")):
        store.correct(identifier(), said(FEES, value))
        (check,) = [check for check in store.report(identifier()).checks if check.id == "narrative.fees"]
        assert check.status == status
