"""The page that a government site puts around an article: menus, the meta line, earlier reports, the footer.

Some sites arrange all this with a table, the article in one of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from random import Random

from eval.generate.grid import Layout

YEAR = re.compile(r"20\d\d")
MENU = ("首页", "政务公开", "政务服务", "互动交流", "走进我们")
CHANNELS = ("机构职能", "政策文件", "规划计划", "财政资金", "政府信息公开年报", "依申请公开")
META_LINES = (
    "<div class='info'>发布日期：{published}&nbsp;&nbsp;来源：{publisher}&nbsp;&nbsp;浏览：<i>{hits}</i></div>",
    "<p class='sj'><span>发布时间：{published}&nbsp;{hour}:{minute}</span>来源：{publisher} 字体：【大 中 小】</p>",
    "<div align='center'>时间：{published} 　来源：{publisher} 　点击数：{hits}次 　<a href='#'>打印</a></div>",
)
INFORMATION = """<table class="xxgk_table" width="100%"><tbody>
<tr><td class="c1">索 引 号</td><td>{number}</td><td class="c1">信息分类</td><td>政府信息公开年报</td></tr>
<tr><td class="c1">发布机构</td><td>{publisher}</td><td class="c1">发文日期</td><td>{published}</td></tr>
<tr><td class="c1">名　　称</td><td colspan="3">{title}</td></tr>
</tbody></table>
"""
PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="ContentSource" content="{publisher}" />
<meta name="PubDate" content="{published}" />
<title>{title}</title>
<style type="text/css">
body{{margin:0;font:14px/1.6 "Microsoft YaHei",SimSun;color:#333}} .wrap{{width:1000px;margin:0 auto}}
.menu{{background:#1a5fa8;padding:0;margin:0;overflow:hidden}} .menu li{{float:left;list-style:none;padding:8px 24px}}
.menu a{{color:#fff}} a{{color:#333;text-decoration:none}} .sj span{{margin-right:2em}}
.sj,.info{{text-align:center;border-bottom:1px dashed #ccc}}
td p{{margin:0}} .c1{{background:#eef4fa;width:90px}} .foot{{background:#eee;text-align:center;padding:16px;clear:both}}
</style>
<script type="text/javascript">var siteId = 12; document.domain && (window.hits = 345);</script>
</head>
<body>
<div class="wrap">
<ul class="menu">{menu}</ul>
<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt;
<a href="/nb/">政府信息公开年报</a></div>
{main}
</div>
<div class="foot"><p>主办单位：{publisher}　承办单位：{publisher}办公室</p><p>网站标识码：0000000000　网站地图</p></div>
<!-- 统计代码 --><script src="/count.js?id=6789"></script>
</body>
</html>
"""


def site_page(article: str, layout: Layout, chance: Random) -> str:
    """The whole page with this article in it."""
    arrange = chance.choice(ARRANGEMENTS)
    return PAGE.format(
        title=escape(layout.title),
        publisher=escape(layout.publisher),
        published=layout.published,
        menu="".join(f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(MENU)),
        main=arrange(article, layout, chance),
    )


def _in_boxes(article: str, layout: Layout, chance: Random) -> str:
    """The article below its meta line, in boxes in boxes."""
    content = f'<div class="TRS_Editor"><div class="Custom_UnionStyle">{article}</div></div>'
    share = '<div class="share" style="display:none">分享到：微信 微博 <img src="/qr.png" alt=""/></div>'
    inner = f'<div id="zoom" class="view TRS_UEDITOR">{content}</div>'
    return f'<div class="main"><div class="con">{_meta(layout, chance)}{inner}{share}{_neighbours(layout)}</div></div>'


def _below_a_sheet(article: str, layout: Layout, chance: Random) -> str:
    """The article below the sheet of its catalogue entry."""
    sheet = INFORMATION.format(
        number=f"{chance.randint(10**8, 10**9)}/{layout.published[:4]}-{chance.randint(1, 400):05d}",
        publisher=escape(layout.publisher),
        published=layout.published,
        title=escape(layout.title),
    )
    return f'{sheet}<div class="xxgk_content"><div class="content">{article}</div></div>{_neighbours(layout)}'


def _beside_a_menu(article: str, layout: Layout, chance: Random) -> str:
    """The article in the right cell of a table, the channels of the site in the left one."""
    links = "".join(f'<tr><td height="28"><a href="/{n}/">{name}</a></td></tr>' for n, name in enumerate(CHANNELS))
    left = f'<table width="180" border="0"><tr><td><b>信息公开目录</b></td></tr>{links}</table>'
    parts = (_meta(layout, chance), article, _neighbours(layout))
    right = "".join(f"<tr><td>{part}</td></tr>" for part in parts)
    return (
        '<table width="1000" border="0" align="center" cellpadding="0" cellspacing="0"><tr>'
        f'<td width="190" valign="top">{left}</td><td valign="top"><table width="100%" border="0">{right}</table></td>'
        "</tr></table>"
    )


ARRANGEMENTS: tuple[Callable[[str, Layout, Random], str], ...] = (_in_boxes, _below_a_sheet, _beside_a_menu)


def _meta(layout: Layout, chance: Random) -> str:
    return chance.choice(META_LINES).format(
        published=layout.published,
        publisher=escape(layout.publisher),
        hits=chance.randint(3, 4000),
        hour=chance.randint(8, 18),
        minute=chance.randint(10, 59),
    )


def _neighbours(layout: Layout) -> str:
    """The reports of other years, as a site lists them below this one."""
    year = YEAR.search(layout.title)
    if year is None:
        return ""
    others = (int(year[0]) - 1, int(year[0]) - 2)
    links = "".join(
        f'<li><a href="/nb/t{other}.html">{escape(layout.title.replace(year[0], str(other)))}</a>'
        f"<span>[{other + 1}-01-25]</span></li>"
        for other in others
    )
    return f'<div class="related"><h3>相关信息</h3><ul>{links}</ul></div>'
