"""Lines of a clean page are found by the paper between them; where there is none, nothing is told."""

from __future__ import annotations

import cv2
import numpy as np

from ingest.document import Reading
from ingest.ocr import Image
from ingest.scan.printed_lines import are_clear, printed_lines

LEVEL = 128.0
UNIT = 2.0  # pixels of a point


def page(*lines: tuple[int, int, int, int]) -> Image:
    """White paper with blocks of print: left, top, right, bottom."""
    sheet = np.full((400, 600), 255, np.uint8)
    for left, top, right, bottom in lines:
        sheet[top:bottom, left:right] = 0
    return sheet


def test_each_line_has_its_box_with_a_margin() -> None:
    found = printed_lines(page((50, 40, 500, 64), (50, 90, 200, 110)), LEVEL, UNIT)
    assert found == ((38.0, 34.0, 512.0, 70.0), (40.0, 85.0, 210.0, 115.0))


def test_wide_paper_parts_a_line_and_a_full_stop_does_not() -> None:
    found = printed_lines(page((50, 40, 200, 60), (230, 40, 300, 60), (360, 40, 500, 60)), LEVEL, UNIT)
    assert found
    assert [(round(left), round(right)) for left, _, right, _ in found] == [(40, 310), (350, 510)]


def test_specks_and_rules_are_no_lines() -> None:
    sheet = page((50, 40, 500, 64))
    sheet[200, 300] = sheet[250, 100] = 0
    sheet[300:302, 50:550] = 0
    found = printed_lines(sheet, LEVEL, UNIT)
    assert found
    assert len(found) == 1


def test_thin_strokes_are_print() -> None:
    sheet = page()
    cv2.putText(sheet, "1", (300, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    assert len(printed_lines(sheet, LEVEL, UNIT) or ()) == 1


def test_lines_that_touch_are_left_to_a_detector() -> None:
    assert printed_lines(page((50, 40, 500, 64), (50, 60, 300, 120)), LEVEL, UNIT) is None


def test_lines_that_are_hardly_read_are_not_clear() -> None:
    boxes = ((0.0, 0.0, 300.0, 20.0), (0.0, 30.0, 30.0, 50.0))
    sure, unsure = Reading(text="本年度", probability=1.0), Reading(text="一", probability=0.2)
    assert are_clear(boxes, (sure, unsure))
    assert not are_clear(boxes, (unsure, sure))
