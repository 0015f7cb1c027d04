"""Every .html format says what its layout says, row by row and cell by cell, to a reader that shares no code with ours."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import lxml.html
import pytest

from eval.generate import any_order, make_report
from eval.generate.grid import Paragraph, Table
from eval.generate.render import FORMATS, render
from eval.generate.render.html_dialects import DIALECTS

PAGES = [name for name in FORMATS if name.startswith("html")]
ENCODINGS = {
    "html": "utf-8",
    "html-editor": "utf-8",
    "html-gbk": "gb18030",
    "html-gbk-bare": "gbk",
    "html-gb18030-lying": "gb18030",
    "html-word": "gb18030",
}
SEEDS = range(10)
MARKS = ("第二十条第（一）项", "申请人情况", "行政诉讼")  # one label that only this table has
INVISIBLE = re.compile("[\\s\u200b\u200d\ufeff]+")


@lru_cache
def layout_of(seed: int):
    return make_report(any_order(seed)).layout


def page_of(data: bytes, name: str):
    page = lxml.html.document_fromstring(data.decode(ENCODINGS[name]))
    for node in page.xpath("//*[contains(translate(@style, ' ', ''), 'display:none')] | //script | //style"):
        node.drop_tree()
    return page


def text_of(node) -> str:
    return INVISIBLE.sub("", node.text_content())


def data_tables(page):
    """The three tables, whatever they stand in: the innermost one with a label that only it has."""
    for mark in MARKS:
        inner = [table for table in page.iter("table") if mark in text_of(table) and not table.xpath(".//table")]
        assert len(inner) == 1, mark
        yield inner[0]


def rows_of(table):
    rows = [[text_of(cell) for cell in row.xpath("./td | ./th")] for row in table.iter("tr")]
    return [row for row in rows if any(row)]


def expected_rows(table: Table):
    return [[INVISIBLE.sub("", cell.text) for cell in row if not cell.lost] for row in table.rows]


def tables_of(layout):
    return [block for block in layout.blocks if isinstance(block, Table)]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_another_reader_finds_every_cell_at_its_place(name, seed):
    layout = layout_of(seed)
    found = [rows_of(table) for table in data_tables(page_of(render(layout, name, seed=seed), name))]
    assert found == [expected_rows(table) for table in tables_of(layout)]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("seed", range(4))
def test_every_paragraph_stands_in_the_page(name, seed):
    layout = layout_of(seed)
    text = text_of(page_of(render(layout, name, seed=seed), name))
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            assert INVISIBLE.sub("", block.text) in text


@pytest.mark.parametrize("name", PAGES)
def test_the_same_seed_gives_the_same_bytes(name):
    layout = layout_of(3)
    assert render(layout, name, seed=3) == render(layout, name, seed=3)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("seed", range(3))
def test_a_lost_cell_is_not_in_the_page(name, seed):
    layout = layout_of(1)
    *_, table = tables_of(layout)
    *heads, values = table.rows
    damaged = replace(table, rows=(*heads, (replace(values[0], lost=True), *values[1:])))
    blocks = tuple(damaged if block is table else block for block in layout.blocks)
    data = render(replace(layout, blocks=blocks), name, seed=seed)
    *_, last = data_tables(page_of(data, name))
    assert rows_of(last)[-1] == [cell.text for cell in values[1:]]


def test_the_spans_of_every_format_fill_the_grid():
    layout = layout_of(2)
    for name in PAGES:
        for table, drawn in zip(tables_of(layout), data_tables(page_of(render(layout, name), name)), strict=True):
            cells = [cell for row in drawn.iter("tr") for cell in row.xpath("./td | ./th")]
            cells = cells[: sum(map(len, table.rows))]  # Word's row of widths is not in the grid
            areas = [int(cell.get("rowspan", "1")) * int(cell.get("colspan", "1")) for cell in cells]
            assert sum(areas) == len(table.rows) * len(table.widths)


def test_the_seed_reaches_every_dialect():
    layout = layout_of(2)
    openings = {name: dialect.table.partition("{")[0] for name, dialect in DIALECTS.items()}
    pages = [render(layout, "html-editor", seed=seed).decode() for seed in range(30)]
    assert {name for page in pages for name, opening in openings.items() if opening in page} == set(DIALECTS)


def test_numbers_are_cut_and_padded_invisibly():
    layout = layout_of(7)
    pages = "".join(render(layout, "html-editor", seed=seed).decode() for seed in range(12))
    assert re.search(r"<span>\d+</span><span>\d+</span>", pages)
    assert re.search(r"\d(&#8203;|&#xFEFF;|\u200b)", pages)
    assert re.search(r"&nbsp;\d+&nbsp;", pages)


def test_the_meta_that_lies_and_the_one_that_is_missing():
    layout = layout_of(2)
    lying = render(layout, "html-gb18030-lying")
    assert b"charset=utf-8" in lying
    for wrong in ("utf-8", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            lying.decode(wrong)
    bare = render(layout, "html-gbk-bare")
    assert b"charset" not in bare
    with pytest.raises(UnicodeDecodeError):
        bare.decode("utf-8")
