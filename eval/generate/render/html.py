"""Web pages as the editors of government sites write them: rowspan, colspan, paragraphs with spans in each cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from random import Random

from eval.generate.grid import Layout, Paragraph, Style, Table, TableCell

PAGE = """<!DOCTYPE html>
<html>
<head>
{meta}<title>{title}_{publisher}</title>
<style>.nav a{{color:#333}} td p{{margin:0}}</style>
</head>
<body>
<div class="nav"><a href="/">首页</a> | <a href="/xxgk/">政务公开</a> | <a href="/bsfw/">办事服务</a></div>
<div class="info">发布日期：{published}&nbsp;&nbsp;来源：{publisher}&nbsp;&nbsp;【打印】【关闭】</div>
<div class="article">
{article}
</div>
<div class="footer">主办：{publisher}&nbsp;&nbsp;网站地图{editor}</div>
<script>var visits = 0;</script>
</body>
</html>
"""
META = '<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
EDITOR = "&nbsp;&nbsp;责任编辑：王𠮷"  # the name is not in GBK
STYLES: dict[Style, str] = {
    "title": "text-align:center;font-size:22pt",
    "heading": "text-indent:2em;font-family:黑体",
    "body": "text-indent:2em;line-height:2",
    "signature": "text-align:right",
}


def page_with_tables(layout: Layout, table: Callable[[Table], str]) -> bytes:
    """The report with this HTML for each table."""
    return _page(layout, table, charset="utf-8").encode()


def _render(layout: Layout, _chance: Random, *, charset: str | None, encoding: str, editor: str = "") -> bytes:
    return _page(layout, _table, charset=charset, editor=editor).encode(encoding)


def _page(layout: Layout, table: Callable[[Table], str], *, charset: str | None, editor: str = "") -> str:
    article = "\n".join(_paragraph(b) if isinstance(b, Paragraph) else table(b) for b in layout.blocks)
    return PAGE.format(
        meta=META.format(charset=charset) if charset else "",
        title=escape(layout.title),
        publisher=escape(layout.publisher),
        published=layout.published,
        article=article,
        editor=editor,
    )


render_html = partial(_render, charset="utf-8", encoding="utf-8")
render_html_gbk = partial(_render, charset="gb2312", encoding="gb18030")
render_html_lying = partial(_render, charset="utf-8", encoding="gb18030", editor=EDITOR)
render_html_bare = partial(_render, charset=None, encoding="gb18030")


def _paragraph(block: Paragraph) -> str:
    return f'<p style="{STYLES[block.style]}"><span>{escape(block.text)}</span></p>'


def _table(table: Table) -> str:
    rows = "\n".join(
        "<tr>\n" + "\n".join(_cell(cell) for cell in row if not cell.lost) + "\n</tr>" for row in table.rows
    )
    return f'<table border="1" cellspacing="0" cellpadding="2"><tbody>\n{rows}\n</tbody></table>'


def _cell(cell: TableCell) -> str:
    spans = (("rowspan", cell.rowspan), ("colspan", cell.colspan))
    attributes = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
    return f'<td{attributes} valign="center"><p><span>{escape(cell.text) or "&nbsp;"}</span></p></td>'
