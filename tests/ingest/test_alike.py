"""Crops that show the same print are read once, if that reading is sure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ingest.document import Reading
from ingest.ocr import Image
from ingest.scan.alike import first_alike
from ingest.scan.cell_ink import cell_inks, print_height
from ingest.scan.cell_lines import line_pictures
from ingest.scan.cells import read_cells
from tests.ingest.drawn_cells import Drawn, numbers, table, worn


class Counting:
    """A recogniser that reads everything as the same number, and counts what it is given."""

    def __init__(self, probability: float) -> None:
        self.asked, self._reading = 0, Reading(text="8", probability=probability)

    def cells(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        self.asked += len(crops)
        return tuple((self._reading,) for _ in crops)

    def lines(self, image: Image) -> tuple[()]:
        return ()

    texts = numbers = cells


def crops(drawn: Drawn) -> tuple[list[Image], list[str]]:
    inks = cell_inks(drawn.image, drawn.boxes)
    height = print_height(inks)
    lines = [(line_pictures(ink, height)[0].pixels, text) for ink, text in zip(inks, drawn.texts, strict=True) if ink]
    return [pixels for pixels, _ in lines], [text for _, text in lines]


@pytest.mark.parametrize("dpi", [90, 150])
@pytest.mark.parametrize("noise", [0, 10])
def test_crops_with_different_numbers_are_never_alike(dpi: int, noise: int) -> None:
    rows = [[*"0123456789"], [*"6809358712"], ["10", "16", "18", "13", "19", "11", "12", "17", "14", "15"]]
    pictures, texts = crops(worn(table([*rows, *rows, *numbers(8, 10, seed=dpi)], dpi=dpi), noise=noise))
    assert all(texts[place] == texts[first] for place, first in enumerate(first_alike(pictures)))


def test_most_equal_numbers_of_a_clean_page_are_alike() -> None:
    pictures, _ = crops(table([["0"] * 8] * 6))
    assert len(set(first_alike(pictures))) <= 4


def test_nothing_is_alike_where_there_is_nothing() -> None:
    assert first_alike([]) == ()
    assert first_alike([np.full((20, 20, 3), 255, np.uint8)]) == (0,)


def test_what_looks_the_same_is_read_once_if_that_reading_is_sure() -> None:
    drawn = table([["0"] * 8] * 6)
    sure, unsure = Counting(0.999), Counting(0.6)
    assert [each[0].text for each in read_cells(drawn.image, drawn.boxes, sure)] == ["8"] * 48
    assert sure.asked <= 4
    read_cells(drawn.image, drawn.boxes, unsure)
    assert unsure.asked == 48
