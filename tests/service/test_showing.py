"""Where a number is printed, shown: pages as pictures over HTTP, and `nianbao show` for every kind of file."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pypdfium2
import pytest
from PIL import Image
from starlette.testclient import TestClient
from typer.testing import CliRunner

from canonical.errors import NianbaoError, UnusableRequestError
from canonical.report import Report
from eval.generate import any_order, make_report
from eval.generate.render import render
from extraction import extract
from ingest import load_bytes
from ingest.page_images import MARK
from ingest.reading import sha256_of
from service.app import create_app, open_store
from service.cli import app
from service.intake import found_files, take_in
from service.logs import LOG
from service.settings import Settings
from tests.service.conftest import environment, runner
from tests.service.pages import page

TOTAL = "requests.received.total"
BLANK = "disclosure.fees.change"  # not in the form of 2021
DPI = 150
KINDS = ("pdf", "scan.pdf", "scan.png", "scan.tif")


def text_pdf() -> bytes:
    return render(make_report(any_order(3)).layout, "pdf", seed=3)


def pictures_of(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def scanned(data: bytes, kind: str) -> bytes:
    """The pages of a PDF as pictures only; a PNG is the first of them."""
    first, *more = pictures_of(data)
    out = io.BytesIO()
    saved = {"scan.pdf": "PDF", "scan.png": "PNG", "scan.tif": "TIFF"}[kind]
    first.save(out, saved, resolution=DPI, **({} if saved == "PNG" else {"save_all": True, "append_images": more}))
    return out.getvalue()


def report_of(data: bytes, path: Path, read: Report) -> Report:
    """The report as if it had been read from the pictures in a file."""
    media = {".pdf": "application/pdf", ".png": "image/png", ".tif": "image/tiff"}[path.suffix]
    source = replace(read.identity.source, path=str(path), sha256=sha256_of(data), media_type=media, scanned=True)
    facts = {name: replace(fact, method="ocr") for name, fact in read.facts.items()}
    return replace(read, identity=replace(read.identity, source=source), facts=facts)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files of each kind, stored in its folder `home`."""
    folder = tmp_path_factory.mktemp("shown")
    data = text_pdf()
    read = extract(load_bytes(data, path="pdf"))
    (folder / "pdf.pdf").write_bytes(data)
    for kind in KINDS[1:]:
        (folder / kind).write_bytes(scanned(data, kind))
    layout = make_report(any_order(3)).layout
    (folder / "word.docx").write_bytes(render(layout, "docx", seed=3))
    (folder / "lines.txt").write_bytes(render(layout, "text-lines", seed=3))
    settings = Settings(home=folder / "home", vectors=False)
    with open_store(settings) as store:
        ingested(settings, *(folder / name for name in ("pdf.pdf", "word.docx", "lines.txt")))
        for kind in KINDS[1:]:
            store.write(report_of((folder / kind).read_bytes(), folder / kind, read))
    return folder


def ingested(settings: Settings, *files: Path) -> list[str]:
    with open_store(settings) as store:
        outcomes = list(take_in(found_files(files, settings), store))
    assert [outcome.outcome for outcome in outcomes] == ["added"] * len(outcomes)
    return [outcome.report_id or "" for outcome in outcomes]


@pytest.fixture(scope="module")
def client(place: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=place / "home", vectors=False))) as client:
        yield client


def id_of(client: TestClient, name: str) -> str:
    listed = client.get("/v1/reports").json()["reports"]
    [found] = [header["id"] for header in listed if Path(header["path"]).name == name]
    return str(found)


def seen_at(client: TestClient, report: str, field: str = TOTAL) -> dict[str, Any]:
    evidence: dict[str, Any] = client.get(f"/v1/reports/{report}").json()["facts"][field]["evidence"]
    return evidence


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("PNG",)).convert("RGB")


def marked(image: Image.Image) -> tuple[int, int, int, int]:
    """Where the mark is drawn."""
    down, across = np.nonzero((np.asarray(image) == MARK).all(axis=-1))
    return int(across.min()), int(down.min()), int(across.max()), int(down.max())


def has_ink(image: Image.Image) -> bool:
    """Whether digits stand inside the mark."""
    left, top, right, bottom = marked(image)
    inside = np.asarray(image.convert("L").crop((left + 5, top + 5, right - 5, bottom - 5)))
    return bool((inside < 128).any())


def assert_error(answer: httpx.Response, status: int, code: str) -> Any:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert all(error["message"][lang] for lang in ("zh", "en"))
    return error["detail"]


