"""`nianbao doctor`: tells what is wrong, and mends what SQL can mend."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from tests.service.conftest import Run
from tests.service.pages import write_pages
from tests.service.states import found_by_query


def test_an_empty_home_is_well(run: Run) -> None:
    done = run("doctor", "--lang", "en")
    assert done.code == 0, done.out
    assert "0 reports" in done.out


def test_doctor_says_whether_scans_can_be_read(run: Run) -> None:
    [found] = [item for item in run("doctor", "--json").data if item["name"] == "ocr"]
    assert found["well"]
    assert found["message"] == {"zh": "可识别扫描件和图片", "en": "scans and pictures can be read"}


def test_passages_without_embedding_are_told_and_repaired(run: Run, tmp_path: Path, home: Path) -> None:
    write_pages(tmp_path / "a", 2)
    run("ingest", tmp_path / "a", "--no-vectors")
    before = {item["name"]: item["well"] for item in run("doctor", "--json").data}
    assert (before["store"], before["embeddings"]) == (True, False)
    repaired = run("doctor", "--repair", "--json")
    assert repaired.code == 0, repaired.out
    assert all(item["well"] for item in repaired.data)
    wanted, found = found_by_query(home)
    assert wanted == found != frozenset()


def test_a_lost_index_is_told_and_made_anew(run: Run, tmp_path: Path, home: Path) -> None:
    write_pages(tmp_path / "a", 1)
    run("ingest", tmp_path / "a")
    shutil.rmtree(home / "index")
    assert run("doctor").code == 1
    assert run("doctor", "--repair").code == 0
    wanted, found = found_by_query(home)
    assert wanted == found != frozenset()


def test_a_damaged_store_is_one_finding_and_no_traceback(run: Run, tmp_path: Path, home: Path) -> None:
    write_pages(tmp_path / "a", 1)
    run("ingest", tmp_path / "a", "--no-vectors")
    with sqlite3.connect(home / "nianbao.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray((home / "nianbao.db").read_bytes())
    data[8192:40960] = bytes(32768)
    (home / "nianbao.db").write_bytes(data)
    done = run("doctor")
    assert done.code == 1
    assert "✗ store" in done.out
    assert "Traceback" not in done.err


def test_settings_are_shown_without_secrets(run: Run) -> None:
    done = run("doctor", OPENAI_API_KEY="sk-very-secret")
    assert "***" in done.out
    assert "very-secret" not in done.out
