"""Tables copied out of a browser, where each cell is a paragraph."""

from __future__ import annotations

from extraction import extract
from ingest import Grid, load_bytes
from tests.extraction.documents import report_of, table_3, whole

TEXT = whole(table_3({"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"}))


def copied(text: str) -> str:
    """Each cell between blank lines, a tab alone between the cells of a row; lines without a tab stay."""
    rows = ("\t".join(f"\n{cell}\n\n" for cell in row.split("\t")) if "\t" in row else row for row in text.split("\n"))
    return "\n".join(rows)


def test_cells_parted_by_lines_of_a_tab_are_the_rows_that_were_copied() -> None:
    """Rows of table 2 and 3 were broken at each cell: half of the values were missing."""
    plain, found = report_of(TEXT), report_of(copied(TEXT))
    assert {field: fact.value for field, fact in found.facts.items()} == {
        field: fact.value for field, fact in plain.facts.items()
    }
    assert not any(fact.flags for fact in found.facts.values())
    assert not found.unplaced


def test_lines_of_a_tab_are_blank_cells_where_other_cells_stand_behind_tabs() -> None:
    lines = "规章\n\t\n\t\n\t0\n\n行政规范性文件\n\t\n\t\n\t2\n\n" * 4
    text = f"临岚县教育局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{lines}"
    document = load_bytes(text.encode(), path="report.txt")
    rows = [row for block in document.blocks() if isinstance(block, Grid) for row in block.rows]
    assert {cell.text for row in rows for cell in row.cells} >= {"", "0", "2"}
    assert extract(document).facts["disclosure.rules.issued"].value in (None, 0)


def test_a_table_of_indented_cells_that_is_mostly_blank_keeps_its_blanks() -> None:
    row = "".join(f"\n\t{cell}" for cell in ("三、本年度办理结果", *[""] * 20))
    lines = row + "".join(f"\n\t{cell}" for cell in ("规章", "0", "1", "2", "行政规范性文件", "3", "4", "5"))
    text = f"临岚县教育局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{lines}"
    found = extract(load_bytes(text.encode(), path="report.txt")).facts
    assert [found[f"disclosure.rules.{name}"].value for name in ("issued", "repealed", "in_force")] == [0, 1, 2]
