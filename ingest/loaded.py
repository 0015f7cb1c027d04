"""What a loader hands back: the pages of one file, its own title, and what had to be done or left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.document import Block, Grid, Line, Page, Picture, Row
from ingest.tables import DrawnTable, as_grid

Part = Block | DrawnTable | Picture
"""What a format without pages is made of, in reading order; a drawn table has not been made a grid yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file's content before it is a `Document`; `paginated` formats count their pages."""

    pages: tuple[Page, ...]
    title: str | None = None
    notes: tuple[str, ...] = ()
    paginated: bool = False
    encoding: str | None = None


class ReadsPictures(Protocol):
    """Puts what pictures show in their place, and notes what it did."""

    notes: list[str]

    def read_in(self, parts: Iterable[Part]) -> Iterator[Part]: ...


def one_page(parts: Iterable[Part], title: str | None = None, pictures: ReadsPictures | None = None) -> Loaded:
    """The content of a format without pages or lines, with running numbers: one a line and one a row of a grid."""
    page = page_of_parts(_numbered(pictures.read_in(parts) if pictures else parts), 1)
    return Loaded(pages=(page,), title=title, notes=tuple(pictures.notes) if pictures else ())


def page_of_parts(parts: Iterable[Block | Picture], number: int) -> Page:
    """The page of this number with these parts; pictures are told their place among the blocks."""
    blocks: list[Block] = []
    pictures: list[Picture] = []
    for part in parts:
        if isinstance(part, Picture):
            pictures.append(replace(part, place=len(blocks), source=""))
        else:
            blocks.append(part)
    return Page(number=number, blocks=tuple(blocks), pictures=tuple(pictures))


def _numbered(parts: Iterable[Part]) -> Iterator[Block | Picture]:
    number = 1
    for part in parts:
        if isinstance(part, DrawnTable):
            yield (grid := as_grid(part, number))
            number += len(grid.rows)
        elif isinstance(part, Grid):
            yield replace(part, rows=tuple(_at(row, number + place) for place, row in enumerate(part.rows)))
            number += len(part.rows)
        else:
            yield replace(part, line=number)
            number += isinstance(part, Line)


def _at(row: Row, number: int) -> Row:
    return Row(cells=tuple(cell.counted(line=number) for cell in row.cells))
