"""Files with pictures of pages: what cannot be read is refused in one line, and marks stand where cells are printed."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from random import Random

import numpy as np
import pypdf
import pytest
from PIL import Image as Pictures
from PIL import ImageDraw
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from canonical.errors import UnusableFileError
from canonical.report import Box
from eval.generate.render.pdf import render_pdf
from eval.generate.report import any_order, make_report
from ingest import Cell, Document, Grid, load_bytes
from ingest.document import Reading
from ingest.ocr import Image, TextBox
from ingest.page_images import MARK, View, page_png

BLUE = (60, 60, 255)
PAGE = (1240, 1754)  # pixels
CUT = RectangleObject((25, 40, 570, 800))  # points


class Sevens:
    """A recogniser that takes whatever is printed for a 7."""

    def lines(self, image: Image) -> tuple[TextBox, ...]:
        return ()

    def texts(self, crops: Sequence[Image]) -> tuple[Reading, ...]:
        return tuple(Reading(text="7", probability=1.0) for _ in crops)

    def numbers(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        return tuple((reading,) for reading in self.texts(crops))

    cells = numbers


def drawn_page(size: tuple[int, int] = PAGE) -> Pictures.Image:
    """A page with a table of four columns and twelve rows; in one cell stands a blue stroke."""
    page = Pictures.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    left, top, wide, high = 150, 300, 230, 60
    for row in range(12):
        for column in range(4):
            x, y = left + column * wide, top + row * high
            pen.rectangle((x, y, x + wide, y + high), outline="black", width=3)
    x, y = left + 2 * wide, top + 5 * high
    pen.rectangle((x + 100, y + 16, x + 108, y + 44), fill=BLUE)
    return page


def saved(page: Pictures.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **how)
    return out.getvalue()


def turned_by_camera() -> bytes:
    exif = Pictures.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    return saved(drawn_page().rotate(90, expand=True), "JPEG", exif=exif, quality=95)


def scanned(*, rotate: int = 0, crop: RectangleObject | None = None) -> bytes:
    """A PDF of one picture, which is shown upright whatever the turn."""
    picture = drawn_page().rotate(rotate, expand=True)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(saved(picture, "PDF", resolution=150, quality=95)))
    page = writer.pages[0]
    if crop:
        page.cropbox = crop
    page.rotate(rotate)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


FILES = {
    "png": lambda: saved(drawn_page(), "PNG"),
    "long png": lambda: saved(drawn_page((1240, 4000)), "PNG"),
    "lying png": lambda: saved(drawn_page((1754, 1240)), "PNG"),
    "large png": lambda: saved(drawn_page().resize((2480, 3508)), "PNG"),
    "jpg": lambda: saved(drawn_page(), "JPEG", quality=95),
    "photograph": turned_by_camera,
    "tif": lambda: saved(drawn_page(), "TIFF", compression="tiff_lzw"),
    "pdf": scanned,
    "cut pdf": lambda: scanned(crop=CUT),
    **{f"pdf turned by {turn}": lambda turn=turn: scanned(rotate=turn) for turn in (90, 180, 270)},
    **{f"cut pdf turned by {turn}": lambda turn=turn: scanned(rotate=turn, crop=CUT) for turn in (90, 180)},
}


def cells_of(document: Document) -> list[Cell]:
    grids = [block for block in document.blocks() if isinstance(block, Grid)]
    return [cell for grid in grids for row in grid.rows for cell in row.cells]


def boxes(document: Document) -> list[Box]:
    return [cell.bbox for cell in cells_of(document) if cell.text and cell.bbox]


def extent(image: Image, near: tuple[int, int, int]) -> tuple[int, ...]:
    """Left, top, right and bottom of what is about that colour."""
    down, across = np.nonzero(np.abs(image.astype(int) - near).max(axis=2) < 70)
    return across.min(), down.min(), across.max(), down.max()


@pytest.mark.parametrize("name", FILES)
def test_the_mark_stands_around_what_was_read_in_every_kind_of_scan(name: str):
    data = FILES[name]()
    document = load_bytes(data, path="a", recogniser=Sevens())
    [box] = boxes(document)
    image = np.asarray(Pictures.open(io.BytesIO(page_png(data, "a", View(1, scale=1.5)))).convert("RGB"))
    [page] = document.pages
    assert image.shape[1::-1] == pytest.approx((page.width * 1.5, page.height * 1.5), abs=2)
    left, top, right, bottom = (side / 1.5 for side in extent(image, BLUE))
    assert box[0] < left < right < box[2]
    assert box[1] < top < bottom < box[3]
    assert (left + right) / 2 - box[0] == pytest.approx((box[2] - box[0]) * 104 / 230, abs=4)


def test_the_mark_is_drawn_on_a_scan():
    data = FILES["tif"]()
    [box] = boxes(load_bytes(data, path="a", recogniser=Sevens()))
    image = Pictures.open(io.BytesIO(page_png(data, "a", View(1, scale=1.0, mark=box))))
    marked = extent(np.asarray(image.convert("RGB")), MARK)
    assert marked == pytest.approx((box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1), abs=1.5)


def noisy_page(kind: str, **how: object) -> bytes:
    grain = np.random.default_rng(1).integers(200, 255, (900, 640, 3), np.uint8)
    return saved(Pictures.fromarray(grain), kind, **how)


def endless() -> bytes:
    """The beginning of a picture of a billion pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 50_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">II", zlib.crc32(head), 9) + b"IDAT"


