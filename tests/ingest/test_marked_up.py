"""Tables that a program wrote for another one: LaTeX, lists of JSON and of Python, tags in square brackets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest

from ingest import Grid, Line, load_bytes
from ingest.marked_up import with_html_tables
from tests.extraction.documents import TABLE_2, TABLE_4, report_of, table_3, whole

ROWS = {"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"}
TEXT = whole(table_3(ROWS), disclosure=TABLE_2, review=TABLE_4)

Rows = Sequence[Sequence[str]]


def latex(rows: Rows) -> str:
    body = "".join(f"{' & '.join(row)} \\\\ \\hline\n" for row in rows)
    return f"\\begin{{tabular}}{{|c|p{{3cm}}|}}\n\\hline\n{body}\\end{{tabular}}"


def latex_in_one_line(rows: Rows) -> str:
    return latex([[f"\\multirow{{1}}{{*}}{{{cell}}}" for cell in row] for row in rows]).replace("\n", " ")


def json_in_one(rows: Rows) -> str:
    return json.dumps(rows, ensure_ascii=False)


def json_indented(rows: Rows) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1)


def json_lines(rows: Rows) -> str:
    return "\n".join(json.dumps([cell or None for cell in row], ensure_ascii=False) for row in rows)


def python_lines(rows: Rows) -> str:
    return "[" + ",\n ".join(repr([cell or None for cell in row]) for row in rows) + "]"


def tags(rows: Rows) -> str:
    return (
        "[table=98%]"
        + "".join(f"[tr]{''.join(f'[td]{cell}[/td]' for cell in row)}[/tr]\n" for row in rows)
        + "[/table]"
    )


WAYS: Sequence[Callable[[Rows], str]] = (
    *(latex, latex_in_one_line, json_in_one, json_indented, json_lines, python_lines, tags),
)


def marked_up(way: Callable[[Rows], str]) -> str:
    """The report whose rows of tabs are such a table."""
    parts: list[str] = []
    rows: list[list[str]] = []
    for line in [*TEXT.split("\n"), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            width = max(map(len, rows))
            parts.append(way([[*row, *[""] * (width - len(row))] for row in rows]))
            rows = []
        parts.append(line)
    return "\n".join(parts)


def values(text: str) -> dict[str, object]:
    return {field: fact.value for field, fact in report_of(text).facts.items()}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_says_the_same_however_a_program_wrote_it(way: Callable[[Rows], str]) -> None:
    """No value was read of any of them."""
    text = marked_up(way)
    assert text != TEXT
    assert values(text) == values(TEXT)
    assert {fact.flags for fact in report_of(text).facts.values() if fact.value is not None} == {()}


@pytest.mark.parametrize("way", [latex, json_lines, python_lines, tags, json_indented])
def test_a_cell_keeps_the_line_it_stood_in(way: Callable[[Rows], str]) -> None:
    rows = [["规章", "1", "2"], ["行政规范性文件", "3", "4"]]
    text = f"开头\n{way(rows)}\n末尾"
    document = load_bytes(text.encode(), path="x.txt")
    (grid,) = [block for block in document.blocks() if isinstance(block, Grid)]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == rows
    lines = text.split("\n")
    first = [row.cells[0] for row in grid.rows]
    if way is not json_indented:
        assert [cell.text in lines[(cell.line or 0) - 1] for cell in first] == [True, True]
    ends = [block.line for block in document.blocks() if isinstance(block, Line) and block.text == "末尾"]
    assert ends == [len(lines)]


def test_spans_and_escapes_of_latex_are_what_they_print() -> None:
    table = r"\begin{tabular}{cc}\multicolumn{2}{|c|}{\textbf{规章}} \\ 50\% & A\&B \\ \makecell{上 \\ 下} & 3~件\end{tabular}"
    (grid,) = [block for block in load_bytes(table.encode(), path="x.txt").blocks() if isinstance(block, Grid)]
    drawn = [[(cell.text, cell.colspan) for cell in row.cells] for row in grid.rows]
    assert drawn == [[("规章", 2)], [("50%", 1), ("A&B", 1)], [("上 下", 1), ("3 件", 1)]]


@pytest.mark.parametrize(
    "text",
    [
        "[1] 见附件\n[2] 见附件\n",
        "[2024]\n[2025]\n",
        "[1, 2, 3, 4] 见附件",
        "[字体: 大 中 小]\n[打印]",
        '["只有一行", "3"]\n随后是正文。',
        "['2' '0', '3']\n['4' '5', '6']",
        "[[[" * 400,
        r"\begin{tabular}{cc} 规章 & 0",
    ],
)
def test_what_is_no_table_stays_as_it_is(text: str) -> None:
    assert with_html_tables(text) == text
