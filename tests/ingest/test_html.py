from __future__ import annotations

import pytest

PAGE = "<html><head><title> 年报 </title></head><body>{}</body></html>"


@pytest.fixture
def drawn(read, draw):
    return lambda body: draw(read(PAGE.format(body)))


def test_the_title_is_the_page_s_own(read):
    assert read(PAGE.format("<p>x</p>")).title == "年报"


def test_semicolons_of_styles_make_no_rows_of_a_page(drawn):
    styled = '<p style="margin:0;color:#333;">行</p>'
    assert drawn("\n".join([styled] * 9)) == ["行"] * 9


def test_spans_give_the_true_grid(drawn):
    table = """<table>
    <tr><td rowspan=2 colspan=2>申请</td><td colspan=2>申请人</td></tr>
    <tr><td>自然人</td><td>总计</td></tr>
    <tr><td rowspan=2>三、</td><td>公开</td><td>1</td><td>1</td></tr>
    <tr><td>不公开</td><td>0</td><td>0</td></tr></table>"""
    assert drawn(table) == [
        "| 0:申请<2x2> | 2:申请人<1x2>",
        "| 2:自然人 | 3:总计",
        "| 0:三、<2x1> | 1:公开 | 2:1 | 3:1",
        "| 1:不公开 | 2:0 | 3:0",
        "--",
    ]


def test_a_rowspan_over_the_end_and_missing_cells_keep_their_places(drawn):
    table = "<table><tr><td rowspan=9>a</td><td>b</td><td>c</td></tr><tr><td>d</td></tr></table>"
    assert drawn(table) == ["| 0:a<2x1> | 1:b | 2:c", "| 1:d", "--"]


def test_equal_neighbours_are_never_merged(drawn):
    assert drawn("<table><tr><td>0</td><td>0</td></tr><tr><td>0</td><td>0</td></tr></table>") == [
        "| 0:0 | 1:0",
        "| 0:0 | 1:0",
        "--",
    ]


def test_a_blank_cell_stays_a_cell(drawn):
    row = "<table><tr><td>规章</td><td>&nbsp;</td><td><p><o:p>&nbsp;</o:p></p></td><td>3</td></tr></table>"
    assert drawn(row) == ["| 0:规章 | 1: | 2: | 3:3", "--"]


def test_paragraphs_and_breaks_inside_a_cell_are_line_breaks(drawn):
    assert drawn("<table><tr><td><p>商业</p><p>企业</p></td><td>科研<br>机构</td></tr></table>") == [
        "| 0:商业/企业 | 1:科研/机构",
        "--",
    ]


def test_labels_written_downwards_are_words_but_digits_are_never_joined(drawn):
    table = "<table><tr><td><p>总</p><p>计</p></td><td>1<br>0</td></tr></table>"
    assert drawn(table) == ["| 0:总计 | 1:1/0", "--"]


def test_what_a_reader_does_not_see_is_left_out(drawn):
    body = """<p>一</p><script>var x = '二';</script><style>p{}</style><!-- 三 -->
    <div style="display: none"><p>四</p></div><p hidden>五</p><p style="visibility:hidden">六</p><p>七</p>
    <table><tr style="display:none"><td>8</td><td>9</td></tr><tr><td>规章</td><td>0</td></tr></table>"""
    assert drawn(body) == ["一", "七", "| 0:规章 | 1:0", "--"]


def test_inline_tags_do_not_break_a_line(drawn):
    assert drawn("<p><b>三、收到</b><font>和<span>处理</span></font>\n政府信息</p>") == ["三、收到和处理 政府信息"]


def test_a_layout_table_is_descended_into(drawn):
    body = """<table><tr><td>导航</td><td><p>一、总体情况</p><p>正文。</p>
    <table><tr><td>规章</td><td>0</td></tr><tr><td>规范性文件</td><td>1</td></tr></table></td></tr></table>"""
    assert drawn(body) == ["导航", "一、总体情况", "正文。", "| 0:规章 | 1:0", "| 0:规范性文件 | 1:1", "--"]


def test_a_small_table_inside_a_cell_is_that_cell_s_text(drawn):
    body = """<table><tr><td>规章</td><td>0</td><td>1</td></tr>
    <tr><td>a</td><td><table><tr><td>2</td></tr></table></td><td>3</td></tr></table>"""
    assert drawn(body) == ["| 0:规章 | 1:0 | 2:1", "| 0:a | 1:2 | 2:3", "--"]


