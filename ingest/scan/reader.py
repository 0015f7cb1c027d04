"""Whoever loads a file and meets a picture asks this: it reads pictures of pages, and tells how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ingest.ruled import Sheet
from ingest.scan.turns import Work, pages_at_once, side_by_side

if TYPE_CHECKING:
    from ingest.ocr import Image, Recogniser  # they bring numpy

Progress = Callable[[int, int], None]
"""Told the number of a page that is about to be read from a picture, and of how many pages."""


@dataclass(slots=True, kw_only=True)
class PictureReader:
    """Reads pictures with the recogniser given, a page at a time, or with our own, several pages at a time."""

    recogniser: Recogniser | None = None
    progress: Progress | None = None

    def sheets(self, pages: Iterable[Sheet | Work], total: int) -> Iterator[Sheet]:
        """The pages in their order, those of them read that are work; `total` is how many there are."""
        return side_by_side(self._in_work(pages, total), 1 if self.recogniser else pages_at_once())

    def _in_work(self, pages: Iterable[Sheet | Work], total: int) -> Iterator[Work]:
        for number, page in enumerate(pages, start=1):
            if isinstance(page, Sheet):
                yield partial(_as_it_is, page)
            else:
                self.tell(number, total)
                yield page

    def tell(self, number: int, pages: int) -> None:
        """Nothing; who waits is told which page is about to be read."""
        if self.progress is not None:
            self.progress(number, pages)

    def sheet(self, image: Image, *, number: int, width: float, height: float) -> Sheet:
        """The page in the picture; `width` and `height` are its size in its file, in points."""
        from ingest.ocr.rapid import default_recogniser
        from ingest.scan.page import sheet_of_picture

        recogniser = self.recogniser or default_recogniser()
        return sheet_of_picture(image, recogniser, number=number, width=width, height=height)


def _as_it_is(page: Sheet) -> Sheet:
    return page
