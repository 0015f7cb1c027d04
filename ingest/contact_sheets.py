"""Cells of a file's pages in lines on few small pictures, each line behind a letter: what a model that sees is shown.

A picture costs by its size, so cells are shown as large as they are easily read, and no larger, and a letter is enough
for a line. Letters are white on black, so that none is taken for what is printed. Which cell is where is in the file as
words too, for whoever has no eyes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

from ingest.page_images import parts_of_pages

if TYPE_CHECKING:
    from PIL.Image import Image

    from canonical.report import Box

SCALE = 1.75  # pixels a point: a digit is about as high as 12 of them
WIDTH = 512  # of a sheet, in pixels: models that see are paid by tiles of 512 by 512
AROUND = 1.0  # points shown around a cell
LARGEST = (240, 96)  # pixels of a cell; what is larger is shown smaller
GAP, LETTER = 4, 15  # pixels between cells, and of the height of a letter
BESIDE = 28  # pixels for a letter
LETTERS = (*ascii_uppercase, *(first + second for first in "AB" for second in ascii_uppercase))  # of at most 65 lines
NAMES = "names"  # of the text in the PNG file: a line for each of its lines


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
    for part in parts:
        part.thumbnail(LARGEST)
    names = [cell.name for cell in cells]
    starts = range(0, len(names), most)
    return tuple(_sheet(parts[start : start + most], names[start : start + most]) for start in starts)


def lines_on(sheet: bytes) -> Mapping[str, tuple[str, ...]]:
    """The names of the cells of each line by its letter, in their order; none of a picture that is no sheet."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(sheet), formats=("PNG",)) as image:
            lines = str(image.info.get(NAMES, "")).splitlines()
    except OSError:
        return {}
    return {letter: tuple(line.split()) for letter, line in zip(LETTERS, lines, strict=False)}


def _with_air(box: Box) -> Box:
    left, top, right, bottom = box
    return left - AROUND, top - AROUND, right + AROUND, bottom + AROUND


def _sheet(parts: Sequence[Image], names: Sequence[str]) -> bytes:
    from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

    lines = _lines(parts)
    heights = [max(LETTER + GAP, *(parts[each].height for each in line)) + GAP for line in lines]
    sheet = Image.new("L", (WIDTH, sum(heights) - GAP), "gray")
    draw, font, top = ImageDraw.Draw(sheet), ImageFont.load_default(LETTER), 0
    for letter, line, height in zip(LETTERS[: len(lines)], lines, heights, strict=True):
        draw.rectangle((0, top, BESIDE - GAP, top + height - GAP - 1), fill="black")
        draw.text((2, top), letter, fill="white", font=font)
        left = BESIDE
        for each in line:
            sheet.paste(parts[each], (left, top))
            left += parts[each].width + GAP
        top += height
    words = PngImagePlugin.PngInfo()
    words.add_text(NAMES, "\n".join(" ".join(names[each] for each in line) for line in lines))
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", pnginfo=words)
    return buffer.getvalue()


def _lines(parts: Sequence[Image]) -> list[list[int]]:
    """Which cells stand in each line: one after another, as words in lines."""
    lines: list[list[int]] = []
    left = WIDTH
    for place, part in enumerate(parts):
        if left + part.width > WIDTH:
            lines.append([])
            left = BESIDE
        lines[-1].append(place)
        left += part.width + GAP
    return lines
