"""Texts in which a tool wrote what a PDF has in an order of its own: labels apart from numbers, column by column."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from pdfminer.high_level import extract_text

from canonical.forms import blocks_of
from eval.suites import extraction as suite
from eval.suites.bench import document_case
from eval.suites.extraction import as_json, score
from extraction import extract
from extraction.columnwise import beside_labels
from extraction.tables import PrintedRow
from ingest import load_bytes
from ingest.document import Cell
from tests.extraction.documents import HEAD, TABLE_2, TABLE_4, TAIL, report_of

BLOCK = blocks_of("requests")[0]
ROWS = [row for row in BLOCK.rows if "2021" in row.forms]
ZEROS = (0, 0, 0, 0, 0, 0, 0)


def printed(rows: dict[str, tuple[int, ...]], *pages: int) -> str:
    """All labels of table 3, then its numbers column by column, of so many rows on each page; other rows are zeros."""
    table = [rows.get(row.key, ZEROS) for row in ROWS]
    labels = [f"{row.number}.{row.zh}" if row.group else f"{row.number}、{row.zh}" for row in ROWS]
    starts = [sum(pages[:i]) for i in range(len(pages) + 1)]
    columns = [
        str(row[column])
        for start, end in pairwise(starts)
        for column in range(len(BLOCK.columns))
        for row in table[start:end]
    ]
    title = "三、收到和处理政府信息公开申请情况"
    return "\n".join([HEAD + TABLE_2, title, *labels, *columns, "", TABLE_4 + TAIL])


@pytest.mark.parametrize("pages", [(25,), (21, 4)])
def test_columns_printed_one_after_another_are_put_beside_their_labels(pages: tuple[int, ...]) -> None:
    rows = {
        "received": (5, 2, 0, 0, 0, 0, 7),
        "granted": (4, 1, 0, 0, 0, 0, 5),
        "concluded": (4, 1, 0, 0, 0, 0, 5),
        "carried_forward": (1, 1, 0, 0, 0, 0, 2),
    }
    facts = report_of(printed(rows, *pages)).facts
    read = {key: tuple(facts[BLOCK.field_id(key, column.key)].value for column in BLOCK.columns) for key in rows}
    assert read == rows
    assert facts["requests.granted.company"].flags == ("low_confidence",)  # sums do not tell the columns' order
    assert facts["requests.carried_over.company"].flags == ()  # of a row of zeros that does not matter


def test_columns_that_do_not_add_up_are_not_put_beside_labels_in_silence() -> None:
    rows = {"received": (5, 2, 0, 0, 0, 0, 8), "concluded": (4, 1, 0, 0, 0, 0, 5)}
    facts = report_of(printed(rows, 25)).facts
    told = {
        (key, column.key): facts[BLOCK.field_id(key, column.key)]
        for key in (row.key for row in ROWS)
        for column in BLOCK.columns
    }
    order = [column.key for column in BLOCK.columns]
    assert not [
        place
        for place, fact in told.items()
        if fact.value is not None and not fact.flags and fact.value != rows.get(place[0], ZEROS)[order.index(place[1])]
    ]


def test_no_row_of_a_true_grid_is_lost_beside_columns_of_text() -> None:
    numbers = tuple(Cell(text="0", column=i) for i in range(len(ROWS) * len(BLOCK.columns)))
    labels = tuple(Cell(text=f"{row.number}.{row.zh}", column=i) for i, row in enumerate(ROWS))
    text = PrintedRow(cells=(*labels, *numbers), positions="ragged", grid=0, width=1)
    grid = PrintedRow(cells=(Cell(text="7", column=0),), positions="true", grid=1, width=1)
    assert len(beside_labels([text], BLOCK)) == len(ROWS)
    assert [each.row for each in beside_labels([text, grid], BLOCK)] == [text, grid]


def test_two_labels_before_the_numbers_of_two_rows_have_one_each() -> None:
    """The first seven numbers were read as the second label's, in silence, and the first had none."""
    text = HEAD + TABLE_2 + "\n三、收到和处理政府信息公开申请情况\n"
    lines = ["一、本年新收政府信息公开申请数量", *"1000001", "（五）不予 3.要求提供公开出版物", "处理"]
    lines += ["4.无正当理由大量反复申请", *"1000001", *"0200002", "（七）总计", *"1200003"]
    facts = report_of(text + "\n".join(lines) + "\n" + TABLE_4 + TAIL).facts
    publication = facts["requests.not_processed.publication.total"]
    excessive = facts["requests.not_processed.excessive.total"]
    assert (publication.value, excessive.value) == (1, 2)
    assert publication.flags
    assert excessive.flags


def test_numbers_do_not_borrow_a_label_from_a_heap_of_labels_in_silence() -> None:
    """The numbers behind the head of the next page were read as 5.属于三类内部事务信息, which stood in a line above it."""
    text = HEAD + TABLE_2 + "\n三、收到和处理政府信息公开申请情况\n"
    lines = ["一、本年新收政府信息公开申请数量", *"0100001", "3.危及“三安全一稳定”", *"0" * 21, "6.属于四类过程性信息"]
    lines += [
        *"0000000",
        "（三）不 4.保护第三方合法权益",
        "予公开",
        "5.属于三类内部事务信息",
        "自然人",
        "总计",
        *"0100001",
    ]
    lines += ["（七）总计", *"0100001"]
    facts = report_of(text + "\n".join(lines) + "\n" + TABLE_4 + TAIL).facts
    refused = [fact for field, fact in facts.items() if ".refused." in field and fact.value]
    assert all(fact.flags for fact in refused)


def test_a_number_below_the_labels_of_three_rows_is_nobody_s_for_sure() -> None:
    """行政许可, 行政处罚, 行政强制, 6: the tool wrote the other two numbers elsewhere."""
    table = "第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n行政处罚\n行政强制\n6\n"
    report = report_of(HEAD + "二、主动公开政府信息情况\n" + table + TABLE_4 + TAIL)
    decided = [fact for field, fact in report.facts.items() if field.startswith("disclosure.") and fact.value == 6]
    assert all(fact.flags for fact in decided)


def test_heads_in_another_order_than_the_form_s_leave_a_flattened_row_in_doubt() -> None:
    """Whether 6 2 19 stand as the heads came out or as they are printed nothing tells."""
    heads = "本年增/减\n处理决定数量\n第二十条第（五）项\n信息内容\n上一年项目数量\n"
    table = heads + "行政许可\n6\n2\n19\n其他对外管理服务事项\n6\n2\n23\n"
    report = report_of(HEAD + "二、主动公开政府信息情况\n" + table + TABLE_4 + TAIL)
    told = [fact for field, fact in report.facts.items() if ".licensing." in field and fact.value is not None]
    assert told
    assert all(fact.flags for fact in told)


@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("name", ["pdf", "pdf-breaks", "pdf-across", "pdf-landscape"])
def test_nothing_of_what_pdfminer_makes_of_a_report_is_wrong_in_silence(name: str, number: int) -> None:
    prepared = suite.SUITE.prepare(document_case(name, "none", 4242, number))
    text = extract_text(BytesIO(prepared.given.data))
    found = as_json(extract(load_bytes(text.encode(), path="report.txt")))
    cells = score(dict(prepared.expected), found)
    assert not [cell for cell in cells if cell.outcome in {"silent", "invented"}]
    assert sum(cell.outcome == "right" for cell in cells)
