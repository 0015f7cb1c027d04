"""Pictures of a file's pages, so that people can look at what was read: a page, or what stands around a box, marked.

Boxes are those of `Evidence`: points from the top left corner of the page as it is shown. A picture file has no size on
paper; `size_of_picture` says what counts as its size.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import sqrt
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from canonical.errors import UnusableFileError
from canonical.report import Box
from ingest.limits import Limits
from ingest.picture_files import count_in, in_colour, opened_picture, upright

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

A4 = (595.0, 842.0)  # points
MOST_PIXELS = 16_000_000  # of what is drawn; a larger page is drawn smaller
MARK = (214, 40, 40)
AIR = 1.0  # points between a box and its mark
FAST = 1  # of 9; packing more tightly takes thrice as long as drawing
SIGNS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8")  # of a picture, even if nothing else can be read
ALONE = Lock()  # pdfium works for one thread at a time, and Python's filter of warnings is the whole process's
AGAIN = "从发布处重新获取 / get the file again from where it was published"


class Size(NamedTuple):
    """Of a page, in points."""

    width: float
    height: float


class View(NamedTuple):
    """What to draw: a page, `scale` pixels a point, with the box `mark` marked.

    With `beside` it is not the whole page, but what stands so many points to the left of the mark, above it, to its
    right and below it.
    """

    page: int
    scale: float
    mark: Box | None = None
    beside: Box | None = None


def count_pages(data: bytes, path: str) -> int | None:
    """How many pages a PDF or picture file has; None for what has no pages. Raises UnusableFileError if damaged."""
    with _opened(data, path) as sheets:
        return sheets.count if sheets else None


def page_png(data: bytes, path: str, view: View) -> bytes:
    """The view of a page of a PDF or picture file as PNG; fewer pixels where it would be too large.

    Raises UnusableFileError, naming `path`, for a damaged file or a picture too large to draw.
    """
    from PIL import ImageDraw

    with _opened(data, path) as sheets:
        assert sheets is not None, "count_pages tells"
        part = _part(view, sheets.size(view.page))
        scale = min(view.scale, sqrt(MOST_PIXELS / ((part[2] - part[0]) * (part[3] - part[1]))))
        image = sheets.draw(view.page, part, scale)
    if view.mark:
        ImageDraw.Draw(image).rectangle(_on_picture(view.mark, part, scale), outline=MARK, width=2)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=FAST)
    return buffer.getvalue()


def parts_of_pages(data: bytes, path: str, places: Sequence[tuple[int, Box]], scale: float) -> tuple[Image, ...]:
    """What stands in boxes of pages of a PDF or picture file, `scale` pixels a point, in grey, in their order.

    The file is opened once and each page drawn once, smaller where it would be too large. Raises as `page_png`.
    """
    parts: dict[int, Image] = {}
    with _opened(data, path) as sheets:
        assert sheets is not None, "count_pages tells"
        for page in dict.fromkeys(page for page, _ in places):
            size = sheets.size(page)
            fits = min(scale, sqrt(MOST_PIXELS / (size.width * size.height)))
            whole = sheets.draw(page, (0.0, 0.0, *size), fits).convert("L")
            here = [place for place, (on, _) in enumerate(places) if on == page]
            parts |= {place: whole.crop(_pixels(places[place][1], whole, fits)) for place in here}
    return tuple(parts[place] for place in range(len(places)))


def size_of_picture(width: int, height: int) -> Size:
    """The size in points that a picture of so many pixels counts as: as wide as A4, lying where it is wider than high.

    What picture files say of their dots per inch is no help: phones write 72 whatever they see.
    """
    points = A4[width > height]
    return Size(points, points * height / width)


def _part(view: View, size: Size) -> Box:
    """What to show of a page, as far as it goes; a mark that is off the page shows all of it."""
    if view.mark and view.beside:
        left, top = (max(0.0, view.mark[n] - view.beside[n]) for n in (0, 1))
        right, bottom = (min(size[n - 2], view.mark[n] + view.beside[n]) for n in (2, 3))
        if left < right and top < bottom:
            return left, top, right, bottom
    return 0.0, 0.0, *size


def _on_picture(box: Box, part: Box, scale: float) -> Box:
    left, top = ((box[n] - AIR - part[n]) * scale for n in (0, 1))
    right, bottom = ((box[n] + AIR - part[n - 2]) * scale for n in (2, 3))
    return left, top, max(left, right), max(top, bottom)


def _pixels(box: Box, whole: Image, scale: float) -> tuple[int, int, int, int]:
    """The box in pixels of the page, as far as it is on it; one pixel where it is not."""
    left, top, right, bottom = (round(side * scale) for side in box)
    left, top = min(max(0, left), whole.width - 1), min(max(0, top), whole.height - 1)
    return left, top, max(left + 1, min(right, whole.width)), max(top + 1, min(bottom, whole.height))


@contextmanager
def _opened(data: bytes, path: str) -> Iterator[_Pdf | _Picture | None]:
    with ALONE:
        try:
            with _sheets(data, path) as sheets:
                yield sheets
        except (EOFError, OSError, RuntimeError, SyntaxError, ValueError) as error:  # all of these mean damage
            raise UnusableFileError(path, "已损坏，无法显示 / is damaged and can not be drawn", AGAIN) from error


@contextmanager
def _sheets(data: bytes, path: str) -> Iterator[_Pdf | _Picture | None]:
    if b"%PDF-" in data[:1024]:
        import pypdfium2

        with pypdfium2.PdfDocument(data) as document:
            yield _Pdf(document)
        return
    try:
        image = opened_picture(data, path)
    except UnusableFileError:
        if data.startswith(SIGNS):
            raise
        yield None
        return
    with image:
        yield _Picture(image, path)


class _Pdf:
    """The pages of a PDF, from 1."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self.count: int = len(document)

    def size(self, page: int) -> Size:
        return Size(*self._document[page - 1].get_size())

    def draw(self, page: int, part: Box, scale: float) -> Image:
        width, height = self.size(page)
        left, top, right, bottom = part
        cut_off = (left, height - bottom, width - right, top)  # from the left, bottom, right, top
        drawn: Image = self._document[page - 1].render(scale=scale, crop=cut_off).to_pil()
        return drawn.convert("RGB")


class _Picture:
    """The pictures of a picture file, from 1, each upright as a viewer shows it."""

    def __init__(self, image: ImageFile, path: str) -> None:
        self._image, self._path = image, path
        self.count = count_in(image)

    def size(self, page: int) -> Size:
        return size_of_picture(*self._upright(page).size)

    def draw(self, page: int, part: Box, scale: float) -> Image:
        whole = self._upright(page)
        points = self.size(page)
        left, top, right, bottom = (side * whole.width / points.width for side in part)
        shown = in_colour(whole.crop((round(left), round(top), round(right), round(bottom))))
        wide, high = ((part[n + 2] - part[n]) * scale for n in (0, 1))
        return shown.resize((max(1, round(wide)), max(1, round(high))), reducing_gap=2.0)

    def _upright(self, page: int) -> Image:
        return upright(self._image, page, self._path, Limits())
