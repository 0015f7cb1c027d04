"""Whoever loads a file and meets a picture asks this: it reads pictures of pages, and tells how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.ruled import Sheet

if TYPE_CHECKING:
    from ingest.ocr import Image, Recogniser  # they bring numpy

Progress = Callable[[int, int], None]
"""Told the number of a page that is about to be read from a picture, and of how many pages."""


@dataclass(slots=True, kw_only=True)
class PictureReader:
    """Reads pictures with the recogniser given, or with our own, made when the first picture has to be read."""

    recogniser: Recogniser | None = None
    progress: Progress | None = None

    def sheet(self, image: Image, *, number: int, pages: int, width: float, height: float) -> Sheet:
        """The page in the picture; `width` and `height` are its size in its file, in points."""
        from ingest.scan.page import sheet_of_picture

        if self.progress is not None:
            self.progress(number, pages)
        if self.recogniser is None:
            from ingest.ocr.rapid import default_recogniser

            self.recogniser = default_recogniser()
        return sheet_of_picture(image, self.recogniser, number=number, width=width, height=height)
