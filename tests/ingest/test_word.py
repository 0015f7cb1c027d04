from __future__ import annotations

import io

import pytest

from canonical.errors import UnusableFileError
from ingest import load_bytes


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(p(part) for part in text.split('/'))}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


SPAN = '<w:gridSpan w:val="{}"/>'
START, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.fixture
def drawn(read, draw, docx):
    return lambda body: draw(read(docx(body)))


def test_a_real_file_of_python_docx_keeps_order_title_and_merges(read, draw):
    import docx as python_docx

    document = python_docx.Document()
    document.core_properties.title = "2023年年报"
    document.add_paragraph("二、主动公开政府信息情况")
    table = document.add_table(rows=3, cols=3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(2, 1).merge(table.cell(2, 2)).text = "宽"
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    file = io.BytesIO()
    document.save(file)
    loaded = read(file.getvalue())
    assert loaded.title == "2023年年报"
    assert draw(loaded) == [
        "二、主动公开政府信息情况",
        "| 0:合并<2x1> | 1:01 | 2:02",
        "| 1:11 | 2:12",
        "| 0:20 | 1:宽<1x2>",
        "--",
        "三、收到和处理政府信息公开申请情况",
    ]


def test_gridspan_vmerge_and_several_paragraphs_give_the_true_grid(drawn):
    body = tbl(
        tr(tc("申请", START + SPAN.format(2)), tc("申请人", SPAN.format(2))),
        tr(tc("", GOES_ON + SPAN.format(2)), tc("自然/人"), tc("总计")),
        tr(tc("三、"), tc("公开"), tc("1"), tc("1")),
    )
    assert drawn(body) == [
        "| 0:申请<2x2> | 2:申请人<1x2>",
        "| 2:自然/人 | 3:总计",
        "| 0:三、 | 1:公开 | 2:1 | 3:1",
        "--",
    ]


def test_equal_neighbours_are_never_merged(drawn):
    assert drawn(tbl(tr(tc("0"), tc("0")), tr(tc("0"), tc("0")))) == ["| 0:0 | 1:0", "| 0:0 | 1:0", "--"]


def test_cells_skipped_at_a_row_s_start_move_the_rest(drawn):
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    assert drawn(tbl(tr(tc("a"), tc("b")), tr(tc("c"), properties=before))) == ["| 0:a | 1:b", "| 1:c", "--"]


def test_deleted_text_is_left_out_and_inserted_text_kept(drawn):
    body = (
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>8</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r></w:p>"
        + tbl(tr(tc("旧"), tc("1"), properties="<w:trPr><w:del/></w:trPr>"), tr(tc("新"), tc("2")))
    )
    assert drawn(body) == ["共8件", "| 0:新 | 1:2", "--"]


def test_a_text_box_with_two_readings_is_read_once_after_its_paragraph(drawn):
    box = f"<w:txbxContent>{p('框内文字')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>段落</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + p("后文")
    )
    assert drawn(body) == ["段落", "框内文字", "后文"]


def test_content_controls_are_transparent(drawn):
    body = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>" + tbl(
        f"<w:sdt><w:sdtContent>{tr(tc('a'), '<w:sdt><w:sdtContent>' + tc('1') + '</w:sdtContent></w:sdt>')}</w:sdtContent></w:sdt>"
    )
    assert drawn(body) == ["控件", "| 0:a | 1:1", "--"]


def test_hidden_text_is_left_out(drawn):
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>'
    assert drawn(f"<w:p>{hidden}{shown}</w:p>") == ["显"]


def test_how_words_look_changes_neither_what_is_hidden_nor_how_far_cells_reach(drawn):
    looks = '<w:rFonts w:ascii="a/>b"/><w:sz w:val="32"/><w:b/>'
    shown = f"<w:p><w:pPr><w:jc/><w:rPr>{looks}</w:rPr></w:pPr><w:r><w:rPr>{looks}</w:rPr><w:t>显示</w:t></w:r>"
    hidden = f"<w:r><w:rPr>{looks}<w:vanish/>{looks}</w:rPr><w:t>隐藏</w:t></w:r></w:p>"
    wide = tc("宽", f'<w:tcW w:w="1"/>{SPAN.format(2)}<w:vAlign w:val="center"/>')
    assert drawn(shown + hidden + tbl(tr(wide, tc("3", '<w:tcW w:w="1"/>')), tr(tc("1"), tc("2"), tc("3")))) == [
        "显示",
        "| 0:宽<1x2> | 2:3",
        "| 0:1 | 1:2 | 2:3",
        "--",
    ]


def test_text_that_reads_like_a_tag_is_text(drawn):
    assert drawn("<w:p><w:r><w:t><![CDATA[写作<w:b/>]]></w:t></w:r></w:p>") == ["写作<w:b/>"]


def test_struck_out_text_is_left_out_and_the_digits_of_notes_are_raised(drawn):
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>9</w:t></w:r><w:r><w:rPr><w:dstrike/></w:rPr><w:t>8</w:t></w:r>"
    note = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    kept = '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>16</w:t></w:r>'
    assert drawn(f"<w:p>{struck}{kept}{note}</w:p>") == ["16²"]


def test_a_table_inside_a_layout_table_is_a_grid_of_its_own(drawn):
    inner = tbl(tr(tc("规章"), tc("0")), tr(tc("规范性文件"), tc("2")))
    outer = tbl(tr(f"<w:tc>{p('二、主动公开政府信息情况')}{inner}{p('')}</w:tc>"))
    assert drawn(outer) == ["二、主动公开政府信息情况", "| 0:规章 | 1:0", "| 0:规范性文件 | 1:2", "--"]


def test_a_manual_break_ends_a_line_and_a_page_break_does_not(drawn):
    assert drawn('<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:br w:type="page"/><w:t>三</w:t></w:r></w:p>') == [
        "一",
        "二三",
    ]


def test_word_xml_saved_as_doc_is_read(read, draw):
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
        f"{p('一、总体情况')}{tbl(tr(tc('规章'), tc('0')))}</w:body></w:wordDocument>"
    )
    assert draw(read(xml)) == ["一、总体情况", "| 0:规章 | 1:0", "--"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_file_is_one_clear_line(docx, share: float):
    data = docx(p("一、总体情况") * 200)
    with pytest.raises(UnusableFileError, match=r"^cut\.docx: .*is truncated or damaged"):
        load_bytes(data[: int(len(data) * share)], path="cut.docx")
