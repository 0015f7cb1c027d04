from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import Document, Grid, load_bytes

HEADING = "二、主动公开政府信息情况"


@pytest.fixture
def drawn(read, draw):
    return lambda text: draw(read(text))


def test_tabbed_rows_keep_blank_cells_and_their_ragged_widths(drawn):
    assert drawn(
        f"{HEADING}\n\n规章\t0\t0\t3\n规范性文件\t3\t\t8\n\n行政许可\t0\t\n\n三、收到和处理政府信息公开申请情况\n"
    ) == [
        HEADING,
        "| 0:规章 | 1:0 | 2:0 | 3:3",
        "| 0:规范性文件 | 1:3 | 2: | 3:8",
        "| 0:行政许可 | 1:0 | 2:",
        "--",
        "三、收到和处理政府信息公开申请情况",
    ]


def test_a_short_line_between_tabbed_rows_goes_on_in_the_next(drawn):
    assert drawn("三、本\n年度\t公开\t0\n办理\n结果\t不公开\t1\n") == [
        "三、本",
        "| 0:年度 | 1:公开 | 2:0",
        "| 0:办理/结果 | 1:不公开 | 2:1",
        "--",
    ]


def test_a_heading_ends_a_table_even_where_it_has_tabs(drawn):
    assert drawn("规章\t0\t1\n规范性文件\t2\t3\n三、收到和处理政府信息公开申请情况\t\t\n总计\t1\t1\n其他\t0\t0\n") == [
        "| 0:规章 | 1:0 | 2:1",
        "| 0:规范性文件 | 1:2 | 2:3",
        "--",
        "三、收到和处理政府信息公开申请情况",
        "| 0:总计 | 1:1 | 2:1",
        "| 0:其他 | 1:0 | 2:0",
        "--",
    ]


def test_indented_paragraphs_are_no_table(drawn):
    text = "\t2023年，我局认真落实各项要求，按时发布信息。\n\t一、总体情况\n\t某某县教育局\n\t2024年1月20日\n"
    assert drawn(text) == [line.strip() for line in text.splitlines()]


def test_a_cell_a_line_with_tabs_is_cut_into_rows_at_blank_lines(drawn, read, grids):
    text = f"{HEADING}\n\t规章\n\t0\n\t\n\t3\n\n\t\n\t自\n然\n人\n\t总\n计\n\n\t其他\n\t1\n\n\n三、收到和处理政府信息公开申请情况\n"
    assert drawn(text) == [
        HEADING,
        "| 0:规章 | 1:0 | 2: | 3:3",
        "| 0: | 1:自/然/人 | 2:总/计",
        "| 0:其他 | 1:1",
        "--",
        "三、收到和处理政府信息公开申请情况",
    ]
    (grid,) = grids(read(text))
    assert (grid.positions, grid.origin) == ("ragged", "cell_per_line")
    assert [cell.line for cell in grid.rows[1].cells] == [7, 8, 11]


def test_cells_between_blank_lines_begin_a_row_where_a_label_follows_a_value(drawn):
    text = f"{HEADING}\n\n规章\n\n0\n\n1\n\n本年新\n制作数量\n\n12\n\n12\n\n三、收到和处理政府信息公开申请情况\n\n无\n"
    assert drawn(text) == [
        HEADING,
        "| 0:规章 | 1:0 | 2:1",
        "| 0:本年新/制作数量 | 1:12 | 2:12",
        "--",
        "三、收到和处理政府信息公开申请情况",
        "无",
    ]


def test_wider_gaps_end_rows_where_no_value_follows_one(drawn):
    text = "第二十条第(一)项\n\n\n信息内容\n\n制作数量\n\n\n规章\n\n0\n\n0\n\n\n规范性文件\n\n2\n\n3\n"
    assert drawn(text) == [
        "| 0:第二十条第(一)项",
        "| 0:信息内容 | 1:制作数量",
        "| 0:规章 | 1:0 | 2:0",
        "| 0:规范性文件 | 1:2 | 2:3",
        "--",
    ]


def test_a_signature_below_the_last_value_is_no_row(drawn):
    text = "规章\n\n0\n\n1\n\n规范性文件\n\n2\n\n3\n\n某某县教育局\n\n2024年1月20日\n"
    assert drawn(text)[-3:] == ["--", "某某县教育局", "2024年1月20日"]


def test_values_behind_their_label_on_one_line_are_cells(drawn):
    text = "信息内容 制发件数\n规章 0 0 3\n规范性文件 3 1 8\n行政许可 9487\n行政处罚 2776\n"
    assert drawn(text)[1:] == [
        "| 0:规章 | 1:0 | 2:0 | 3:3",
        "| 0:规范性文件 | 1:3 | 2:1 | 3:8",
        "| 0:行政许可 | 1:9487",
        "| 0:行政处罚 | 1:2776",
        "--",
    ]


