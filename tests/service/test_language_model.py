"""`nianbao ingest`, `extract` and `doctor` with a language model: a real server that speaks chat completions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from canonical.errors import UnusableRequestError, UnusableSettingError
from llm import Asked, Said
from service.app import open_store
from service.cli_estimate import run as estimate
from service.doctor import examine
from service.intake import found_files, take_in
from service.language_model import asking_of, export_kept
from service.scripted_llm import serving
from service.settings import Settings
from tests.extraction.asking.open_reports import PENALTIES, REPORT, TRUE, saying

KEY = "sk-never-to-be-seen-anywhere"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "open.txt").write_text(REPORT, encoding="utf-8")
    return folder


def settings_with(url: str | None, home: Path, **more: object) -> Settings:
    given = {"llm_model": "scripted", "openai_api_key": KEY, "llm_retries": 0, "llm_timeout": 5.0, **more}
    return Settings(home=home, openai_base_url=url, **given)  # type: ignore[arg-type]


def wrong(_asked: Asked) -> Said:
    return saying({field: f"{int(value) + 1}" for field, value in TRUE.items()})(_asked)


@pytest.fixture(scope="module")
def honest() -> Iterator[str]:
    with serving(saying(dict(TRUE))) as url:
        yield url


def ingested(reports: Path, settings: Settings) -> tuple[dict[str, object], str]:
    with open_store(settings) as store, asking_of(settings) as asking:
        (outcome,) = take_in(found_files([reports], settings), store, asking=asking)
        assert outcome.outcome == "added"
        assert asking is not None
        report = store.report(outcome.report_id or "")
        assert report is not None
        fact = report.facts[PENALTIES]
        shown = {"value": fact.value and int(fact.value), "method": fact.method, "flags": fact.flags}
        shown["calls"], shown["refused"] = report.usage.llm_calls, len(report.refused)
        return shown, asking.line("en")


def test_what_the_model_found_is_stored_with_its_cost_and_its_flag(reports: Path, honest: str, tmp_path: Path) -> None:
    shown, line = ingested(reports, settings_with(honest, tmp_path))
    assert shown.pop("calls") > 0  # type: ignore[operator]
    assert shown == {"value": 6, "method": "llm", "flags": ("llm_only",), "refused": 0}
    assert line.startswith("language model scripted: ")
    assert line.endswith("; 0 answers refused")


def test_what_was_answered_once_is_free_the_next_time(reports: Path, honest: str, tmp_path: Path) -> None:
    ingested(reports, settings_with(honest, tmp_path))
    (tmp_path / "nianbao.db").unlink()
    shown, line = ingested(reports, settings_with(honest, tmp_path))
    assert (shown["value"], shown["calls"]) == (6, 0)
    assert "0 calls" in line


def test_numbers_that_no_cell_prints_are_refused_and_the_summary_counts_them(reports: Path, tmp_path: Path) -> None:
    with serving(wrong) as url:
        shown, line = ingested(reports, settings_with(url, tmp_path))
    assert (shown["value"], shown["method"]) == (None, "table")
    assert f"{shown['refused']} answers refused" in line


def test_a_server_that_fails_costs_no_report_and_is_named(reports: Path, tmp_path: Path) -> None:
    with serving("error") as url:
        shown, line = ingested(reports, settings_with(url, tmp_path))
    assert (shown["value"], shown["method"]) == (None, "table")
    assert "questions without an answer" in line
    assert KEY not in line


def test_the_key_is_in_no_file_of_the_home_folder(reports: Path, honest: str, tmp_path: Path) -> None:
    ingested(reports, settings_with(honest, tmp_path))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "model-answers.db" for path in files)
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_a_dry_run_counts_and_neither_calls_nor_stores(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_with("http://127.0.0.1:9/v1", tmp_path, llm_price=(1.0, 2.0))  # nobody listens there
    assert estimate([reports], settings, "en", as_json=True) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["total"]["calls"] == said["files"][0]["calls"] > 0
    assert said["total"]["cost_usd"] > 0
    assert not (tmp_path / "nianbao.db").exists()
    assert estimate([reports / "no.txt"], settings, "en", as_json=False) == 1
    assert "no.txt" in capsys.readouterr().err


def test_a_dry_run_without_a_model_says_which_setting_is_missing(reports: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableSettingError, match="NIANBAO_LLM_MODEL"):
        estimate([reports], Settings(home=tmp_path), "en", as_json=False)


def test_a_run_keeps_to_its_tokens_and_what_is_not_asked_stays_open(reports: Path, honest: str, tmp_path: Path) -> None:
    shown, line = ingested(reports, settings_with(honest, tmp_path, llm_max_tokens=10))
    assert (shown["value"], shown["calls"]) == (None, 0)
    assert "questions without an answer" in line


def test_doctor_says_whether_the_model_answers_and_how_it_is_asked(honest: str, tmp_path: Path) -> None:
    found = {each.name: each for each in examine(settings_with(honest, tmp_path / "a"), repair=False)}
    assert found["llm"].well
    assert "json_schema" in found["llm"].en
    down = {each.name: each for each in examine(settings_with("http://127.0.0.1:9/v1", tmp_path / "b"), repair=False)}
    assert not down["llm"].well
    assert KEY not in down["llm"].en
    none = {each.name: each for each in examine(Settings(home=tmp_path / "c"), repair=False)}
    assert (none["llm"].well, none["llm"].en) == (True, "none is set, and none is called")


def test_kept_answers_are_exported_and_replayed_without_a_server(reports: Path, honest: str, tmp_path: Path) -> None:
    ingested(reports, settings_with(honest, tmp_path / "first"))
    replay = tmp_path / "replay.jsonl"
    assert export_kept(settings_with(honest, tmp_path / "first"), replay) > 0
    assert KEY not in replay.read_text(encoding="utf-8")
    shown, _ = ingested(reports, Settings(home=tmp_path / "second", llm_model="scripted", llm_replay=replay))
    assert (shown["value"], shown["method"]) == (6, "llm")
    with pytest.raises(UnusableRequestError, match="model-answers"):
        export_kept(Settings(home=tmp_path / "third"), replay)
