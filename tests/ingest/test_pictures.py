from __future__ import annotations

import base64
import io
import struct

import pytest

from canonical.errors import UnusableFileError
from ingest import Document, Line, Picture, load_bytes

HEADING = "三、收到和处理政府信息公开申请情况"
NEXT = "四、政府信息公开行政复议、行政诉讼情况"


@pytest.fixture
def shown(read):
    """The lines of a document with "[picture]" where one stands; a grid is "[grid]"."""

    def show(data: bytes | str) -> list[str]:
        return list(map(_shown, read(data).parts()))

    return show


def _shown(part: object) -> str:
    return "[picture]" if isinstance(part, Picture) else part.text if isinstance(part, Line) else "[grid]"


def inline(width: float, height: float) -> str:
    extent = f'<wp:extent cx="{int(width * 12700)}" cy="{int(height * 12700)}"/>'
    return f'<w:drawing xmlns:wp="wp" xmlns:a="a"><wp:inline>{extent}<a:graphic><a:blip/></a:graphic></wp:inline></w:drawing>'


def old(width: float, height: float) -> str:
    return f'<w:pict><v:shape style="width:{width}pt;height:{height}pt"><v:imagedata/></v:shape></w:pict>'


def p(content: str) -> str:
    return f"<w:p><w:r>{content}</w:r></w:p>"


def t(text: str) -> str:
    return p(f"<w:t>{text}</w:t>")


@pytest.mark.parametrize("drawing", [inline, old])
def test_a_word_file_says_where_a_table_is_a_picture_and_passes_over_seals(shown, docx, drawing):
    body = t(HEADING) + p(drawing(415, 300)) + t(NEXT) + p(drawing(110, 110)) + t("某某县教育局")
    assert shown(docx(body)) == [HEADING, "[picture]", NEXT, "某某县教育局"]


def test_a_picture_that_has_a_reading_for_old_programs_is_one(shown, docx):
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{inline(415, 300)}</mc:Choice><mc:Fallback>{old(415, 300)}</mc:Fallback></mc:AlternateContent>'
    assert shown(docx(t(HEADING) + p(both))) == [HEADING, "[picture]"]


def test_a_picture_in_the_only_cell_of_a_table_is_told(shown, docx):
    framed = f"<w:tbl><w:tr><w:tc>{p(inline(415, 300))}</w:tc></w:tr></w:tbl>"
    assert shown(docx(t(HEADING) + framed + t(NEXT))) == [HEADING, "[picture]", NEXT]


def test_a_drawn_shape_without_a_picture_is_none(shown, docx):
    box = '<w:pict><v:shape style="width:400pt;height:300pt"><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>'
    assert shown(docx(p(box.format(t("框内"))))) == ["框内"]
    assert shown(docx(p(box.format(p(inline(415, 300)))) + t("后文"))) == ["[picture]", "后文"]


def png(width: int, height: int) -> str:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\0\0\0"
    return "data:image/png;base64," + base64.b64encode(head + bytes(3000)).decode()


@pytest.mark.parametrize(
    ("img", "told"),
    [
        ('<img src="W02024.png" width="700" height="500">', True),
        ('<img src="W02024.png" style="border:0; width: 14.5cm">', True),
        ('<img src="W02024.png">', True),
        (f'<img src="{png(700, 500)}">', True),
        (f'<img src="{png(40, 40)}">', False),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', False),
        ('<img src="icon.png" width="32">', False),
        ('<img src="code.png" style="max-width:100%;width:120px;height:120px">', False),
        ('<img src="line.png" width="800" height="3">', False),
        ('<img alt="no source">', False),
    ],
)
def test_a_web_page_says_where_a_big_picture_stands(shown, img: str, *, told: bool):
    page = f"<html><body><p>{HEADING}</p><p>{img}</p><p>{NEXT}</p></body></html>"
    assert shown(page) == [HEADING, *(["[picture]"] if told else []), NEXT]


def test_a_picture_of_a_web_page_knows_the_number_of_its_place(read):
    document = read(f"<html><body><p>{HEADING}</p><img src=a.png width=700><p>{NEXT}</p></body></html>")
    (picture,) = document.pages[0].pictures
    assert (picture.place, picture.line, picture.page) == (1, 2, None)
    assert [block.line for block in document.blocks()] == [1, 2]


def test_a_picture_of_markdown_is_no_line_and_no_cell(shown, read):
    text = f"{HEADING}\n\n![](images/9f86d081884c7d659.jpg)\n\n（一）予以公开\n{NEXT}\n"
    assert shown(text) == [HEADING, "[picture]", "（一）予以公开", NEXT]
    assert next(iter(read(text).pages[0].pictures)).line == 3


def test_an_rtf_file_says_where_a_big_picture_stands_once(shown):
    def pict(width: int) -> str:
        group = rf"{{\pict\picwgoal{width}\pichgoal6000\pngblip 89504e47}}"
        return rf"{{\*\shppict{group}}}{{\nonshppict{group}}}"

    body = rf"heading\par {pict(8300)}\par after{pict(900)}\par {{\pict\picwgoal8300\pichgoal6000 8950}}end"
    assert shown(rf"{{\rtf1\ansi {body}}}") == ["heading", "[picture]", "after", "[picture]", "end"]


def image() -> object:
    from reportlab.lib.utils import ImageReader

    return ImageReader(io.BytesIO(b"P6 1 1 255\n\x00\x00\x00"))


def test_a_pdf_says_where_a_picture_stands_between_its_lines(paper, shown, read):
    sheet = paper().text(HEADING, 100).text(NEXT, 500).text("某某县教育局", 700)
    sheet.canvas.drawImage(image(), 80, 842 - 480, 420, 350)
    sheet.canvas.drawImage(image(), 300, 842 - 780, 110, 110)
    data = sheet.save()
    assert shown(data) == [HEADING, "[picture]", NEXT, "某某县教育局"]
    (picture,) = read(data).pages[0].pictures
    assert (picture.page, picture.bbox) == (1, pytest.approx((80, 130, 500, 480), abs=0.1))


def test_strips_of_a_scanned_table_are_one_picture(paper, shown):
    sheet = paper().text(HEADING, 100)
    for place in range(10):
        sheet.canvas.drawImage(image(), 80, 842 - 150 - 30 * place, 420, 30)
    assert shown(sheet.save()) == [HEADING, "[picture]"]


def test_a_picture_behind_text_hides_no_table(paper, shown):
    sheet = paper()
    sheet.canvas.drawImage(image(), 0, 0, 595, 842)
    assert shown(sheet.text(HEADING, 100).text("正文。", 120).save()) == [HEADING, "正文。"]


def test_a_scanned_page_is_a_picture_too(paper, read):
    sheet = paper().text(HEADING, 100).page()
    sheet.canvas.drawImage(image(), 0, 0, 595, 842)
    document: Document = read(sheet.page().text(NEXT, 100).save())
    assert list(map(_shown, document.parts())) == [HEADING, "[picture]", NEXT]
    assert [page.scanned for page in document.pages] == [False, True, False]


def test_a_file_of_nothing_but_pictures_says_so(docx):
    with pytest.raises(UnusableFileError, match="holds only pictures, no text"):
        load_bytes(docx(p(inline(415, 300))), path="a.docx")
