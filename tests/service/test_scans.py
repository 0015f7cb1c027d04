"""Scans through the command line and over HTTP: pages are counted, broken pictures cost nothing, nobody has to wait."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from random import Random

import httpx
import pypdfium2
import pytest
from PIL import Image

from eval.generate.render.pdf import render_pdf
from eval.generate.report import any_order, make_report
from tests.service.conftest import COMMAND, Run, environment
from tests.service.pages import write_pages
from tests.service.test_http import url as url  # noqa: PLC0414  a fixture

TOTAL = "requests.received.total"


@cache
def requests_page() -> Image.Image:
    """The page with table 3 of a generated report, as a scanner sees it."""
    with pypdfium2.PdfDocument(render_pdf(make_report(any_order(0)).layout, Random(0)).data) as file:
        drawn: Image.Image = file[1].render(scale=150 / 72).to_pil()
        return drawn.convert("L")


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def on_a_terminal(*arguments: object, home: Path) -> str:
    """What `nianbao` writes to a terminal."""
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [*COMMAND, *map(str, arguments)], env=environment(home, TERM="xterm"), stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the terminal is closed at the other end
            break
        if not piece:
            break
        seen += piece
    done.wait()
    os.close(ours)
    return seen.decode()


@pytest.mark.parametrize("command", [("extract",), ("ingest", "--no-vectors")])
def test_a_terminal_shows_which_page_of_a_scan_is_read(command: tuple[str, ...], tmp_path: Path, home: Path) -> None:
    blank = Image.new("L", (400, 566), 255)
    (tmp_path / "long.tif").write_bytes(saved(blank, "TIFF", save_all=True, append_images=[blank] * 4))
    seen = on_a_terminal("--lang", "en", *command, tmp_path / "long.tif", home=home)
    assert "page 5 of long.tif" in seen
    assert "4/5" in seen
    assert "holds no text" in seen


def test_where_no_terminal_is_pages_are_not_shown(tmp_path: Path, run: Run) -> None:
    (tmp_path / "blank.png").write_bytes(saved(Image.new("L", (400, 566), 255), "PNG"))
    done = run("extract", tmp_path / "blank.png")
    assert done.out == ""
    assert len(done.err.splitlines()) == 1


def test_broken_pictures_cost_no_report_that_is_stored(tmp_path: Path, run: Run) -> None:
    write_pages(tmp_path / "a", 1)
    broken = {
        "cut.jpg": saved(Image.effect_noise((600, 800), 90), "JPEG")[:9000],
        "cut.png": saved(Image.effect_noise((600, 800), 90), "PNG")[:9000],
        "cut.tif": saved(Image.effect_noise((600, 800), 90), "TIFF")[:9000],
        "dot.png": saved(Image.new("L", (1, 1)), "PNG"),
        "blank.bmp": saved(Image.new("L", (400, 566), 255), "BMP"),
    }
    for name, data in broken.items():
        (tmp_path / "a" / name).write_bytes(data)
    assert run("ingest", tmp_path / "a", "--no-vectors").code == 1
    again = run("ingest", tmp_path / "a", "--no-vectors", "--json")
    found = {Path(file["path"]).name: file for file in again.data["files"]}
    assert [found[name]["outcome"] for name in broken] == ["failed"] * len(broken)
    assert all(" / " in found[name]["reason"] for name in broken)
    assert again.data["summary"]["unchanged"] == 1
    assert len(run("reports", "--json").data) == 1


def test_asking_for_help_loads_no_library_for_pictures() -> None:
    heavy = "{'numpy', 'cv2', 'onnxruntime', 'PIL', 'rapidocr', 'pypdfium2'}"
    code = f"import sys, ingest, ingest.loading, service.cli; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_a_scan_is_uploaded_while_others_are_served(kind: str, url: str) -> None:
    answers: list[httpx.Response] = []
    data = saved(requests_page(), kind, **({"resolution": 150} if kind == "PDF" else {}))
    name = f"scan.{kind.lower()}"
    post = threading.Thread(
        target=lambda: answers.append(httpx.post(f"{url}/v1/reports", files=[("files", (name, data))], timeout=280))
    )
    post.start()
    waits = []
    while post.is_alive():
        started = time.perf_counter()
        assert httpx.get(f"{url}/healthz", timeout=60).status_code == 200
        waits.append(time.perf_counter() - started)
        time.sleep(0.2)
    [file] = answers[0].json()["files"]
    assert file["outcome"] == "added", file
    assert len(waits) > 3
    assert sorted(waits)[len(waits) // 2] < 1.0
    fact = httpx.get(f"{url}/v1/reports/{file['report_id']}").json()["facts"][TOTAL]
    assert (fact["status"], fact["method"]) == ("reported", "ocr")
    page = httpx.get(f"{url}/v1/reports/{file['report_id']}/pages/1.png", params={"highlight": TOTAL}, timeout=60)
    assert page.headers["content-type"] == "image/png"
