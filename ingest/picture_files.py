"""Picture files (PNG, JPEG, TIFF, GIF, BMP, WebP) as Pillow opens them: upright, no larger than reading needs."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from canonical.errors import UnusableFileError
from ingest.limits import Limits, size_in_words

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
SMALLEST = 32  # pixels of a side: less is no page
LARGEST_SHORT_SIDE = 2200  # pixels: 266 dots an inch on A4, more than reading gains from
PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "LA": 2}  # in memory; others take four
DEEP = ("I;16", "I;16B", "I;16L", "I")  # modes of 16 bits, which Pillow would cut off at 255
DAMAGED = "图片已损坏或不完整 / is a damaged or truncated picture"
AGAIN = "从发布处重新获取 / get the file again from where it was published"


def opened_picture(data: bytes, path: str) -> ImageFile:
    """The picture, of which only the head has been read; raises `UnusableFileError` for what is none."""
    from PIL import Image as Pictures

    Pictures.MAX_IMAGE_PIXELS = None  # `upright` looks at memory instead
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Pictures.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableFileError(path, DAMAGED, AGAIN) from error


def count_in(picture: ImageFile) -> int:
    """How many pages it has; the further pictures of other formats are previews or move."""
    return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def upright(picture: ImageFile, number: int, path: str, limits: Limits) -> Image:
    """One page of the picture as it is shown, scaled down where it is larger than reading needs.

    Raises `UnusableFileError` for damaged pictures and those that take too much memory.
    """
    from PIL import ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture.seek(number - 1)
            _check_size(picture, path, limits)
            return ImageOps.exif_transpose(_shrunk(picture))
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        raise UnusableFileError(path, DAMAGED, AGAIN) from error


def _check_size(picture: ImageFile, path: str, limits: Limits) -> None:
    picture.draft("RGB", _target(*picture.size))  # a JPEG is made smaller as it is decoded
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


def _shrunk(picture: ImageFile) -> Image:
    from PIL.Image import Resampling

    target = _target(*picture.size)
    if target == picture.size:
        return picture
    shades = picture if picture.mode not in {"1", "P"} else picture.convert("RGB" if picture.mode == "P" else "L")
    return shades.resize(target, resample=Resampling.BOX, reducing_gap=2.0)  # each pixel the mean of its own


def in_colour(image: Image) -> Image:
    """The picture in red, green and blue, on white where it is transparent."""
    from PIL import Image as Pictures

    if image.mode in DEEP:
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Pictures.new("RGBA", image.size, "white")
    return Pictures.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
