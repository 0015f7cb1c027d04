"""Corrections from the command line and over HTTP: checks, answers and exports follow them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from canonical.errors import UnusableRequestError
from qa import Answer, ask
from service.app import create_app, open_store
from service.cli import app
from service.intake import found_files, take_in
from service.logs import LOG
from service.panel import long
from service.settings import Settings
from tests.service.conftest import Run, environment
from tests.service.pages import page, write_pages

FEES, COMPANY = "disclosure.fees.amount", "requests.received.company"
CHANGE = "disclosure.other_services.change"


@pytest.fixture
def reports(tmp_path: Path, home: Path) -> list[Path]:
    """Two reports that are stored without vectors; the total of the second is one too high."""
    files = write_pages(tmp_path / "reports", 2)
    assert ingested(home, *files) == ["added", "added"]
    return files


def ingested(home: Path, *files: Path, replace: bool = False) -> list[str]:
    settings = Settings(home=home, vectors=False)
    with open_store(settings) as store:
        return [outcome.outcome for outcome in take_in(found_files(files, settings), store, replace=replace)]


Correct = Callable[..., Any]


@pytest.fixture
def correct(home: Path, monkeypatch: pytest.MonkeyPatch) -> Correct:
    """What `nianbao correct` prints; JSON data with `--json`."""
    monkeypatch.setattr(LOG, "propagate", LOG.propagate)  # a command sets up the program's log: undone after the test
    monkeypatch.setattr(LOG, "handlers", [])

    def run_here(*words: object) -> Any:
        lang = ["--lang", "en", "correct"]
        ran = CliRunner().invoke(app, [*lang, *map(str, words)], env=environment(home), catch_exceptions=False)
        return json.loads(ran.output) if "--json" in words else ran.output

    return run_here


def fee_of_finance(home: Path) -> Answer:
    with open_store(Settings(home=home)) as store:
        return ask("2024年青石县财政局的行政事业性收费是多少", store, None, today=date(2025, 6, 1))


def test_a_correction_reaches_answers_and_exports_and_can_be_taken_back(
    correct: Correct, reports: list[Path], home: Path
) -> None:
    done = correct(reports[1], FEES, "15", "--note", "看错小数点", "--by", "张", "--json")
    assert (done["read"]["value"], done["read"]["method"]) == (1.5, "table")
    assert (done["used"]["value"], done["used"]["method"], done["used"]["raw"]) == (15, "manual", "1.5")
    assert (done["correction"]["note"], done["correction"]["author"]) == ("看错小数点", "张")
    assert fee_of_finance(home).value == 15
    with open_store(Settings(home=home)) as store:
        table = long(store.headers(), store)
        names = [column.name for column in table.columns]
        rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    [row] = [row for row in rows if (row["agency"], row["field"]) == ("青石县财政局", FEES)]
    assert (row["value"], row["method"], row["raw"]) == (15, "manual", "1.5")
    undone = correct(reports[1], FEES, "--undo", "--json")
    assert (undone["undone"], undone["used"]) == (True, done["read"])
    assert fee_of_finance(home).value == 1.5


def test_a_correction_tells_which_checks_turned_and_survives_reading_again(
    correct: Correct, reports: list[Path], home: Path
) -> None:
    done = correct(reports[1], "requests.received.total", "2")
    assert "青石县财政局 2024" in done
    assert "no longer failed: requests.row_sum" in done
    assert "failed checks of the report: 0" in done
    assert ingested(home, reports[1], replace=True) == ["unchanged"]
    with open_store(Settings(home=home)) as store:
        assert store.checks(status="failed") == ()
    listed = correct(reports[1], "--list")
    assert "3 reported failed_check" in listed
    assert "corrected: 2 reported" in listed


def test_a_cell_said_to_be_empty_is_shown_as_what_the_sums_leave_for_it(correct: Correct, reports: list[Path]) -> None:
    report_id = correct(reports[0], FEES, "1", "--json")["report_id"]
    done = correct(report_id[:8], COMPANY, "--blank")
    assert "corrected: blank" in done
    assert "used now:  0 inferred" in done


def test_a_negative_number_is_a_value_and_no_option(correct: Correct, reports: list[Path]) -> None:
    assert correct(reports[0], CHANGE, "-1,205.50", "--json")["used"]["value"] == -1205.5


def test_a_second_file_of_the_year_is_said_to_be_unused(
    correct: Correct, reports: list[Path], home: Path, tmp_path: Path
) -> None:
    poorer = tmp_path / "poorer.html"
    poorer.write_text(page("青石县教育局", fees=""), encoding="utf-8")
    ingested(home, poorer)
    assert f"another file of this body and year: {reports[0]}" in correct(poorer, COMPANY, "0")
    assert "another file" not in correct(reports[0], COMPANY, "0")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere.pdf", FEES, "1"), "no such report"),
        (("{report}", "disclosure.fees.amuont", "1"), FEES),
        (("{report}", FEES, "12 34"), "万元"),
        (("{report}", FEES, "1e3"), "is no number"),
        (("{report}", FEES, "--blnak"), "is no number"),
        (("{report}", FEES), "--undo"),
        (("{report}",), "--undo"),
        (("{report}", FEES, "1", "--blank"), "--undo"),
        (("{report}", FEES, "--blank", "--missing"), "--undo"),
        (("{report}", FEES, "--list"), "--list"),
        (("{report}", FEES, "--undo"), "no correction"),
        (("{report}", "disclosure.rules.made", "--missing"), "form has no such field"),
    ],
)
def test_what_can_not_be_is_refused_in_both_languages_and_changes_nothing(
    correct: Correct, reports: list[Path], arguments: tuple[str, ...], says: str
) -> None:
    with pytest.raises(UnusableRequestError) as refused:
        correct(*(word.replace("{report}", str(reports[0])) for word in arguments))
    sentence = str(refused.value)
    assert says in sentence
    assert " / " in sentence
    assert any("\u4e00" <= sign <= "\u9fff" for sign in sentence)
    assert correct(reports[0], "--list", "--json") == []


def test_a_refusal_is_one_line_and_exit_2(run: Run, reports: list[Path]) -> None:
    done = run("correct", reports[0], "disclosure.fees.amuont", "-5")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert FEES in done.err


def test_two_reports_from_one_path_are_told_apart_by_id(correct: Correct, reports: list[Path], home: Path) -> None:
    first = correct(reports[0], FEES, "1", "--json")["report_id"]
    reports[0].write_text(page("云溪县教育局"), encoding="utf-8")
    ingested(home, reports[0])
    with pytest.raises(UnusableRequestError, match=f"several reports.*{first}"):
        correct(reports[0], FEES, "1")
    assert correct(first, FEES, "2", "--json")["used"]["value"] == 2


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=tmp_path / "served", vectors=False))) as client:
        yield client


@pytest.fixture
def address(client: TestClient) -> str:
    """Where the fee amount of a stored report is corrected."""
    content = page("青石县教育局", fees="7.25").encode()
    stored = client.post("/v1/reports", files=[("files", ("a.html", content))]).json()
    return f"/v1/reports/{stored['files'][0]['report_id']}/facts/{FEES}"


def test_a_correction_over_http_is_used_and_taken_back(client: TestClient, address: str) -> None:
    made = client.put(address, json={"value": "72.50", "note": "印章遮住", "author": "李"})
    assert made.status_code == 200, made.text
    assert (made.json()["read"]["value"], made.json()["used"]["value"]) == (7.25, 72.5)
    report = client.get(address.partition("/facts")[0]).json()
    assert (report["facts"][FEES]["value"], report["facts"][FEES]["method"]) == (72.5, "manual")
    assert client.put(address, json={"status": "unreadable"}).json()["used"]["value"] is None
    undone = client.delete(address)
    assert (undone.status_code, undone.json()["undone"], undone.json()["used"]["value"]) == (200, True, 7.25)
    assert client.delete(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"value": 1, "status": "blank"}, 422),
        ({}, 422),
        ({"value": True}, 422),
        ({"value": "1,5"}, 422),
        ({"value": 1, "sttaus": "blank"}, 422),
        ({"status": "inferred", "value": 1}, 422),
    ],
)
def test_a_body_that_can_not_be_is_refused(client: TestClient, address: str, body: dict[str, Any], status: int) -> None:
    answer = client.put(address, json=body)
    assert (answer.status_code, set(answer.json())) == (status, {"error"})
    assert client.get(address.partition("/facts")[0]).json()["facts"][FEES]["method"] == "table"


def test_a_field_or_report_that_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    assert client.put(f"{address}x", json={"value": 1}).json()["error"]["code"] == "not_found"
    assert client.put(f"/v1/reports/{'0' * 16}/facts/{FEES}", json={"value": 1}).status_code == 404
