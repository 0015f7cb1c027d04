"""Cells of pictures are read as they are printed, and what is doubtful says so."""

from __future__ import annotations

import subprocess
import sys

import cv2
import numpy as np
import pytest

from extraction.ways import SURE_READING
from ingest.ocr.rapid import RapidRecogniser
from ingest.scan.cells import read_cells
from tests.ingest.drawn_cells import Drawn, numbers, table, worn


@pytest.fixture(scope="module")
def recogniser() -> RapidRecogniser:
    return RapidRecogniser(threads=1)


def first_texts(drawn: Drawn, recogniser: RapidRecogniser) -> tuple[str, ...]:
    """The likeliest reading of each cell, blank cells as the empty text."""
    cells = read_cells(drawn.image, drawn.boxes, recogniser)
    return tuple(readings[0].text if readings else "" for readings in cells)


@pytest.mark.parametrize("dpi", [100, 200])
def test_every_number_of_a_clean_scan_is_read(dpi: int, recogniser: RapidRecogniser) -> None:
    drawn = table(numbers(10, 7, seed=dpi), dpi=dpi)
    assert first_texts(drawn, recogniser) == drawn.texts


def test_numbers_of_a_worn_scan_are_read_or_doubtful(recogniser: RapidRecogniser) -> None:
    drawn = worn(table(numbers(12, 7, seed=3), dpi=110), noise=12)
    cells = read_cells(drawn.image, drawn.boxes, recogniser)
    wrong = [each for each, text in zip(cells, drawn.texts, strict=True) if not each or each[0].text != text]
    assert len(wrong) <= 2
    assert all(each and each[0].probability < 0.95 for each in wrong)


def test_a_blank_cell_is_surely_empty(recogniser: RapidRecogniser) -> None:
    drawn = worn(table([["0", "", "3"], ["", "0", ""]]))
    assert first_texts(drawn, recogniser) == drawn.texts
    (blank,) = read_cells(drawn.image, drawn.boxes, recogniser)[1]
    assert blank.probability > SURE_READING


def test_a_digit_of_which_specks_are_left_is_no_sure_blank(recogniser: RapidRecogniser) -> None:
    drawn = table([["0", "0", "12", "7"]])
    left, top, right, bottom = (round(edge) for edge in drawn.boxes[0])
    drawn.image[top:bottom, left:right] = 250
    drawn.image[top + 20 : top + 26, left + 48 : left + 50] = 40
    (first, *_), *_ = read_cells(drawn.image, drawn.boxes, recogniser)
    assert first.text == ""
    assert first.probability < SURE_READING


def test_a_page_of_blank_cells_is_blank(recogniser: RapidRecogniser) -> None:
    drawn = worn(table([["", ""], ["", ""]]))
    assert first_texts(drawn, recogniser) == drawn.texts


def test_specks_of_dirt_are_no_print(recogniser: RapidRecogniser) -> None:
    drawn = table([["0", "", "12", ""]])
    for left, top, right, bottom in drawn.boxes:
        x, y = round(left * 0.8 + right * 0.2), round((top + bottom) / 2)
        drawn.image[y : y + 3, x : x + 3] = 0
    assert first_texts(drawn, recogniser) == drawn.texts


def test_a_faint_zero_is_not_blank(recogniser: RapidRecogniser) -> None:
    drawn = table([["0", "", "7", "0"]], ink=20)
    left, top, right, bottom = (round(edge) for edge in drawn.boxes[0])
    part = drawn.image[top:bottom, left:right]
    part[:] = (250 - (250 - part.astype(np.float32)) * 0.4).astype(np.uint8)
    assert first_texts(drawn, recogniser) == drawn.texts


def test_rules_in_a_box_are_not_read(recogniser: RapidRecogniser) -> None:
    drawn = table([["1", "0", "11"], ["", "7", ""]])
    wider = tuple((a - 3, b - 3, c + 3, d + 3) for a, b, c, d in drawn.boxes)
    assert first_texts(drawn._replace(boxes=wider), recogniser) == drawn.texts


