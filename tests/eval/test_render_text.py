"""Flattened texts and Markdown hold every printed number, on the line that the generator says."""

from __future__ import annotations

import re
from functools import cache

import pytest

from eval.generate import any_order, make_report
from eval.generate.grid import Layout, Table, TableCell
from eval.generate.render import FORMATS, Place, drawn

TEXTS = [name for name in FORMATS if name.startswith(("text", "markdown"))]
SEEDS = range(8)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@cache
def made(name, seed):
    return make_report(any_order(seed, blanks=FORMATS[name].keeps_blanks))


@cache
def text(name, seed):
    return drawn(made(name, seed).layout, name, seed=seed)


def tables_of(layout):
    return [block for block in layout.blocks if isinstance(block, Table)]


def values_of(table):
    return {cell.field: cell.text for row in table.rows for cell in row if cell.field}


def one_row(*cells):
    table = Table(name="requests", rows=(cells,), widths=(1,) * sum(cell.colspan for cell in cells))
    return Layout(title="表", publisher="清砚市教育局", published="2024-01-19", blocks=(table,))


def value(digits, field=None, *, lost=False):
    return TableCell(text=digits, label=False, field=field, lost=lost)


def lines_of(name, layout):
    return drawn(layout, name).data.decode().rstrip("\n").split("\n")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_each_number_stands_on_its_line(name, seed):
    file = text(name, seed)
    lines = file.data.decode().split("\n")
    for table in tables_of(made(name, seed).layout):
        for field, printed in values_of(table).items():
            if printed:
                line = lines[file.places[field].line - 1]
                assert printed in NUMBER.findall(line) or "0000000" in line, field


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_values_stand_in_the_order_of_print_and_nothing_is_between_them(name, seed):
    """Lines with values hold, behind their labels, the values of one row of the table or of one cell."""
    file = text(name, seed)
    lines = file.data.decode().split("\n")
    for table in tables_of(made(name, seed).layout):
        for row in table.rows:
            values = [cell for cell in row if cell.field and cell.text]
            numbers = [file.places[cell.field].line for cell in values]
            assert numbers == sorted(numbers)
            for line in set(numbers):
                here = [cell.text for cell in values if file.places[cell.field].line == line]
                found = NUMBER.findall(re.sub(r'\w+="\d+"', "", lines[line - 1]))
                assert found[-len(here) :] == here or found[-1] == "".join(here)


@pytest.mark.parametrize("name", TEXTS)
def test_no_mark_is_left_in_the_text(name):
    assert not re.search("[\ue000-\uf8ff]|\\w+\\.\\w+\\.\\w+", text(name, 3).data.decode())


@pytest.mark.parametrize("name", TEXTS)
def test_a_lost_cell_has_no_place_and_no_text(name):
    layout = one_row(
        TableCell(text="其他"), value("17", "a.b.c"), value("417", "a.b.d", lost=True), value("4", "a.b.e")
    )
    file = drawn(layout, name)
    assert b"417" not in file.data
    assert file.places.keys() == {"a.b.c", "a.b.e"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text-lines", ["\t其他", "\t17", "\t", "\t4"]),
        ("text-lines-dropped", ["\t其他", "\t17", "\t4"]),
        ("text-flow", ["其他 17 4"]),
        ("text-pipes", ["其他 | 17 |  | 4"]),
        ("text-pipes-leading", ["| 其他 | 17 |  | 4 |"]),
        ("text-pipes-lone", ["其他 | 17 |  | 4", "|"]),
        ("text-pipes-ended", ["其他 |", "17 |", " |", "4 |", "|"]),
        ("text-fused", ["其他\t17\t\t4"]),
        ("text-split", ["其他\t17\t\t4"]),
        ("markdown", ["| 其他 | 17 |  | 4 |", "| --- | --- | --- | --- | --- |"]),
        ("markdown-html", ["<table>", "<tr><td>其他</td><td>17</td><td></td><td>4</td></tr>", "</table>"]),
    ],
)
def test_a_row_with_a_blank_and_a_lost_cell(name, expected):
    layout = one_row(TableCell(text="其他"), value("17"), value(""), value("99", lost=True), value("4"))
    assert lines_of(name, layout) == expected


def test_seven_zeros_are_fused_and_other_rows_are_not():
    fields = [f"requests.other.{number}" for number in range(7)]
    zeros = one_row(TableCell(text="其他"), *(value("0", field) for field in fields))
    file = drawn(zeros, "text-fused")
    assert file.data.decode() == "其他\t0000000\n"
    assert file.places == dict.fromkeys(fields, Place(line=1))
    for digits in ("0001001", "00000000"):
        others = one_row(TableCell(text="其他"), *(value(digit) for digit in digits))
        assert lines_of("text-fused", others) == ["\t".join(("其他", *digits))]


def test_long_labels_are_split_in_two_and_lose_no_character():
    layout = one_row(TableCell(text="五、本年新收政府信息公开申请数量"), value("4", "a.b.c"))
    file = drawn(layout, "text-split")
    assert file.data.decode().count("\n") == 2
    assert file.data.decode().replace("\n", "") == "五、本年新收政府信息公开申请数量\t4"
    assert file.places == {"a.b.c": Place(line=2)}


@pytest.mark.parametrize("name", ["text-layout", "text-grid"])
def test_columns_stand_under_each_other(name):
    """A Chinese character takes two places: seen in a fixed pitch, all values of a column begin at one of them."""
    file = text(name, 0)
    lines = file.data.decode().split("\n")
    columns = {}
    (table,) = (table for table in tables_of(made(name, 0).layout) if table.name == "requests")
    for row in table.rows:
        for place, cell in enumerate(reversed([cell for cell in row if cell.field])):
            if place == 0 and cell.text:
                line = lines[file.places[cell.field].line - 1]
                before = line[: line.rindex(cell.text)]
                columns.setdefault(place, set()).add(sum(1 + (not each.isascii()) for each in before))
    assert [len(starts) for starts in columns.values()] == [1]


def test_a_remark_in_a_drawn_grid_stays_in_its_cell():
    """It pushed the rules of its line aside, which no tool that draws rules does."""
    cells = [TableCell(text=f"1{n}（其中修订3件）", label=False, field=f"a.b{n}") for n in range(15)]
    lines = drawn(one_row(*cells), "text-grid").data.decode().split("\n")
    drawn_lines = [line for line in lines if line.startswith(("|", "+"))]
    assert len({sum(1 + (not each.isascii()) for each in line) for line in drawn_lines}) == 1
    assert len(drawn_lines) > 3
