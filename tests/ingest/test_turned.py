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
