from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from canonical.errors import UnusableFileError
from ingest import Limits, find_files, load_bytes

TEXT = "一、总体情况\n某某县教育局年度报告。\n".encode()


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def names(*paths: Path, root: Path, **settings: object) -> list[str]:
    return [str(found.path).removeprefix(f"{root}/") for found in find_files(paths, **settings)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.PDF",
        "2023/c.html",
        "x.py",
        "data.json",
        ".hidden.txt",
        "~$a.docx",
        ".git/d.txt",
        "home/e.txt",
    ):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(TEXT)
    return tmp_path


def test_a_folder_gives_its_known_files_sorted_without_hidden_ones_or_the_store(folder: Path):
    assert names(folder, root=folder, skip=[folder / "home"]) == ["a.PDF", "b.txt", "2023/c.html"]


def test_a_file_that_is_named_is_found_whatever_its_extension(folder: Path):
    assert names(folder / "data.json", folder / ".hidden.txt", root=folder) == ["data.json", ".hidden.txt"]


def test_overlapping_paths_give_each_file_once(folder: Path):
    assert names(folder / "b.txt", folder, folder / "2023", root=folder).count("b.txt") == 1
    assert names(folder, folder / "2023", root=folder).count("2023/c.html") == 1


def test_found_files_are_read_when_asked_and_know_their_hash(folder: Path):
    (found,) = find_files([folder / "b.txt"])
    assert found.read() == TEXT
    assert found.sha256() == hashlib.sha256(TEXT).hexdigest()
    assert load_bytes(found.read(), path=found.path).source.sha256 == found.sha256()


def test_archives_offer_their_members_and_paths_show_both(tmp_path: Path):
    archive = tmp_path / "all.zip"
    archive.write_bytes(zipped({"2023/b.txt": TEXT, "a.md": TEXT, "__MACOSX/a.md": b"x", "c.exe": b"x", "2023/": b""}))
    found = list(find_files([archive]))
    assert [file.path for file in found] == [f"{archive}!2023/b.txt", f"{archive}!a.md"]
    assert [file.read() for file in found] == [TEXT, TEXT]


def test_an_archive_is_known_by_its_bytes_and_a_word_file_in_zip_clothing_is_one_file(tmp_path: Path):
    (tmp_path / "reports.dat").write_bytes(zipped({"a.txt": TEXT}))
    (tmp_path / "report.zip").write_bytes(zipped({"word/document.xml": b"<a/>"}))
    assert names(tmp_path / "reports.dat", tmp_path / "report.zip", root=tmp_path) == [
        "reports.dat!a.txt",
        "report.zip",
    ]


def test_member_names_in_gbk_are_decoded(tmp_path: Path):
    archive = tmp_path / "all.zip"
    placeholder = "AAAAAAAA.txt"
    raw = zipped({placeholder: TEXT}).replace(placeholder.encode(), "年度报告.txt".encode("gbk"))
    archive.write_bytes(raw)
    (found,) = find_files([archive])
    assert found.path.endswith("!年度报告.txt")
    assert found.read() == TEXT


def test_member_names_never_lead_out_of_the_archive(tmp_path: Path):
    archive = tmp_path / "evil.zip"
    archive.write_bytes(zipped({"../../etc/a.txt": TEXT, "/abs/b.txt": TEXT, "C:\\x\\c.txt": TEXT}))
    assert sorted(names(archive, root=archive)) == [
        f"{archive}!abs/b.txt",
        f"{archive}!etc/a.txt",
        f"{archive}!x/c.txt",
    ]


def test_an_archive_inside_an_archive_is_named_not_followed(tmp_path: Path):
    archive = tmp_path / "outer.zip"
    archive.write_bytes(zipped({"inner.zip": zipped({"a.txt": TEXT}), "b.txt": TEXT}))
    text, inner = find_files([archive])
    assert text.read() == TEXT
    with pytest.raises(UnusableFileError, match="is an archive inside an archive"):
        inner.read()


def test_a_bomb_among_the_members_is_refused_alone_or_as_a_whole(tmp_path: Path):
    archive = tmp_path / "bomb.zip"
    archive.write_bytes(zipped({"big.txt": b" " * 30_000_000}))
    (found,) = find_files([archive])
    with pytest.raises(UnusableFileError, match="grows more than 200 times"):
        found.read()
    archive.write_bytes(zipped({"big.txt": b" " * 30_000_000, "noise.bin": bytes(range(256)) * 5000, "ok.txt": TEXT}))
    limits = Limits(max_bytes=1_000_000, max_ratio=5000)
    big, fine = find_files([archive], limits=limits)
    with pytest.raises(UnusableFileError, match="unpacks to more than the limit"):
        big.read()
    assert fine.read() == TEXT


@pytest.mark.parametrize("name", ["none.txt", "none/"])
def test_a_missing_path_is_found_with_its_problem_and_the_rest_goes_on(tmp_path: Path, name: str):
    (tmp_path / "a.txt").write_bytes(TEXT)
    missing, fine = find_files([tmp_path / name, tmp_path / "a.txt"])
    with pytest.raises(UnusableFileError, match="no such file"):
        missing.read()
    assert fine.read() == TEXT


def test_a_damaged_archive_is_one_clear_line(tmp_path: Path):
    archive = tmp_path / "cut.zip"
    archive.write_bytes(zipped({"a.txt": TEXT * 50})[:80])
    (found,) = find_files([archive])
    with pytest.raises(UnusableFileError, match=r"cut\.zip: .*is truncated or damaged"):
        found.read()