def test_short_lines_without_numbers_stay_lines(drawn):
    text = "某某县教育局\n\n年度报告\n\n主动公开\n\n依申请公开\n"
    assert drawn(text) == ["某某县教育局", "年度报告", "主动公开", "依申请公开"]


@pytest.mark.parametrize(
    "text",
    [
        "| 项目 | 数 |\n|---|:-:|\n| 规章 | 0 |\n| 文件 |  |\n",
        "项目 | 数\n--- | ---\n规章 | 0\n文件 | \n",
        "| 项目 | 数\n|\n| 规章 | 0\n|\n| 文件 | \n|\n",
        "┌──┬──┐\n│项目│数│\n├──┼──┤\n│规章│0│\n│文件│ │\n└──┴──┘\n",
    ],
)
def test_tables_drawn_with_pipes_of_any_style_say_the_same(read, draw, grids, text: str):
    document = read(text)
    assert draw(document) == ["| 0:项目 | 1:数", "| 0:规章 | 1:0", "| 0:文件 | 1:", "--"]
    assert grids(document)[0].positions == "true"


def test_pipe_rows_of_different_widths_are_ragged(read, grids):
    (grid,) = grids(read("| 规章 | 0 | 1 |\n| 文件 | 2 |\n"))
    assert (grid.positions, grid.columns) == ("ragged", 3)


def test_a_row_of_values_between_pipes_is_a_table_even_alone(read, grids, drawn):
    (grid,) = grids(read("三、收到和处理政府信息公开申请情况\n| 一、本年新收 | 19 | 0 | 0 | 0 | 19 |\n"))
    assert (grid.positions, [cell.text for cell in grid.rows[0].cells][1:]) == ("ragged", ["19", "0", "0", "0", "19"])
    assert drawn("发布时间 | 2024 | 来源 | 本站 | 字号\n") == ["发布时间 | 2024 | 来源 | 本站 | 字号"]


def test_a_blank_first_cell_without_outer_pipes_is_kept(drawn):
    assert (
        drawn("三、 | 公开 | 1\n | 不公开 | 0\n四、 | 结转 | 2\n五、 | 其他 | 3\n其他 | 无 | 1\n")[1]
        == "| 0: | 1:不公开 | 2:0"
    )


def test_a_heading_in_pipes_is_a_line_and_a_menu_is_no_table(drawn):
    assert drawn("首页 | 政务公开 | 年报\n\n| 二、主动公开政府信息情况 | |\n| 规章 | 0 |\n| 文件 | 1 |\n") == [
        "首页 | 政务公开 | 年报",
        HEADING,
        "| 0:规章 | 1:0",
        "| 0:文件 | 1:1",
        "--",
    ]


def test_html_tables_inside_markdown_are_true_grids_at_their_line(read, draw, grids):
    document = read(
        f"# {HEADING}\n\n<table>\n<tr><td rowspan=2>规章</td><td>0</td></tr>\n<tr><td>1</td></tr>\n</table>\n\n完\n"
    )
    assert draw(document) == [f"# {HEADING}", "| 0:规章<2x1> | 1:0", "| 1:1", "--", "完"]
    assert [row.cells[0].line for row in grids(document)[0].rows] == [4, 5]


def test_page_numbers_are_no_lines_and_do_not_cut_tables(drawn):
    assert drawn("规章\t0\t0\n— 2 —\n文件\t1\t1\n第3页\n完\n") == [
        "| 0:规章 | 1:0 | 2:0",
        "| 0:文件 | 1:1 | 2:1",
        "--",
        "完",
    ]


def test_form_feeds_make_pages_and_lines_keep_their_numbers(read):
    document = read("一、总体情况\n第一页。\n\f第二页。\n")
    assert [(line.text, line.page, line.line) for line in document.blocks()] == [
        ("一、总体情况", 1, 1),
        ("第一页。", 1, 2),
        ("第二页。", 2, 3),
    ]
    assert document.source.pages == 2


def test_without_form_feeds_there_are_no_pages_whatever_ends_lines(read):
    document = read("一\r\n二\r三\n四")
    assert [(line.text, line.page, line.line) for line in document.blocks()] == [
        ("一", None, 1),
        ("二", None, 2),
        ("三", None, 3),
        ("四", None, 4),
    ]
    assert document.source.pages is None


def test_emphasis_and_spaces_inside_a_line_stay_verbatim(drawn):
    assert drawn("  **一是** 网 址  ") == ["**一是** 网 址"]


def tokens_of(document: Document) -> list[str]:
    texts: list[str] = []
    for block in document.blocks():
        texts.extend([block.text] if not isinstance(block, Grid) else [c.text for row in block.rows for c in row.cells])
    return [token for text in texts for token in text.split()]


LABELS = st.sampled_from(
    ["规章", "规范性文件", "行政许可", "（七）总计", "1.属于国家秘密", "信息内容", "法人或其他组织"]
)
CELLS = st.lists(st.one_of(LABELS, st.integers(min_value=0, max_value=9999).map(str)), min_size=1, max_size=40)


