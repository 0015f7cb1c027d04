from __future__ import annotations

import pytest


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(char) if ord(char) < 32768 else ord(char) - 65536}?" for char in text)


def row(cells: list[str], edges: list[str]) -> str:
    inner = "".join(f"\\pard\\intbl {escaped(cell)}\\cell " for cell in cells)
    return f"\\trowd\\trgaph108{''.join(edges)}{inner}\\row\n"


def test_text_and_tables_keep_their_order_and_true_columns(read, draw):
    rtf = (
        "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fcharset134 SimSun;}}\n"
        f"\\pard {escaped('二、主动公开政府信息情况')}\\par\n"
        + row(["信息内容", "制发", "废止"], ["\\cellx1000", "\\cellx2000", "\\cellx3000"])
        + row(["规章", "12"], ["\\cellx1000", "\\cellx3000"])
        + f"\\pard {escaped('三、收到和处理政府信息公开申请情况')}\\par}}"
    )
    assert draw(read(rtf)) == [
        "二、主动公开政府信息情况",
        "| 0:信息内容 | 1:制发 | 2:废止",
        "| 0:规章 | 1:12<1x2>",
        "--",
        "三、收到和处理政府信息公开申请情况",
    ]


def test_merged_cells_and_paragraphs_inside_cells_are_kept(read, draw):
    rtf = (
        "{\\rtf1\\ansi\\ansicpg936 "
        "\\trowd\\clvmgf\\cellx1000\\cellx2000\\intbl AA\\par BB\\cell 1\\cell\\row "
        "\\trowd\\clvmrg\\cellx1000\\cellx2000\\intbl \\cell 2\\cell\\row }"
    )
    assert draw(read(rtf)) == ["| 0:AA/BB<2x1> | 1:1", "| 1:2", "--"]


@pytest.mark.parametrize("raw", [True, False])
def test_chinese_bytes_are_read_raw_or_escaped_under_a_western_font(read, draw, raw: bool):
    text = "总体情况".encode("gbk")
    body = text if raw else b"".join(b"\\'%02x" % byte for byte in text)
    data = b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset0 Arial;}}\\f0 " + body + b"\\par}"
    assert draw(read(data)) == ["总体情况"]
