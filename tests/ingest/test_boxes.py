"""Tables of a web page that are made of other elements than `<table>`."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from eval.generate import any_order, make_report
from eval.generate.grid import Layout, Paragraph, Table, slots
from extraction import extract
from ingest import Grid, load_bytes

WAYS = {
    "divs": ('<div class="tr">{}</div>', '<div class="td"><span>{}</span></div>'),
    "list items": ("<ul>{}</ul>", "<li>{}</li>"),
    "styled spans": ('<div style="display:table-row">{}</div>', '<span style="display:table-cell">{}</span>'),
    "roles": ('<div role="row">{}</div>', '<span role="cell">{}</span>'),
}


def page(layout: Layout, row: str, cell: str) -> bytes:
    def table(block: Table) -> str:
        rows = ([each.cell.text for each in cells if each.starts] for cells in slots(block))
        return "".join(row.format("".join(cell.format(escape(text)) for text in texts)) for texts in rows)

    parts = (
        f"<p>{escape(block.text)}</p>" if isinstance(block, Paragraph) else f"<div>{table(block)}</div>"
        for block in layout.blocks
    )
    return f"<html><body><div>{''.join(parts)}</div></body></html>".encode()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", [0, 2])
def test_tables_made_of_boxes_are_read_as_tables(way, seed):
    """They were lines, so that every value was missing."""
    made = make_report(any_order(seed, blanks=True))
    report = extract(load_bytes(page(made.layout, *WAYS[way]), path="report.html"))
    expected = {field: (fact.value, fact.status) for field, fact in made.gold.facts.items()}
    assert {field: (fact.value, fact.status) for field, fact in report.facts.items()} == expected
    assert not report.unplaced


@pytest.mark.parametrize(
    "body",
    [
        "<div><p><span>公开信息</span><span>280</span><span>条</span></p><p><span>答复</span><span>3</span></p></div>",
        "<ul><li>首页</li><li>1</li><li>2</li><li>3</li></ul>",
        "<div><div>发布日期：2024-01-20</div><div>浏览：55</div></div><div>正文</div>",
    ],
)
def test_narrative_in_pieces_links_and_page_properties_are_no_tables(body):
    document = load_bytes(f"<html><body>{body}</body></html>".encode(), path="page.html")
    assert not any(isinstance(block, Grid) for block in document.blocks())


def grid_page(layout: Layout, styled: Callable[[int], tuple[str, str]]) -> bytes:
    """Each table as one box of boxes; `styled` has what the page's sheet and the box say of so many columns."""
    sheets, parts = [], []
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            parts.append(f"<p>{escape(block.text)}</p>")
            continue
        rows = [[each for each in row if each.starts] for row in slots(block)]
        sheet, box = styled(len(slots(block)[0]))
        sheets.append(sheet)
        cells = (
            f'<div style="grid-row: span {each.cell.rowspan}; grid-column: span {each.cell.colspan}">'
            f"{escape(each.cell.text)}</div>"
            for row in rows
            for each in row
        )
        parts.append(f"<div {box}>{''.join(cells)}</div>")
    return f"<html><style>{' '.join(sheets)}</style><body>{''.join(parts)}</body></html>".encode()


GRID_STYLES = {
    "inline": lambda n: ("", f'style="display: grid; grid-template-columns: repeat({n}, minmax(0, 1fr))"'),
    "sheet": lambda n: (f".t{n} {{display: grid; grid-template-columns:{' 1fr' * n}}}", f'class="t{n}"'),
    "small screens": lambda n: (
        (
            f".t{n} {{display:grid; grid-template-columns: repeat({n}, auto)}}"
            f"@media (max-width: 600px) {{.t{n} {{display:grid; grid-template-columns: 1fr}}}}"
        ),
        f'class="t{n}"',
    ),
}


@pytest.mark.parametrize("way", GRID_STYLES)
def test_a_css_grid_is_read_as_the_table_it_shows(way):
    """It has no boxes for rows: every value was missing."""
    made = make_report(any_order(2, blanks=True))
    report = extract(load_bytes(grid_page(made.layout, GRID_STYLES[way]), path="report.html"))
    expected = {field: (fact.value, fact.status) for field, fact in made.gold.facts.items()}
    assert {field: (fact.value, fact.status) for field, fact in report.facts.items()} == expected
    assert not report.unplaced


def test_boxes_that_say_where_they_stand_in_a_css_grid_are_put_nowhere_else():
    """The first box says that it stands in the second column: no table is better than one with numbers moved."""
    cells = "<div style='grid-column: 2'>规章</div><div>1</div><div>行政许可</div><div>2</div><div>行政处罚</div><div>3</div>"
    body = f"<div style='display:grid; grid-template-columns: 1fr 1fr'>{cells}</div>"
    document = load_bytes(f"<html><body>{body}</body></html>".encode(), path="page.html")
    assert not any(isinstance(block, Grid) for block in document.blocks())
