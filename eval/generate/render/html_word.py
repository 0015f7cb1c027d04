"""Web pages as Word saves them: conditional comments, `mso` styles, a row of no height that only sets the widths.

The bytes are GBK under a meta that says gb2312, as Word in Chinese writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Style, Table, TableCell, slots

POINTS = 430  # width of the text on paper
CUT = 0.12  # share of the numbers that are stored in two spans
WIDTH_ROW = 0.5  # share of the tables with a row of no height at the end
PAGE = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312">
<meta name=Generator content="Microsoft Word 15 (filtered medium)">
<title>{title}</title>
<!--[if gte mso 9]><xml>
 <o:DocumentProperties>
  <o:Author>{publisher}</o:Author>
  <o:Revision>12</o:Revision>
  <o:TotalTime>37</o:TotalTime>
 </o:DocumentProperties>
</xml><![endif]-->
<style>
<!--
 /* Font Definitions */
 @font-face
	{{font-family:宋体;
	panose-1:2 1 6 0 3 1 1 1 1 1;}}
 p.MsoNormal, li.MsoNormal, div.MsoNormal
	{{mso-style-parent:"";
	margin:0cm;
	margin-bottom:.0001pt;
	text-align:justify;
	font-size:10.5pt;}}
@page WordSection1
	{{size:595.3pt 841.9pt;
	margin:72.0pt 90.0pt 72.0pt 90.0pt;}}
div.WordSection1
	{{page:WordSection1;}}
-->
</style>
<!--[if gte mso 10]>
<style>
 table.MsoNormalTable
	{{mso-style-name:普通表格;
	mso-padding-alt:0cm 5.4pt 0cm 5.4pt;}}
</style>
<![endif]-->
</head>

<body lang=ZH-CN style='tab-interval:21.0pt'>

<div class=WordSection1 style='layout-grid:15.6pt'>

{article}

</div>

</body>

</html>
"""
SHAPES: dict[Style, str] = {
    "title": "align=center style='text-align:center'",
    "heading": "style='text-indent:32.0pt;line-height:28.0pt;mso-line-height-rule:\nexactly'",
    "body": "style='text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt;\nmso-line-height-rule:exactly'",
    "signature": "align=right style='text-align:right;line-height:28.0pt'",
}
FACES: dict[Style, str] = {
    "title": "font-size:22.0pt;font-family:方正小标宋简体",
    "heading": "font-size:16.0pt;font-family:黑体",
    "body": "font-size:16.0pt;font-family:仿宋_GB2312",
    "signature": "font-size:16.0pt;font-family:仿宋_GB2312",
}


def render_word_page(layout: Layout, chance: Random) -> bytes:
    """The report as Word saves it for the web."""
    blocks = (_paragraph(b) if isinstance(b, Paragraph) else _table(b, chance) for b in layout.blocks)
    page = PAGE.format(title=escape(layout.title), publisher=escape(layout.publisher), article="\n\n".join(blocks))
    return page.replace("\n", "\r\n").encode("gb18030")


def _paragraph(block: Paragraph) -> str:
    return (
        f"<p class=MsoNormal {SHAPES[block.style]}><span\nstyle='{FACES[block.style]}'>{escape(block.text)}"
        "<span\nlang=EN-US><o:p></o:p></span></span></p>"
    )


def _table(table: Table, chance: Random) -> str:
    unit = POINTS / sum(table.widths)
    widths = [round(width * unit, 1) for width in table.widths]
    last = len(table.rows) - 1
    rows = [_row(row, widths, _place(index, last), chance) for index, row in enumerate(slots(table))]
    ending = _row_of_widths(widths) if chance.random() < WIDTH_ROW else ""
    return (
        "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0\n style='border-collapse:collapse;"
        "border:none;mso-border-alt:solid windowtext .5pt;\n mso-padding-alt:0cm 5.4pt 0cm 5.4pt'>\n"
        f"{''.join(rows)}{ending}</table>\n\n<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    )


def _place(index: int, last: int) -> str:
    edge = {0: ";mso-yfti-firstrow:yes", last: ";mso-yfti-lastrow:yes"}.get(index, "")
    return f"mso-yfti-irow:{index}{edge};height:19.8pt"


def _row(row: Sequence[Slot], widths: Sequence[float], style: str, chance: Random) -> str:
    cells = "".join(
        _cell(slot.cell, sum(widths[slot.left : slot.left + slot.cell.colspan]), chance)
        for slot in row
        if slot.starts and not slot.cell.lost
    )
    return f" <tr style='{style}'>\n{cells} </tr>\n"


def _cell(cell: TableCell, width: float, chance: Random) -> str:
    counts = (("colspan", cell.colspan), ("rowspan", cell.rowspan))
    spans = "".join(f" {name}={count}" for name, count in counts if count > 1)
    return (
        f"  <td width={round(width * 4 / 3)}{spans} style='width:{width:.1f}pt;border:solid windowtext 1.0pt;\n"
        "  mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt;height:19.8pt'>\n"
        f"  <p class=MsoNormal align=center style='text-align:center'>{_inner(cell, chance)}</p>\n  </td>\n"
    )


def _inner(cell: TableCell, chance: Random) -> str:
    if not cell.text:
        return "<span lang=EN-US><o:p>&nbsp;</o:p></span>"
    if cell.label:
        return f"<span\n  style='font-family:宋体'>{escape(cell.text)}</span><span lang=EN-US><o:p></o:p></span>"
    cut = chance.randint(1, len(cell.text)) if chance.random() < CUT else len(cell.text)
    parts = [part for part in (cell.text[:cut], cell.text[cut:]) if part]
    spans = "".join(f"<span\n  lang=EN-US style='font-family:宋体'>{part}" + "</span>" for part in parts)
    return f"{spans}<span lang=EN-US><o:p></o:p></span>"


def _row_of_widths(widths: Sequence[float]) -> str:
    """The row of no height that Word adds where spans leave the widths of columns open."""
    cells = "".join(f"  <td width={round(width * 4 / 3)} style='border:none'></td>\n" for width in widths)
    return f" <![if !supportMisalignedColumns]>\n <tr height=0>\n{cells} </tr>\n <![endif]>\n"
