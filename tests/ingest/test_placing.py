"""Tables of scans that go on over pages, each of which lay a little differently in the scanner."""

from __future__ import annotations

import pytest

from ingest.document import Grid
from ingest.pages import pages_of
from ingest.ruled import Paper, Sheet
from ingest.tables import DrawnCell, DrawnTable

AS_IT_LIES = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
WIDTHS = (200.0, 90.0, 90.0, 90.0)


def sheet(number: int, rows: int, *, left: float, stretch: float, top: float, scanned: bool = True) -> Sheet:
    """A page with a table of four columns, from a scanner that moved it and stretched it sideways."""
    cells = []
    for row in range(rows):
        edge = left
        for column, width in enumerate(WIDTHS):
            box = (edge, top + 20 * row, edge + stretch * width, top + 20 * row + 18)
            text = f"{number}{row}{column}"
            cells.append(DrawnCell(row=row, column=column, content=(text,), page=number, bbox=box))
            edge += stretch * width
    table = DrawnTable(cells=tuple(cells), origin="scan")
    paper = Paper(width=595, height=842, back=AS_IT_LIES) if scanned else None
    return Sheet(number=number, width=595, height=842, parts=(table,), paper=paper)


@pytest.mark.parametrize(("left", "stretch"), [(60.0, 1.0), (67.5, 1.0), (52.0, 1.01), (75.0, 0.97)])
def test_a_table_that_lies_elsewhere_on_the_next_page_goes_on_in_its_columns(left, stretch):
    lower = sheet(2, 2, left=left, stretch=stretch, top=60)
    pages = pages_of([sheet(1, 3, left=60, stretch=1.0, top=700), lower])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    assert grid.columns == 4
    assert [[cell.column for cell in row.cells] for row in grid.rows] == [[0, 1, 2, 3]] * 5
    placed = [cell.bbox for row in grid.rows[3:] for cell in row.cells]
    own = [cell.bbox for cell in lower.parts[0].cells]
    assert all(found == pytest.approx(box, abs=0.02) for found, box in zip(placed, own, strict=True))


def test_a_table_goes_on_from_a_page_of_text_on_a_scanned_one():
    upper = sheet(1, 3, left=60, stretch=1.0, top=700, scanned=False)
    pages = pages_of([upper, sheet(2, 2, left=67.5, stretch=1.0, top=60)])
    [grid] = [block for page in pages for block in page.blocks if isinstance(block, Grid)]
    assert grid.columns == 4


def test_another_table_on_the_next_page_is_left_where_it_is():
    pages = pages_of(
        [sheet(1, 3, left=60, stretch=1.0, top=700), sheet(2, 2, left=150, stretch=0.8, top=60)],
    )
    assert [len(page.blocks) for page in pages] == [1, 1]
