"""Markdown with tags of HTML around and inside it."""

from __future__ import annotations

import re

import pytest

from ingest import load_bytes
from ingest.tagged import has_piped_tables, without_tags

PLAIN = """# 临岚县教育局2023年政府信息公开工作年度报告

一、总体情况

2023年，我局主动公开信息12条。

二、主动公开政府信息情况

| 信息内容 | 本年制发件数 |
| --- | --- |
| 规章 | 0 |
| 行政规范性文件 | 22 |

五、存在的主要问题及改进情况
"""
LINE = re.compile(r"^([^|#\n].*)$", re.MULTILINE)
NUMBER = re.compile(r"\| (\d+) (?=\|)")
WAYS = {
    "divs": lambda text: f'<div class="a">\n<div>\n\n{text}\n</div>\n</div>\n<div></div>\n',
    "spans": lambda text: LINE.sub(r"<span>\1</span>", text),
    "paragraphs": lambda text: LINE.sub(r'<p align="center">\1</p>', text),
    "breaks": lambda text: LINE.sub(r"\1<br>", text),
    "page parts": lambda text: f"<!-- a\nb -->\n<article><section>\n{text}\n</section></article><p></p>",
    "bold numbers": lambda text: NUMBER.sub(r"| <b>\1</b> ", text),
    "numbers in paragraphs": lambda text: NUMBER.sub(r"| <p>\1</p> ", text),
    "coloured numbers": lambda text: NUMBER.sub(r'| <font color="red">\1</font> ', text),
}


def blocks(text: str) -> list[str]:
    found = load_bytes(text.encode(), path="a.md").blocks()
    return [re.sub(r"\b(?:line|number)=\w+", "", repr(block)) for block in found]


@pytest.mark.parametrize("way", WAYS)
def test_tags_around_the_lines_and_numbers_of_markdown_change_nothing(way):
    """Three of them made it a web page, in which pipes draw no tables: all numbers were lost, or the file refused."""
    assert blocks(WAYS[way](PLAIN)) == blocks(PLAIN)


def test_every_line_stays_where_it_is(read):
    lines = {line.text: line.line for line in read(WAYS["page parts"](PLAIN)).blocks() if hasattr(line, "text")}
    assert lines["一、总体情况"] == WAYS["page parts"](PLAIN).splitlines().index("一、总体情况") + 1


@pytest.mark.parametrize(
    ("tagged", "text"),
    [
        ("12<sup>3</sup>", "12³"),
        ("<del>12</del> 13", "~~12~~ 13"),
        ("<p>甲</p><p>乙</p>", "甲<br>乙"),
        ("<table><tr><td><p>1</p></td></tr></table>", "<table><tr><td><p>1</p></td></tr></table>"),
        ("a < b，<关于公开的通知>", "a < b，<关于公开的通知>"),
    ],
)
def test_what_tags_say_of_numbers_is_kept(tagged, text):
    assert without_tags(tagged) == text


def test_pipes_of_a_menu_make_no_markdown_of_a_web_page():
    assert has_piped_tables(PLAIN)
    assert not has_piped_tables("<div>首页 | 公开 | 服务</div>\n| 打印 | 关闭 |\n<div>正文</div>")
