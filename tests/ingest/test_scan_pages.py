"""Pages that are pictures: generated reports, printed and degraded, become grids and lines again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from random import Random

import cv2
import numpy as np
import pdfplumber
import pypdfium2
import pytest
from PIL import Image as Pictures

from canonical.errors import UnusableFileError
from eval.generate.render.pdf import render_pdf
from eval.generate.report import any_order, make_report
from ingest import Document, Grid, Limits, load_bytes
from ingest.document import Reading
from ingest.ocr import Image, TextBox
from ingest.ocr.rapid import default_recogniser
from ingest.placing import place_of
from ingest.ruled import Paper, read_sheet
from ingest.scan.page import sheet_of_picture
from ingest.scan.prepare import prepare
from ingest.scan.ruling import find_tables
from ingest.tables import DrawnCell, DrawnTable, compact

UNIT = 150 / 72


class Sightless:
    """A recogniser that reads nothing: grids are found without one."""

    def lines(self, image: Image) -> tuple[TextBox, ...]:
        return ()

    def texts(self, crops: Sequence[Image]) -> tuple[Reading, ...]:
        return tuple(Reading(text="", probability=0.0) for _ in crops)

    def numbers(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        return tuple(() for _ in crops)

    cells = numbers


class Sighted(Sightless):
    """A recogniser that is sure of reading the same number everywhere."""

    def cells(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        return tuple((Reading(text="11", probability=1.0),) for _ in crops)


@cache
def printed(seed: int = 0) -> bytes:
    return render_pdf(make_report(any_order(seed)).layout, Random(seed)).data


@cache
def picture(page: int, seed: int = 0) -> Image:
    with pypdfium2.PdfDocument(printed(seed)) as file:
        return np.ascontiguousarray(file[page].render(scale=UNIT).to_numpy()[:, :, :3])


@cache
def true_grids(page: int, seed: int = 0) -> list[set[tuple[int, int, int, int]]]:
    with pdfplumber.open(io.BytesIO(printed(seed))) as file:
        return [shape(part) for part in read_sheet(file.pages[page], 1).parts if isinstance(part, DrawnTable)]


def shape(table: object) -> set[tuple[int, int, int, int]]:
    cells = (
        DrawnCell(row=each.row, column=each.column, rowspan=each.rowspan, colspan=each.colspan) for each in table.cells
    )
    compacted = compact(DrawnTable(cells=tuple(cells), origin="scan"))
    return {(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in compacted.cells}


def grids_of(image: Image, unit: float = UNIT) -> list[set[tuple[int, int, int, int]]]:
    prepared = prepare(image, unit, Sightless())
    return [shape(table) for table in find_tables(cv2.cvtColor(prepared.image, cv2.COLOR_BGR2GRAY), prepared.unit)]


def turned(image: Image, degrees: float) -> Image:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(image, matrix, (width, height), borderValue=(255, 255, 255))


def photographed(image: Image) -> Image:
    height, width = image.shape[:2]
    corners = np.array([(0.04, 0.03), (0.95, 0.05), (0.98, 0.96), (0.02, 0.98)]) * (width, height)
    page = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(page, corners.astype(np.float32))
    desk = cv2.warpPerspective(image, matrix, (width, height), borderValue=(70, 80, 90))
    return (desk * np.linspace(1.0, 0.65, width)[None, :, None]).astype(np.uint8)


def stamped(image: Image) -> Image:
    seal = np.full_like(image, 255)
    cv2.circle(seal, (620, 600), 125, (40, 30, 215), 7)
    cv2.drawMarker(seal, (620, 600), (40, 30, 215), cv2.MARKER_STAR, 60, 10)
    return cv2.multiply(image, seal, scale=1 / 255)


@pytest.mark.parametrize("spoil", [lambda image: image, lambda image: turned(image, 2), photographed])
@pytest.mark.parametrize("page", [0, 1])
def test_every_cell_of_a_printed_table_is_found(spoil, page: int):
    assert grids_of(spoil(picture(page))) == true_grids(page)


@pytest.mark.parametrize("page", [0, 1])
def test_every_cell_of_a_stamped_table_is_found(page: int):
    assert grids_of(stamped(picture(page))) == true_grids(page)


@pytest.mark.parametrize(("ink", "probability"), [(0, 0.1), (190, 1.0)])
def test_a_number_over_two_columns_is_doubted_where_it_may_be_two(ink: int, probability: float):
    """Beside print another is one, the pale traces of a stamp are none."""
    image = picture(1).copy()
    boxes = [cell.box for cell in find_tables(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), UNIT)[0].cells]
    left, right = ([round(edge) for edge in box] for box in boxes[-2:])
    image[left[1] : left[3], left[2] - 3 : right[0] + 3] = 255  # the wall between the last two cells of the table
    for box, shade in ((left, 0), (right, ink)):
        image[box[1] : box[3], box[0] : box[2]] = 255
        at = (box[0] + box[2]) // 2 - 6, box[3] - 8
        cv2.putText(image, "1", at, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (shade,) * 3, 2)
    sheet = sheet_of_picture(image, Sighted(), number=1, width=595, height=842)
    table = next(part for part in sheet.parts if isinstance(part, DrawnTable))
    assert (table.cells[-1].colspan, table.cells[-1].readings[0].probability) == (2, pytest.approx(probability))
    assert all(cell.readings[0].probability == 1.0 for cell in table.cells[-6:-1] if cell.readings)


def test_the_ring_of_a_grey_stamp_below_a_table_is_no_part_of_it():
    image = picture(1).copy()
    tables = find_tables(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), UNIT)
    left, _, right, bottom = (round(edge) for edge in tables[-1].box)
    for side in (left + 60, right - 60):
        image[bottom + 8 : bottom + 108, side : side + 3] = 120
    image[bottom + 2 : bottom + 8, left + 60 : left + 62] = 120
    assert grids_of(image) == true_grids(1)


@pytest.mark.parametrize("height", [16, 60])
def test_rows_beside_a_shaded_one_are_found(height: int):
    image = np.full((600, 800, 3), 255, np.uint8)
    edges = [100, 150, 150 + height, 200 + height]
    image[edges[1] : edges[2], 100:700] = 200
    for edge in edges:
        image[edge : edge + 2, 100:702] = 30
    for edge in (100, 300, 700):
        image[edges[0] : edges[-1], edge : edge + 2] = 30
    assert grids_of(image) == [{(row, column, 1, 1) for row in range(3) for column in range(2)}]


def test_a_rule_along_a_fold_is_found():
    image = picture(1).copy()
    rows = {round(cell.box[1]) - 2 for cell in find_tables(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), UNIT)[0].cells}
    fold = sorted(rows)[len(rows) // 2]
    shadow = 1 - 0.25 * np.exp(-np.square((np.arange(len(image)) - fold - 3) / 5))
    assert grids_of((image * shadow[:, None, None]).astype(np.uint8)) == true_grids(1)


def test_a_page_of_few_pixels_is_scaled_up_for_reading_and_its_boxes_are_not():
    small = cv2.resize(picture(1), None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
    assert grids_of(small, UNIT * 2 / 3) == true_grids(1)
    boxes = [
        next(part for part in sheet_of_picture(image, Sightless(), number=1, width=595, height=842).parts)
        .cells[-1]
        .bbox
        for image in (small, picture(1))
    ]
    assert boxes[0] == pytest.approx(boxes[1], abs=1.5)


def test_a_gap_in_a_rule_joins_no_cells():
    image = picture(1).copy()
    box = find_tables(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), UNIT)[0].cells[40].box
    x, y = round(box[0]) - 2, round((box[1] + box[3]) / 2)
    image[y - 3 : y + 4, x - 4 : x + 4] = 255
    assert grids_of(image) == true_grids(1)


def test_a_clean_and_straight_page_is_left_as_it_is():
    prepared = prepare(picture(1), UNIT, Sightless())
    assert prepared.image is picture(1)
    assert prepared.notes == ()


def test_a_straightened_page_says_what_was_done_and_where_its_cells_are_in_the_file():
    image = turned(picture(1), 2)
    sheet = sheet_of_picture(image, Sightless(), number=3, width=595, height=842)
    assert sheet.notes == ("page 3: was turned by -2.0 degrees; was made straight",)
    (table,) = (part for part in sheet.parts if isinstance(part, DrawnTable))
    left, top, right, bottom = place_of(table.cells[0].bbox, sheet.paper)
    crop = image[round(top * UNIT) : round(bottom * UNIT), round(left * UNIT) : round(right * UNIT)]
    assert crop.mean() > 200
    assert (left, top) == pytest.approx((52.7, 71.0), abs=1)  # the corners of the true cell, turned by hand


def test_a_matrix_takes_a_box_back_to_the_file():
    paper = Paper(width=100, height=100, back=(0, -1, 99, 1, 0, 0, 0, 0, 1))
    assert place_of((10, 20, 30, 40), paper) == (59, 10, 79, 30)


def test_red_numbers_are_no_stamp():
    image = picture(1).copy()
    ink = image.min(axis=2) < 128
    image[ink] = (20, 20, 220)
    assert prepare(image, UNIT, Sightless()).notes == ()


def as_file(image: Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    Pictures.fromarray(image[:, :, ::-1]).save(file, kind, **how)
    return file.getvalue()


@pytest.mark.parametrize("quarters", [0, 2])
def test_a_picture_file_is_read_whichever_way_up(quarters: int):
    upper = picture(0)[1080:1480]
    data = as_file(np.rot90(upper, quarters), "JPEG", quality=90)
    told: list[tuple[int, int]] = []
    document = load_bytes(data, path="a.jpg", progress=lambda page, pages: told.append((page, pages)))
    cells = [
        cell.text for block in document.blocks() if isinstance(block, Grid) for row in block.rows for cell in row.cells
    ]
    assert "行政许可" in cells
    assert told == [(1, 1)]
    assert (document.source.media_type, document.source.scanned, document.source.pages) == ("image/jpeg", True, 1)
    assert any("turned by 180" in note for note in document.notes) == (quarters == 2)


def test_a_cell_of_a_picture_keeps_how_it_may_be_read():
    sheet = sheet_of_picture(picture(0)[1080:1480], default_recogniser(), number=1, width=595, height=192)
    cells = [cell for part in sheet.parts if isinstance(part, DrawnTable) for cell in part.cells]
    assert all(cell.readings[0].text == "\n".join(cell.content) for cell in cells if cell.content)
    assert any(cell.readings for cell in cells)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (as_file(np.full((1, 1, 3), 255, np.uint8), "PNG"), "图片只有 1×1 像素.* is a picture of 1 x 1 pixels"),
        (as_file(np.full((600, 400, 3), 255, np.uint8), "JPEG")[:900], "图片已损坏.*damaged or truncated picture"),
        (as_file(np.full((600, 400, 3), 255, np.uint8), "PNG"), "没有文字 / holds no text"),
    ],
)
def test_a_picture_that_shows_no_page_is_refused_in_one_line(data: bytes, says: str):
    with pytest.raises(UnusableFileError, match=says) as caught:
        load_bytes(data, path="a.png", recogniser=Sightless())
    assert "\n" not in str(caught.value)


def test_a_picture_that_takes_too_much_memory_is_refused_by_its_size():
    data = as_file(np.full((600, 400, 3), 255, np.uint8), "PNG")
    with pytest.raises(UnusableFileError, match=r"600.*takes? .* of memory"):
        load_bytes(data, path="a.png", limits=Limits(max_image_bytes=1000), recogniser=Sightless())


def test_a_page_20000_pixels_high_is_scaled_down():
    from ingest.images import frame

    data = as_file(np.full((20_000, 4000, 3), 255, np.uint8), "JPEG")
    assert min(frame(data, "a.jpg", Limits()).shape[:2]) <= 3600


def test_each_page_of_a_tiff_is_a_page():
    pages = [Pictures.fromarray(np.full((842, 595), 255, np.uint8)) for _ in range(3)]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    told: list[tuple[int, int]] = []
    with pytest.raises(UnusableFileError, match="holds no text"):
        load_bytes(file.getvalue(), path="a.tif", recogniser=Sightless(), progress=lambda *at: told.append(at))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_same_is_read_however_many_pages_are_in_work(monkeypatch: pytest.MonkeyPatch):
    pages = [Pictures.fromarray(np.ascontiguousarray(picture(0)[top : top + 200, :, ::-1])) for top in (1080, 1280)]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])

    def read(at_once: str) -> Document:
        monkeypatch.setenv("OMP_NUM_THREADS", at_once)
        return load_bytes(file.getvalue(), path="a.tif")

    one, two = read("1"), read("2")
    assert [page.number for page in two.pages] == [1, 2]
    assert one == two