def test_framed_narrative_and_headings_become_lines(drawn):
    body = """<table><tr><td colspan=2>（三）加强管理，落实责任。</td></tr><tr><td colspan=2>完善制度</td></tr>
    <tr><td colspan=2>确保准确。</td></tr><tr><td colspan=2>二、主动公开政府信息情况</td></tr>
    <tr><td colspan=2>第二十条第（一）项</td></tr><tr><td>规章</td><td>0</td></tr>
    <tr><td colspan=2>三、收到和处理政府信息公开申请情况</td></tr><tr><td>一、本年新收政府信息公开申请数量</td><td>3</td></tr>
    <tr><td colspan=2>数据截至年底，均已核对。</td></tr></table>"""
    assert drawn(body) == [
        "（三）加强管理，落实责任。",
        "完善制度",
        "确保准确。",
        "二、主动公开政府信息情况",
        "| 0:第二十条第（一）项<1x2>",
        "| 0:规章 | 1:0",
        "--",
        "三、收到和处理政府信息公开申请情况",
        "| 0:一、本年新收政府信息公开申请数量 | 1:3",
        "--",
        "数据截至年底，均已核对。",
    ]


def test_a_one_column_table_is_lines(drawn):
    assert drawn("<table><tr><td>标题</td></tr><tr><td><p>一句。</p><p>二句。</p></td></tr></table>") == [
        "标题",
        "一句。",
        "二句。",
    ]


def test_lines_and_grid_rows_are_numbered_in_one_running_count(read):
    document = read(
        PAGE.format("<p>a</p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table><p>b</p>")
    )
    first, grid, last = document.blocks()
    assert (first.line, [row.cells[0].line for row in grid.rows], last.line) == (1, [2, 3], 4)


def test_tables_nested_beyond_reason_end_in_one_line_not_a_traceback(read):
    from canonical.errors import UnusableFileError

    deep = "<table><tr><td>" * 3000 + "x"
    with pytest.raises(UnusableFileError, match="nested too deeply"):
        read(PAGE.format(deep))


def test_struck_out_numbers_are_left_out_and_the_digits_of_notes_are_raised(drawn):
    cells = (
        "<s>9</s>16",
        "<del>9</del>17",
        "<strike>9</strike>18",
        '<span style="text-decoration: line-through">9</span>19',
        "20<sup>3</sup>",
    )
    table = "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"
    assert drawn(table) == ["| 0:16 | 1:17 | 2:18 | 3:19 | 4:20³", "--"]


def test_a_number_filled_into_a_form_is_the_cell_s(drawn):
    table = (
        '<table><tr><td>规章</td><td><input type="text" value="12"></td><td><input type="hidden" value="9"></td></tr>'
    )
    assert drawn(table + "</table>") == ["| 0:规章 | 1:12 | 2:", "--"]


def test_what_is_written_into_a_text_area_is_the_cell_s_and_what_is_not_shown_is_not(drawn):
    """A field of a form that a style hides was shown; a text area's number was lost with its row."""
    areas = "<td><textarea rows=1> 12 </textarea></td><td><textarea hidden>9</textarea></td>"
    inputs = '<td><input style="display: none" value="8"><input hidden value="7">5</td>'
    assert drawn(f"<table><tr><td>规章</td>{areas}{inputs}</tr></table>") == ["| 0:规章 | 1:12 | 2: | 3:5", "--"]


SHEET = "<style>.. {display:none} .old, .older {display: none} .del {text-decoration: line-through} {}</style>"


def test_numbers_that_the_pages_own_sheet_hides_in_a_cell_are_not_read(read, grids):
    """The old number and the new one were read as one of more digits, without a flag."""
    cells = "<td>3</td><td><i class=old>1</i>2</td><td>5<b class='del'>7</b></td>"
    shown = "<td><i class=old style='display: inline'>4</i></td>"
    (grid,) = grids(
        read(f"<html>{SHEET}<table><tr><td>规章</td>{cells}{shown}</tr><tr><td>文件</td><td>1</td></tr></table></html>")
    )
    assert [cell.text for cell in grid.rows[0].cells] == ["规章", "3", "2", "5", "4"]


def test_a_part_of_the_page_that_its_sheet_hides_is_read_all_the_same(read):
    """Scripts show it: a report is behind a tab more often than it is gone."""
    lines = [block.text for block in read(f"<html>{SHEET}<div class=old><p>一、总体情况</p></div></html>").blocks()]
    assert lines == ["一、总体情况"]


@pytest.mark.parametrize(
    "cell", ['<td colspan="3 >0</td>', "<td colspan='3 >0</td>", '<td class="a" colspan="3>0</td>']
)
def test_a_quote_that_is_never_closed_takes_no_other_cells(drawn, cell):
    """All up to the next quote was its attribute: the row above had the number of the one below."""
    rows = f"<tr><td>行政处罚</td>{cell}</tr><tr><td>行政强制</td><td colspan=\"3\" class='b'>63847</td></tr>"
    assert [line.replace("<1x3>", "") for line in drawn(f"<table>{rows}</table>")] == [
        "| 0:行政处罚 | 1:0",
        "| 0:行政强制 | 1:63847",
        "--",
    ]


def test_a_sign_inside_a_quoted_attribute_is_part_of_it(drawn):
    assert drawn('<table><tr><td title="a > b">规章</td><td>1</td></tr><tr><td>许可</td><td>2</td></tr></table>') == [
        "| 0:规章 | 1:1",
        "| 0:许可 | 1:2",
        "--",
    ]
