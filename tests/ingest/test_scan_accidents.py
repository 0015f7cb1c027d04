"""What happens to paper on its way to a scan: the back shining through, dirt on the glass, pale ink, the wrong side up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from random import Random

import cv2
import numpy as np
import pdfplumber
import pytest

from eval.generate import make_report, wide_order
from eval.generate.render.pdf import printed
from eval.generate.render.scan import pages_of_print, paper_of
from eval.generate.render.scan_condition import SCANS
from eval.generate.render.scan_marks import streaked
from eval.generate.render.scan_sheet import faded, shown_through
from ingest.document import Reading
from ingest.ocr import Image, TextBox
from ingest.ruled import read_sheet
from ingest.scan.bleed import without_bleed
from ingest.scan.cleaning import without_streaks
from ingest.scan.page import sheet_of_picture
from ingest.scan.prepare import prepare
from ingest.scan.ruling import find_tables
from ingest.scan.turning import quarters_to_upright
from ingest.tables import DrawnTable
from tests.ingest.test_scan_pages import UNIT, Sightless, grids_of, picture, shape, true_grids

BACK = "showed the print of its back, which was taken off"
DIRT = "had lines of dirt from end to end, which were taken off"


class Chatty(Sightless):
    """A recogniser that reads Chinese characters into whatever it is shown."""

    def texts(self, crops: Sequence[Image]) -> tuple[Reading, ...]:
        return tuple(Reading(text="人等开留明前询名把讲的发", probability=0.9) for _ in crops)


class Listener(Sightless):
    """A recogniser that remembers which pictures of text it was given."""

    def __init__(self) -> None:
        self.given: list[Image] = []

    def lines(self, image: Image) -> tuple[TextBox, ...]:
        self.given.append(image)
        return ()


def bled(page: int, share: float) -> Image:
    return shown_through(picture(page), np.asarray(picture(1 - page)), share)


def prepared_grids(image: Image) -> tuple[tuple[str, ...], list[set[tuple[int, int, int, int]]]]:
    """What was done to the page, and its tables."""
    made = prepare(image, UNIT, Sightless())
    gray = cv2.cvtColor(made.image, cv2.COLOR_BGR2GRAY)
    return made.notes, [shape(table) for table in find_tables(gray, made.unit)]


def test_the_print_of_the_back_is_taken_off_and_no_rule_of_it_makes_a_cell():
    layout, condition = make_report(wide_order(600)).layout, SCANS["bled"]
    made = printed(layout, paper_of(condition, seed=600))
    page = pages_of_print(made, layout, condition, seed=600)[0]
    notes, grids = prepared_grids(cv2.cvtColor(page.image, cv2.COLOR_GRAY2BGR))
    with pdfplumber.open(io.BytesIO(made.data)) as file:
        drawn = [shape(part) for part in read_sheet(file.pages[0], 1).parts if isinstance(part, DrawnTable)]
    assert notes[0] == BACK
    assert grids == drawn


def test_paper_is_white_where_the_back_alone_was_seen_and_print_is_left():
    clean = without_bleed(bled(1, 0.4), UNIT)
    assert clean is not None
    front = picture(1).min(axis=2)
    blank = cv2.erode(front, np.ones((15, 15), np.uint8)) > 250
    assert (clean.min(axis=2)[blank] < 225).mean() < 0.001
    assert (clean.min(axis=2)[front < 60] < 100).mean() > 0.99


@pytest.mark.parametrize("begins", [0.3, 0.6])
def test_pale_print_of_the_page_itself_is_no_print_of_the_back(begins: float):
    image = picture(0).copy()
    row = round(begins * len(image))
    image[row:] = 255 - (0.38 * (255 - image[row:].astype(float))).astype(np.uint8)
    assert without_bleed(image, UNIT) is None


def test_dirt_on_the_glass_parts_no_cells():
    image = streaked(picture(1), 5, Random(3))
    assert prepared_grids(image) == ((DIRT,), true_grids(1))


def test_a_wall_along_which_dirt_runs_still_parts_its_cells():
    image = picture(1).copy()
    cells = find_tables(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), UNIT)[0].cells
    inside = round(cells[-1].box[0])
    image[:, inside - 3 : inside] = image[:, inside - 3 : inside] // 2
    assert prepared_grids(image) == ((DIRT,), true_grids(1))


def test_the_rules_of_a_table_cut_out_closely_are_no_dirt():
    part = picture(1)[900:1500]
    ink = np.argwhere(part.min(axis=2) < 100)
    (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
    assert without_streaks(part[max(top - 3, 0) : bottom + 4, left - 3 : right + 4], UNIT) is None


@pytest.mark.parametrize(("lies", "turns"), [(0, 0), (1, 3), (3, 1)])
def test_characters_that_are_read_lying_on_their_side_do_not_make_a_page_upright(lies: int, turns: int):
    image = np.ascontiguousarray(np.rot90(picture(0), lies))
    assert quarters_to_upright(image, UNIT, Chatty()) % 2 == turns % 2


def test_the_pale_text_of_a_carbon_copy_is_read():
    gray = faded(cv2.cvtColor(picture(0), cv2.COLOR_BGR2GRAY), 0.65)
    assert gray.min() > 140
    listener = Listener()
    sheet_of_picture(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), listener, number=1, width=595, height=842)
    assert sum(image.shape[0] for image in listener.given) > 400


def test_strokes_of_a_heading_close_above_a_table_make_no_row():
    image = np.full((700, 800, 3), 255, np.uint8)
    for edge in (200, 260, 320, 380):
        image[edge : edge + 2, 100:702] = 30
    for edge in (100, 300, 700):
        image[200:382, edge : edge + 2] = 30
    image[165:198, 430:433] = 30  # a stroke downwards that ends just above the table, and two across beside it
    image[170:172, 410:445] = image[184:186, 405:450] = 30
    assert grids_of(image) == [{(row, column, 1, 1) for row in range(3) for column in range(2)}]
