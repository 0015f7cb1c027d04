"""Excel workbooks (.xlsx): each sheet's cells as they are shown, merged ones with their spans, as tables and lines.

A formula counts with the result that was kept with it. What is hidden is not printed, and left out.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from canonical.errors import UnusableFileError
from canonical.sections import section_of_heading
from ingest.archives import Archive
from ingest.document import Line
from ingest.limits import Limits
from ingest.loaded import Loaded, Part, one_page
from ingest.tables import DrawnCell, DrawnTable, blocks_of, is_running

MOST_ROWS, MOST_COLUMNS = 2_000, 60  # of a sheet; a report takes 60 and 15
DIGITS = ".15g"  # what Excel keeps of a number; beyond is noise of binary fractions


class _Cell(NamedTuple):
    column: int
    text: str
    rowspan: int
    colspan: int


class _Merged(NamedTuple):
    """The cell that has a merged one's value, which may be hidden, and what is shown of it."""

    corner: tuple[int, int]
    rowspan: int
    colspan: int


def read_workbook(data: bytes, path: str, limits: Limits) -> Loaded:
    """The lines and tables of all sheets that are shown, in order; raises UnusableFileError for a damaged file."""
    _unpack_within(limits, data, path)
    results, formulas = _opened(data, path, results=True), _opened(data, path, results=False)
    parts: list[Part] = []
    notes: list[str] = []
    for sheet in results.worksheets:
        if sheet.sheet_state == "visible":
            parts.extend(part for rows in _pieces(sheet, formulas[sheet.title]) for part in rows)
            notes.extend(_left_out(sheet))
        else:
            notes.append(f"sheet {sheet.title} is hidden and was left out")
    loaded = one_page(parts, title=results.properties.title or None)
    return Loaded(pages=loaded.pages, title=loaded.title, notes=tuple(notes))


def _unpack_within(limits: Limits, data: bytes, path: str) -> None:
    """Reads all members once: a zip bomb is found here and not by the library."""
    archive = Archive(data, path, limits)
    for member in archive.members():
        archive.read(member)


def _opened(data: bytes, path: str, *, results: bool) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), data_only=results)
    except Exception as error:  # a damaged file raises anything from KeyError to XMLSyntaxError
        again = "用 Excel 打开后另存 / open it in Excel and save it again"
        raise UnusableFileError(path, "Excel 文件已损坏 / is a damaged Excel workbook", again) from error


def _left_out(sheet: Any) -> Iterator[str]:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        yield f"sheet {sheet.title} was read up to row {MOST_ROWS} and column {MOST_COLUMNS}"
    hidden = sum(1 for each in sheet.row_dimensions.values() if each.hidden)
    if hidden:
        yield f"sheet {sheet.title}: {hidden} hidden rows were left out"
    if columns := _hidden_columns(sheet):
        yield f"sheet {sheet.title}: {len(columns)} hidden columns were left out"


def _hidden_columns(sheet: Any) -> frozenset[int]:
    """Their numbers from 1; neighbours are kept as one range."""
    ranges = (range(each.min, each.max + 1) for each in sheet.column_dimensions.values() if each.hidden)
    return frozenset(column for found in ranges for column in found if column <= sheet.max_column)


def _pieces(sheet: Any, formulas: Any) -> Iterator[Sequence[Part]]:
    """The sheet's lines and tables; a table ends at an empty row, a heading or a sentence."""
    table: list[tuple[_Cell, ...]] = []
    for row in _rows(sheet, formulas):
        written = [cell for cell in row if cell.text]
        is_line = len(written) == 1 and _is_line(written[0].text, begins=not table)
        if written and not is_line:
            table.append(row)
            continue
        yield _table(table)
        table = []
        yield [Line(text=text.strip()) for cell in written for text in cell.text.split("\n") if text.strip()]
    yield _table(table)


def _is_line(text: str, *, begins: bool) -> bool:
    """Whether what stands alone in its row is no cell of a table."""
    return begins or section_of_heading(text) is not None or is_running(text)


def _table(rows: Sequence[tuple[_Cell, ...]]) -> Sequence[Part]:
    cells = tuple(
        DrawnCell(
            row=place,
            column=cell.column,
            rowspan=min(cell.rowspan, len(rows) - place),
            colspan=cell.colspan,
            content=(cell.text,),
        )
        for place, row in enumerate(rows)
        for cell in row
    )
    return blocks_of(DrawnTable(cells=cells, origin="xlsx")) if cells else ()


def _rows(sheet: Any, formulas: Any) -> Iterator[tuple[_Cell, ...]]:
    """The cells of each row that is shown, without those that a merged one covers."""
    hidden = _hidden_columns(sheet)
    merged, covered = _merged(sheet, hidden)
    rows = sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS))
    for row in rows:
        if row and not sheet.row_dimensions[row[0].row].hidden:
            shown = (each for each in row if (each.row, each.column) not in covered and each.column not in hidden)
            yield tuple(_cell(each, sheet, formulas, merged) for each in shown)


def _merged(
    sheet: Any, hidden: Collection[int]
) -> tuple[Mapping[tuple[int, int], _Merged], frozenset[tuple[int, int]]]:
    """The merged cells by the first of their places that is shown, and all other places they take."""
    merged: dict[tuple[int, int], _Merged] = {}
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        places = list(_places(area))
        shown = [(row, column) for row, column in places if not (column in hidden or sheet.row_dimensions[row].hidden)]
        covered.update(places)
        if shown:
            (row, column), corner = shown[0], (area.min_row, area.min_col)
            merged[row, column] = _Merged(corner, area.max_row - row + 1, area.max_col - column + 1)
    return merged, frozenset(covered - merged.keys())


def _places(area: Any) -> Iterator[tuple[int, int]]:
    rows = range(area.min_row, min(area.max_row, MOST_ROWS) + 1)
    columns = range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1)
    return ((row, column) for row in rows for column in columns)


def _cell(cell: Any, sheet: Any, formulas: Any, merged: Mapping[tuple[int, int], _Merged]) -> _Cell:
    place = (cell.row, cell.column)
    corner, rowspan, colspan = merged.get(place, _Merged(place, 1, 1))
    value = sheet.cell(*corner).value
    if value is None:  # a formula that no program has worked out yet is no empty cell
        value = formulas.cell(*corner).value
    return _Cell(cell.column - 1, _text(value), rowspan, colspan)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(format(value, DIGITS)), "f")
    return str(value).strip()
