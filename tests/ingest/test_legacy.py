from __future__ import annotations

import io
import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

from canonical.errors import UnusableFileError
from ingest import Limits, load_bytes

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of the test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def office_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a program called soffice first on the path."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_a_binary_doc_without_libreoffice_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnusableFileError, match=r"^old\.doc: .*安装 LibreOffice.*install LibreOffice"):
        load_bytes(OLD_WORD, path="old.doc")


def test_rtf_and_html_called_doc_need_no_libreoffice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    assert next(load_bytes(rb"{\rtf1\ansi text\par}", path="a.doc").blocks()).text == "text"
    assert next(load_bytes("<html><p>一、总体情况</p></html>".encode(), path="a.doc").blocks()).text == "一、总体情况"


def test_a_conversion_that_does_not_end_is_ended_with_all_it_started(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    office_that(f"sleep 60 &\necho $! > {tmp_path}/child\nwait", tmp_path, monkeypatch)
    with pytest.raises(UnusableFileError, match=r"^old\.doc: .*was not converted within 1 s.*save it as \.docx"):
        load_bytes(OLD_WORD, path="old.doc", limits=Limits(convert_seconds=1))
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    assert _is_gone(child)
    assert list(temporary.iterdir()) == []


def _is_gone(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    for _ in range(50):
        if not status.exists() or status.read_text(encoding="utf-8").split()[2] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_conversion_that_makes_nothing_says_so(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch):
    office_that("exit 1", tmp_path, monkeypatch)
    with pytest.raises(UnusableFileError, match="could not be converted by LibreOffice"):
        load_bytes(OLD_WORD, path="old.doc")
    assert list(temporary.iterdir()) == []


@pytest.fixture(scope="module")
def old_word(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A Word 97-2003 file of a line, a table with merged and blank cells, and a line."""
    import docx

    document = docx.Document()
    document.add_paragraph("二、主动公开政府信息情况")
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate([["信息内容", "件数", ""], ["规章", "0", "3"], ["文件", "12", ""]]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "件数"
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    folder = tmp_path_factory.mktemp("old")
    file = io.BytesIO()
    document.save(file)
    (folder / "old.docx").write_bytes(file.getvalue())
    profile = f"-env:UserInstallation={folder.as_uri()}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", folder, folder / "old.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (folder / "old.doc").read_bytes()


@needs_office
@pytest.mark.slow
def test_a_binary_doc_is_read_through_libreoffice_and_leaves_nothing_behind(old_word: bytes, draw, temporary: Path):
    document = load_bytes(old_word, path="old.doc", limits=Limits(convert_seconds=300))
    assert document.source.media_type == "application/msword"
    assert document.notes == ("was converted from Word 97-2003 by LibreOffice",)
    assert draw(document) == [
        "二、主动公开政府信息情况",
        "| 0:信息内容 | 1:件数<1x2>",
        "| 0:规章 | 1:0 | 2:3",
        "| 0:文件 | 1:12 | 2:",
        "--",
        "三、收到和处理政府信息公开申请情况",
    ]
    assert list(temporary.iterdir()) == []


@needs_office
@pytest.mark.slow
def test_a_truncated_binary_doc_is_one_clear_line(old_word: bytes):
    with pytest.raises(UnusableFileError, match=r"^cut\.doc: ") as caught:
        load_bytes(old_word[: len(old_word) // 3], path="cut.doc", limits=Limits(convert_seconds=300))
    assert "\n" not in str(caught.value)