def test_rules_that_run_askew_are_not_read(recogniser: RapidRecogniser) -> None:
    drawn = table([["1", "0", "11"], ["", "7", ""], ["4", "0", ""]], dpi=150)
    rows, columns = drawn.image.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), 0.4, 1.0)
    turned = cv2.warpAffine(drawn.image, turn, (columns, rows), borderValue=(250, 250, 250))
    assert first_texts(drawn._replace(image=turned), recogniser) == drawn.texts


def test_marks_come_out_as_printed(recogniser: RapidRecogniser) -> None:
    drawn = table([["-", "/", "—", "无", "1", "1.5万", "-3", "1076.1811", "0.25"]], cell=(64, 24))
    assert first_texts(drawn, recogniser) == drawn.texts


def test_a_minus_and_decimals_far_from_their_digits_are_not_lost(recogniser: RapidRecogniser) -> None:
    drawn = worn(table([["-24", "826.25", "0", "-7"]], dpi=100), noise=10)
    for readings, text in zip(read_cells(drawn.image, drawn.boxes, recogniser), drawn.texts, strict=True):
        assert readings[0].text == text or readings[0].probability < 0.9


@pytest.mark.parametrize(("wide", "high"), [(6, 2), (5, 3), (4, 3)])
def test_a_minus_that_is_hardly_a_stroke_is_read_or_the_number_is_in_doubt(
    wide: int, high: int, recogniser: RapidRecogniser
) -> None:
    """The minus of a narrow face was cut off as dirt, and -3 was a sure 3."""
    drawn = table([["3", "2", "18"], ["0", "26", "5"]], dpi=200)
    left, top, right, bottom = (round(edge) for edge in drawn.boxes[0])
    digits = np.flatnonzero(drawn.image[top + 8 : bottom - 8, left + 8 : right - 8].min(axis=(0, 2)) < 128)
    end, middle = left + 8 + int(digits[0]) - 2, (top + bottom) // 2
    drawn.image[middle - 1 : middle - 1 + high, end - wide : end] = 20
    readings = read_cells(drawn.image, drawn.boxes, recogniser)
    assert readings[0][0].text == "-3" or readings[0][0].probability < SURE_READING
    assert [each[0].text for each in readings[1:]] == ["2", "18", "0", "26", "5"]


def test_the_foot_of_a_torn_digit_is_no_minus(recogniser: RapidRecogniser) -> None:
    """21 in a thin face was as likely -21 for the foot of its 2, and a check of it did not speak."""
    drawn = table([["许可", "处罚", "21", "27"]], cell=(64, 24), dpi=150)
    for left, top, right, bottom in (tuple(map(round, box)) for box in drawn.boxes[2:]):
        part = drawn.image[top + 6 : bottom - 6, left + 6 : right - 6]
        columns = np.flatnonzero(part.min(axis=(0, 2)) < 128)
        gap = columns[np.flatnonzero(np.diff(columns) > 1)[0]]
        rows = np.flatnonzero(part[:, : gap + 1].min(axis=(1, 2)) < 128)
        part[rows[-1] - 6 : rows[-1] - 3, : gap + 1] = 250
    for readings, text in zip(read_cells(drawn.image, drawn.boxes, recogniser), drawn.texts, strict=True):
        assert readings[0].text == text
        assert all(each.probability < 0.1 for each in readings if each.text.startswith("-"))


def test_a_remark_in_a_cell_is_words(recogniser: RapidRecogniser) -> None:
    drawn = table([["22（其中修订16件）", "22"]], cell=(130, 24))
    remark, number = read_cells(drawn.image, drawn.boxes, recogniser)
    assert [each.text.replace("(", "（") for each in remark] == ["22（其中修订16件）"]
    assert remark[0].probability > 0.9
    assert number[0].text == "22"