@pytest.mark.parametrize("name", ["pdf.pdf", *KINDS[1:]])
def test_a_page_is_a_picture_with_the_cell_of_the_field_marked(client: TestClient, name: str) -> None:
    report = id_of(client, name)
    seen = seen_at(client, report)
    answer = client.get(f"/v1/reports/{report}/pages/{seen['page']}.png", params={"highlight": TOTAL, "dpi": 144})
    assert answer.headers["content-type"] == "image/png"
    image = opened(answer.content)
    assert marked(image) == pytest.approx([side * 2 for side in seen["bbox"]], abs=5)
    assert has_ink(image)
    plain = opened(client.get(f"/v1/reports/{report}/pages/{seen['page']}.png?dpi=144").content)
    assert plain.size == image.size == pytest.approx((1191, 1684), abs=1)
    assert not (np.asarray(plain) == MARK).all(axis=-1).any()


def test_a_picture_that_the_reader_has_is_not_sent_again(client: TestClient) -> None:
    url = f"/v1/reports/{id_of(client, 'pdf.pdf')}/pages/1.png"
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{url}?dpi=72", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_page_that_can_not_be_shown_is_one_error_with_the_reason(client: TestClient) -> None:
    report = id_of(client, "pdf.pdf")
    page_ = seen_at(client, report)["page"]
    url = f"/v1/reports/{report}/pages"
    assert assert_error(client.get(f"{url}/99.png"), 404, "no_such_page")["page"] == 99
    there = client.get(f"{url}/{page_ + 1}.png", params={"highlight": TOTAL})
    assert assert_error(there, 404, "other_page") == {"field": TOTAL, "page": page_}
    assert assert_error(client.get(f"{url}/1.png", params={"highlight": BLANK}), 404, "no_place")["field"] == BLANK
    assert assert_error(client.get(f"{url}/1.png?highlight=fees"), 404, "not_found") == "fees"
    assert_error(client.get("/v1/reports/0000000000000000/pages/1.png"), 404, "not_found")
    for wrong in ("0.png", "x.png", "1.png?dpi=10000", "1.png?dpi=1"):
        assert_error(client.get(f"{url}/{wrong}"), 422, "unusable_request")


@pytest.mark.parametrize("name", ["word.docx", "lines.txt"])
def test_a_file_without_pages_says_so_and_what_to_do_instead(client: TestClient, name: str) -> None:
    url = f"/v1/reports/{id_of(client, name)}/pages/1.png"
    for params in ({}, {"highlight": TOTAL}):
        answer = client.get(url, params=params)
        assert_error(answer, 404, "no_pages")
        assert "nianbao show" in answer.json()["error"]["message"]["en"]


def test_a_file_that_is_gone_or_another_now_is_never_shown(client: TestClient, place: Path) -> None:
    file = place / "moving.pdf"
    file.write_bytes(text_pdf() + b"\n%moving")
    [report] = ingested(Settings(home=place / "home", vectors=False), file)
    url = f"/v1/reports/{report}/pages/1.png"
    assert client.get(url).status_code == 200
    file.write_bytes(text_pdf())
    assert str(file) in assert_error(client.get(url), 409, "source_changed")
    file.unlink()
    assert str(file) in assert_error(client.get(url), 410, "source_gone")


def test_a_member_of_an_archive_in_an_archive_and_an_upload_are_shown(client: TestClient, place: Path) -> None:
    inner, outer = io.BytesIO(), place / "outer!.zip"
    for into, name, data in ((inner, "年报.pdf", text_pdf() + b"\n%inner"), (outer, "d/inner.zip", None)):
        with zipfile.ZipFile(into, "w") as archive:
            archive.writestr(name, data or inner.getvalue())
    [member] = ingested(Settings(home=place / "home", vectors=False), outer)
    sent = client.post("/v1/reports", files=[("files", ("up.pdf", text_pdf() + b"\n%up"))]).json()
    for report in (member, sent["files"][0]["report_id"]):
        answer = client.get(f"/v1/reports/{report}/pages/1.png", params={"dpi": 36})
        assert opened(answer.content).size == (298, 421)


def test_a_file_whose_name_is_no_utf_8_is_found_again(place: Path, client: TestClient) -> None:
    folder = place / os.fsdecode("年报".encode("gb18030"))
    folder.mkdir()
    file = folder / os.fsdecode("教育局".encode("gb18030") + b".pdf")
    file.write_bytes(text_pdf() + b"\n%name")
    [report] = ingested(Settings(home=place / "home", vectors=False), file)
    assert client.get(f"/v1/reports/{report}/pages/1.png").status_code == 200


Show = Callable[..., Any]


