"""Pictures inside Word files and web pages: those that show a table or a page of text are read in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from canonical.errors import UnusableFileError
from ingest.document import Block, Cell, Line, Picture, Row
from ingest.images import frame
from ingest.limits import Limits
from ingest.loaded import Part
from ingest.page_images import size_of_picture
from ingest.pages import pages_of
from ingest.pictures import MARGINS
from ingest.ruled import Sheet
from ingest.scan.reader import PictureReader
from ingest.tables import DrawnTable

MOST_PIXELS_HIGH = 1.2  # of its width: a higher picture is a page
FEWEST_LINES = 8  # of a picture without a table that is worth reading


@dataclass(slots=True, kw_only=True)
class PicturesInside:
    """Reads the pictures of one file: `fetch` gives the bytes of a picture by its source, None where it has none."""

    reader: PictureReader
    limits: Limits
    fetch: Callable[[str], bytes | None]
    notes: list[str] = field(default_factory=list)

    def read_in(self, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts with what pictures show in their place; those that stand together may be the pages of a table."""
        listed = list(parts)
        total = sum(isinstance(part, Picture) and bool(part.source) for part in listed)
        seen = 0
        for is_picture, group in groupby(listed, key=lambda part: isinstance(part, Picture)):
            run = list(group)
            if is_picture:
                yield from self._read([part for part in run if isinstance(part, Picture)], seen, total)
                seen += len(run)
            else:
                yield from run

    def _read(self, pictures: list[Picture], seen: int, total: int) -> Iterator[Part]:
        sheets: list[Sheet] = []
        for place, picture in enumerate(pictures, start=1):
            sheet = self._sheet(picture, seen + place, total)
            if sheet is None:
                yield from _blocks(sheets)
                sheets = []
                yield replace(picture, source="")
            else:
                self.notes.extend((f"picture {seen + place} was read as a part of the text", *sheet.notes))
                sheets.append(sheet)
        yield from _blocks(sheets)

    def _sheet(self, picture: Picture, number: int, total: int) -> Sheet | None:
        """What the picture shows; None where it can not be read or is no table and no page."""
        data = self.fetch(picture.source) if picture.source else None
        if data is None:
            return None
        try:
            image = frame(data, picture.source, self.limits)
        except UnusableFileError as error:
            self.notes.append(f"picture {number} was not read: it {error.reason.rpartition(' / ')[2]}")
            return None
        width, height = size_of_picture(image.shape[1], image.shape[0])
        if image.shape[0] < MOST_PIXELS_HIGH * image.shape[1]:
            width, height = width - MARGINS, height * (1 - MARGINS / width)
        self.reader.tell(number, total)
        sheet = self.reader.sheet(image, number=number, width=width, height=height)
        return sheet if is_worth_reading(sheet) else None


def is_worth_reading(sheet: Sheet) -> bool:
    """Whether a picture between text shows a table or a page; a chart or a photograph has only a few words."""
    return len(sheet.parts) >= FEWEST_LINES or any(isinstance(part, DrawnTable) for part in sheet.parts)


def _blocks(sheets: list[Sheet]) -> Iterator[Block]:
    """The blocks of pictures that stand together, without places: their file has no pages."""
    for page in pages_of(sheets) if sheets else ():
        for block in page.blocks:
            if isinstance(block, Line):
                yield Line(text=block.text, probability=block.probability)
            else:
                yield replace(
                    block, page=None, rows=tuple(Row(cells=tuple(map(_cell, row.cells))) for row in block.rows)
                )


def _cell(cell: Cell) -> Cell:
    return replace(cell, page=None, bbox=None)
