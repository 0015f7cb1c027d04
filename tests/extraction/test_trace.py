"""`nianbao extract --trace`: what each stage decided, for a person at a terminal."""

from __future__ import annotations

from extraction import extract_traced
from ingest import load_bytes
from tests.extraction.documents import TABLE_2, TABLE_4, table_3, whole


def trace(text: str) -> list[str]:
    return list(extract_traced(load_bytes(text.encode(), path="a.txt"))[1].lines())


def test_the_trace_names_each_grid_and_the_table_it_was_taken_for() -> None:
    lines = trace(whole(disclosure=TABLE_2 + "\n\n附表\n甲\t1\t2\n乙\t3\t4"))
    grids = [line for line in lines if line.startswith("  line") and "columns ragged:" in line]
    assert grids[0].rpartition(": ")[2] == "table 2"
    assert any(line.endswith(": table 3") for line in grids)


def test_the_trace_shows_which_label_was_taken_for_which_row_and_how_well_it_fits() -> None:
    lines = trace(whole(requests=table_3({"received": "2 0 0 0 0 0 2"}).replace("新收政府信息", "斯收政府信息")))
    (line,) = [line for line in lines if "-> requests.received " in line]
    assert "斯收政府信息公开申请数量" in line
    assert "(0.9" in line
    assert "natural_person=2" in line


def test_the_trace_says_what_arithmetic_inferred_and_from_which_sum() -> None:
    text = whole(requests=table_3({"received": "2 0 0 0 0 0 2"}))
    blank = text.replace("\t2\t0\t0\t0\t0\t0\t2", "\t2\t\t0\t0\t0\t0\t2", 1)
    assert blank != text
    assert "  requests.received.company = 0 because 2 + ? + 0 + 0 + 0 + 0 = 2 (requests.row_sum)" in trace(blank)


def test_the_trace_gives_a_reason_for_every_flag() -> None:
    doubtful = whole(
        requests=table_3({"received": "3 4"}), review=TABLE_4.replace("1\t0\t0\t1\t2", "1\t0\t0\t1\t3")
    ).replace("1076.1811", "107 6.1811")
    lines = trace(doubtful)
    flags = lines[lines.index(next(line for line in lines if line.startswith("[flags]"))) :]
    assert any("layout_guess, the row has 2 values" in line for line in flags)
    assert any("failed_check, review.sum" in line for line in flags)
    assert any("low_confidence, the digits of '107 6.1811' may be two numbers" in line for line in flags)


def test_the_trace_ends_with_what_is_unplaced_and_what_is_open() -> None:
    lines = trace(whole(requests=table_3({"received": "3 4"}), review=TABLE_4 + "\n备查数\t81"))
    assert "[unplaced] 1" in lines
    assert any("table 4: '81' in '备查数 81'" in line for line in lines)
    assert any(line.startswith("  requests.received") and "layout_guess" in line for line in lines)
