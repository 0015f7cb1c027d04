"""How rich-text editors write paragraphs and tables, as patterns: nothing but data.

Each dialect is what one kind of editor leaves in the database of a site. The patterns are filled by `html_editor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from eval.generate.grid import Style

BOOKMARK = '<span id="_baidu_bookmark_start_0" style="line-height: 0px; display: none;">&zwj;</span>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The patterns of an editor.

    paragraphs   by style; `{inner}` is the text
    table        `{columns}`, `{head}` (the rows of labels at its top, where the editor knows such) and `{body}`
    column       one of `{columns}`, with `{share}` in percent
    row          `{first}` is `first_row` in the first row only
    cell         `{tag}` td or th, `{spans}`, `{share}`, `{inner}`
    label, number, blank   what stands in a cell; `{inner}` is the text
    """

    paragraphs: Mapping[Style, str]
    table: str
    column: str = ""
    row: str
    first_row: str = ""
    cell: str
    label: str
    number: str
    blank: str
    new_line: str = "<br/>"
    span_names: tuple[str, str] = ("rowspan", "colspan")
    explicit_spans: bool = False
    knows_heads: bool = False


UEDITOR = Dialect(
    paragraphs={
        "title": f'<p style="text-align: center;">{BOOKMARK}<strong>'
        '<span style="font-size: 29px; font-family: 宋体;">'
        "{inner}</span></strong></p><p><br/></p>",
        "heading": '<p style="text-indent: 2em; line-height: 2em;"><strong>'
        '<span style="font-family: 黑体;">{inner}</span></strong></p>',
        "body": '<p style="text-indent: 2em; line-height: 2em;">'
        '<span style="font-family: 仿宋_GB2312; font-size: 21px;">{inner}</span></p>',
        "signature": '<p style="text-align: right;"><span style="font-size: 21px;">{inner}&nbsp;&nbsp;</span></p>',
    },
    table='<table cellspacing="0" cellpadding="0" border="1" width="100%" data-sort="sortDisabled">'
    "<colgroup>{columns}</colgroup><tbody>{head}{body}</tbody></table><p><br/></p>",
    column='<col width="{share}%" style="width:{share}%"/>',
    row="<tr{first}>{cells}</tr>",
    first_row=' class="firstRow"',
    cell='<td{spans} width="{share}%" valign="middle" align="center" class="selectTdClass" '
    'style="word-break: break-all;">{inner}</td>',
    label='<span style="font-family: 宋体; font-size: 14px;">{inner}</span>',
    number='<p style="text-align: center;"><span style="font-size: 14px;">{inner}</span></p>',
    blank="<p><br/></p>",
    explicit_spans=True,
)
KINDEDITOR = Dialect(
    paragraphs={
        "title": '<h1 style="text-align:center;">\n\t<span style="font-family:SimHei;">{inner}</span>\n</h1>',
        "heading": '<p style="text-indent:2em;">\n\t<strong>{inner}</strong>\n</p>',
        "body": '<p style="text-indent:2em;">\n\t<span style="font-size:16px;">{inner}</span><br />\n</p>',
        "signature": '<p style="text-align:right;">\n\t{inner}\n</p>',
    },
    table='<table class="ke-zeroborder" style="width:100%;" cellpadding="2" cellspacing="0" border="1" '
    'bordercolor="#000000">\n\t<tbody>{head}{body}\n\t</tbody>\n</table>\n<br />',
    row="\n\t\t<tr>{cells}\n\t\t</tr>",
    cell='\n\t\t\t<td{spans} style="text-align:center;">\n\t\t\t\t{inner}\n\t\t\t</td>',
    label='<span style="font-size:14px;">{inner}</span><br />',
    number="{inner}<br />",
    blank="<br />",
    new_line="<br />",
)
WPS = Dialect(
    paragraphs={
        "title": '<p class="MsoNormal" align="center" style="text-align:center;line-height:33.0000pt;">'
        "<span style=\"mso-spacerun:'yes';font-family:方正小标宋_GBK;font-size:22.0000pt;\">"
        '<font face="方正小标宋_GBK">{inner}</font></span><span><o:p></o:p></span></p>',
        "heading": '<p class="MsoNormal" style="text-indent:32pt;"><span style="font-family:黑体;">'
        '<font face="黑体">{inner}</font></span><span><o:p></o:p></span></p>',
        "body": '<p class="MsoNormal" style="text-indent:32pt;mso-char-indent-count:2.0000;line-height:28.0000pt;">'
        '<span style="mso-spacerun:\'yes\';font-size:16.0000pt;"><font face="仿宋_GB2312">{inner}</font></span>'
        "<span><o:p></o:p></span></p>",
        "signature": '<p class="MsoNormal" align="right" style="text-align:right;"><span>'
        '<font face="仿宋_GB2312">{inner}</font></span><span><o:p></o:p></span></p>',
    },
    table='<table class="MsoNormalTable" border="1" cellspacing="0" style="border-collapse:collapse;width:100%;'
    'border:none;mso-border-left-alt:0.5000pt solid windowtext;mso-padding-alt:0.0000pt 5.4000pt 0.0000pt 5.4000pt;">'
    "<tbody>{head}{body}"
    '</tbody></table><p class="MsoNormal"><o:p>&nbsp;</o:p></p>',
    row='<tr style="height:21.0000pt;">{cells}</tr>\n',
    cell='<td width="{share}%" valign="center"{spans} style="padding:0.0000pt 5.4000pt;'
    'border:1.0000pt solid windowtext;mso-border-alt:0.5000pt solid windowtext;">{inner}</td>',
    label='<p class="MsoNormal" align="center" style="text-align:center;"><span style="mso-spacerun:\'yes\';">'
    '<font face="宋体">{inner}</font></span><span><o:p></o:p></span></p>',
    number='<p class="MsoNormal" align="center" style="text-align:center;"><span style="mso-spacerun:\'yes\';">{inner}'
    "</span><span><o:p></o:p></span></p>",
    blank='<p class="MsoNormal" align="center"><span><o:p>&nbsp;</o:p></span></p>',
    new_line="<br>",
)
OLD = Dialect(
    paragraphs={
        "title": "<P align=center><FONT size=5><STRONG>{inner}</STRONG></FONT></P>",
        "heading": "<P>&nbsp;&nbsp;&nbsp; <STRONG><FONT face=黑体>{inner}</FONT></STRONG></P>",
        "body": "<P>&nbsp;&nbsp;&nbsp; <FONT face=仿宋_GB2312 size=4>{inner}</FONT>",
        "signature": "<P align=right><FONT face=仿宋_GB2312 size=4>{inner}</FONT></P>",
    },
    table='<TABLE style="BORDER-COLLAPSE: collapse" borderColor=#000000 cellSpacing=0 cellPadding=2 width="100%" '
    "align=center border=1>\n<TBODY>{head}{body}</TBODY></TABLE>\n<P>&nbsp;</P>",
    row="\n<TR>{cells}",
    cell='\n<TD{spans} vAlign=center align=middle width="{share}%">{inner}',
    label="\n<P align=center><FONT face=宋体>{inner}</FONT></P>",
    number="<FONT face=宋体 size=3>{inner}</FONT>",
    blank="&nbsp;",
    new_line="<BR>",
    span_names=("rowSpan", "colSpan"),
)
SPREADSHEET = Dialect(
    paragraphs={
        "title": '<div style="text-align:center;font-size:24px;"><b>{inner}</b></div>',
        "heading": "<div><b>　　{inner}</b></div>",
        "body": "<div>　　{inner}</div>",
        "signature": '<div style="text-align:right">{inner}</div>',
    },
    table='<table border="1" cellpadding="0" cellspacing="0" style="border-collapse:collapse;width:100%">'
    "<colgroup>{columns}</colgroup>{head}{body}</table><div>&nbsp;</div>",
    column='<col width="{share}%" style="mso-width-source:userset;mso-width-alt:2304;"/>',
    row='<tr height="26" style="height:19.50pt;">{cells}</tr>\n',
    cell='<td class="et4" height="26"{spans} style="border:.5pt solid #000;text-align:center;" x:str>{inner}</td>',
    label="{inner}",
    number="{inner}",
    blank="",
    new_line="<br/>",
    explicit_spans=False,
)
MODERN = Dialect(
    paragraphs={
        "title": '<h1 style="text-align:center;"><strong>{inner}</strong></h1>',
        "heading": '<h2 style="font-size:18px;">{inner}</h2>',
        "body": '<p style="text-indent:2em;" data-index="1">{inner}</p>',
        "signature": '<p style="text-align:right;">{inner}</p>',
    },
    table='<figure class="table" style="width:100%;margin:0;"><table border="1" style="width:100%">'
    "<thead>{head}</thead><tbody>{body}</tbody></table></figure>",
    row='<tr data-index="{index}">{cells}</tr>',
    cell='<{tag}{spans} style="width:{share}%;text-align:center;" data-colwidth="{share}">{inner}</{tag}>',
    label="<strong>{inner}</strong>",
    number="<span>{inner}</span>",
    blank="&nbsp;",
    new_line="<br>",
    knows_heads=True,
)
DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "ueditor": UEDITOR,
        "kindeditor": KINDEDITOR,
        "wps": WPS,
        "old": OLD,
        "spreadsheet": SPREADSHEET,
        "modern": MODERN,
    }
)
