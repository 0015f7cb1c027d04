"""Scans hold every printed number where the generator says, whatever happened to the paper and whatever keeps them."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import pytest
from PIL import Image, ImageSequence

from canonical.errors import UnusableRequestError
from eval.generate import any_order, gold_as_json, make_report
from eval.generate.grid import Table
from eval.generate.render.scan import scanned_pages
from eval.generate.render.scan_condition import SCANS, condition_named
from eval.generate.render.scan_file import CARRIERS, drawn_scan
from eval.generate.retyped import layout_of_gold
from eval.gold import read_gold

SHARED = Path(__file__).parents[2].parent / "shared"
PAGED = [name for name, carrier in CARRIERS.items() if carrier.suffix in {".pdf", ".tif", ".png", ".jpg"}]
INK = 50  # levels that ink is darker than the paper around it, whatever the condition


@cache
def layout(seed=3):
    return make_report(any_order(seed)).layout


@cache
def scan(condition, carrier="pdf", seed=3):
    return drawn_scan(layout(), condition, seed=seed, carrier=carrier)


def printed_values(made):
    """The text of every value cell by field."""
    tables = (block for block in made.blocks if isinstance(block, Table))
    return {cell.field: cell.text for table in tables for row in table.rows for cell in row if cell.field}


def pictures(made):
    """Each page of the file in grey, and how many pixels a point has, as any reader of the file sees it."""
    if made.suffix == ".pdf":
        with pypdfium2.PdfDocument(made.data) as document:
            return [(np.asarray(page.render(scale=2).to_pil().convert("L")), 2.0) for page in document]
    with Image.open(io.BytesIO(made.data)) as picture:
        return [
            (np.asarray(page.convert("L")), float(page.info["dpi"][0]) / 72) for page in ImageSequence.Iterator(picture)
        ]


def crop(picture, scale, box, share=1.0):
    """The middle of the box, `share` of it each way."""
    left, top, right, bottom = box
    across, down = (right - left) * (1 - share) / 2, (bottom - top) * (1 - share) / 2
    left, top, right, bottom = (
        round(side * scale) for side in (left + across, top + down, right - across, bottom - down)
    )
    return picture[top:bottom, left:right].astype(int)


def has_ink(part):
    return np.median(part) - part.min() > INK


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_same_seed_gives_the_same_bytes_in_every_file(carrier):
    assert drawn_scan(layout(), "noisy-72", seed=3, carrier=carrier) == scan("noisy-72", carrier)


def test_another_seed_gives_another_scan_of_the_same_report():
    assert scan("noisy-72", seed=4).data != scan("noisy-72", seed=3).data


@pytest.mark.parametrize("condition", SCANS)
def test_the_middle_of_each_box_has_the_ink_of_its_value_in_every_condition(condition):
    made, pages = scan(condition), pictures(scan(condition))
    values = printed_values(layout())
    assert made.places.keys() == values.keys()
    for field, text in values.items():
        place = made.places[field]
        if text:
            assert has_ink(crop(*pages[place.page - 1], place.bbox, 0.7)), field


@pytest.mark.parametrize("carrier", PAGED)
def test_the_middle_of_each_box_has_ink_where_a_value_is_and_none_where_none_is_in_every_file(carrier):
    made, pages = scan("clean-100", carrier), pictures(scan("clean-100", carrier))
    values = printed_values(layout())
    assert made.places.keys() == values.keys()
    assert "" in values.values()
    for field, text in values.items():
        place = made.places[field]
        assert has_ink(crop(*pages[place.page - 1], place.bbox, 0.6)) == bool(text), field


@pytest.mark.parametrize("condition", ["clean", "turned", "photograph"])
def test_the_sides_of_each_box_lie_along_the_rules_of_its_cell(condition):
    flat = replace(condition_named(condition), skew=0.0, perspective=0.0, bow=0.0)
    for page in scanned_pages(layout(), flat, seed=3):
        grey = page.image if page.image.ndim == 2 else page.image.min(axis=2)
        for left, top, right, bottom in page.places.values():
            for x in (left, right):
                side = crop(grey, page.dpi / 72, (x - 1.5, top + 1, x + 1.5, bottom - 1))
                assert (side.min(axis=1) < 160).mean() > 0.9
            for y in (top, bottom):
                side = crop(grey, page.dpi / 72, (left + 1, y - 1.5, right - 1, y + 1.5))
                assert (side.min(axis=0) < 160).mean() > 0.9


@pytest.mark.parametrize("condition", ["clean-90", "photograph-90", "turned-90", "fax-90"])
def test_the_unseen_text_over_a_picture_stands_on_its_value(condition):
    made, values = scan(condition, "pdf-searchable"), printed_values(layout())
    with pdfplumber.open(io.BytesIO(made.data)) as document:
        for number, page in enumerate(document.pages, start=1):
            for field, place in made.places.items():
                if place.page == number:
                    left, top, right, bottom = place.bbox
                    inside = [
                        char["text"]
                        for char in page.chars
                        if left < (char["x0"] + char["x1"]) / 2 < right
                        and top < (char["top"] + char["bottom"]) / 2 < bottom
                    ]
                    assert sorted(inside) == sorted(values[field]), field


def test_a_bad_reader_gets_some_digits_of_values_wrong_and_nothing_else():
    right, wrong = (
        "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(scan("clean-90", carrier).data))
        for carrier in ("pdf-searchable", "pdf-misread")
    )
    assert right != wrong
    assert re.sub(r"\d", "0", right) == re.sub(r"\d", "0", wrong)


@pytest.mark.parametrize("seed", range(4))
def test_a_mixed_file_has_pages_of_text_and_pictures_of_pages_with_values(seed):
    made = drawn_scan(layout(seed), "clean-90", seed=seed, carrier="pdf-mixed")
    with pypdfium2.PdfDocument(made.data) as document:
        has_text = [bool(page.get_textpage().get_text_range().strip()) for page in document]
    assert True in has_text
    assert any(not has_text[place.page - 1] for place in made.places.values())


def test_each_table_in_a_word_file_or_web_page_is_one_picture_and_no_text():
    docx, html = (scan("noisy-100", carrier) for carrier in ("docx-picture", "html-picture"))
    tables = sum(isinstance(block, Table) for block in layout().blocks)
    with zipfile.ZipFile(io.BytesIO(docx.data)) as archive:
        assert sum(name.startswith("word/media/") for name in archive.namelist()) == tables
        assert "规章" not in archive.read("word/document.xml").decode()
    page = html.data.decode()
    shown = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', page)
    assert len(shown) == tables
    assert "<table" not in page
    assert all(Image.open(io.BytesIO(base64.b64decode(each))).width > 400 for each in shown)


def test_seals_are_red_in_colour_and_go_over_numbers():
    stamped, plain = (scanned_pages(layout(), condition_named(name), seed=3) for name in ("stamped-90", "clean-90"))
    red = [(page.image[:, :, 2].astype(int) - page.image[:, :, 0] > 60) for page in stamped]
    assert red[-1].any()  # where the report is signed
    assert any(
        crop(mask, page.dpi / 72, box).any()
        for mask, page in zip(red, stamped, strict=True)
        for box in page.places.values()
    )
    assert all(page.image.ndim == 2 for page in plain)


def test_a_photographed_sheet_lies_on_a_desk_of_wood():
    for page in scanned_pages(layout(), condition_named("photograph-72"), seed=3):
        blue, _, red = page.image[:8].mean(axis=(0, 1))
        assert red > blue + 20


def test_a_fax_is_black_and_white_and_a_turned_page_lies_on_its_side():
    assert all(set(np.unique(page.image)) == {0, 255} for page in scanned_pages(layout(), SCANS["fax"], seed=3))
    lying = replace(SCANS["turned"], turns=(1,))
    assert all(page.size[0] > page.size[1] for page in scanned_pages(layout(), lying, seed=3))


def test_a_condition_has_the_dpi_behind_its_name():
    assert condition_named("noisy-300") == replace(SCANS["noisy"], dpi=300)
    (page, *_) = scanned_pages(layout(), condition_named("clean-100"), seed=3)
    assert page.image.shape == (1170, 827)  # A4


@pytest.mark.parametrize("names", [("blurry", "pdf"), ("clean-x", "pdf"), ("clean", "gif")])
def test_an_unknown_condition_or_file_is_refused_with_those_that_there_are(names):
    condition, carrier = names
    with pytest.raises(UnusableRequestError, match=r"there are: (clean, noisy|pdf, pdf-mixed)"):
        drawn_scan(layout(), condition, carrier=carrier)


@pytest.mark.parametrize("seed", range(4, 8))
def test_a_report_typed_again_from_its_gold_prints_the_values_of_the_gold(seed, tmp_path):
    made = make_report(replace(any_order(seed), foreign=("licensing",) if seed % 2 else ()))
    path = tmp_path / "gold.json"
    path.write_text(json.dumps({key: gold_as_json(made.gold)[key] for key in ("report", "facts")}))
    again = layout_of_gold(read_gold(path))
    before, after = (
        {field: Decimal(text) if text else None for field, text in printed_values(each).items()}
        for each in (made.layout, again)
    )
    assert after == before
    assert (again.publisher, again.published) == (made.layout.publisher, made.layout.published)


@pytest.mark.shared
@pytest.mark.parametrize("path", sorted((SHARED / "gold").glob("*.json")), ids=lambda path: path.stem)
def test_a_seed_typed_again_prints_each_reported_value_once(path):
    gold = read_gold(path)
    values = printed_values(layout_of_gold(gold))
    for field, fact in gold.facts.items():
        assert values.get(field, "") == (f"{fact.value:f}" if fact.status == "reported" else "")