def test_lines_of_a_cell_keep_their_break(recogniser: RapidRecogniser) -> None:
    drawn = table([["商业\n企业", "3"], ["法律服务\n机构", "0"]], cell=(70, 44))
    assert first_texts(drawn, recogniser) == drawn.texts


def test_a_label_that_runs_downwards_is_read_in_one(recogniser: RapidRecogniser) -> None:
    label = "三、本年度办理结果"
    drawn = table([["\n".join(label), "0"]], cell=(24, 170))
    assert first_texts(drawn, recogniser) == (label, "0")


def test_a_label_begins_with_its_strokes_and_dots(recogniser: RapidRecogniser) -> None:
    drawn = table([["一、本年新收", "（一）予以公开"], ["2", "二、总计"]], cell=(110, 24))
    read = first_texts(drawn, recogniser)
    assert tuple(text.replace("(", "（").replace(")", "）") for text in read) == drawn.texts


def test_characters_that_touch_in_a_label_that_runs_downwards_are_parted(recogniser: RapidRecogniser) -> None:
    drawn = table([["\n".join("本年度办理结果"), "0", "0"]], cell=(24, 130), spacing=-0.16)
    assert first_texts(drawn, recogniser) == ("本年度办理结果", "0", "0")


def test_a_number_that_its_box_cuts_is_doubtful_or_right(recogniser: RapidRecogniser) -> None:
    drawn = table([["667", "0", "12", "0"]])
    left, top, right, bottom = drawn.boxes[0]
    cut = ((left, top, (left + right) / 2 + 5, bottom), *drawn.boxes[1:])
    (readings, *_) = read_cells(drawn.image, cut, recogniser)
    assert readings[0].text == "667" or readings[0].probability < 0.9


def test_boxes_without_pixels_are_blank(recogniser: RapidRecogniser) -> None:
    drawn = table([["5"]])
    boxes = ((-9.0, -9.0, -2.0, -2.0), (5.0, 5.0, 5.0, 5.0), (9000.0, 9000.0, 9100.0, 9100.0), *drawn.boxes)
    assert first_texts(drawn._replace(boxes=boxes), recogniser) == ("", "", "", "5")
    assert read_cells(drawn.image, (), recogniser) == ()


def test_reading_twice_gives_the_same(recogniser: RapidRecogniser) -> None:
    drawn = worn(table(numbers(2, 5), dpi=100), noise=14)
    once = read_cells(drawn.image, drawn.boxes, recogniser)
    assert read_cells(drawn.image, drawn.boxes, recogniser) == once


def test_lines_of_a_page_are_found_with_their_boxes(recogniser: RapidRecogniser) -> None:
    drawn = table([["一、总体情况"], [""], ["2024年度报告"]], cell=(160, 30), rules=False)
    found = recogniser.lines(drawn.image)
    assert [each.reading.text for each in found] == ["一、总体情况", "2024年度报告"]
    for line, (left, top, right, bottom) in zip(found, (drawn.boxes[0], drawn.boxes[2]), strict=True):
        assert left < line.box[0] < line.box[2] < right
        assert top < line.box[1] < line.box[3] < bottom


def test_a_page_of_nothing_has_no_lines(recogniser: RapidRecogniser) -> None:
    assert recogniser.lines(np.full((200, 200, 3), 255, np.uint8)) == ()


def test_numbers_reads_digits_only(recogniser: RapidRecogniser) -> None:
    drawn = table([["57"]])
    left, top, right, bottom = (round(edge) for edge in drawn.boxes[0])
    ((first, *_),) = recogniser.numbers([drawn.image[top + 6 : bottom - 6, left + 20 : right - 20]])
    assert first.text == "57"
    assert recogniser.texts([]) == recogniser.numbers([]) == recogniser.cells([]) == ()


def test_models_and_libraries_of_pictures_load_only_when_they_are_needed() -> None:
    code = (
        "import sys, ingest.ocr.rapid, ingest.scan.cells; "
        "print(sorted({'cv2', 'onnxruntime', 'rapidocr'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
