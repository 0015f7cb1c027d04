"""PDF files hold every printed number where the generator says, in three readers' eyes, and show Chinese as a picture."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache

import pdfplumber
import pypdfium2
import pytest
from pypdf import PdfReader

from canonical.errors import UnusableRequestError
from eval.generate import any_order, make_report
from eval.generate.grid import Layout, Paragraph, Table, TableCell
from eval.generate.render import FORMATS, drawn, render

PDFS = [name for name in FORMATS if name.startswith("pdf")]
UNRULED = {"pdf-across", "pdf-borderless"}
CASES = [(name, seed) for name in PDFS for seed in range(8 if name in {"pdf", "pdf-breaks"} else 2)]
NEAR = 3.0  # points that pdfplumber moves an edge to make it one with another


@cache
def made(seed):
    return make_report(any_order(seed))


@cache
def pdf(name, seed):
    return drawn(made(seed).layout, name, seed=seed)


@cache
def pages(name, seed):
    """Characters and table cells of each page as pdfplumber sees them."""
    with pdfplumber.open(io.BytesIO(pdf(name, seed).data)) as document:
        return [(page.chars, [cell for table in page.find_tables() for cell in table.cells]) for page in document.pages]


def text_of(chars):
    """The characters in the order in which they were written."""
    return "".join(char["text"] for char in chars)


def printed_values(layout):
    """The text of every value cell by field."""
    tables = (block for block in layout.blocks if isinstance(block, Table))
    return {cell.field: cell.text for table in tables for row in table.rows for cell in row if cell.field}


def words_of(layout):
    """Every character of the report that is no white space, counted without order."""
    texts = [
        text
        for block in layout.blocks
        for text in (
            [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row]
        )
    ]
    return "".join("".join(texts).split())


def one_table(*rows, widths=(1, 1)):
    table = Table(name="disclosure", rows=rows, widths=widths)
    return Layout(title="表", publisher="清砚市教育局", published="2024-01-19", blocks=(table,))


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_each_number_stands_alone_in_its_box(name, seed):
    values = printed_values(made(seed).layout)
    places = pdf(name, seed).places
    assert places.keys() == values.keys()
    for field, text in values.items():
        left, top, right, bottom = places[field].bbox
        chars, _ = pages(name, seed)[places[field].page - 1]
        inside = [
            char
            for char in chars
            if left < (char["x0"] + char["x1"]) / 2 < right and top < (char["top"] + char["bottom"]) / 2 < bottom
        ]
        assert text_of(inside) == text, field
        assert all(char["x0"] >= left and char["x1"] <= right for char in inside), field


@pytest.mark.parametrize(("name", "seed"), [case for case in CASES if case[0] not in UNRULED])
def test_each_box_is_a_cell_between_ruling_lines(name, seed):
    for field, place in pdf(name, seed).places.items():
        _, cells = pages(name, seed)[place.page - 1]
        near = [cell for cell in cells if max(abs(a - b) for a, b in zip(cell, place.bbox, strict=True)) <= NEAR]
        assert len(near) == 1, (field, place)


@pytest.mark.parametrize("name", PDFS)
@pytest.mark.parametrize("reader", ["pdfplumber", "pypdf", "pypdfium2"])
def test_three_readers_read_every_character_back(name, reader):
    """A head that is printed anew on every page and page numbers may add characters, and none may be lost."""
    data = pdf(name, 1).data
    if reader == "pdfplumber":
        text = "".join(text_of(chars) for chars, _ in pages(name, 1))
    elif reader == "pypdf":
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    else:
        document = pypdfium2.PdfDocument(data)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
    wanted = words_of(made(1).layout)
    assert {each for each in wanted if text.count(each) < wanted.count(each)} == set()
    assert set("".join(text.split())) <= {*wanted, *"—0123456789"}


@pytest.mark.parametrize("name", PDFS)
def test_a_file_is_the_same_whatever_was_drawn_before(name):
    before = pdf(name, 3).data
    render(made(5).layout, name, seed=5)
    assert render(made(3).layout, name, seed=3) == before


@pytest.mark.parametrize("name", PDFS)
def test_a_file_is_small_and_brings_its_font(name):
    data = pdf(name, 1).data
    assert len(data) < 150_000
    fonts = PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"].values()
    chinese = [font.get_object() for font in fonts if font.get_object()["/Subtype"] == "/TrueType"]
    assert chinese
    assert all("/FontFile2" in font["/FontDescriptor"] for font in chinese)


def test_pictures_of_two_documents_show_each_character_as_its_own_glyph():
    """The second document has characters that the first one had not: they must not be the box for missing glyphs."""
    shapes = {}
    for text in ("清砚市", "望澜县"):
        page = pypdfium2.PdfDocument(render(one_table((TableCell(text=text, colspan=2),)), "pdf"))[0]
        textpage = page.get_textpage()
        for index, character in enumerate(text):
            left, bottom, right, top = textpage.get_charbox(index)
            crop = (left, bottom, page.get_width() - right, page.get_height() - top)
            shapes[character] = page.render(scale=4, crop=crop, grayscale=True).to_pil()
    assert len({(shape.size, shape.tobytes()) for shape in shapes.values()}) == len(shapes)
    for character, shape in shapes.items():
        dark = sum(shape.point(lambda grey: grey < 128).histogram()[1:])
        assert 0.1 < dark / (shape.width * shape.height) < 0.6, character


def test_the_long_results_label_is_set_one_character_a_line():
    chars = [char for page, _ in pages("pdf", 0) for char in page]
    start = text_of(chars).index("三、本年度办理结果")
    label = [char for char in chars[start : start + 9] if char["text"] != "、"]
    middles = {round((char["x0"] + char["x1"]) / 2, 1) for char in label[1:]}
    assert len(middles) == 1
    assert len({char["top"] for char in label}) == len(label)


def test_rows_break_inside_with_a_page_number_between_their_halves():
    texts = ["".join(text_of(chars) for chars, _ in pages("pdf-breaks", seed)) for seed in range(8)]
    halves = re.compile(r"((?:1\.申请人|2\.申请人|5\.要求行政)\w*)[-\d]{0,20}— \d —.{0,80}?(\w+公开申请|\w+信息)")
    assert any(halves.search(text) for text in texts)
    assert {text.count("申请人情况") > 1 for text in texts} == {True, False}


def test_a_head_as_high_as_a_page_is_not_repeated_on_every_page():
    head = [(TableCell(text="申请人情况" * 30), TableCell(text="总计")) for _ in range(3)]
    rows = [(TableCell(text=f"行{number}"), TableCell(text=str(number), label=False)) for number in range(40)]
    table = Table(name="requests", rows=(*head, *rows), widths=(1, 8))
    layout = replace(one_table(*head), blocks=(table,))
    for seed in range(4):
        with pdfplumber.open(io.BytesIO(drawn(layout, "pdf-breaks", seed=seed).data)) as document:
            texts = [text_of(page.chars) for page in document.pages]
        assert sum(text.count("总计") for text in texts) == 3
        assert "39" in texts[-1]


def test_a_cell_that_a_tool_lost_is_an_empty_box():
    row = (TableCell(text="规章"), TableCell(text="417", label=False, field="disclosure.rules.issued", lost=True))
    file = drawn(one_table(row), "pdf")
    assert file.places == {}
    with pdfplumber.open(io.BytesIO(file.data)) as document:
        assert document.pages[0].extract_tables() == [[["规章", ""]]]


def test_a_character_without_a_glyph_is_refused_and_not_lost():
    with pytest.raises(UnusableRequestError, match=r"U\+1F600"):
        render(one_table((TableCell(text="规章😀", colspan=2),)), "pdf")