@pytest.fixture
def show(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    """What `nianbao show` prints for a file of the place; JSON data with `--json`."""
    monkeypatch.setattr(LOG, "propagate", LOG.propagate)  # a command sets up the program's log: undone after the test
    monkeypatch.setattr(LOG, "handlers", [])
    monkeypatch.chdir(tmp_path)

    def run_here(name: str, *words: object, lang: str = "en") -> Any:
        asked = ["--lang", lang, "show", str(place / name), *map(str, words)]
        ran = CliRunner().invoke(app, asked, env=environment(place / "home"), catch_exceptions=False)
        return json.loads(ran.output) if "--json" in words else ran.output

    return run_here


@pytest.mark.parametrize("name", ["pdf.pdf", *KINDS[1:]])
def test_show_saves_the_cell_with_what_stands_around_it(show: Show, tmp_path: Path, name: str) -> None:
    said = show(name, TOTAL, "--out", tmp_path / "cell.png")
    image = opened((tmp_path / "cell.png").read_bytes())
    assert has_ink(image)
    assert image.size[1] < 300 < image.size[0]
    for words in (f"({TOTAL})", "value:   12 件", "status:  reported", "printed: “12”", "page 1 [", "cell.png"):
        assert words in said
    assert ("from a picture, confidence 0.99" in said) == (name != "pdf.pdf")


def test_show_saves_the_whole_page_where_asked_and_names_the_file_itself(show: Show, tmp_path: Path) -> None:
    said = show("scan.png", TOTAL, "--page", "--json")
    assert said["picture"] == f"{said['report_id']}.{TOTAL}.png"
    image = opened((tmp_path / said["picture"]).read_bytes())
    assert image.size == pytest.approx((1240, 1754), abs=2)
    assert has_ink(image)
    assert (said["fact"]["value"], said["fact"]["method"], said["fact"]["evidence"]["page"]) == (12, "ocr", 1)
    assert said["rows"] == []


@pytest.mark.parametrize("name", ["word.docx", "lines.txt"])
def test_show_prints_the_row_with_the_cell_marked_where_there_are_no_pages(show: Show, name: str) -> None:
    said = show(name, TOTAL, lang="zh")
    [row] = [line for line in said.splitlines() if "▶" in line]
    assert row.endswith("| ▶12◀")
    assert "12 |" in row  # the same number in another cell of the row is not marked
    assert "数值　 12 件" in said
    data = show(name, TOTAL, "--json")
    rows = data["rows"]
    assert data["picture"] is None
    [place] = [n for n, row in enumerate(rows) if row["marked"] is not None]
    assert rows[place]["cells"][rows[place]["marked"]] == "12"
    assert rows[place]["line"] == data["fact"]["evidence"]["line"]
    assert place == 1 < len(rows) - 1


def test_show_says_why_a_field_has_no_place(show: Show) -> None:
    said = show("pdf.pdf", BLANK)
    assert "not in that year's form" in said
    assert "not printed in the file" in said
    assert show("word.docx", BLANK, "--json")["rows"] == []


def test_show_marks_the_cell_in_the_second_report_of_a_file(place: Path) -> None:
    file = place / "bound.html"
    file.write_text(page("紫云县教育局") + page("紫云县财政局", requests=5), encoding="utf-8")
    ingested(Settings(home=place / "home", vectors=False), file)
    with open_store(Settings(home=place / "home")) as store:
        second = next(header.id for header in store.headers() if header.id.endswith("-2"))
    done = runner(place / "home")("show", second, TOTAL, "--lang", "en")
    assert done.code == 0, done.err
    assert [line for line in done.out.splitlines() if "▶5◀" in line]


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (("nothing.pdf", TOTAL), UnusableRequestError, "nothing.pdf: .*no such report"),
        (("pdf.pdf", "request.received.total"), UnusableRequestError, "did you mean .*requests.received.total"),
        (("word.docx", TOTAL, "--page"), NianbaoError, "word.docx: .*no pages"),
        (("lines.txt", TOTAL, "--out", "x.png"), NianbaoError, "lines.txt: .*no pages"),
        (("pdf.pdf", BLANK, "--out", "x.png"), NianbaoError, "has no place on a page"),
    ],
)
def test_show_says_in_one_sentence_why_there_is_no_picture(show: Show, words, error, says, tmp_path: Path) -> None:
    with pytest.raises(error, match=says):
        show(*words)
    assert not list(tmp_path.glob("*.png"))


def test_show_of_a_file_that_is_gone_is_one_line_and_exit_1(place: Path) -> None:
    file = place / "gone.html"
    file.write_text(page("松岭县教育局"), encoding="utf-8")
    [report] = ingested(Settings(home=place / "home", vectors=False), file)
    file.unlink()
    done = runner(place / "home")("show", report, TOTAL)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert str(file) in done.err
    assert "--replace" in done.err
