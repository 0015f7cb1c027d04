"""A table written to a file: .csv, .xlsx, .parquet or .jsonl by the file's name, with its codebook beside it.

A file appears whole or not at all: it is written under another name and then moved into place.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from canonical.contract import number_as_json
from canonical.errors import UnusableRequestError
from service.panel import Table, Value, codebook

if TYPE_CHECKING:
    import pyarrow as pa

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text cell that starts so is run as a formula by spreadsheets; an apostrophe before it makes it text again."""

SHEET_ROWS = 1_048_576
PARQUET_ROWS = 5_000  # rows a row group, so that memory stays flat


class Written(NamedTuple):
    """How many rows went into the table, and where its codebook is (the workbook itself for .xlsx)."""

    rows: int
    codebook: Path


def write_table(table: Table, path: Path) -> Written:
    """The number of rows written and the codebook's path; the file's name chooses the format."""
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UnusableRequestError(f"{path}: 不支持的格式 / unknown format; 请用 / use one of {', '.join(WRITERS)}")
    if not path.parent.is_dir():
        raise UnusableRequestError(f"{path}: 没有这个文件夹 / no such folder: {path.parent}")
    beside = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.stem}.codebook.csv")
    rows = _in_place(writer, table, path)
    if beside != path:
        _in_place(write_csv, codebook(table.columns), beside)
    return Written(rows, beside)


def _in_place(writer: Writer, table: Table, path: Path) -> int:
    draft = path.with_name(f".{path.name}.part")
    counted = _Counted(table.rows)
    try:
        writer(replace(table, rows=iter(counted)), draft)
        draft.replace(path)
    except OSError as error:
        raise UnusableRequestError(f"{path}: 无法写入 / can not be written: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)
    return counted.seen


class _Counted:
    def __init__(self, rows: Iterator[tuple[Value, ...]]) -> None:
        self.rows, self.seen = rows, 0

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        for row in self.rows:
            self.seen += 1
            yield row


def write_csv(table: Table, path: Path) -> None:
    """UTF-8 with a byte order mark, so that Excel shows Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in table.columns])
        writer.writerows([_as_csv(value) for value in row] for row in table.rows)


def write_xlsx(table: Table, path: Path) -> None:
    """A workbook with the sheets `data` and `codebook`."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, content in (("data", table), ("codebook", codebook(table.columns))):
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([column.name for column in content.columns])
        for number, row in enumerate(content.rows, start=2):
            if number > SHEET_ROWS:
                raise UnusableRequestError(
                    f"行数超过工作表上限 / more rows than a sheet holds ({SHEET_ROWS}); use .csv or .parquet"
                )
            sheet.append([_as_cell(value) for value in row])
    book.save(path)


def write_parquet(table: Table, path: Path) -> None:
    """Columns typed by the codebook; numbers as float64 and null where there is no value."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "date": pa.date32(), "truth": pa.bool_()}
    schema = pa.schema([pa.field(column.name, types[column.kind]) for column in table.columns])
    with pq.ParquetWriter(path, schema) as writer:
        for rows in _groups(table.rows, PARQUET_ROWS):
            writer.write_table(_arrow(rows, schema))


def _arrow(rows: list[tuple[Value, ...]], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    plain = [[float(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
    columns = [list(column) for column in zip(*plain, strict=True)] or [[] for _ in schema]
    return pa.table([pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)], schema=schema)


def write_jsonl(table: Table, path: Path) -> None:
    """One JSON object a line; null where there is no value."""
    names = [column.name for column in table.columns]
    with path.open("w", encoding="utf-8") as file:
        for row in table.rows:
            record = dict(zip(names, map(_as_json, row), strict=True))
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def defused(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _as_csv(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return defused(value) if isinstance(value, str) else str(value)


def _as_cell(value: Value) -> Any:
    if isinstance(value, Decimal):
        return number_as_json(value)
    return _without_control(defused(value)) if isinstance(value, str) else value


def _without_control(text: str) -> str:
    """Workbooks can not hold control characters; printed text has none that carry meaning."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")


def _as_json(value: Value) -> Any:
    if isinstance(value, Decimal):
        return number_as_json(value)
    return value.isoformat() if isinstance(value, date) else value


def _groups(rows: Iterator[tuple[Value, ...]], size: int) -> Iterator[list[tuple[Value, ...]]]:
    group: list[tuple[Value, ...]] = []
    for row in rows:
        group.append(row)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


Writer = Callable[[Table, Path], None]
WRITERS: Mapping[str, Writer] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".parquet": write_parquet,
    ".jsonl": write_jsonl,
}
