"""Bad input: one clear line a file, the rest of the folder ingested, and exit code 1."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from tests.service.conftest import COMMAND, Ran, Run, agencies_in, environment
from tests.service.pages import page

BUDGET = (
    "青石县教育局2024年部门预算公开说明\n一、部门职责\n二、收支预算总表\n收入合计 1,024.50 万元\n支出合计 1,024.50 万元\n"
    * 20
)


def pdf_bytes() -> bytes:
    out = io.BytesIO()
    drawing = canvas.Canvas(out)
    for number in range(20):
        drawing.drawString(100, 700, f"annual report, page {number}")
        drawing.showPage()
    drawing.save()
    return out.getvalue()


def encrypted_pdf(file: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes())))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)


def truncated_pdf(file: Path) -> None:
    data = pdf_bytes()
    file.write_bytes(data[: len(data) // 3])


def truncated_docx(file: Path) -> None:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("青石县教育局2024年政府信息公开工作年度报告")
    document.save(out)
    file.write_bytes(out.getvalue()[: len(out.getvalue()) // 2])


def zip_bomb(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("报告.txt", b"0" * 60_000_000)


def docx_bomb(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 60_000_000)


def too_large(file: Path) -> None:
    file.write_text("年度报告\n" * 200_000, encoding="utf-8")


def unknown_encoding(file: Path) -> None:
    file.write_bytes(bytes(range(128, 256)) * 50 + b"\x00\x81\xff" * 500)


BAD: dict[str, Callable[[Path], object]] = {
    "empty.html": lambda file: file.write_bytes(b""),
    "blank.txt": lambda file: file.write_text(" \n\n ", encoding="utf-8"),
    "encrypted.pdf": encrypted_pdf,
    "truncated.pdf": truncated_pdf,
    "truncated.docx": truncated_docx,
    "bomb.zip": zip_bomb,
    "bomb.docx": docx_bomb,
    "large.txt": too_large,
    "budget.txt": lambda file: file.write_text(BUDGET, encoding="utf-8"),
    "unknown.txt": unknown_encoding,
    "picture.pdf": lambda file: file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200)),
}
SMALL = {"NIANBAO_MAX_FILE_MB": "1"}


def assert_one_clear_line(done: Ran, name: str) -> None:
    lines = [line for line in done.err.splitlines() if name in line]
    assert len(lines) == 1, done.err
    assert "错误 / error" in lines[0]
    assert "Traceback" not in done.err
    assert "defect" not in done.err
    assert len(lines[0]) > len(name) + 20


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_clear_line_and_the_rest_is_ingested(run: Run, home: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    BAD[name](folder / name)
    (folder / "zz.html").write_text(page("青石县教育局"), encoding="utf-8")
    done = run("ingest", folder, "--no-vectors", **SMALL)
    assert done.code == 1
    assert_one_clear_line(done, name)
    assert agencies_in(home) == ["青石县教育局"]


@pytest.mark.parametrize("name", [name for name in BAD if not name.endswith(".zip")])
def test_extract_of_a_bad_file_is_one_clear_line(run: Run, tmp_path: Path, name: str) -> None:
    BAD[name](tmp_path / name)
    done = run("extract", tmp_path / name, "--json", **SMALL)
    assert done.code == 1
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert_one_clear_line(done, name)


def test_a_wrong_extension_is_loaded_by_its_content(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_text(page("青石县教育局"), encoding="gb18030")
    done = run("ingest", tmp_path / "report.pdf", "--no-vectors")
    assert done.code == 0, done.err
    assert agencies_in(home) == ["青石县教育局"]


def test_a_sparse_file_of_200_mb_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    done = run("ingest", tmp_path / "huge.txt", "--no-vectors")
    assert done.code == 1
    assert_one_clear_line(done, "huge.txt")
    assert "100 MB" in done.err


def test_a_path_that_is_not_there_is_one_line_and_the_others_are_read(run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page("青石县教育局"), encoding="utf-8")
    done = run("ingest", tmp_path / "nowhere", tmp_path / "a.html", "--no-vectors")
    assert done.code == 1
    assert_one_clear_line(done, "nowhere")
    assert len(agencies_in(home)) == 1


def test_reports_in_a_zip_archive_are_ingested(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("年报/教育局.html", page("青石县教育局"))
        archive.writestr("年报/财政局.html", page("青石县财政局"))
        archive.writestr("年报/空.html", "")
    done = run("ingest", tmp_path / "both.zip", "--no-vectors", "--json")
    assert done.code == 1
    assert sorted(item["outcome"] for item in done.data["files"]) == ["added", "added", "failed"]
    assert_one_clear_line(done, "空.html")


def test_a_file_name_in_gbk_bytes_is_read_and_shown_as_chinese(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / os.fsdecode("年报".encode("gb18030") + b".html")).write_text(page("青石县教育局"), encoding="utf-8")
    done = run("ingest", folder, "--no-vectors")
    assert done.code == 0, done.err
    assert run("reports", "--json").data[0]["path"].endswith("/年报.html")


def as_nobody(arguments: list[str], env: dict[str, str]) -> Ran:
    """The command as a user whom permission bits hold back."""
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root reads everything, and this machine has no setpriv")
        arguments = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *arguments]
    done = subprocess.run(arguments, env=env, capture_output=True, check=False, timeout=120)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_file_without_read_permission_is_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "secret.html").write_text(page("青石县教育局"), encoding="utf-8")
    (folder / "open.html").write_text(page("青石县财政局"), encoding="utf-8")
    (folder / "secret.html").chmod(0)
    for parent in (folder, *folder.parents[:-1]):
        if parent.stat().st_uid == os.geteuid() and str(parent).startswith("/tmp/"):
            parent.chmod(parent.stat().st_mode | 0o755)
    tmp_path.chmod(0o777)
    env = environment(tmp_path / "home", PYTHONDONTWRITEBYTECODE="1", HOME=str(tmp_path))
    if as_nobody([COMMAND[0], "-c", "import service.cli"], env).code:
        pytest.skip("the unprivileged user can not run this Python")
    done = as_nobody([*COMMAND, "ingest", str(folder), "--no-vectors"], env)
    assert done.code == 1
    assert_one_clear_line(done, "secret.html")
    assert "open.html" in done.out
