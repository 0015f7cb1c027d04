"""Tables to files: missing stays empty, formulas are defused, and every format holds the same numbers."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS
from canonical.report import Evidence, Fact, ReportHeader
from service import panel
from service.export import defused, write_table

FEES = "disclosure.fees.amount"
LICENSING = "disclosure.licensing.decisions"
ISSUED = "disclosure.rules.issued"
HEADER = ReportHeader(
    id="00aa00aa00aa00aa", agency="=HYPERLINK(x)教育局", agency_key="教育局", kind="bureau", year=2024, template="2021",
    requests_layout="2021", region=None, level=None, department="education", published=date(2025, 1, 20), title=None,
    path="a.html", sha256="0" * 64,
)  # fmt: skip


class Facts:
    """One report's facts: an amount, a zero, and a blank."""

    def facts(self, report_ids: Sequence[str], fields: Sequence[str]) -> Mapping[str, Mapping[str, Fact]]:
        evidence = Evidence(page=2, bbox=(1.0, 2.0, 3.5, 4.0), text="-1 收费")
        facts = (
            Fact(
                field=FEES,
                value=Decimal("1076.1811"),
                unit="万元",
                status="reported",
                raw="1076.1811",
                evidence=evidence,
            ),
            Fact(
                field=LICENSING,
                value=Decimal(0),
                unit=None,
                status="reported",
                raw="0",
                flags=("failed_check", "layout_guess"),
            ),
            Fact(field=ISSUED, value=None, unit=None, status="blank", raw="=1+1"),
        )
        return {name: {fact.field: fact for fact in facts} for name in report_ids}


def panel_of_one() -> panel.Table:
    return panel.panel((HEADER,), Facts(), {HEADER.id: 2})


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_panel_has_a_row_a_report_and_a_column_a_field(tmp_path: Path) -> None:
    assert write_table(panel_of_one(), tmp_path / "p.csv").rows == 1
    (row,) = read_csv(tmp_path / "p.csv")
    assert set(FIELDS) <= set(row)
    assert (row["year"], row[FEES], row["failed_checks"], row["flagged_fields"]) == ("2024", "1076.1811", "2", "1")


def test_a_panel_has_the_flags_of_each_report(tmp_path: Path) -> None:
    flagged = replace(HEADER, flags=("year_from_text", "several_reports"))
    write_table(panel.panel((HEADER, flagged), Facts(), {}), tmp_path / "p.csv")
    assert [row["report_flags"] for row in read_csv(tmp_path / "p.csv")] == ["", "year_from_text;several_reports"]


def test_missing_stays_empty_and_zero_stays_zero(tmp_path: Path) -> None:
    write_table(panel_of_one(), tmp_path / "p.csv")
    (row,) = read_csv(tmp_path / "p.csv")
    assert (row[LICENSING], row[ISSUED], row["region"]) == ("0", "", "")


def test_csv_starts_with_a_byte_order_mark_for_excel(tmp_path: Path) -> None:
    write_table(panel_of_one(), tmp_path / "p.csv")
    assert (tmp_path / "p.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_starts_like_a_formula_is_defused(text: str) -> None:
    assert defused(text) == "'" + text


def test_formulas_are_defused_in_csv_and_workbook_and_numbers_are_not(tmp_path: Path) -> None:
    write_table(panel.long((HEADER,), Facts()), tmp_path / "l.csv")
    rows = {row["field"]: row for row in read_csv(tmp_path / "l.csv")}
    assert (rows[ISSUED]["raw"], rows[FEES]["evidence"], rows[FEES]["agency"]) == (
        "'=1+1",
        "'-1 收费",
        "'=HYPERLINK(x)教育局",
    )
    write_table(panel.long((HEADER,), Facts()), tmp_path / "l.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "l.xlsx")["data"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_long_form_has_a_row_a_fact_with_status_and_evidence(tmp_path: Path) -> None:
    assert write_table(panel.long((HEADER,), Facts()), tmp_path / "l.csv").rows == 3
    rows = {row["field"]: row for row in read_csv(tmp_path / "l.csv")}
    assert (rows[ISSUED]["value"], rows[ISSUED]["status"]) == ("", "blank")
    assert rows[LICENSING]["flags"] == "failed_check;layout_guess"
    assert (rows[FEES]["page"], rows[FEES]["bbox"], rows[FEES]["unit"]) == ("2", "1, 2, 3.5, 4", "万元")


def test_the_codebook_has_a_line_for_every_column(tmp_path: Path) -> None:
    written = write_table(panel_of_one(), tmp_path / "p.csv")
    lines = {row["column"]: row for row in read_csv(written.codebook)}
    assert written.codebook.name == "p.codebook.csv"
    assert list(lines) == [column.name for column in panel_of_one().columns]
    assert (lines[FEES]["unit"], lines[FEES]["label_zh"]) == ("万元", FIELDS[FEES].zh)


def test_every_format_holds_the_same_values(tmp_path: Path) -> None:
    for kind in ("xlsx", "parquet", "jsonl"):
        assert write_table(panel_of_one(), tmp_path / f"p.{kind}").rows == 1
    line = json.loads((tmp_path / "p.jsonl").read_text(encoding="utf-8"))
    record = pq.read_table(tmp_path / "p.parquet").to_pylist()[0]
    names, cells = openpyxl.load_workbook(tmp_path / "p.xlsx")["data"].iter_rows(values_only=True)
    sheet = dict(zip(names, cells, strict=True))
    for values in (line, record, sheet):
        assert (values[FEES], values[LICENSING], values[ISSUED], values["year"]) == (1076.1811, 0, None, 2024)
    assert (line["published"], record["published"], line["preferred"]) == ("2025-01-20", date(2025, 1, 20), True)
    assert openpyxl.load_workbook(tmp_path / "p.xlsx").sheetnames == ["data", "codebook"]


def test_an_empty_collection_still_makes_a_table_with_headings(tmp_path: Path) -> None:
    for kind in ("csv", "xlsx", "parquet", "jsonl"):
        assert write_table(panel.panel((), Facts(), {}), tmp_path / f"p.{kind}").rows == 0
    assert pq.read_table(tmp_path / "p.parquet").num_rows == 0
    assert read_csv(tmp_path / "p.csv") == []


def test_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnusableRequestError, match=r"\.csv, \.xlsx, \.parquet, \.jsonl"):
        write_table(panel_of_one(), tmp_path / "p.ods")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableRequestError, match="nowhere"):
        write_table(panel_of_one(), tmp_path / "nowhere" / "p.csv")


def test_a_writing_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("old", encoding="utf-8")
    broken = panel.Table(columns=panel.LONG, rows=iter([("too", "short"), 1]))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write_table(broken, tmp_path / "p.csv")
    assert [file.name for file in tmp_path.iterdir()] == ["p.csv"]
    assert (tmp_path / "p.csv").read_text(encoding="utf-8") == "old"
