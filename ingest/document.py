"""The typed document that every loader makes: pages of lines and table grids, in reading order.

Nothing here knows what a disclosure report is. Every cell and line keeps where it stood: page and box for paginated
formats, the line of the file for text, the running block number for formats with neither (HTML, Word).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from canonical.records import of_many
from canonical.report import Box, Source

Positions = Literal["true", "ragged"]
"""`true`: a cell's column is its place in the printed grid. `ragged`: another tool flattened the table, so cells may
be lost, and only their order in the row is certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a picture of text, with the probability (0 to 1) that the recogniser gives it."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line or paragraph of text outside tables; `line` is its 1-based number in the file.

    `probability` is the recogniser's for a line that was read from a picture, None for a line of text.
    """

    text: str
    page: int | None = None
    line: int | None = None
    bbox: Box | None = None
    probability: float | None = None


@of_many
@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One printed cell. `text` is verbatim (line breaks inside kept, outer white space stripped).

    `column` counts from 0; in a ragged grid it is the cell's place in the row's order, blanks that the tool kept
    included. A merged cell stands once, in its first row and column, with its spans. `number` tells it from all other
    cells once extraction has counted them; copies of it put elsewhere keep it. `readings` are the ways to read a cell
    of a picture, the likeliest first, which is `text`; empty where the file itself says what the cell holds. A cell is
    `disputed` where a text layer behind the picture has another number.
    """

    text: str
    column: int
    rowspan: int = 1
    colspan: int = 1
    page: int | None = None
    line: int | None = None
    bbox: Box | None = None
    number: int | None = None
    readings: tuple[Reading, ...] = ()
    disputed: bool = False

    def counted(self, *, line: int | None, number: int | None = None) -> Cell:
        """The same cell with these numbers. Every cell goes through here, where `replace` takes thrice as long."""
        return Cell(
            text=self.text,
            column=self.column,
            rowspan=self.rowspan,
            colspan=self.colspan,
            page=self.page,
            line=line,
            bbox=self.bbox,
            number=number,
            readings=self.readings,
            disputed=self.disputed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells that start in one row of a grid, left to right; those spanning down from above are not repeated."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table. `columns` is its width; `origin` names what drew it, for traces ("html", "docx", "ruled", "tabs", …)."""

    rows: tuple[Row, ...]
    columns: int
    positions: Positions
    origin: str
    page: int | None = None


Block = Line | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture wide enough to show a table, with no text over it; what it shows was not read.

    `place` counts the blocks of its page that stand before it. `line` is the number that a line in its place would
    have, and `bbox` its box on paper. `source` says where its bytes are, while its file is being loaded.
    """

    place: int = 0
    page: int | None = None
    line: int | None = None
    bbox: Box | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page; `number` counts from 1, sizes are in points and 0 where the format has no pages.

    A `scanned` page is nothing but a picture: what it has was read from that.
    """

    number: int
    blocks: tuple[Block, ...]
    width: float = 0.0
    height: float = 0.0
    scanned: bool = False
    pictures: tuple[Picture, ...] = ()

    def parts(self) -> Iterator[Block | Picture]:
        """The page's blocks with its pictures between them."""
        for place, block in enumerate(self.blocks):
            yield from (picture for picture in self.pictures if picture.place == place)
            yield block
        yield from (picture for picture in self.pictures if picture.place >= len(self.blocks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which of the several reports of one file a document is (from 1), and the titles of all of them."""

    number: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A loaded file. `title` is the file's own metadata title; `notes` say what the loader had to do or leave out.

    Formats without pages have one page with number 1, and their lines and cells have `page` None. `part` is set where
    the file binds several reports and this is one of them.
    """

    source: Source
    pages: tuple[Page, ...]
    title: str | None = None
    notes: tuple[str, ...] = ()
    part: Part | None = None

    def blocks(self) -> Iterator[Block]:
        """All lines and grids in reading order."""
        for page in self.pages:
            yield from page.blocks

    def parts(self) -> Iterator[Block | Picture]:
        """All lines, grids and pictures in reading order: a section with a picture and no grid has its table there."""
        for page in self.pages:
            yield from page.parts()
