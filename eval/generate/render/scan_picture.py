"""Scans as pictures: one long one of the whole report (长图), or a TIFF file of pages; their heads say how large."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from eval.generate.grid import Layout
from eval.generate.render.pdf import printed
from eval.generate.render.places import Drawn, Place
from eval.generate.render.scan import ScannedPage, pages_of_print, paper_of, scanned_pages
from eval.generate.render.scan_condition import ScanCondition

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

HIGHEST = 14400.0  # points that a page can have
FAST = 1  # of 9; packing more tightly takes thrice as long


def long_png(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """The whole report in one picture, packed without loss."""
    page = _long_page(layout, condition, seed)
    return _one(png_of(page), page)


def long_jpeg(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """The whole report in one JPEG."""
    page = _long_page(layout, condition, seed)
    return _one(jpeg_of(page, condition.jpeg), page)


def tiff(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """The pages of the report in one TIFF file; those of a fax packed as fax machines do."""
    pages = scanned_pages(layout, condition, seed=seed)
    pictures = [picture_of(page) for page in pages]
    packed = {"compression": "group4"} if condition.fax else {"compression": "jpeg", "quality": condition.jpeg}
    if condition.fax:
        pictures = [picture.convert("1") for picture in pictures]
    buffer = io.BytesIO()
    first, *others = pictures
    first.save(buffer, "TIFF", save_all=True, append_images=others, dpi=(condition.dpi,) * 2, **packed)
    places = {
        field: Place(page=number, bbox=box)
        for number, page in enumerate(pages, start=1)
        for field, box in page.places.items()
    }
    return Drawn(data=buffer.getvalue(), places=places)


def jpeg_of(page: ScannedPage, quality: int) -> bytes:
    """The page as a JPEG file."""
    buffer = io.BytesIO()
    picture_of(page).save(buffer, "JPEG", quality=quality, dpi=(page.dpi,) * 2)
    return buffer.getvalue()


def png_of(page: ScannedPage) -> bytes:
    """The page as a PNG file."""
    buffer = io.BytesIO()
    picture_of(page).save(buffer, "PNG", compress_level=FAST, dpi=(page.dpi,) * 2)
    return buffer.getvalue()


def picture_of(page: ScannedPage) -> Picture:
    """The page as Pillow has pictures."""
    from PIL import Image

    return Image.fromarray(page.image if page.image.ndim == 2 else page.image[:, :, ::-1])


def _long_page(layout: Layout, condition: ScanCondition, seed: int) -> ScannedPage:
    """The report on one page as high as it is long."""
    paper = replace(paper_of(condition, seed=seed), height=HIGHEST, numbered=False)
    unused = printed(layout, paper).foot - paper.margin
    made = printed(layout, replace(paper, height=HIGHEST - unused))
    (page,) = pages_of_print(made, layout, condition, seed=seed)
    return page


def _one(data: bytes, page: ScannedPage) -> Drawn:
    return Drawn(data=data, places={field: Place(page=1, bbox=box) for field, box in page.places.items()})