BROKEN = {
    "cut off.jpg": lambda: noisy_page("JPEG")[:20_000],
    "head only.jpg": lambda: noisy_page("JPEG")[:200],
    "cut off.png": lambda: noisy_page("PNG")[:20_000],
    "wrong inside.png": lambda: noisy_page("PNG").replace(b"IDAT", b"IDA\0", 1),
    "cut off.tif": lambda: noisy_page("TIFF")[:20_000],
    "cut off lzw.tif": lambda: noisy_page("TIFF", compression="tiff_lzw")[:20_000],
    "cut off.bmp": lambda: noisy_page("BMP")[:20_000],
    "cut off.webp": lambda: noisy_page("WEBP")[:20_000],
    "dot.png": lambda: saved(Pictures.new("RGB", (1, 1)), "PNG"),
    "dot.jpg": lambda: saved(Pictures.new("RGB", (1, 1)), "JPEG"),
    "endless.png": endless,
    "blank.png": lambda: saved(Pictures.new("RGB", PAGE, "white"), "PNG"),
    "black.png": lambda: saved(Pictures.new("RGB", PAGE, "black"), "PNG"),
    "blank.pdf": lambda: saved(Pictures.new("RGB", PAGE, "white"), "PDF", resolution=150),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_picture_that_cannot_be_read_is_refused_in_one_line_in_both_languages(name: str):
    with pytest.raises(UnusableFileError) as caught:
        load_bytes(BROKEN[name](), path=name, recogniser=Sevens())
    said = str(caught.value)
    assert said.startswith(f"{name}: ")
    assert "\n" not in said
    assert " / " in caught.value.reason
    assert " / " in (caught.value.fix or "")


def test_a_preview_that_a_camera_adds_is_no_second_page():
    photograph = saved(drawn_page(), "MPO", save_all=True, append_images=[drawn_page().resize((160, 226))])
    assert load_bytes(photograph, path="a.jpg", recogniser=Sevens()).source.pages == 1


@pytest.mark.slow
def test_a_report_within_a_long_scan_is_found_and_each_page_is_told():
    pages = [Pictures.new("L", PAGE, 255) for _ in range(60)]
    for number in range(12, 20):
        pages[number - 1] = drawn_page().convert("L")
    data = saved(pages[0], "TIFF", compression="tiff_lzw", save_all=True, append_images=pages[1:])
    told: list[tuple[int, int]] = []
    document = load_bytes(data, path="a.tif", recogniser=Sevens(), progress=lambda *at: told.append(at))
    assert told == [(number, 60) for number in range(1, 61)]
    assert {cell.page for block in document.blocks() for row in block.rows for cell in row.cells} == set(range(12, 20))


def without_meaning() -> bytes:
    """The first page of a generated report, its fonts without what their characters mean."""
    made = make_report(any_order(0))
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(render_pdf(made.layout, Random(0)).data), pages=(0, 1))
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        font.get_object().pop("/ToUnicode", None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.slow
def test_a_page_whose_fonts_do_not_say_what_they_mean_is_read_from_its_picture():
    document = load_bytes(without_meaning(), path="a.pdf")
    assert any("read from its picture: its text layer is no text" in note for note in document.notes)
    assert document.source.scanned
    assert any("行政许可" in cell.text for cell in cells_of(document))


def test_where_a_hidden_text_says_another_number_the_picture_wins_and_the_number_is_disputed():
    hidden = io.BytesIO()
    canvas = Canvas(hidden, pagesize=(595.2, 841.92))
    text = canvas.beginText(340, 841.92 - 306)
    text.setTextRenderMode(3)
    text.textOut("8")
    canvas.drawText(text)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(scanned()))
    writer.pages[0].merge_page(pypdf.PdfReader(hidden).pages[0])
    out = io.BytesIO()
    writer.write(out)
    document = load_bytes(out.getvalue(), path="a.pdf", recogniser=Sevens())
    assert "page 1: picture and text layer disagree on 1 numbers; the picture was kept" in document.notes
    [cell] = [cell for cell in cells_of(document) if cell.text]
    assert (cell.text, cell.disputed) == ("7", True)
