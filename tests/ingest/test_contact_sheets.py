"""Cells on sheets: each behind its name, of every kind of file that has pages, for few tokens."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from canonical.errors import UnusableFileError
from ingest.contact_sheets import LARGEST, WIDTH, ShownCell, contact_sheets, names_on
from llm.tokens import picture_tokens

SIDE, POINTS = 595, 595.0  # of the drawn pages: a pixel a point
BLACK = (100.0, 200.0, 130.0, 216.0)
WHITE = (300.0, 200.0, 330.0, 216.0)


def file_of(kind: str) -> bytes:
    """Two white pages, the second with a black box."""
    pages = [Image.new("L", (SIDE, 842), "white") for _ in range(2)]
    ImageDraw.Draw(pages[1]).rectangle(BLACK, fill="black")
    out = io.BytesIO()
    pages[0].save(out, kind, save_all=True, append_images=pages[1:], resolution=72)
    return out.getvalue()


def opened(sheet: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(sheet), formats=("PNG",)))


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_a_cell_is_shown_twice_as_large_as_on_paper_behind_its_name(kind: str) -> None:
    (sheet,) = contact_sheets(file_of(kind), "f", [ShownCell("n1", 2, BLACK), ShownCell("n2", 2, WHITE)], 10)
    assert names_on(sheet) == ("n1", "n2")
    shown = opened(sheet)
    assert shown.shape[1] == WIDTH
    (whites,) = np.nonzero((shown[20] > 240).all(axis=-1) if shown.ndim == 3 else shown[20] > 240)
    assert 60 <= len(whites) <= 70  # of the white cell: 30 points and the air around both
    (blacks,) = np.nonzero(shown[20] < 20)
    assert len(blacks) > 60


def test_a_hundred_cells_cost_less_than_one_page() -> None:
    cells = [ShownCell(f"n{100 + number}", 2, BLACK) for number in range(100)]
    (sheet,) = contact_sheets(file_of("PDF"), "f", cells, 100)
    high, wide = opened(sheet).shape[:2]
    assert picture_tokens(wide, high) < picture_tokens(1240, 1754)


def test_so_many_cells_are_on_each_sheet_in_their_order() -> None:
    cells = [ShownCell(f"n{number}", 1 + number % 2, BLACK) for number in range(5)]
    sheets = contact_sheets(file_of("PDF"), "f", cells, 2)
    assert [names_on(sheet) for sheet in sheets] == [("n0", "n1"), ("n2", "n3"), ("n4",)]


def test_a_cell_as_wide_as_the_page_or_off_it_still_has_its_place() -> None:
    cells = [ShownCell("n1", 1, (0.0, 0.0, POINTS, 842.0)), ShownCell("n2", 1, (900.0, 900.0, 950.0, 950.0))]
    (sheet,) = contact_sheets(file_of("PDF"), "f", cells, 2)
    assert opened(sheet).shape[0] <= LARGEST[1] + 1


def test_a_damaged_file_is_refused_by_name() -> None:
    with pytest.raises(UnusableFileError, match=r"lost\.pdf"):
        contact_sheets(file_of("PDF")[:300], "lost.pdf", [ShownCell("n1", 1, BLACK)], 1)


def test_another_picture_has_no_names() -> None:
    out = io.BytesIO()
    Image.new("L", (1, 1)).save(out, "PNG")
    assert names_on(out.getvalue()) == names_on(b"no picture") == ()
