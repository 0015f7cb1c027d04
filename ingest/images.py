"""Picture files (PNG, JPEG, TIFF, BMP, WebP) as pixels, a page at a time, and what is read on them."""

from __future__ import annotations

from functools import partial

import numpy as np

from canonical.errors import UnusableFileError
from ingest.limits import Limits
from ingest.loaded import Loaded
from ingest.ocr import Image
from ingest.page_images import ALONE, size_of_picture
from ingest.pages import pages_of
from ingest.picture_files import SMALLEST, count_in, in_colour, opened_picture, upright
from ingest.ruled import Sheet
from ingest.scan.reader import PictureReader


def read_image(data: bytes, path: str, limits: Limits, reader: PictureReader) -> Loaded:
    """The pages of a picture file, read; raises `UnusableFileError` for what is no picture of a page."""
    count = _count_pages(data, path, limits)

    def read(number: int) -> Sheet:
        image = frame(data, path, limits, number)
        size = size_of_picture(image.shape[1], image.shape[0])
        return reader.sheet(image, number=number, width=size.width, height=size.height)

    sheets = tuple(reader.sheets((partial(read, number) for number in range(1, count + 1)), count))
    return Loaded(pages=pages_of(sheets), notes=tuple(note for sheet in sheets for note in sheet.notes), paginated=True)


def _count_pages(data: bytes, path: str, limits: Limits) -> int:
    with ALONE, opened_picture(data, path) as picture:
        count = count_in(picture)
    if count > limits.max_pages:
        reason = f"超过 {limits.max_pages} 页 / has {count} pages, more than the limit of {limits.max_pages}"
        raise UnusableFileError(
            path, reason, "调高 NIANBAO_MAX_PAGES，或拆分文件 / raise NIANBAO_MAX_PAGES, or split the file"
        )
    return count


def frame(data: bytes, path: str, limits: Limits, number: int = 1) -> Image:
    """One page of a picture file as it is shown, scaled down where it is larger than reading needs.

    Raises `UnusableFileError` for damaged pictures, and those too small for a page or too large for memory.
    """
    with ALONE, opened_picture(data, path) as picture:
        width, height = picture.size
        if min(width, height) < SMALLEST:
            reason = f"图片只有 {width}×{height} 像素，不是页面 / is a picture of {width} x {height} pixels, no page"
            raise UnusableFileError(path, reason, "提供更清晰的扫描件 / give a scan of the page")
        shown = in_colour(upright(picture, number, path, limits))
    return np.ascontiguousarray(np.asarray(shown, np.uint8)[:, :, ::-1])
