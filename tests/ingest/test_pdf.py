from __future__ import annotations

import io
import logging

import pytest

from canonical.errors import UnusableFileError
from ingest import Limits, Line, load_bytes

EDGES = (80, 180, 280, 380)
HEADING = "三、收到和处理政府信息公开申请情况"


def test_lines_and_ruled_tables_come_in_reading_order_with_their_boxes(paper, read, draw, grids):
    sheet = paper().text("二、主动公开政府信息情况", 90).table([["规章", "0", "3"], ["文件", "12", ""]], 120, EDGES)
    document = read(sheet.text("三、收到和处理", 200).save())
    assert draw(document) == [
        "二、主动公开政府信息情况",
        "| 0:规章 | 1:0 | 2:3",
        "| 0:文件 | 1:12 | 2:",
        "--",
        "三、收到和处理",
    ]
    cell = grids(document)[0].rows[1].cells[1]
    assert cell.page == 1
    assert cell.bbox == pytest.approx((180, 140, 280, 160), abs=1)
    assert (document.pages[0].width, document.source.pages, document.source.media_type) == (595, 1, "application/pdf")


def test_merged_cells_come_from_the_rulings(paper, read, draw):
    sheet = paper().box(80, 100, 180, 140).text("申请", 110, 90).box(180, 100, 380, 120).text("申请人", 102, 190)
    sheet.box(180, 120, 280, 140).text("自然人", 122, 190).box(280, 120, 380, 140).text("总计", 122, 290)
    assert draw(read(sheet.save())) == ["| 0:申请<2x1> | 1:申请人<1x2>", "| 1:自然人 | 2:总计", "--"]


def test_a_label_written_downwards_is_one_word(paper, read, draw):
    sheet = paper().box(80, 100, 100, 160).box(100, 100, 200, 160).text("予以公开", 120, 110)
    for place, char in enumerate("三、本年"):
        sheet.text(char, 102 + place * 14, 84)
    assert draw(read(sheet.save())) == ["| 0:三、本年 | 1:予以公开", "--"]


def test_a_table_split_over_pages_is_one_grid_and_page_furniture_is_nothing(paper, read, draw, grids):
    sheet = paper()
    for page in (1, 2, 3):
        sheet.text("某某县教育局年报", 30).text(f"- {page} -", 800, 280)
        if page == 1:
            sheet.text(HEADING, 100)
            sheet.table([["一、新收", "1", "1"], ["二、结转", "0", "0"]], 700, EDGES)
        elif page == 2:
            sheet.table([["三、结果", "1", "1"], ["四、结转", "0", "0"]], 72, (80.8, 180.8, 281, 381))
        else:
            sheet.text("五、存在的主要问题及改进情况", 100)
        sheet.page()
    document = read(sheet.save())
    assert draw(document) == [
        HEADING,
        "| 0:一、新收 | 1:1 | 2:1",
        "| 0:二、结转 | 1:0 | 2:0",
        "| 0:三、结果 | 1:1 | 2:1",
        "| 0:四、结转 | 1:0 | 2:0",
        "--",
        "五、存在的主要问题及改进情况",
    ]
    (grid,) = grids(document)
    assert [row.cells[0].page for row in grid.rows] == [1, 1, 2, 2]
    assert [len(page.blocks) for page in document.pages] == [2, 0, 1]


def test_a_row_that_begins_two_pages_is_no_running_header(paper, read, draw):
    sheet = paper()
    for rest in ("一是人手不足。", "二是培训不够。"):
        sheet.text("某某县教育局年报", 20)
        sheet.text("2.申请人逾期未按收费通知要求", 48).text("0", 55, 300).text("7", 55, 340).text("缴纳费用", 62)
        sheet.text(rest, 76).page()
    drawn = "\n".join(draw(read(sheet.save())))
    assert "教育局" not in drawn
    assert (drawn.count("逾期"), drawn.count("缴纳"), drawn.count("7")) == (2, 2, 2)


def test_columns_of_a_split_table_are_counted_over_both_halves(paper, read, draw):
    sheet = paper().text(HEADING, 100).table([["标题", "值"]], 740, (80, 180, 380)).page()
    sheet.table([["行", "1", "2"]], 72, EDGES)
    assert draw(read(sheet.save())) == [HEADING, "| 0:标题 | 1:值<1x2>", "| 0:行 | 1:1 | 2:2", "--"]


