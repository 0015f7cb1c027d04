"""A quick look at a line: words are taken over, numbers are looked at again."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Pictures
from PIL import ImageDraw

from ingest.document import Reading
from ingest.ocr import Image
from ingest.ocr.glance import close_ups, glance, with_figures
from ingest.ocr.rapid import RapidRecogniser
from tests.ingest.drawn_cells import DRAWN_DPI, font

CROP = np.zeros((10, 200, 3), np.uint8)


@pytest.fixture(scope="module")
def recogniser() -> RapidRecogniser:
    return RapidRecogniser(threads=1)


def line(text: str, points: float = 12.0) -> Image:
    """A line of print at 150 dpi with paper around it."""
    pen = font(points)
    sheet = Pictures.new("RGB", (round(pen.getlength(text)) + 40, round(points * DRAWN_DPI / 72 * 1.5)), "white")
    ImageDraw.Draw(sheet).text((20, sheet.height / 2), text, font=pen, fill="black", anchor="lm")
    return np.asarray(sheet.resize((sheet.width // 2, sheet.height // 2)), np.uint8)


def seen(text: str, probability: float = 1.0):
    places = [(character, (place + 0.5) / len(text)) for place, character in enumerate(text)]
    return glance(Reading(text=text, probability=probability), places)


@pytest.mark.parametrize(
    "text", ["共收到政府信息公开申请1111件，其中自然人22222件", "全年公开信息000111条，点击33333333次"]
)
def test_equal_digits_side_by_side_in_a_line_are_all_read(text: str, recogniser: RapidRecogniser) -> None:
    (quick,) = recogniser._glances([line(text)]).values()
    (reading,) = recogniser.texts([line(text)])
    assert quick.reading.text != text
    assert reading.text == text


def test_equal_characters_side_by_side_are_both_read(recogniser: RapidRecogniser) -> None:
    text = "各部门往往一件件对照落实，常常抽查"
    (reading,) = recogniser.texts([line(text)])
    assert reading.text == text


def test_numbers_are_those_of_the_close_ups() -> None:
    look = seen("一二三四五六七八九十申请11件，一二三四五六七八九十公开2条一二三四五六七八")
    assert len(close_ups(CROP, look)) == 2
    closer = [Reading(text="请111件", probability=0.8), Reading(text="开22条", probability=1.0)]
    read = with_figures(CROP, look, closer)
    assert read
    assert read.text == "一二三四五六七八九十申请111件，一二三四五六七八九十公开22条一二三四五六七八"
    assert read.probability == 0.8


@pytest.mark.parametrize("closer", ["请件", "请1。1件", "11件"])
def test_a_close_up_that_shows_other_numbers_or_cuts_one_does_not_tell(closer: str) -> None:
    look = seen("一二三四五六七八九十申请11件一二三四五六七八九十")
    assert with_figures(CROP, look, [Reading(text=closer, probability=1.0)]) is None


def test_a_line_without_numbers_stays_as_it_was_seen() -> None:
    look = seen("本年度没有收费")
    assert close_ups(CROP, look) == ()
    assert with_figures(CROP, look, []) == look.reading


def test_a_quick_look_that_is_unsure_or_leaves_room_for_a_character_is_not_enough() -> None:
    assert seen("本年度没有收费").enough
    assert not seen("本年度没有收费", 0.5).enough
    places = [(character, place / 8) for character, place in zip("各门对照落实", (0, 1, 2, 3, 4, 6), strict=True)]
    assert not glance(Reading(text="各门对照落实", probability=1.0), places).enough


def test_a_number_seen_behind_the_end_of_a_line_has_a_close_up() -> None:
    look = glance(Reading(text="1", probability=1.0), [("1", 1.5)])
    assert [part.size > 0 for part in close_ups(CROP, look)] == [True]
