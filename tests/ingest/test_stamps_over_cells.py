"""Numbers under a red stamp are read once it is taken off."""

from __future__ import annotations

from random import Random

import pytest

from eval.generate.render.scan_seal import stamped
from ingest.ocr.rapid import RapidRecogniser
from ingest.scan.cells import read_cells
from ingest.scan.cleaning import without_stamps
from tests.ingest.drawn_cells import numbers, table


@pytest.mark.parametrize("seed", [1, 2])
def test_grey_strokes_under_the_star_of_a_stamp_are_kept(seed: int) -> None:
    drawn = table(numbers(10, 7, seed=seed), dpi=100, ink=110, points=9)
    rows, columns = drawn.image.shape[:2]
    middle = (columns / 2 * 0.72, rows / 2 * 0.72)
    red = stamped(drawn.image, "海淀区人民政府", [middle], 100 / 72, Random(seed))
    clean = without_stamps(red, 100 / 72)
    assert clean is not None
    cells = read_cells(clean, drawn.boxes, RapidRecogniser(threads=1))
    assert tuple(readings[0].text for readings in cells) == drawn.texts
