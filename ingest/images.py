"""Picture files (PNG, JPEG, TIFF, BMP, WebP) as pixels, a page at a time, no larger than reading needs."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from canonical.errors import UnusableFileError
from ingest.limits import Limits, size_in_words
from ingest.loaded import Loaded
from ingest.ocr import Image
from ingest.pages import pages_of
from ingest.ruled import Sheet
from ingest.scan.reader import PictureReader

SMALLEST = 32  # pixels of a side: less is no page
LARGEST_SHORT_SIDE = 3600  # pixels: 430 dots an inch on A4, more than reading gains from
PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "LA": 2}  # in memory; others take four
A4 = (595.0, 842.0)  # points
DAMAGED = "图片已损坏或不完整 / is a damaged or truncated picture"
AGAIN = "从发布处重新获取 / get the file again from where it was published"


class PaperSize(NamedTuple):
    """Points."""

    width: float
    height: float


def read_image(data: bytes, path: str, limits: Limits, reader: PictureReader) -> Loaded:
    """The pages of a picture file, read; raises `UnusableFileError` for what is no picture of a page."""
    sheets = tuple(_sheets(data, path, limits, reader))
    return Loaded(pages=pages_of(sheets), notes=tuple(note for sheet in sheets for note in sheet.notes), paginated=True)


def _sheets(data: bytes, path: str, limits: Limits, reader: PictureReader) -> Iterator[Sheet]:
    count = count_frames(data, path, limits)
    for number in range(1, count + 1):
        image = frame(data, path, limits, number)
        size = paper_size(image)
        yield reader.sheet(image, number=number, pages=count, width=size.width, height=size.height)


def paper_size(image: Image) -> PaperSize:
    """How large the paper is, as nobody says it reliably: as wide as A4 lying or standing."""
    height, width = image.shape[:2]
    points = A4[1] if width > height else A4[0]
    return PaperSize(points, points * height / width)


def count_frames(data: bytes, path: str, limits: Limits) -> int:
    """How many pages the picture file has."""
    with _opened(data, path) as picture:
        count = int(getattr(picture, "n_frames", 1))
    if count > limits.max_pages:
        reason = f"超过 {limits.max_pages} 页 / has {count} pages, more than the limit of {limits.max_pages}"
        raise UnusableFileError(
            path, reason, "调高 NIANBAO_MAX_PAGES，或拆分文件 / raise NIANBAO_MAX_PAGES, or split the file"
        )
    return count


def frame(data: bytes, path: str, limits: Limits, number: int = 1) -> Image:
    """One page of a picture file as it is shown, scaled down where it is larger than reading needs."""
    from PIL import ImageOps

    with _opened(data, path) as picture:
        try:
            picture.seek(number - 1)
            _check_size(picture, path, limits)
            return _as_array(ImageOps.exif_transpose(_shrunk(picture)))
        except (OSError, EOFError, SyntaxError, ValueError) as error:
            raise UnusableFileError(path, DAMAGED, AGAIN) from error


def _opened(data: bytes, path: str) -> Any:
    from PIL import Image as Pictures

    Pictures.MAX_IMAGE_PIXELS = None  # `_check_size` looks at memory instead
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Pictures.open(io.BytesIO(data))
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableFileError(path, DAMAGED, AGAIN) from error


def _check_size(picture: Any, path: str, limits: Limits) -> None:
    width, height = picture.size
    if min(width, height) < SMALLEST:
        reason = (
            f"图片只有 {width}×{height} 像素，不是页面 / is a picture of {width} x {height} pixels, which is no page"
        )
        raise UnusableFileError(path, reason, "提供更清晰的扫描件 / give a scan of the page")
    picture.draft("RGB", _target(width, height))  # a JPEG is made smaller as it is decoded
    width, height = picture.size
    size = width * height * PIXEL_BYTES.get(picture.mode, 4)
    if size > limits.max_image_bytes:
        reason = (
            f"图片有 {width}×{height} 像素，超过上限 / is a picture of {width} x {height} pixels, "
            f"which take {size_in_words(size)} of memory, more than {size_in_words(limits.max_image_bytes)}"
        )
        raise UnusableFileError(path, reason, "缩小图片后重试 / make the picture smaller")


def _target(width: int, height: int) -> tuple[int, int]:
    factor = min(1.0, LARGEST_SHORT_SIDE / min(width, height))
    return round(width * factor), round(height * factor)


def _shrunk(picture: Any) -> Any:
    target = _target(*picture.size)
    if target == picture.size:
        return picture
    gray = picture if picture.mode not in {"1", "P"} else picture.convert("L")
    return gray.resize(target, resample=4, reducing_gap=2.0)  # each pixel the mean of those it replaces


def _as_array(picture: Any) -> Image:
    """The picture on white paper: blue, green, red."""
    from PIL import Image as Pictures

    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 257).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        paper = Pictures.new("RGBA", picture.size, "white")
        picture = Pictures.alpha_composite(paper, picture.convert("RGBA"))
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"), np.uint8)[:, :, ::-1])
