"""What was read and where it is printed: the page with the cell marked, the cell alone, or the printed rows around it.

PDF and picture files have pages to draw; of the others the rows are read again and the cell is found among them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canonical.errors import NianbaoError
from canonical.fields import FIELDS
from ingest.page_images import View, count_pages, page_png
from service.sources import source_of
from service.texts import TEXTS
from service.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from canonical.report import Box, Fact, ReportHeader
    from extraction import Trace
    from factstore import FactStore
    from ingest import Limits

POINTS = 72  # an inch
CROP_DPI = 150
BESIDE = (430.0, 60.0, 160.0, 40.0)  # points shown to the left of a cell, above, to the right and below


class NotShownError(NianbaoError):
    """What was asked for can not be shown. `code` is one of the `not_shown.` texts, `detail` is for programs."""

    def __init__(self, code: str, subject: str, **detail: Any) -> None:
        self.code, self.detail = code, detail
        self.zh, self.en = (TEXTS[f"not_shown.{code}"][lang].format(**detail) for lang in ("zh", "en"))
        super().__init__(f"{subject}: {self.zh} / {self.en}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One printed row: its line (or running number) in the file, its cells, and which of them was read."""

    line: int | None
    cells: tuple[str, ...]
    marked: int | None = None


def has_pages(store: FactStore, header: ReportHeader) -> bool:
    """Whether the file of a report is of a kind that has pages to draw."""
    document = store.document(header.sha256)
    return document is not None and document.media_type.startswith(("application/pdf", "image/"))


def demand_pages(store: FactStore, header: ReportHeader) -> None:
    """Nothing; raises NotShownError for a report whose file has no pages to draw."""
    if not has_pages(store, header):
        raise NotShownError("no_pages", header.path, report_id=header.id)


def box_on_page(fact: Fact, page: int) -> Box:
    """The box of a fact on that page; raises NotShownError, which says where else it is."""
    seen = fact.evidence
    if seen is None or seen.page is None or seen.bbox is None:
        raise NotShownError("no_place", fact.field, field=fact.field, status=fact.status)
    if seen.page != page:
        raise NotShownError("other_page", fact.field, field=fact.field, page=seen.page)
    return seen.bbox


def picture_of(header: ReportHeader, limits: Limits, view: View) -> bytes:
    """The view of a page of a report's file as PNG.

    Raises UnusableFileError where the file is gone, changed or damaged, and NotShownError where it has no such page.
    """
    data = source_of(header, limits)
    pages = count_pages(data, header.path)
    if pages is None:
        raise NotShownError("no_pages", header.path, report_id=header.id)
    if view.page > pages:
        raise NotShownError("no_such_page", header.path, page=view.page, pages=pages)
    return page_png(data, header.path, view)


def etag_of(header: ReportHeader, view: View) -> str:
    """The name of a picture for caches: another one for another content, view or version of this program."""
    named = hashlib.sha256(repr((header.sha256, view, VERSION)).encode()).hexdigest()
    return f'"{named[:32]}"'


def view_of(fact: Fact, *, whole: bool) -> View:
    """The cell of a fact with what stands around it, or its whole page, the cell marked; raises NotShownError."""
    page = fact.evidence.page if fact.evidence else None
    box = box_on_page(fact, page or 0)
    return View(page=page or 0, scale=CROP_DPI / POINTS, mark=box, beside=None if whole else BESIDE)


def rows_around(header: ReportHeader, fact: Fact, limits: Limits) -> tuple[ShownRow, ...]:
    """The printed row of a fact with the rows before and after it; of a fact without a place none.

    Where the file is read differently today than when it was stored, it is the row that was stored alone.
    """
    if fact.evidence is None:
        return ()
    from extraction import extract_traced, split_reports
    from ingest import load_bytes

    document = load_bytes(source_of(header, limits), path=header.path, limits=limits)
    parts = split_reports(document)
    place = int(header.id.partition("-")[2] or 1) - 1
    found = _found(extract_traced(parts[place])[1], fact) if place < len(parts) else ()
    return tuple(found) or (ShownRow(line=fact.evidence.line, cells=(fact.evidence.text,)),)


def _found(trace: Trace, fact: Fact) -> Iterator[ShownRow]:
    reading = next((each for each in trace.readings if each.field == fact.field), None)
    if reading is None or reading.evidence != fact.evidence:
        return
    own = {cell.number for cell in reading.row.cells}
    rows = trace.tables.rows[FIELDS[fact.field].table]
    at = [n for n, row in enumerate(rows) if any(cell.number in own for cell in row.cells)]
    for row in rows[max(0, min(at) - 1) : max(at) + 2] if at else (reading.row,):
        yield _shown(row.cells, reading.cell)


def _shown(cells: Sequence[Any], number: int | None) -> ShownRow:
    marked = next((n for n, cell in enumerate(cells) if number is not None and cell.number == number), None)
    place = cells[marked] if marked is not None else cells[0]
    return ShownRow(line=place.line, cells=tuple(" ".join(cell.text.split()) for cell in cells), marked=marked)
