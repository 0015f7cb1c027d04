"""Pages of a PDF whose text runs up, down or upside down are read as if they were printed upright."""

from __future__ import annotations

import io
from functools import cache

import pytest

from eval.generate import any_order, make_report
from eval.generate.render import drawn
from extraction import extract
from ingest import load_bytes

WAYS = (90, 180, 270)


@cache
def straight(name: str) -> bytes:
    return drawn(make_report(any_order(3, blanks=True)).layout, name, seed=3).data


def turned(name: str, degrees: int) -> bytes:
    """Every page drawn turned on paper that is not, below a page number and a line that are not turned either."""
    from pypdf import PageObject, PdfReader, PdfWriter, Transformation
    from reportlab.pdfgen.canvas import Canvas

    writer = PdfWriter()
    for number, page in enumerate(PdfReader(io.BytesIO(straight(name))).pages, start=1):
        width, height = page.mediabox.width, page.mediabox.height
        size = (width, height) if degrees == 180 else (height, width)
        matrix = {
            90: (0, 1, -1, 0, height, 0),
            180: (-1, 0, 0, -1, width, height),
            270: (0, -1, 1, 0, 0, width),
        }[degrees]
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=size)
        canvas.drawString(size[0] / 2, size[1] - 12, "annual report")
        canvas.drawString(size[0] / 2, 6, str(number))
        canvas.save()
        made = PageObject.create_blank_page(width=size[0], height=size[1])
        made.merge_transformed_page(page, Transformation(matrix))
        made.merge_page(PdfReader(io.BytesIO(buffer.getvalue())).pages[0])
        writer.add_page(made)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def values(data: bytes) -> dict[str, tuple[object, ...]]:
    report = extract(load_bytes(data, path="report.pdf"))
    return {
        field: (fact.value, fact.status, fact.raw, fact.flags, fact.evidence and fact.evidence.page)
        for field, fact in report.facts.items()
    }


@pytest.mark.parametrize("name", ["pdf-landscape", "pdf-borderless"])
@pytest.mark.parametrize("degrees", WAYS)
def test_turned_tables_are_read_as_upright_ones(name, degrees):
    """Only what stood across was read, so that every table was missing."""
    assert values(turned(name, degrees)) == values(straight(name))


def test_places_on_a_turned_page_are_those_of_the_paper():
    upright, page = (
        load_bytes(straight("pdf-landscape"), path="a.pdf"),
        load_bytes(turned("pdf-landscape", 90), path="b.pdf"),
    )
    field = "requests.received.total"
    before, after = (extract(each).facts[field].evidence for each in (upright, page))
    left, top, right, bottom = before.bbox
    height = upright.pages[before.page - 1].height
    assert after.bbox == pytest.approx(
        (top, upright.pages[0].width - right, bottom, upright.pages[0].width - left), abs=0.1
    )
    assert (page.pages[0].width, page.pages[0].height) == (height, upright.pages[0].width)
    assert not any(each.scanned for each in page.pages)


def drawn_with_table(texts: list[tuple[str, bool]], degrees: int) -> bytes:
    """Upright lines, and below them four cells of a table; those texts that are so marked are turned."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800))
    for line in range(12):
        canvas.drawString(60, 760 - 14 * line, "disclosed by the bureau in this year")
    canvas.grid([100, 200, 300], [300, 400, 500])
    middles = ((150, 350), (150, 450), (250, 350), (250, 450))
    order = {90: (0, 1, 2, 3), 270: (3, 2, 1, 0), 180: (2, 0, 3, 1)}[degrees]
    for (text, is_turned), place in zip(texts, order, strict=True):
        canvas.saveState()
        canvas.translate(*middles[place])
        if is_turned:
            canvas.rotate(degrees)
        canvas.drawCentredString(0, 0, text)
        canvas.restoreState()
    canvas.save()
    return buffer.getvalue()


def grids_of(data: bytes):
    blocks = load_bytes(data, path="page.pdf").blocks()
    return [block for block in blocks if not hasattr(block, "text")]


@pytest.mark.parametrize("degrees", WAYS)
def test_a_turned_table_beside_upright_text_is_set_upright(degrees):
    """Its digits were left out with a note."""
    (grid,) = grids_of(drawn_with_table([("rules", True), ("12", True), ("permits", True), ("345", True)], degrees))
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["rules", "12"], ["permits", "345"]]
    for row in grid.rows:
        for cell in row.cells:
            left, top, right, bottom = cell.bbox
            assert 99 < left < right < 301
            assert 299 < top < bottom < 501


@pytest.mark.parametrize("degrees", WAYS)
def test_a_turned_number_in_an_upright_table_is_its_cells(degrees):
    (grid,) = grids_of(drawn_with_table([("rules", False), ("12", True), ("permits", False), ("345", True)], degrees))
    texts = {cell.text for row in grid.rows for cell in row.cells}
    assert texts == {"rules", "12", "permits", "345"}
