"""Tables in a text that a program wrote for another one, as HTML in their place: LaTeX, lists of rows, [table] tags.

Readers of pictures answer in LaTeX, scripts print the rows of a table as lists of JSON or of Python, forums have tags
in square brackets. No line moves: a cell keeps the number of the line it began in.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

LATEX = re.compile(r"\\begin\{(tabular[x*]?|tabulary|longtable|array)\}(.*?)\\end\{\1\}", re.DOTALL)
LAYOUT = re.compile(r"^\s*(?:\{\\[a-z]+\}|\[[a-z]\])*\s*\{(?:[^{}]|\{[^{}]*\})*\}")
RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|(?:c|cmid)(?:line|rule)(?:\([^)]*\))?\{[^}]*\})"
)
STACKED = re.compile(r"\\(?:makecell|shortstack|thead)(?:\[[^\]]*\])?\{([^{}]*)\}")
WIDE = re.compile(r"^(\s*)\\multicolumn\{(\d{1,2})\}\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}\{(.*)\}(\s*)$", re.DOTALL)
HIGH = re.compile(r"\\multirow(?:\[[^\]]*\])?\{-?\d{1,2}\}\{[^{}]*\}\{((?:[^{}]|\{[^{}]*\})*)\}")
DRESSED = re.compile(r"\\(?:text(?:bf|it|rm|tt)?|mathrm|mathbf|small|footnotesize|centering)\b\s*(?:\{([^{}]*)\})?")
ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline\b")
CELL_END = re.compile(r"(?<!\\)&")
ESCAPED = re.compile(r"\\([&%#_{}$])")
TAGS = re.compile(r"\[(/?)(table|tr|td|th)(?:=[^\]\n]*)?\]", re.IGNORECASE)
LIST_START = re.compile(r"^[ \t]*(?=\[)", re.MULTILINE)
LIST_END = re.compile(r"[ \t]*[,\]]*[ \t]*$", re.MULTILINE)
OF_PYTHON = re.compile(r"(?P<opened>\[{1,2})[^\n]*?(?P<closed>\]{1,2}),?[ \t]*$", re.MULTILINE)
SIDE_BY_SIDE = re.compile(r"""(['"])\s+\1""")
"""Strings without a comma between, which Python makes one."""
JSON = json.JSONDecoder(parse_int=str, parse_float=str)
FEWEST_CELLS, FEWEST_IN_ROW = 4, 2  # of lists that are a table


def with_html_tables(text: str) -> str:
    """The text with such tables as `<table>`, a row where it stood; as it is where there is none."""
    if "\\begin{" in text:
        text = LATEX.sub(lambda match: _of_latex(match[2]), text)
    if "[table" in text.lower():
        text = TAGS.sub(r"<\1\2>", text)
    return _without_lists(text) if LIST_START.search(text) else text


def _of_latex(table: str) -> str:
    body = STACKED.sub(lambda match: ROW_END.sub("", match[1]), RULES.sub("", LAYOUT.sub(_breaks, table, count=1)))
    return f"<table>{''.join(map(_of_latex_row, ROW_END.split(body)))}</table>"


def _of_latex_row(row: str) -> str:
    bare = row.lstrip()
    return f"{row[: len(row) - len(bare)]}<tr>{''.join(_of_cells(bare))}</tr>" if bare else row


def _breaks(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _of_cells(row: str) -> Iterator[str]:
    for cell in CELL_END.split(row):
        wide = WIDE.match(cell)
        before, span, shown, behind = wide.groups() if wide else ("", "1", cell, "")
        plain = DRESSED.sub(lambda match: match[1] or "", HIGH.sub(r"\1", shown)).replace("~", " ")
        unescaped = ESCAPED.sub(r"\1", plain)
        yield f"<td colspan={span}>{before}{escape(unescaped)}{behind}</td>"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Rows of a list, and where in the text it stands."""

    start: int
    end: int
    rows: Sequence[Sequence[str]]


def _without_lists(text: str) -> str:
    """The text with the rows of JSON and Python lists as those of tables."""
    parts, end = [], 0
    for table in _tables_of_lists(text):
        if sum(len(row) for each in table for row in each.rows) < FEWEST_CELLS:
            continue
        parts += [text[end : table[0].start], "<table>"]
        for each, until in zip(table, [*(below.start for below in table[1:]), table[-1].end], strict=True):
            parts += [*map(_of_row, each.rows), "\n" * text.count("\n", each.start, until)]
        parts.append("</table>")
        end = table[-1].end
    return "".join((*parts, text[end:]))


def _tables_of_lists(text: str) -> list[list[_Rows]]:
    """The lists that have nothing between them, together."""
    tables: list[list[_Rows]] = []
    end = -1
    for found in LIST_START.finditer(text):
        if found.end() >= end and (each := _list_at(text, found.end())):
            if not tables or text[end : each.start].strip():
                tables.append([])
            tables[-1].append(each)
            end = each.end
    return tables


def _list_at(text: str, start: int) -> _Rows | None:
    try:
        value, end = JSON.raw_decode(text, start)
    except (ValueError, RecursionError):
        value, end = _of_python(text, start)
    rows = value if value and all(isinstance(each, list) for each in value) else [value]
    told = LIST_END.match(text, end)
    if told is None or not all(map(_is_row, rows)):
        return None
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return _Rows(start=start, end=told.end(), rows=cells)


def _of_python(text: str, start: int) -> tuple[object, int]:
    """The list in a line, which may open or close the list of all rows as well; None where there is none."""
    found = OF_PYTHON.match(text, start)
    if found is None or SIDE_BY_SIDE.search(found[0]):
        return None, start
    more = len(found["opened"]) - len(found["closed"])
    begin, end = start + max(more, 0), found.end("closed") - max(-more, 0)
    try:
        return ast.literal_eval(text[begin:end]), found.end("closed")
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None, start


def _is_row(value: object) -> bool:
    cells = value if isinstance(value, list) else []
    return len(cells) >= FEWEST_IN_ROW and all(cell is None or isinstance(cell, str | int | float) for cell in cells)


def _of_row(row: Sequence[str]) -> str:
    cells = (escape(cell).replace("\n", "<br>") for cell in row)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
