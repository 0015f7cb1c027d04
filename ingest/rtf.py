r"""RTF files: text by striprtf, tables by their row definitions.

striprtf flattens a table to pipes and forgets paragraphs inside cells, so cell, row and paragraph ends are marked with
private characters first. A row's definition (`\\trowd … \\cellx…`) has the right edge of each cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.document import Picture
from ingest.html import Item, parts_of_items
from ingest.invisible import printed
from ingest.loaded import Loaded, one_page
from ingest.pictures import is_big
from ingest.ruled import edge_index
from ingest.tables import DrawnCell, DrawnTable

CELL_END, ROW_END, PARAGRAPH_END, PICTURE = "\ue001", "\ue002", "\ue000", "\ue003"
ROW = re.compile(r"\\trowd(?![a-z]).*?\\row(?![a-z])", re.DOTALL)
WORDS = re.compile(r"\\(cell|row|par|line|nestcell)(?![a-z])[ ]?")
MARKS = {"cell": CELL_END, "row": ROW_END, "par": PARAGRAPH_END, "line": PARAGRAPH_END, "nestcell": PARAGRAPH_END}
DEFINITION = re.compile(r"\\(clvmgf|clvmrg|cellx)(-?\d+)?")
PICTURES = re.compile(r"(\\nonshppict\s*)?\{(?:\\\*\\shppict\s*\{)?\\pict(?![a-z])[^{}]{0,600}")
GOAL = re.compile(r"\\pic([wh])goal(\d+)")
TWIPS = 20.0  # a point
CHINESE = re.compile(r"\\ansicpg(?:936|54936)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """A cell's right edge in points, and whether it continues the cell above."""

    right: float
    continues: bool


def read_rtf(data: bytes) -> Loaded:
    """The lines and tables of an RTF file."""
    from striprtf.striprtf import rtf_to_text

    source = PICTURES.sub(_with_mark, _escaped(data))
    end = source.rfind("\\row") + len("\\row ")  # beyond the last row, looking for its end takes quadratic time
    definitions = [tuple(_edges(match[0])) for match in ROW.finditer(source[:end])]
    text = rtf_to_text(ROW.sub(_marked, source[:end]) + source[end:], errors="replace")  # type: ignore[no-untyped-call]
    return one_page(parts_of_items(_items(printed(text), definitions)))


def _escaped(data: bytes) -> str:
    """The file as ASCII, with raw Chinese bytes escaped; in a Chinese file fonts without a charset are Chinese."""
    text = re.sub(rb"[\x80-\xff]", lambda match: b"\\'%02x" % match[0][0], data).decode("ascii")
    return re.sub(r"\\fcharset[01](?!\d)", r"\\fcharset134", text) if CHINESE.search(text) else text


def _with_mark(picture: re.Match[str]) -> str:
    """The picture's group behind a mark, if it is big; what stands there for programs without pictures is none."""
    size = {side: int(twips) / TWIPS for side, twips in GOAL.findall(picture[0])}
    told = not picture[1] and is_big(size.get("w"), size.get("h"))
    return _character(PICTURE) * told + picture[0]


def _marked(row: re.Match[str]) -> str:
    return WORDS.sub(lambda match: _character(MARKS[match[1]]), row[0])


def _character(mark: str) -> str:
    return f"{{\\uc0\\u{ord(mark) - 0x10000} }}"


def _edges(row: str) -> Iterator[_Edge]:
    """The edges of the row's first definition; Word repeats it at the row's end."""
    first = re.split(r"\\trowd(?![a-z])", row)[1]
    continues = False
    for match in DEFINITION.finditer(first):
        if match[1] == "cellx" and match[2]:
            yield _Edge(right=int(match[2]) / TWIPS, continues=continues)
        continues = match[1] == "clvmrg"


def _items(text: str, definitions: list[tuple[_Edge, ...]]) -> Iterator[Item]:
    """Lines and tables in order; rows that follow each other without text between make one table."""
    pending = iter(definitions)
    rows: list[tuple[list[str], tuple[_Edge, ...]]] = []
    for piece in _pieces(text):
        if piece.endswith(ROW_END):
            rows.append((piece.rstrip(ROW_END).split(CELL_END)[:-1], next(pending, ())))
            continue
        lines = [line.strip() for line in re.split(r"[\n\ue000-\ue002]", piece) if line.strip()]
        if lines and rows:
            yield _table(rows)
            rows = []
        yield from _with_pictures(lines)
    if rows:
        yield _table(rows)


def _with_pictures(lines: Iterable[str]) -> Iterator[str | Picture]:
    for line in lines:
        for piece in re.split(f"({PICTURE})", line):
            if piece == PICTURE:
                yield Picture()
            elif piece.strip():
                yield piece.strip()


def _pieces(text: str) -> Iterator[str]:
    """Rows, each with its end mark, and the text between them."""
    for part in re.split(r"([^\n\ue002]*\ue002)", text):
        if part:
            yield part


def _table(rows: list[tuple[list[str], tuple[_Edge, ...]]]) -> DrawnTable:
    columns = edge_index(edge.right for _, edges in rows for edge in edges)
    cells: list[DrawnCell] = []
    open_cells: dict[int, int] = {}
    for number, (texts, edges) in enumerate(rows):
        left = 0
        for place, text in enumerate(texts):
            edge = edges[place] if place < len(edges) else None
            right = columns[edge.right] + 1 if edge else left + 1
            if edge and edge.continues and left in open_cells:
                above = open_cells[left]
                cells[above] = replace(cells[above], rowspan=number - cells[above].row + 1)
            else:
                open_cells[left] = len(cells)
                content = tuple(_with_pictures(text.split(PARAGRAPH_END)))
                span = max(1, right - left)
                cells.append(DrawnCell(row=number, column=left, colspan=span, content=content))
            left = max(right, left + 1)
    return DrawnTable(cells=tuple(cells), origin="rtf")
