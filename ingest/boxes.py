"""Tables that a web page makes of `<div>`s or list items: a box a row, a box in it a cell; style sheets do the rest.

A box is taken for a table only where it is nothing but such rows and several of them hold numbers behind a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from ingest.text_lines import is_value

ROWS = frozenset({"div", "section", "ul", "ol", "dl", "li", "article"})
CELLS = frozenset({"div", "li", "dt", "dd", "p"})
DISPLAYED = ("table-cell", "inline-block", "gridcell", "columnheader", "rowheader", "cell")
"""What a style or role says of other elements that stand side by side as cells do."""
DEEPEST = 2  # boxes around rows: the table, and groups of rows in it
MOST_WITHIN = 8  # elements that format the text of a cell
FEWEST_ROWS = 2  # with a label before numbers
FEWEST_VALUES = 5  # of a row without one

Cells = Sequence[LexborNode]


def rows_of(node: LexborNode) -> tuple[Cells, ...]:
    """The rows of cells in a box, a row of one for what spans it; none where it is no table."""
    rows = _rows(node, DEEPEST) if node.tag in ROWS else None
    return tuple(rows) if rows and is_table(rows) else ()


def _rows(node: LexborNode, depth: int) -> list[Cells] | None:
    """The rows, or None where something is neither row nor cell."""
    rows: list[Cells] = []
    for child in boxes_in(node):
        cells = boxes_in(child) if child.tag in ROWS else ()
        if len(cells) > 1 and all(map(is_cell, cells)):
            rows.append(cells)
        elif is_cell(child):
            rows.append((child,))
        elif depth > 1 and (inner := _rows(child, depth - 1)):
            rows.extend(inner)
        else:
            return None
    return rows


def boxes_in(node: LexborNode) -> Cells:
    """The elements in a box; none where text stands between them."""
    children = [*node.iter(include_text=True)]
    if any(child.is_text_node and (child.text_content or "").strip() for child in children):
        return ()
    return [child for child in children if child.is_element_node]


def is_cell(node: LexborNode) -> bool:
    """Whether the element may be one cell: a box of text, maybe formatted."""
    if node.tag not in CELLS and not _is_displayed(node):
        return False
    within = [*_within(node)]
    return len(within) <= MOST_WITHIN and sum(each.tag in CELLS or _is_displayed(each) for each in within) <= 1


def _is_displayed(node: LexborNode) -> bool:
    said = f"{node.attributes.get('style') or ''} {node.attributes.get('role') or ''}"
    return any(name in said for name in DISPLAYED)


def _within(node: LexborNode) -> Iterator[LexborNode]:
    """The elements below, at most one more than a cell may have."""
    stack, count = [*node.iter()], 0
    while stack and count <= MOST_WITHIN:
        child = stack.pop()
        yield child
        count += 1
        stack.extend(child.iter())


def is_table(rows: Sequence[Cells]) -> bool:
    values = [[is_value(cell.text()) for cell in row] for row in rows]
    labelled = sum(1 for row in values if not row[0] and any(row))
    return labelled >= FEWEST_ROWS or any(sum(row) >= FEWEST_VALUES for row in values)
