"""Every .docx format says what its layout says, row by row and cell by cell, to a reader that shares no code with ours."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache

import docx as python_docx
import pytest

from eval.generate import any_order, make_report
from eval.generate.grid import Paragraph, Table
from eval.generate.render import FORMATS, render

WORD = [name for name in FORMATS if name.startswith("docx")]
SEEDS = range(10)
MARKS = ("第二十条第（一）项", "申请人情况", "行政诉讼")  # one label that only this table has
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOT_READ = {f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}


@lru_cache
def layout_of(seed: int):
    return make_report(any_order(seed)).layout


def body_of(data: bytes):
    return python_docx.Document(io.BytesIO(data)).element.body


def under(node, tag):
    """The nodes of this name below a node, without deleted text and second readings."""
    for child in node:
        if child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}del") is not None:
            continue
        if child.tag == f"{W}{tag}":
            yield child
        if child.tag not in NOT_READ:
            yield from under(child, tag)


def text_of(node) -> str:
    return "".join((each.text or "") for each in under(node, "t"))


def squeezed(text: str) -> str:
    return "".join(text.split())


def data_tables(body):
    """The three tables, whatever they stand in: the innermost one with a label that only it has."""
    for mark in MARKS:
        holding = [table for table in under(body, "tbl") if mark in squeezed(text_of(table))]
        inner = [table for table in holding if not any(other in list(table.iterdescendants()) for other in holding)]
        assert len(inner) == 1, mark
        yield inner[0]


def rows_of(table):
    """The text of each cell that begins in each row; a cell that only holds a table is that table's cells."""
    for row in under(table, "tr"):
        if next(row.iterancestors(f"{W}tbl")) is not table:
            continue
        cells = [cell for cell in under(row, "tc") if not list(under(cell, "tbl")) and not goes_on(cell)]
        yield [squeezed(text_of(cell)) for cell in cells]


def goes_on(cell) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def expected_rows(table: Table):
    return [["" if cell.lost else squeezed(cell.text) for cell in row] for row in table.rows]


def tables_of(layout):
    return [block for block in layout.blocks if isinstance(block, Table)]


def with_a_lost_cell(layout):
    """The same layout, the first number of its last table lost."""
    *_, table = tables_of(layout)
    *heads, values = table.rows
    damaged = replace(table, rows=(*heads, (replace(values[0], text="123", lost=True), *values[1:])))
    return replace(layout, blocks=tuple(damaged if block is table else block for block in layout.blocks))


@pytest.mark.parametrize("name", WORD)
@pytest.mark.parametrize("seed", SEEDS)
def test_another_reader_finds_every_cell_at_its_place(name, seed):
    layout = layout_of(seed)
    found = [list(rows_of(table)) for table in data_tables(body_of(render(layout, name, seed=seed)))]
    assert found == [expected_rows(table) for table in tables_of(layout)]


@pytest.mark.parametrize("name", WORD)
@pytest.mark.parametrize("seed", range(4))
def test_every_paragraph_is_read_once(name, seed):
    layout = layout_of(seed)
    text = squeezed(text_of(body_of(render(layout, name, seed=seed))))
    for block in layout.blocks:
        if isinstance(block, Paragraph) and block.style == "body":
            assert text.count(squeezed(block.text)) == 1
    assert squeezed(layout.title) in text


@pytest.mark.parametrize("name", WORD)
def test_the_same_seed_gives_the_same_bytes_and_another_does_not_have_to(name):
    layout = layout_of(3)
    assert render(layout, name, seed=3) == render(layout, name, seed=3)
    changes = render(layout, name, seed=3) != render(layout, name, seed=5)
    assert changes == (name != "docx")


@pytest.mark.parametrize("name", WORD)
def test_a_lost_cell_is_an_empty_one(name):
    layout = with_a_lost_cell(layout_of(1))
    last = list(rows_of(list(data_tables(body_of(render(layout, name, seed=1))))[-1]))[-1]
    assert last[0] == ""
    assert last == expected_rows(tables_of(layout)[-1])[-1]


def test_the_title_in_a_box_is_stored_twice_and_read_once():
    layout = layout_of(2)
    body = body_of(render(layout, "docx-boxes", seed=2))
    stored = [box for box in body.iter(f"{W}txbxContent") if squeezed(layout.title) in squeezed(text_of(box))]
    assert len(stored) == 2
    assert text_of(body).count(layout.title) == 1


def test_a_revised_report_still_has_the_numbers_that_were_struck_out():
    layout = layout_of(3)
    body = body_of(render(layout, "docx-revised", seed=3))
    struck_out = [each.text for each in body.iter(f"{W}delText")]
    assert len([text for text in struck_out if text.isdigit()]) > 10
    assert struck_out[0] not in layout.title


def test_every_way_of_storing_a_number_is_used():
    layout = layout_of(7)
    body = body_of(render(layout, "docx-pieces", seed=4))
    for tag in ("smartTag", "sdt", "fldChar", "tab", "br"):
        assert any(list(node.iterancestors(f"{W}tc")) for node in body.iter(f"{W}{tag}")), tag
    values = [cell for table in data_tables(body) for cell in under(table, "tc") if text_of(cell).isdigit()]
    assert any(len(list(under(cell, "t"))) > 1 for cell in values)
    assert any(len(list(under(cell, "p"))) > 1 for cell in values)


def test_ragged_rows_keep_the_width_of_their_table():
    layout = layout_of(4)
    ragged = 0
    for seed in range(4):
        for table in data_tables(body_of(render(layout, "docx-pieces", seed=seed))):
            columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            for row in under(table, "tr"):
                spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in under(row, "tc")]
                skips = [row.find(f"{W}trPr/{W}{name}") for name in ("gridBefore", "gridAfter")]
                skipped = [node for node in skips if node is not None]
                width = sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) + len(skipped)
                ragged += len(skipped)
                assert width == columns
    assert ragged > 10


def test_tables_stand_in_tables_in_every_nested_report():
    layout = layout_of(4)
    for seed in SEEDS:
        body = body_of(render(layout, "docx-nested", seed=seed))
        assert all(table.getparent().tag == f"{W}tc" for table in data_tables(body))
