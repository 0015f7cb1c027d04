"""A number that a page break cuts in two beside a label that it cuts as well: never its first digits, unflagged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extraction import extract
from ingest import load_bytes
from ingest.document import Block, Grid, Row

TITLE = "<p>清砚市教育局2024年政府信息公开工作年度报告</p>"
TABLE_2 = (
    "<p>二、主动公开政府信息情况</p>",
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范", "12", "4", "16"),
    ("性文件", "3", "", ""),
)
TABLE_3 = (
    "<p>三、收到和处理政府信息公开申请情况</p>",
    ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
    ("一、本年新收政府信息公开申请数量", "15", "0", "0", "0", "0", "", "15"),
    ("二、上年结转政府信息公开", "12", "0", "0", "0", "0", "", ""),
    ("申请数量", "3", "", "", "", "", "", ""),
    ("（一）予以公开", "3", "0", "0", "0", "0", "", "3"),
)


def _read(heading: str, rows: Sequence[Sequence[str]], *, turns_at: int | None):
    """The facts of a page that was turned before that row."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    document = load_bytes(f"{TITLE}{heading}<table>{body}</table>".encode(), path="x.html")
    pages = tuple(
        replace(page, blocks=tuple(_turned(block, turns_at) if turns_at else block for block in page.blocks))
        for page in document.pages
    )
    return extract(replace(document, pages=pages)).facts


def _turned(block: Block, at: int) -> Block:
    if not isinstance(block, Grid):
        return block
    return replace(block, rows=tuple(_on(row, 1 if number < at else 2) for number, row in enumerate(block.rows)))


def _on(row: Row, page: int) -> Row:
    return replace(row, cells=tuple(replace(cell, page=page) for cell in row.cells))


@pytest.mark.parametrize(
    ("table", "rest", "field"),
    [
        (TABLE_2, 3, "disclosure.normative_documents.issued"),
        (TABLE_3, 3, "requests.carried_over.natural_person"),
    ],
)
def test_the_rest_of_a_number_on_the_next_page_leaves_its_beginning_in_doubt(table, rest: int, field: str) -> None:
    heading, *rows = table
    assert "low_confidence" in _read(heading, rows, turns_at=rest)[field].flags


def test_a_row_that_belongs_to_no_form_leaves_those_of_its_own_page_alone() -> None:
    heading, *rows = TABLE_2
    rows[3] = ("行政规范性文件", "12", "4", "16")
    rows[4:] = [("其他文件资料", "3", "", "")]
    assert _read(heading, rows, turns_at=None)["disclosure.normative_documents.issued"].flags == ()
