"""Tables with a pipe behind every cell, a line each, as tools make of web pages that keep line breaks in cells."""

from __future__ import annotations

import re
from itertools import chain
from time import process_time

import pytest

from extraction import extract
from ingest import Grid, load_bytes
from tests.extraction.documents import HEAD, TABLE_2, TABLE_4, TAIL, report_of, table_3, whole

REQUESTS = table_3({"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"})
TEXT = whole(REQUESTS)


def filled_up(text: str, *, between: str = " |\n", before: str = "", more: int = 0) -> str:
    """Each run of lines with tabs as cells with a pipe behind each, filled up to the width of its widest row."""

    def drawn(run: re.Match[str]) -> str:
        rows = [[cell for cell in line.split("\t") if cell] for line in run[0].rstrip("\n").split("\n")]
        width = max(map(len, rows)) + more
        missing = ["|" * (width - len(row)) + "\n" if len(row) < width else "" for row in rows]
        return "".join(before + between.join(row) + " |\n" + rest for row, rest in zip(rows, missing, strict=True))

    return re.sub(r"(?:^.*\t.*\n)+", drawn, text, flags=re.MULTILINE)


def parted(text: str) -> str:
    """The same lines as cells with pipes between them, on lines of their own."""
    return re.sub(r"(?:^.*\t.*\n)+", lambda run: re.sub(r"[\t\n]+", "\n|\n", run[0]), text, flags=re.MULTILINE)


def values(text: str) -> dict[str, object]:
    report = report_of(text)
    assert not any(fact.flags for fact in report.facts.values())
    assert not report.unplaced
    return {field: (fact.value, fact.status) for field, fact in report.facts.items()}


@pytest.mark.parametrize(
    "drawn",
    [
        filled_up(TEXT),
        filled_up(TEXT, more=2),
        filled_up(TEXT, before="|\n"),
        filled_up(TEXT, between=" | ", more=2).replace(" |\n||", " | ||"),
        parted(TEXT),
    ],
    ids=["a cell a line", "wider", "leading pipes", "a row a line", "pipes between"],
)
def test_cells_that_end_with_pipes_are_the_rows_that_they_were(drawn: str) -> None:
    """Values went to the row above or below, or were lost."""
    assert values(drawn) == values(TEXT)


def test_blanks_before_a_total_keep_its_place_where_rows_are_filled_up() -> None:
    """0 | | | | | | | 5 | || was right-aligned with what fills it up: the total came out as another applicant's."""
    rows = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"]
    cells = (f"{row} |\n" + "|\n" * 6 + f"{total} |\n||\n" for row, total in zip(rows, (5, 0), strict=True))
    heads = "（本列数据） |\n申请人情况 |\n||||||||\n自然人 |\n法人或其他组织 |\n总计 |\n|||||||\n"
    names = "商业企业 |\n科研机构 |\n社会公益组织 |\n法律服务机构 |\n其他 |\n|||||\n"
    text = f"{HEAD}三、收到和处理政府信息公开申请情况\n{heads}{names}{''.join(cells)}{TABLE_4}{TAIL}"
    facts = report_of(text).facts
    assert [facts[f"requests.{row}.total"].value for row in ("received", "carried_over")] == [5, 0]
    assert facts["requests.received.legal_service"].value is None


def test_two_tables_whose_heading_is_lost_have_a_width_each() -> None:
    table = "规章 |\n0 |\n1 |\n2 |\n行政许可 |\n5 |\n||\n行政强制 |\n0 |\n||\n"
    below = "自然人 |\n总计 |\n|||\n一、本年新收 |\n4 |\n4 |\n||\n二、上年结转 |\n0 |\n0 |\n||\n"
    document = load_bytes(f"二、主动公开政府信息情况\n{table}{below}".encode(), path="report.txt")
    grids = [block for block in document.blocks() if isinstance(block, Grid)]
    assert [[[cell.text for cell in row.cells] for row in grid.rows] for grid in grids] == [
        [["规章", "0", "1", "2"], ["行政许可", "5"], ["行政强制", "0"]],
        [["自然人", "总计"], ["一、本年新收", "4", "4"], ["二、上年结转", "0", "0"]],
    ]


def test_every_cell_knows_its_line() -> None:
    document = load_bytes(filled_up(TEXT).encode(), path="report.txt")
    grids = [block for block in document.blocks() if isinstance(block, Grid)]
    cells = chain.from_iterable(row.cells for grid in grids for row in grid.rows)
    lines = filled_up(TEXT).split("\n")
    assert all(lines[(cell.line or 0) - 1] == f"{cell.text} |" for cell in cells if cell.text)


def test_a_label_that_explains_itself_in_sentences_is_still_a_row() -> None:
    """规范性文件（行政机关制定发布的决定…） parted the table, and the report was taken for none."""
    long = "行政规范性文件（行政机关制定发布的决定、公告、通告、意见、通知，以及标题采用“规定”“办法”“细则”“规范”“规程”等字样的公文，一般情况下属于规范性文件）"
    text = filled_up(TEXT.replace("行政规范性文件\t", f"{long}\t"))
    assert report_of(text).facts["disclosure.normative_documents.in_force"].value == 8


def test_table_2_alone_tells_that_it_is_a_report() -> None:
    document = load_bytes(f"一、总体情况\n2023年，我街按要求公开。\n{TABLE_2}".encode(), path="report.txt")
    assert extract(document).facts["disclosure.licensing.decisions"].value == 345


def test_many_rows_with_pipes_cost_no_more_than_their_number() -> None:
    """How long most rows are was counted anew for each of them."""
    text = "二、主动公开政府信息情况\n" + ("a |\n" * 3 + "||| x\n") * 2000
    start = process_time()
    load_bytes(text.encode(), path="report.txt")
    assert process_time() - start < 5


def test_a_value_that_was_left_out_of_a_row_that_is_filled_up_leaves_the_others_in_doubt() -> None:
    """A single blank fills a row up that is one short, as the last cell's blank would: the others were sure."""
    row = re.search(r"行政规范性文件\t(\S+)\t(\S+)\t(\S+)", TEXT)
    assert row
    report = report_of(filled_up(TEXT.replace(row[0], f"行政规范性文件\t{row[2]}\t{row[3]}")))
    found = [report.facts[f"disclosure.normative_documents.{key}"] for key in ("issued", "repealed", "in_force")]
    assert all("layout_guess" in fact.flags for fact in found)


def broken_at_blanks(text: str) -> str:
    """The lines with tabs as cells with a pipe behind each, a line break in every blank one."""
    drawn = re.sub(r"^.*\t.*$", lambda line: re.sub(r"[ ]?\t", " | ", line[0]) + " |", text, flags=re.MULTILINE)
    return re.sub(r"(?<=\|) +(?=\|)", "\n", drawn)


def test_blank_cells_with_a_line_break_are_cells_of_their_row():
    """One of a government's pages: nearly all of table 3 was left out, as each row ended at its first blank cell."""
    rows = {"received": "12 _ _ _ _ _ 12", "granted": "9 _ _ _ _ _ 9", "partially_granted": "3 _ _ _ _ _ 3"}
    rows |= {"carried_over": "_ _ _ _ _ _ 0", "carried_forward": "_ _ _ _ _ _ _", "concluded": "12 _ _ _ _ _ 12"}
    text = whole(table_3(rows))
    broken = broken_at_blanks(text)
    assert "12 |\n|\n|\n|\n|\n| 12 |\n" in broken
    assert values(broken) == values(text)
