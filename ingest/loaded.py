"""What a loader hands back: the pages of one file, its own title, and what had to be done or left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.document import Block, Page
from ingest.tables import numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A file's content before it is a `Document`; `paginated` formats count their pages."""

    pages: tuple[Page, ...]
    title: str | None = None
    notes: tuple[str, ...] = ()
    paginated: bool = False
    encoding: str | None = None


def one_page(blocks: Iterable[Block], title: str | None = None) -> Loaded:
    """The content of a format without pages or lines: blocks with running numbers."""
    return Loaded(pages=(Page(number=1, blocks=numbered(blocks)),), title=title)
