from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from canonical.errors import UnusableFileError
from ingest import Limits, load, load_bytes


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(UnusableFileError) as caught:
        load(path, limits=limits)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)
    return caught.value.reason.rpartition(" / ")[2]


def test_an_empty_file_is_empty(tmp_path: Path):
    file = tmp_path / "empty.pdf"
    file.touch()
    assert refusal(file) == "is empty"


def test_a_file_of_blanks_holds_no_text(tmp_path: Path):
    file = tmp_path / "blank.txt"
    file.write_text(" \n\n\t\n", encoding="utf-8")
    assert refusal(file) == "holds no text"


def test_a_missing_file_a_folder_and_a_pipe_are_no_files(tmp_path: Path):
    assert refusal(tmp_path / "none.txt") == "no such file"
    assert refusal(tmp_path) == "is a folder, not a file"
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "is no regular file"


def test_a_file_over_the_limit_is_refused_without_reading_it_all(tmp_path: Path):
    file = tmp_path / "big.txt"
    with file.open("wb") as opened:
        opened.truncate(200 * 1024 * 1024)
    assert refusal(file) == "is larger than the limit of 100 MB"
    assert refusal(file, Limits(max_bytes=1024)) == "is larger than the limit of 1 KB"


def test_a_file_without_read_permission_says_so_even_though_root_may_read_all(tmp_path: Path):
    file = tmp_path / "secret.txt"
    file.write_text("一、总体情况", encoding="utf-8")
    file.chmod(0)
    if os.geteuid() != 0:
        assert refusal(file) == "no permission to read it"
        return
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    child = os.fork()
    if child == 0:  # as somebody else
        os.setuid(65534)
        try:
            load(file)
        except UnusableFileError as error:
            os._exit(0 if error.reason.endswith("no permission to read it") else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def bomb(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * size)
    return file.getvalue()


def test_a_word_file_that_unpacks_to_far_more_than_it_is_is_refused():
    with pytest.raises(UnusableFileError, match="grows more than 200 times"):
        load_bytes(bomb(30_000_000), path="bomb.docx")


def test_a_word_file_over_the_unpacked_limit_is_refused():
    with pytest.raises(UnusableFileError, match="unpacks to more than the limit of 1 MB"):
        load_bytes(bomb(3_000_000), path="big.docx", limits=Limits(max_unpacked_bytes=1024 * 1024))


def test_a_header_that_lies_about_the_size_helps_no_bomb():
    data = bytearray(bomb(30_000_000))
    real = (30_000_000).to_bytes(4, "little")
    places = [place for place in range(len(data)) if data[place : place + 4] == real]
    assert places
    for place in places:
        data[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(UnusableFileError, match=r"truncated or damaged|grows more"):
        load_bytes(bytes(data), path="lie.docx")
