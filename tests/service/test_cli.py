"""The command line as users run it: every command on real files, in both languages."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pytest

from canonical.fields import FIELDS
from service.cli import with_global_options_first
from tests.service.conftest import COMMAND, Run, environment
from tests.service.pages import page, write_pages

FEES = "disclosure.fees.amount"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_pages(tmp_path / "reports", 3)
    return tmp_path / "reports"


def test_help_imports_nothing_heavy(home: Path) -> None:
    heavy = "{'chromadb', 'sqlalchemy', 'fastapi', 'pydantic', 'pyarrow', 'pdfplumber', 'numpy', 'rapidfuzz'}"
    code = f"import sys, service.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([COMMAND[0], "-c", code], env=environment(home), capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_version_is_printed(run: Run) -> None:
    assert run("--version").out.startswith("nianbao 0.")


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("ingest",), ("ask",), ("--lang", "fr", "reports"), ("ask", "x", "--today", "y")]
)
def test_wrong_usage_is_exit_2_without_a_traceback(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.err
    assert "Traceback" not in done.err


def test_the_language_may_stand_anywhere() -> None:
    assert with_global_options_first(["reports", "--lang", "zh"]) == ["--lang", "zh", "reports"]
    assert with_global_options_first(["ask", "--lang=en", "x"]) == ["--lang=en", "ask", "x"]
    assert with_global_options_first(["ask", "--", "--lang", "x"]) == ["ask", "--", "--lang", "x"]


def test_an_unknown_setting_is_one_line_naming_the_nearest(run: Run) -> None:
    done = run("reports", NIANBAO_HOM="x")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "NIANBAO_HOME" in done.err


def test_extract_prints_the_contract_and_touches_no_store(run: Run, folder: Path, home: Path) -> None:
    done = run("extract", folder / "00.html", "--json")
    assert done.code == 0, done.err
    assert list(done.data) == [
        "report",
        "facts",
        "checks",
        "sections",
        "mentions",
        "flags",
        "unplaced",
        "problems",
        "accepted",
        "refused",
        "usage",
    ]
    assert list(done.data["facts"]) == list(FIELDS)
    assert done.data["report"]["agency"] == "青石县教育局"
    assert done.data["facts"][FEES]["value"] == 0.5
    assert done.data["facts"]["requests.received.natural_person"]["value"] == 1
    assert not home.exists()


def test_extract_for_people_leaves_plain_zeros_out_and_lists_failed_checks(run: Run, folder: Path) -> None:
    done = run("extract", folder / "01.html", "--lang", "zh")
    assert done.code == 0
    assert "青石县财政局" in done.out
    assert "requests.row_sum" in done.out
    assert FIELDS["requests.carried_over.social"].zh not in done.out


def test_what_is_odd_about_a_whole_report_is_said_in_the_language_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "no-year.html"
    file.write_text(page("青石县教育局").replace("2024年政府", "政府"), encoding="utf-8")
    assert "标题中没有可用的年度，取自正文：2024" in run("extract", file, "--lang", "zh").out
    assert "year_from_text: the title has no usable year" in run("extract", file, "--lang", "en").out
    (flag,) = run("extract", file, "--json").data["flags"]
    assert (flag["id"], flag["text"], set(flag["message"])) == ("year_from_text", "2024", {"zh", "en"})
    run("ingest", file, "--no-vectors")
    assert "year_from_text" in run("reports").out
    assert "year_from_text" in run("check").out


def test_extract_can_show_what_each_stage_decided(run: Run, folder: Path) -> None:
    done = run("extract", folder / "00.html", "--trace")
    assert done.code == 0
    assert "行政事业性收费" in done.out
    both = run("extract", folder / "00.html", "--trace", "--json")
    assert both.data["facts"]
    assert "行政事业性收费" in both.err


def test_ingest_tells_each_outcome_and_again_changes_nothing_and_says_so(run: Run, folder: Path) -> None:
    first = run("ingest", folder, "--lang", "en", "--no-vectors")
    assert first.code == 0, first.err
    assert first.out.count("added ") >= 3
    assert "3 files: 3 added, 0 updated, 0 unchanged, 0 failed" in first.out
    again = run("ingest", folder, "--lang", "en", "--no-vectors")
    assert again.code == 0
    assert "nothing changed" in again.out


def test_ingest_as_json_has_files_summary_and_index(run: Run, folder: Path) -> None:
    done = run("ingest", folder, "--json", "--no-vectors")
    assert [item["outcome"] for item in done.data["files"]] == ["added"] * 3
    assert done.data["summary"] == {"total": 3, "added": 3, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0}
    assert done.data["index"] is None


def test_json_and_csv_files_of_a_folder_that_are_no_reports_are_skipped_with_a_reason(run: Run, folder: Path) -> None:
    record = {"title": "青石县财政局2024年政府信息公开工作年度报告", "content": page("青石县财政局")}
    (folder / "crawled.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "package.json").write_text('{"name": "x", "scripts": {"test": "y"}}')
    (folder / "prices.csv").write_text("日期,品名,价格\n2024-01-02,白菜,3.5\n2024-01-03,萝卜,2.5\n", encoding="utf-8")
    done = run("ingest", folder, "--no-vectors", "--lang", "en")
    assert done.code == 0, done.err
    assert "6 files: 4 added, 0 updated, 0 unchanged, 0 failed" in done.out
    assert "2 .json or .csv files skipped" in done.out
    assert "prices.csv: " in done.err
    assert run("ingest", folder / "prices.csv", "--no-vectors").code == 1


def test_a_changed_file_is_a_new_report_and_replace_reads_known_ones_again(run: Run, folder: Path) -> None:
    run("ingest", folder, "--no-vectors")
    (folder / "00.html").write_text(page("青石县教育局", fees="9.9"), encoding="utf-8")
    done = run("ingest", folder, "--json", "--no-vectors", "--replace")
    assert sorted(item["outcome"] for item in done.data["files"]) == ["added", "unchanged", "unchanged"]


def test_reports_of_an_empty_collection_says_how_to_fill_it(run: Run) -> None:
    assert "nianbao ingest" in run("reports", "--lang", "en").out


def test_reports_lists_what_is_stored(filled: Run) -> None:
    listed = filled("reports", "--json").data
    assert sorted(item["agency"] for item in listed) == ["云溪县教育局", "青石县教育局", "青石县财政局"]
    assert "青石县财政局" in filled("reports").out


def test_check_names_report_numbers_and_printed_text(filled: Run) -> None:
    done = filled("check", "--failed", "--lang", "en")
    assert done.code == 0
    assert "青石县财政局 2024" in done.out
    assert "requests.row_sum" in done.out
    assert "01.html" in done.out
    lines = filled("check", "--failed", "--json").data
    assert {line["agency"] for line in lines} == {"青石县财政局"}
    assert all(line["evidence"] and line["check"]["message"]["zh"] for line in lines)
    assert all(item["text"] for line in lines for item in line["evidence"])
    assert len(filled("check", "--json").data) > len(lines)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "jsonl"])
def test_export_writes_the_panel_and_its_codebook(filled: Run, tmp_path: Path, kind: str) -> None:
    done = filled("export", tmp_path / f"panel.{kind}")
    assert done.code == 0, done.err
    assert (tmp_path / f"panel.{kind}").stat().st_size > 0
    assert (tmp_path / "panel.codebook.csv").is_file() == (kind != "xlsx")


def test_the_panel_and_the_long_form_hold_what_was_read(filled: Run, tmp_path: Path) -> None:
    filled("export", tmp_path / "panel.csv")
    with (tmp_path / "panel.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["agency"]: row for row in csv.DictReader(file)}
    assert rows["青石县教育局"][FEES] == "0.5"
    assert rows["青石县教育局"]["disclosure.fees.change"] == ""
    filled("export", tmp_path / "long.jsonl", "--long")
    facts = [json.loads(line) for line in (tmp_path / "long.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(facts) == 3 * len(FIELDS)
    assert {fact["status"] for fact in facts if fact["field"] == "disclosure.fees.change"} == {"not_in_template"}


def test_an_unknown_export_format_is_wrong_usage(filled: Run, tmp_path: Path) -> None:
    done = filled("export", tmp_path / "panel.ods")
    assert done.code == 2
    assert ".parquet" in done.err


def test_ask_answers_with_citations_and_coverage_in_both_languages(filled: Run) -> None:
    english = filled("ask", "which bureaus reported fee income in 2024")
    assert english.code == 0, english.err
    assert "青石县教育局" in english.out
    assert "coverage: 3 reports" in english.out
    chinese = filled("ask", "2024年哪些单位有行政事业性收费", "--json").data
    assert chinese["status"] == "answered"
    assert {row["agency"] for row in chinese["rows"]} == {"青石县教育局", "青石县财政局", "云溪县教育局"}
    assert all(citation["text"] for citation in chinese["citations"])


def test_ask_counts_last_year_from_the_date_given(filled: Run) -> None:
    known = filled("ask", "去年青石县教育局的行政事业性收费是多少", "--today", "2025-06-01", "--json").data
    assert known["value"] == 0.5
    later = filled("ask", "去年青石县教育局的行政事业性收费是多少", "--today", "2030-06-01", "--json").data
    assert later["status"] == "no_report"


def test_ask_finds_narrative_by_keyword_without_vectors(filled: Run) -> None:
    said = filled("ask", "哪些报告提到组织业务培训", "--json")
    assert said.code == 0, said.err
    assert any("业务培训" in passage["text"] for passage in said.data["passages"])


def test_a_store_that_is_no_database_is_one_line(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "nianbao.db").write_bytes(b"no database at all" * 100)
    done = run("reports")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "nianbao.db" in done.err
    assert "Traceback" not in done.err


def test_check_cites_each_printed_row_once_and_no_zeros(filled: Run) -> None:
    lines = [line for line in filled("check", "--failed").out.splitlines() if "01.html" in line]
    assert len(lines) == 3  # one row for the row sum, two for the balance
    assert all(any(digit in line.rpartition(":")[2] for digit in "23") for line in lines)