def test_tables_with_text_between_them_are_not_joined(paper, read, grids):
    sheet = paper().table([["a", "1"], ["b", "2"]], 700, (80, 180, 380)).page()
    sheet.text("四、政府信息公开行政复议、行政诉讼情况", 90).table([["c", "1"], ["d", "2"]], 120, (80, 180, 380))
    assert len(grids(read(sheet.save()))) == 2


def test_white_areas_under_paragraphs_and_a_frame_around_a_page_are_no_tables(paper, read, draw):
    sheet = paper().box(60, 60, 540, 780)
    for place in range(6):
        sheet.box(80, 100 + 20 * place, 500, 120 + 20 * place, white=True)
        sheet.text(f"第{place}行正文，共有六行。", 102 + 20 * place)
    assert draw(read(sheet.save())) == [f"第{place}行正文，共有六行。" for place in range(6)]


def test_narrative_framed_together_with_a_table_becomes_lines(paper, read, draw):
    sheet = paper().box(80, 100, 380, 120).text("公开信息及时准确，规范有序。", 102, 84)
    sheet.box(80, 120, 380, 140).text("二、主动公开政府信息情况", 122, 84)
    sheet.table([["规章", "0", "3"], ["文件", "1", "2"]], 140, EDGES)
    assert draw(read(sheet.save())) == [
        "公开信息及时准确，规范有序。",
        "二、主动公开政府信息情况",
        "| 0:规章 | 1:0 | 2:3",
        "| 0:文件 | 1:1 | 2:2",
        "--",
    ]


def test_no_word_is_in_a_grid_and_in_a_line(paper, read):
    document = read(paper().text("正文", 90).table([["规章", "甲"], ["文件", "乙"]], 120, (80, 180, 280)).save())
    words = [
        text
        for block in document.blocks()
        for text in ([block.text] if isinstance(block, Line) else [c.text for r in block.rows for c in r.cells])
    ]
    assert sorted(words) == sorted(["正文", "规章", "甲", "文件", "乙"])


def test_a_page_that_is_only_a_picture_is_scanned_and_noted(paper, read):
    from reportlab.lib.utils import ImageReader

    pixel = io.BytesIO(b"P6 1 1 255\n\x00\x00\x00")
    sheet = paper()
    sheet.canvas.drawImage(ImageReader(pixel), 0, 0, 595, 842)
    document = read(sheet.page().text("第二页有字", 100).save())
    assert [page.scanned for page in document.pages] == [True, False]
    assert document.source.scanned is False
    assert document.notes == ("page 1 is a picture in which nothing could be read",)


