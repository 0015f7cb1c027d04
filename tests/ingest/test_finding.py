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
    assert names(folder, root=folder, skip=[folder / "home"]) == ["a.PDF", "b.txt", "data.json", "2023/c.html"]


def test_a_file_that_is_named_is_found_whatever_its_extension(folder: Path):
    assert names(folder / "data.json", folder / ".hidden.txt", root=folder) == ["data.json", ".hidden.txt"]


def test_a_json_or_csv_file_that_nobody_named_is_doubtful(folder: Path):
    (folder / "all.zip").write_bytes(zipped({"a.csv": TEXT, "b.txt": TEXT}))
    found = [file for file in find_files([folder]) if file.doubtful]
    assert [file.path for file in found] == [f"{folder}/all.zip!a.csv", f"{folder}/data.json"]
    assert not any(file.doubtful for file in find_files([folder / "data.json"]))


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


def test_archives_and_folders_nest_and_paths_show_all_of_them(tmp_path: Path):
    innermost = zipped({"report.txt": TEXT})
    inner = zipped({"c/innermost.zip": innermost, "a.txt": TEXT + b"2"})
    (tmp_path / "2023").mkdir()
    archive = tmp_path / "2023" / "outer.zip"
    archive.write_bytes(zipped({"县/inner.zip": inner, "b.txt": TEXT + b"3"}))
    found = list(find_files([tmp_path]))
    assert [file.path.removeprefix(f"{archive}!") for file in found] == [
        "b.txt",
        "县/inner.zip!a.txt",
        "县/inner.zip!c/innermost.zip!report.txt",
    ]
    assert [file.read() for file in found] == [TEXT + b"3", TEXT + b"2", TEXT]
    assert found[2].sha256() == hashlib.sha256(TEXT).hexdigest()


def test_a_word_file_named_zip_inside_an_archive_is_a_file(tmp_path: Path):
    archive = tmp_path / "outer.zip"
    archive.write_bytes(zipped({"report.zip": zipped({"word/document.xml": b"<a/>"})}))
    assert names(archive, root=tmp_path) == ["outer.zip!report.zip"]


def test_a_damaged_archive_inside_an_archive_is_named_by_its_inner_path(tmp_path: Path):
    archive = tmp_path / "outer.zip"
    archive.write_bytes(zipped({"县/cut.zip": zipped({"a.txt": TEXT * 50})[:80], "fine.txt": TEXT}))
    fine, cut = find_files([archive])
    assert fine.read() == TEXT
    with pytest.raises(UnusableFileError, match=r"outer\.zip!县/cut\.zip: .*is truncated or damaged"):
        cut.read()


def test_a_damaged_file_deep_inside_is_named_by_its_inner_path(tmp_path: Path):
    archive = tmp_path / "outer.zip"
    inner = bytearray(zipped({"a.txt": TEXT * 50}))
    inner[60:70] = b"\xff" * 10
    archive.write_bytes(zipped({"inner.zip": bytes(inner)}))
    (found,) = find_files([archive])
    with pytest.raises(UnusableFileError, match=r"outer\.zip!inner\.zip!a\.txt: .*is truncated or damaged"):
        found.read()


def test_archives_that_nest_without_end_are_left_at_a_depth(tmp_path: Path):
    data = zipped({"a.txt": TEXT})
    for _ in range(6):
        data = zipped({"in.zip": data})
    archive = tmp_path / "outer.zip"
    archive.write_bytes(data)
    (found,) = find_files([archive])
    assert found.path == f"{archive}!in.zip!in.zip!in.zip!in.zip"
    with pytest.raises(UnusableFileError, match="is an archive inside 4 others"):
        found.read()


def test_a_bomb_spread_over_inner_archives_is_refused_by_its_inner_path(tmp_path: Path):
    archive = tmp_path / "outer.zip"
    layer = zipped({f"{number}.txt": b" " * 3_000_000 for number in range(4)})
    archive.write_bytes(zipped({f"{number}.zip": layer for number in range(4)} | {"fine.txt": TEXT}))
    found = list(find_files([archive]))
    problems = [file for file in found if file.problem]
    assert [file.path for file in problems] == [f"{archive}!{number}.zip" for number in range(4)]
    assert [file.read() for file in found if not file.problem] == [TEXT]
    with pytest.raises(UnusableFileError, match=r"!0\.zip: .*grows more than 200 times"):
        problems[0].read()


def test_the_members_of_all_inner_archives_are_counted_together(tmp_path: Path):
    archive = tmp_path / "outer.zip"
    inner = zipped({f"{number}.txt": TEXT for number in range(4)})
    archive.write_bytes(zipped({"a.zip": inner, "b.zip": inner}))
    found = list(find_files([archive], limits=Limits(max_members=8)))
    assert len([file for file in found if not file.problem]) == 4
    with pytest.raises(UnusableFileError, match=r"b\.zip: .*holds 10 files"):
        found[-1].read()


def test_a_file_of_a_kind_that_can_not_be_read_is_found_all_the_same(tmp_path: Path):
    for name in ("a.wps", "b.ofd"):
        (tmp_path / name).write_bytes(b"\x00\x01")
    assert names(tmp_path, root=tmp_path) == ["a.wps", "b.ofd"]


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
