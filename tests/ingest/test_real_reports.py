"""The real reports of ../shared: grids as a person sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from canonical.sections import section_of_heading
from ingest import Grid, Line, chunk, load
from ingest.chunks import MOST

pytestmark = pytest.mark.shared

SHAPES = {  # rows and columns of each table
    "seeds/000_6f2c883718cd5686.txt": [(14, 4), (26, 10), (4, 15)],
    "seeds/001_1a7472626beedd53.txt": [(18, 4), (23, 18), (1, 34)],
    "seeds/002_7d8fc7268cbfb024.txt": [(14, 4), (29, 10), (4, 15)],
    "seeds/003_9caeb933474f0ec0.txt": [(14, 4), (26, 10), (4, 15)],
    "seeds/004_491d5e7aac25b4a8.txt": [(15, 13), (31, 10), (5, 15)],
    "real/hongze_district_2024.pdf": [(14, 4), (26, 10), (4, 15)],
    "real/shuyang_drc_2023.html": [(3, 4), (14, 4), (28, 10), (4, 15)],
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_table_has_its_rows_and_columns(shared: Path, name: str):
    grids = [block for block in load(shared / name).blocks() if isinstance(block, Grid)]
    assert [(len(grid.rows), grid.columns) for grid in grids] == SHAPES[name]


@pytest.mark.parametrize("name", SHAPES)
def test_all_six_headings_are_lines_and_passages_follow_them(shared: Path, name: str):
    document = load(shared / name)
    headings = [section_of_heading(block.text) for block in document.blocks() if isinstance(block, Line)]
    assert [number for number in headings if number] == [1, 2, 3, 4, 5, 6]
    chunks = chunk(document)
    sections = [part.section for part in chunks if part.section]
    assert sections == sorted(sections)
    assert set(sections) == {1, 2, 3, 4, 5, 6}
    assert all(part.tokens <= MOST for part in chunks)


def test_the_cell_of_a_text_file_leads_to_its_line(shared: Path):
    document = load(shared / "seeds/003_9caeb933474f0ec0.txt")
    found = [
        cell.line
        for block in document.blocks()
        if isinstance(block, Grid)
        for row in block.rows
        for cell in row.cells
        if cell.text == "1076.1811"
    ]
    assert found == [56]