def encrypted(data: bytes, user: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf_with_an_empty_user_password_is_opened(paper, read, draw):
    assert draw(read(encrypted(paper().text("一、总体情况", 100).save(), ""))) == ["一、总体情况"]


def test_an_encrypted_pdf_says_so(paper):
    with pytest.raises(UnusableFileError, match=r"^a\.pdf: .*is encrypted \(.*save it without a password\)$"):
        load_bytes(encrypted(paper().text("x", 100).save(), "secret"), path="a.pdf")


@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_a_truncated_pdf_says_so(paper, share: float):
    data = paper().text("一、总体情况", 100).page().text("二", 100).save()
    with pytest.raises(UnusableFileError, match="is truncated"):
        load_bytes(data[: int(len(data) * share)], path="a.pdf")


def test_a_pdf_of_too_many_pages_is_refused_by_number(paper):
    data = paper().page().page().page().save()
    with pytest.raises(UnusableFileError, match="has 3 pages, more than the limit of 2"):
        load_bytes(data, path="a.pdf", limits=Limits(max_pages=2))


def test_the_title_is_the_file_s_own(paper, read):
    sheet = paper().text("x", 100)
    sheet.canvas.setTitle("2024年年报")
    assert read(sheet.save()).title == "2024年年报"


def test_the_libraries_stay_silent(paper, read, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        read(paper().text("一、总体情况", 100).save())
    assert [record for record in caplog.records if record.name.startswith(("pdf", "pypdf"))] == []


def test_digits_that_stand_apart_in_one_cell_are_never_joined(paper, read, draw):
    sheet = paper().table([["规章", "", "3"], ["文件", "12", "8"]], 120, EDGES)
    sheet.text("1", 124, 190, 10).text("1", 124, 198, 10)
    assert draw(read(sheet.save()))[0] == "| 0:规章 | 1:1 1 | 2:3"


def test_digits_parted_by_a_narrow_space_are_never_joined(paper, read, draw):
    sheet = paper().table([["规章", "", "3"], ["文件", "12", "8"]], 120, EDGES)
    sheet.canvas.setFont("Helvetica", 10)
    sheet.canvas.drawString(190, 842 - 134, "1")
    sheet.canvas.drawString(195.6, 842 - 134, " ", charSpace=-1.5)
    sheet.canvas.drawString(197, 842 - 134, "1")
    assert draw(read(sheet.save()))[0] == "| 0:规章 | 1:1 1 | 2:3"


def test_spaced_out_chinese_is_one_word(paper, read, draw):
    sheet = paper()
    for place, char in enumerate("总体情况"):
        sheet.text(char, 100, 80 + 15 * place)
    assert draw(read(sheet.save())) == ["总体情况"]


@pytest.mark.parametrize("shift", [0.0, 0.4, 1.2])
def test_text_printed_twice_to_look_bold_is_read_once(paper, read, draw, shift: float):
    sheet = paper().table([["规章", "0", "11"], ["文件", "22", "3"]], 120, EDGES)
    sheet.text("11", 124, 284 + shift, 10).text("规章", 124, 84 + shift, 10)
    sheet.text("一、总体情况", 200).text("一、总体情况", 200, 80 + shift)
    assert draw(read(sheet.save())) == ["| 0:规章 | 1:0 | 2:11", "| 0:文件 | 1:22 | 2:3", "--", "一、总体情况"]


def test_a_line_of_six_thousand_equal_characters_is_read_whole(paper, read):
    """Each was compared with all others of its line: a broken file of the fuzz run took half a minute a page."""
    document = read(paper().text("一" * 6000, 100, size=6).save())
    assert sum(line.text.count("一") for line in document.blocks() if isinstance(line, Line)) == 6000


def test_a_table_without_any_rules_is_read_by_the_places_of_its_values(paper, read, draw, grids):
    sheet = paper()
    rows = [
        ["信息内容", "本年制发", "本年废止", "现行有效"],
        ["规章", "0", "1", "3"],
        ["规范性文件", "2", "", "8"],
        ["行政许可", "", "4", ""],
    ]
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.text(text, 100 + 20 * place, 80 + 110 * column)
    document = read(sheet.text("以上数字截至2023年12月31日，均由各科室报送并经核对。", 200).save())
    assert draw(document) == [
        "| 0:信息内容 | 1:本年制发 | 2:本年废止 | 3:现行有效",
        "| 0:规章 | 1:0 | 2:1 | 3:3",
        "| 0:规范性文件 | 1:2 | 2: | 3:8",
        "| 0:行政许可 | 1: | 2:4 | 3:",
        "--",
        "以上数字截至2023年12月31日，均由各科室报送并经核对。",
    ]
    (grid,) = grids(document)
    assert (grid.origin, grid.positions, grid.page) == ("unruled", "true", 1)
    assert grid.rows[1].cells[3].bbox is not None


def test_a_table_without_rules_goes_on_over_the_page_s_end(paper, read, grids):
    sheet = paper()
    for place, row in enumerate([["规章", "0", "1"], ["文件", "2", "3"]]):
        for column, text in enumerate(row):
            sheet.text(text, 780 + 20 * place, 80 + 110 * column)
    sheet.page()
    for place, row in enumerate([["许可", "4", "5"], ["处罚", "6", "7"]]):
        for column, text in enumerate(row):
            sheet.text(text, 60 + 20 * place, 80 + 110 * column)
    (grid,) = grids(read(sheet.save()))
    assert [[cell.text for cell in row.cells] for row in grid.rows][-1] == ["处罚", "6", "7"]
    assert [row.cells[0].page for row in grid.rows] == [1, 1, 2, 2]


def lying(data: bytes, turn: int) -> bytes:
    """The file with its pages shown turned."""
    from pypdf import PdfReader, PdfWriter

    writer, file = PdfWriter(), io.BytesIO()
    for page in PdfReader(io.BytesIO(data)).pages:
        writer.add_page(page).rotate(turn)
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("turn", "box"), [(90, (682, 180, 702, 280)), (180, (315, 682, 415, 702)), (270, (140, 315, 160, 415))]
)
def test_a_page_whose_text_runs_sideways_is_turned_and_its_places_are_those_of_the_file(
    paper, draw, grids, turn: int, box: tuple[int, ...]
):
    sheet = paper().text("三、收到和处理", 90).table([["规章", "0", "3"], ["文件", "12", ""]], 120, EDGES).save()
    upright, found = (load_bytes(data, path="report") for data in (sheet, lying(sheet, turn)))
    assert draw(found) == draw(upright)
    assert grids(found)[0].rows[1].cells[1].bbox == pytest.approx(box, abs=1)
    assert found.pages[0].width == (842 if turn != 180 else 595)
    assert not found.pages[0].scanned


def stamp(canvas, text: str, *, at: tuple[int, int], angle: int) -> None:
    canvas.saveState()
    canvas.translate(*at)
    canvas.rotate(angle)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(0, 0, text)
    canvas.restoreState()


def test_a_watermark_that_runs_askew_over_a_table_is_in_none_of_its_cells(paper, read, draw):
    sheet = paper().table([["规章", "0", "3"], ["文件", "12", ""]], 120, EDGES)
    stamp(sheet.canvas, "清砚市2024年", at=(190, 690), angle=30)
    assert draw(read(sheet.save())) == ["| 0:规章 | 1:0 | 2:3", "| 0:文件 | 1:12 | 2:", "--"]


def test_text_that_runs_sideways_beside_other_text_is_left_out_and_noted(paper, read):
    sheet = paper().table([["规章", "0", "3"], ["文件", "12", ""]], 120, EDGES)
    stamp(sheet.canvas, "归档号 2024", at=(40, 300), angle=90)
    assert read(sheet.save()).notes == ("page 1: 4 digits of text that runs sideways were left out",)


def test_a_number_below_a_white_patch_is_not_read_and_the_one_printed_on_it_is(paper, read, grids):
    """Of a page that was corrected after it was made both numbers were read as one, without a flag."""
    sheet = paper().table([["规章", "137", "3"], ["文件", "1", "2"]], 140, EDGES)
    left, right, top, bottom = EDGES[1] + 2, EDGES[2] - 2, 842 - 142, 842 - 157
    patch = sheet.canvas.beginPath()
    for place, corner in enumerate(((left, top), (right, top), (right, bottom), (left, bottom), (left, top))):
        (patch.lineTo if place else patch.moveTo)(*corner)
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.canvas.drawPath(patch, stroke=0, fill=1)
    sheet.canvas.setFillColorRGB(0, 0, 0)
    sheet.text("100", 144, EDGES[1] + 4, 10)
    (grid,) = grids(read(sheet.save()))
    assert [cell.text for cell in grid.rows[0].cells] == ["规章", "100", "3"]


def test_a_white_layer_over_the_page_hides_nothing(paper, read):
    """It may be a watermark's, which is transparent."""
    sheet = paper().text("公开信息及时准确，规范有序。", 102).box(60, 60, 540, 780, white=True)
    assert [block.text for block in read(sheet.save()).blocks()] == ["公开信息及时准确，规范有序。"]


def test_white_numbers_on_white_are_not_read_and_those_on_a_dark_ground_are(paper, read, grids):
    sheet = paper().table([["规章", "13", "3"], ["文件", "1", ""]], 140, EDGES)
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.text("7", 144, EDGES[1] + 18, 10)
    sheet.canvas.setFillColorRGB(0.1, 0.2, 0.6)
    sheet.canvas.rect(EDGES[2] + 1, 842 - 179, 60, 18, stroke=0, fill=1)
    sheet.canvas.setFillColorRGB(1, 1, 1)
    sheet.text("25", 164, EDGES[2] + 4, 10)
    (grid,) = grids(read(sheet.save()))
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["规章", "13", "3"], ["文件", "1", "25"]]


def test_a_stamps_digits_over_a_cell_are_no_digits_of_its_number(paper, read, grids):
    """421122 over a 0 was read as 421120, without a flag."""
    sheet = paper().table([["规章", "0", "3"], ["文件", "1", "2"]], 140, (80, 180, 216, 300))
    sheet.text("42112", 137, 185, 9)
    (grid,) = grids(read(sheet.save()))
    assert "".join(grid.rows[0].cells[1].text.split()) in {"421120", "042112"}
    assert grid.rows[0].cells[1].text not in {"421120", "042112"}
