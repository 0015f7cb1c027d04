from __future__ import annotations

import pytest

from canonical.sections import SECTIONS, section_of_heading
from canonical.text import plain


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.en)
def test_every_wording_of_a_title_is_recognised(section) -> None:
    numeral = "一二三四五六"[section.number - 1]
    for wording in (section.zh, *section.variants):
        assert section_of_heading(f"{numeral}、{wording}") == section.number


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("[bookmark: _GoBack]一、总体情况", 1),
        ("## 三、收到和处理政府信息公开申请情况（无）", 3),
        ("五、存在的主要问题及下一步工作情况", 5),
        ("六、其他需报告的事项", 6),
        ("主动公开政府信息情况", 2),
        ("四、政府信息公開行政複議、行政訴訟情況", 4),
    ],
)
def test_damaged_and_decorated_headings_are_recognised(line: str, number: int) -> None:
    assert section_of_heading(line) == number


@pytest.mark.parametrize(
    "line",
    [
        "一、本年新收政府信息公开申请数量",
        "四、结转下年度继续办理",
        "三、本年度办理结果",
        "（六）其他处理",
        "（一）主动公开情况",
        "1.主动公开情况",
        "2024年，我局主动公开政府信息情况良好，全年共发布各类信息二百余条，受到群众欢迎和好评。",
        "",
        "其他",
    ],
)
def test_table_rows_and_paragraph_heads_are_no_headings(line: str) -> None:
    assert section_of_heading(line) is None


def test_plain_text_has_one_width_and_one_script() -> None:
    assert plain("（七）總 計１") == "七总计1"
