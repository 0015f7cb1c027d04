"""Pages drawn as pictures: the mark stands on the cell that was read, in every kind of file that has pages."""

from __future__ import annotations

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageDraw
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from canonical.errors import UnusableFileError
from ingest import Line, load_bytes
from ingest.page_images import MARK, View, count_pages, page_png, size_of_picture

BLUE = (0, 0, 255)
POINT = (120.0, 200.0)  # of the word, from the bottom left of the sheet


def pdf(*, rotate: int = 0, crop: tuple[float, ...] | None = None, media: tuple[float, ...] | None = None) -> bytes:
    """Two pages of A4: nothing, then a blue word, with a sheet around it that is cut and turned."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    canvas.showPage()
    canvas.setFillColorRGB(0, 0, 1)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(*POINT, "HHHH")
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=drawn)
    page = writer.pages[1]
    if media:
        page.mediabox = RectangleObject(media)
    if crop:
        page.cropbox = RectangleObject(crop)
    page.rotate(rotate)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(
    kind: str, *, size: tuple[int, int] = (400, 600), mode: str = "RGB", pages: int = 1, **saved: object
) -> bytes:
    """A white picture whose last page has a blue (or black) box at (100, 200, 160, 240)."""
    frames = [Image.new(mode, size, "white") for _ in range(pages)]
    ImageDraw.Draw(frames[-1]).rectangle((100, 200, 160, 240), fill=BLUE if mode == "RGB" else 0)
    out = io.BytesIO()
    more = {"save_all": True, "append_images": frames[1:]} if pages > 1 else {}
    frames[0].save(out, kind, **more, **saved)
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=("PNG",)).convert("RGB")


def box_of(image: Image.Image, is_ink) -> tuple[int, int, int, int]:
    """Where the pixels of a colour are."""
    down, across = np.nonzero(is_ink(np.asarray(image).astype(int)))
    return across.min(), down.min(), across.max(), down.max()


def is_blue(pixels):
    return (pixels[..., 2] > 150) & (pixels[..., 0] < 120)


def is_marked(pixels):
    return (pixels == MARK).all(axis=-1)


def is_around(outer, inner, *, air: float) -> bool:
    """Whether one box is around another, and nowhere further off than so many pixels."""
    return all(0 <= (inner[n] - outer[n]) * (1 if n < 2 else -1) <= air for n in range(4))


SHEETS = (None, (-30.0, -50.0, 620.0, 900.0))
CROPS = (None, (60.0, 90.0, 400.0, 700.0), (-500.0, 90.0, 400.0, 2000.0))


@pytest.mark.parametrize(("rotate", "media", "crop"), [*product((0, 90, 180, 270), SHEETS, CROPS)])
def test_the_mark_stands_on_the_word_that_was_read_however_the_page_is_cut_and_turned(rotate, media, crop):
    data = pdf(rotate=rotate, media=media, crop=crop)
    [line] = [block for block in load_bytes(data, path="a.pdf").blocks() if isinstance(block, Line)]
    image = opened(page_png(data, "a.pdf", View(2, scale=1.0, mark=line.bbox)))
    assert is_around(box_of(image, is_marked), box_of(image, is_blue), air=14)


def test_a_crop_shows_what_stands_beside_the_mark_and_no_more_than_the_page():
    data = pdf()
    box = (120.0, 620.0, 180.0, 645.0)
    assert opened(page_png(data, "a.pdf", View(2, scale=2.0, mark=box, beside=(30, 10, 40, 15)))).size == (260, 100)
    assert opened(page_png(data, "a.pdf", View(2, scale=1.0, mark=box, beside=(9999,) * 4))).size == (596, 842)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"])
def test_a_picture_file_is_a_page_as_wide_as_a4(kind):
    data = picture(kind)
    assert count_pages(data, "a") == 1
    points = 595 / 400
    mark = tuple(side * points for side in (100, 200, 160, 240))
    image = opened(page_png(data, "a", View(1, scale=1.0, mark=mark)))
    assert image.size == (595, round(600 * points))
    assert is_around(box_of(image, is_marked), box_of(image, is_blue), air=6)


def test_each_page_of_a_tiff_is_drawn():
    data = picture("TIFF", pages=3)
    assert count_pages(data, "a.tif") == 3
    first, last = (opened(page_png(data, "a.tif", View(page, scale=0.5))) for page in (1, 3))
    assert {pixel for _, pixel in first.getcolors()} == {(255, 255, 255)}
    assert box_of(last, is_blue)


@pytest.mark.parametrize("mode", ["1", "L", "I;16", "CMYK", "RGBA", "LA"])
def test_a_picture_of_any_depth_is_dark_ink_on_white_paper(mode):
    kind = "TIFF" if mode in {"1", "CMYK"} else "PNG"
    paper, ink = {"I;16": (60000, 2000), "CMYK": ((0, 0, 0, 0), (0, 0, 0, 255))}.get(mode, ("white", "black"))
    whole = Image.new(mode, (60, 60), paper)
    whole.paste(Image.new(mode, (20, 20), ink), (20, 20))
    if mode in {"RGBA", "LA"}:
        whole.putalpha(whole.convert("L").point(lambda value: 255 - value))  # clear where it is white
    out = io.BytesIO()
    whole.save(out, kind)
    image = opened(page_png(out.getvalue(), "a", View(1, scale=60 / 595)))
    assert image.size == (60, 60)
    assert min(image.getpixel((3, 3))) > 220
    assert max(image.getpixel((30, 30))) < 60


def test_a_photograph_is_shown_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    data = picture("JPEG", exif=exif)
    image = opened(page_png(data, "a.jpg", View(1, scale=600 / 842)))
    assert image.size == (600, 400)
    left, top, right, bottom = box_of(image, is_blue)
    assert (left, top, right, bottom) == pytest.approx((600 - 241, 100, 600 - 200, 160), abs=2)


def test_what_is_drawn_has_bounded_size():
    image = opened(page_png(pdf(), "a.pdf", View(2, scale=1000.0)))
    assert image.size[0] * image.size[1] < 17_000_000


def test_the_smallest_picture_is_drawn():
    assert opened(page_png(picture("PNG", size=(1, 1)), "a.png", View(1, scale=0.01))).size == (6, 6)
    assert size_of_picture(1, 1) == (595, 595)


@pytest.mark.parametrize("data", [b"<html></html>", "一、总体情况".encode(), b"PK\x03\x04", b"", b"BM"])
def test_what_has_no_pages_has_no_count(data):
    assert count_pages(data, "a") is None


@pytest.mark.parametrize("whole", [pdf(), picture("JPEG"), picture("PNG"), picture("TIFF"), b"\x89PNG" + bytes(60)])
def test_a_damaged_file_is_one_sentence_that_names_it(whole):
    with pytest.raises(UnusableFileError, match=r"^scan: .*is (a )?damaged"):
        page_png(whole[: len(whole) // 2], "scan", View(2 if whole.startswith(b"%PDF") else 1, scale=1.0))


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head():
    head = b"IHDR" + struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    huge = picture("PNG")[:8] + struct.pack(">I", 13) + head + struct.pack(">II", zlib.crc32(head), 9) + b"IDAT"
    with pytest.raises(UnusableFileError, match="40000 x 40000 pixels"):
        page_png(huge, "huge.png", View(1, scale=1.0))


def test_many_threads_draw_the_same_page():
    data = pdf()
    with ThreadPoolExecutor(8) as pool:
        drawn = set(pool.map(lambda _: page_png(data, "a.pdf", View(2, scale=1.0)), range(24)))
    assert len(drawn) == 1
