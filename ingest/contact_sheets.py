"""Cells of a file's pages side by side on few small pictures, each behind its name: what a model that sees is shown.

A picture costs by its size, so cells are shown as large as they are easily read, and no larger. Names are white on
black, so that none is taken for what is printed; they are in the file as words too, for whoever has no eyes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ingest.page_images import parts_of_pages

if TYPE_CHECKING:
    from PIL.Image import Image

    from canonical.report import Box

SCALE = 2.0  # pixels a point: a digit is about as high as 14 of them
WIDTH = 512  # of a sheet, in pixels: models that see are paid by tiles of 512 by 512
AROUND = 1.0  # points shown around a cell
LARGEST = (240, 96)  # pixels of a cell; what is larger is shown smaller
GAP, LETTER = 4, 15  # pixels between cells, and of the height of a name
NAMES = "names"  # of the text in the PNG file


class ShownCell(NamedTuple):
    """A printed cell under a name of few ASCII letters; the box is as in `Evidence`."""

    name: str
    page: int
    box: Box


def contact_sheets(data: bytes, path: str, cells: Sequence[ShownCell], most: int) -> tuple[bytes, ...]:
    """The cells of a PDF or picture file as PNG files, `most` on each but the last, in their order.

    The file is opened once. Raises UnusableFileError, naming `path`, for a file that is damaged or can not be drawn.
    """
    parts = parts_of_pages(data, path, [(cell.page, _with_air(cell.box)) for cell in cells], SCALE)
    shown = [_named(cell.name, part) for cell, part in zip(cells, parts, strict=True)]
    names = [cell.name for cell in cells]
    starts = range(0, len(shown), most)
    return tuple(_sheet(shown[start : start + most], names[start : start + most]) for start in starts)


def names_on(sheet: bytes) -> tuple[str, ...]:
    """The names on a sheet, in their order; none of a picture that is no sheet."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(sheet), formats=("PNG",)) as image:
            return tuple(str(image.info.get(NAMES, "")).split())
    except OSError:
        return ()


def _with_air(box: Box) -> Box:
    left, top, right, bottom = box
    return left - AROUND, top - AROUND, right + AROUND, bottom + AROUND


def _named(name: str, part: Image) -> Image:
    """The cell behind its name."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(LETTER)
    beside = round(font.getlength(name)) + 2 * GAP
    part.thumbnail(LARGEST)
    shown = Image.new("L", (beside + part.width, max(part.height, LETTER + GAP)), "black")
    ImageDraw.Draw(shown).text((GAP, 0), name, fill="white", font=font)
    shown.paste(part, (beside, 0))
    return shown


def _sheet(shown: Sequence[Image], names: Sequence[str]) -> bytes:
    from PIL import Image, PngImagePlugin

    places = list(_places(shown))
    height = max(top + each.height for (_, top), each in zip(places, shown, strict=True))
    sheet = Image.new("L", (WIDTH, height), "gray")
    for place, each in zip(places, shown, strict=True):
        sheet.paste(each, place)
    buffer = io.BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_text(NAMES, " ".join(names))
    sheet.save(buffer, "PNG", pnginfo=words)
    return buffer.getvalue()


def _places(shown: Sequence[Image]) -> Iterator[tuple[int, int]]:
    """Where each stands from the left and the top: one after another, as words in lines."""
    left = top = line = 0
    for each in shown:
        if left + each.width > WIDTH:
            left, top, line = 0, top + line + GAP, 0
        yield left, top
        left, line = left + each.width + GAP, max(line, each.height)