@given(CELLS, st.sampled_from(["\n", "\n\n", "\n\n\n"]))
def test_a_flattened_table_keeps_every_token_in_order(cells: list[str], between: str):
    assert tokens_of(load_bytes(between.join(cells).encode(), path="x")) == cells


@given(
    st.lists(st.lists(st.one_of(LABELS, st.just(""), st.integers(0, 99).map(str)), min_size=2, max_size=6), min_size=1)
)
def test_a_tabbed_table_keeps_every_token_in_order(rows: list[list[str]]):
    text = "序\t数\n" + "\n".join("\t".join(row) for row in rows)
    assert tokens_of(load_bytes(text.encode(), path="x"))[2:] == [cell for row in rows for cell in row if cell]


def test_a_short_line_above_a_table_of_pipes_does_not_take_its_rows():
    text = "第二十条第（一）项\n信息内容 | 本年制发件数 | 现行有效件数\n规章 | 0 | 0\n规范性文件 | 8 | 18\n第二十条第（五）项\n信息内容 | 本年处理决定数量\n行政许可 | 5\n"
    blocks = list(load_bytes(text.encode(), path="a.txt").blocks())
    rows = [[cell.text for cell in row.cells] for block in blocks if isinstance(block, Grid) for row in block.rows]
    assert ["规范性文件", "8", "18"] in rows
    assert ["行政许可", "5"] in rows


def test_pipes_before_and_behind_blank_cells_are_no_outer_pipes_where_whole_rows_have_none(read, grids):
    rows = [" |  | 自然人 | 总计", "甲项 |  | 0 | ", *[f" | {n}.乙项 | 1 | " for n in range(9)], " | 丙项 | 3"]
    (grid,) = grids(read("\n".join(rows)))
    assert {len(row.cells) for row in grid.rows[:-1]} == {4}


def test_a_row_that_lost_a_pipe_does_not_make_blank_labels_outer_pipes(read, grids):
    """The pipe before a blank label was taken for the table's border, and the row that lost a cell for a whole one."""
    whole = ["甲项 |  | 0 | \n|", *[f" | {n}.乙项 | 1 | \n|" for n in range(9)]]
    (grid,) = grids(read("\n".join(["  |  | 自然人 | 总计\n|", *whole, "丙项 | 3 | \n|"])))
    assert [cell.text for cell in grid.rows[1].cells] == ["甲项", "", "0", ""]
    assert [cell.text for cell in grid.rows[2].cells] == ["", "0.乙项", "1", ""]
    assert len(grid.rows[-1].cells) == 3


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**13**", "13"),
        ("***13***", "13"),
        ("*13*", "13"),
        ("__13__", "13"),
        ("~~99~~ 13", "13"),
        ("*", "*"),
        ("13*", "13*"),
    ],
)
def test_bold_numbers_of_markdown_are_numbers_and_struck_out_ones_are_gone(read, grids, written: str, shown: str):
    """**13** was unreadable."""
    (grid,) = grids(read(f"|信息内容|本年制发件数|\n|---|---|\n|**规章**|{written}|\n|文件|2|\n"))
    assert [cell.text for cell in grid.rows[1].cells] == ["规章", shown]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| 结果维持 | 总计 |\n| - | - |\n| - | - |\n", ["| 0:结果维持 | 1:总计", "| 0:- | 1:-"]),
        ("维持 | 纠正 | 总计\n|\n0 | 1 | 1\n|\n- | - | -\n|\n", ["| 0:维持 | 1:纠正 | 2:总计", "| 0:0 | 1:1 | 2:1", "| 0:- | 1:- | 2:-"]),
        ("| 规章 | 0 |\n|-|-|\n| 许可 | 2 |\n|-|-|\n", ["| 0:规章 | 1:0", "| 0:许可 | 1:2"]),
        ("| 规章 | 0 |\n| - | - |\n| 许可 | 2 |\n\n| 处罚 | 0 |\n| - | - |\n| 强制 | 2 |\n", ["| 0:规章 | 1:0", "| 0:许可 | 1:2", "| 0:处罚 | 1:0", "| 0:强制 | 1:2"]),
    ],
)  # fmt: skip
def test_a_dash_a_cell_is_a_rule_below_the_first_row_only(read, draw, text, rows):
    """A row of table 4 with nothing but dashes was taken for a rule, and the dashes for blanks."""
    assert [line for line in draw(read(text)) if line.startswith("|")] == rows


def test_signs_that_a_writer_of_markdown_escaped_are_read_as_it_shows_them(read, draw):
    """12772\\.44 and \\-35 were no numbers, and the amount beside was taken for theirs."""
    text = "| 1\\.信息内容 | 本年增/减 | 采购总金额 |\n| --- | --- | --- |\n| 行政许可\\(件\\) | \\-35 | 12772\\.44 |\n"
    assert draw(read(text)) == [
        "| 0:1.信息内容 | 1:本年增/减 | 2:采购总金额",
        "| 0:行政许可(件) | 1:-35 | 2:12772.44",
        "--",
    ]
