"""Excel workbooks: what is shown is read, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from canonical.errors import UnusableFileError
from ingest import Grid, load_bytes
from tests.ingest.test_sniffing import zipped

HEADING = "三、收到和处理政府信息公开申请情况"


def saved(fill: Callable[[Worksheet], None]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet)
    book.save(file)
    return file.getvalue()


def filled(sheet: Worksheet) -> None:
    for row in ([HEADING], ["申请人", "自然人", "总计"], ["信访", 3, 12.5], ["重复申请", None, "４"]):
        sheet.append(row)


def test_lines_and_tables_come_as_they_are_shown(read, draw):
    table = ["| 0:申请人 | 1:自然人 | 2:总计", "| 0:信访 | 1:3 | 2:12.5", "| 0:重复申请 | 1: | 2:４", "--"]
    assert draw(read(saved(filled))) == [HEADING, *table]


def test_merged_cells_keep_their_spans(read, draw):
    def fill(sheet: Worksheet) -> None:
        for row in (["申请", "申请人", None], [None, "自然人", "总计"], ["信访", 1, 2]):
            sheet.append(row)
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    expected = ["| 0:申请<2x1> | 1:申请人<1x2>", "| 1:自然人 | 2:总计", "| 0:信访 | 1:1 | 2:2", "--"]
    assert draw(read(saved(fill))) == expected


def test_hidden_rows_columns_and_sheets_are_left_out_and_noted(read, draw):
    def fill(sheet: Worksheet) -> None:
        for row in (["信息内容", "旧", "更旧", "本年"], ["规章", 8, 7, 1], ["旧规章", 9, 9, 9], ["文件", 8, 7, 2]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions.group("B", "C", hidden=True)
        other = sheet.parent.create_sheet("旧")
        other.append(["规章", 7])
        other.sheet_state = "hidden"

    document = read(saved(fill))
    assert draw(document) == ["| 0:信息内容 | 1:本年", "| 0:规章 | 1:1", "| 0:文件 | 1:2", "--"]
    assert document.notes == (
        "sheet Sheet: 1 hidden rows were left out",
        "sheet Sheet: 2 hidden columns were left out",
        "sheet 旧 is hidden and was left out",
    )


def test_a_formula_counts_with_the_result_that_was_kept(read, draw):
    book = saved(lambda sheet: sheet.append(["信访", 3, "=B1+1"]))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"</f><v */>|</f><v></v>", b"</f><v>4</v>", old.read(name)))
    assert draw(read(file.getvalue()))[0].endswith("1:3 | 2:4")


def test_a_formula_nobody_worked_out_is_no_blank_cell(read, draw):
    assert draw(read(saved(lambda sheet: sheet.append(["信访", 3, "=SUM(B1:B1)"]))))[0].endswith("2:=SUM(B1:B1)")


def test_the_noise_of_binary_fractions_is_no_part_of_a_number(read, draw):
    assert draw(read(saved(lambda sheet: sheet.append(["收费", 0.1 + 0.2, 1e16]))))[0].endswith(
        "1:0.3 | 2:10000000000000000"
    )


def test_a_damaged_workbook_says_so():
    with pytest.raises(UnusableFileError, match="is a damaged Excel workbook"):
        load_bytes(zipped("xl/workbook.xml"), path="a.xlsx")


@pytest.mark.parametrize("hidden", ["column", "row"])
def test_a_merged_cell_whose_first_row_or_column_is_hidden_keeps_its_value(read, hidden):
    """It is shown in what is left of it; its value was lost without a word."""

    def fill(sheet: Worksheet) -> None:
        for row in (["信息内容", "本年", None], ["规章", 3, None], [None, None, None], ["文件", 2, None]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")
        for area in ("B1:C1", "B2:C3", "B4:C4"):
            sheet.merge_cells(area)
        if hidden == "column":
            sheet.column_dimensions["B"].hidden = True
        else:
            sheet.row_dimensions[2].hidden = True

    grids = [block for block in read(saved(fill)).blocks() if isinstance(block, Grid)]
    texts = [cell.text for grid in grids for row in grid.rows for cell in row.cells if cell.text]
    assert texts == ["信息内容", "本年", "规章", "3", "文件", "2"]
