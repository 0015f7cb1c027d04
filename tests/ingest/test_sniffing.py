from __future__ import annotations

import io
import zipfile

import pytest

from canonical.errors import UnusableFileError
from ingest import load_bytes
from ingest.sniffing import DOCX, sniff


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.4 rest", "application/pdf"),
        (b"\r\n%PDF-1.4 rest", "application/pdf"),
        (zipped("word/document.xml"), DOCX),
        (b"{\\rtf1\\ansi text}", "application/rtf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\0", "image/tiff"),
        (b"BM0000\0\0\0\0", "image/bmp"),
        (b"RIFF0000WEBP", "image/webp"),
        ("<!DOCTYPE html><title>年报</title>".encode(), "text/html"),
        ("<P>一</P><p>二</p><p>三</p>".encode(), "text/html"),
        ("按照<义务教育领域基层政务公开标准指引>的通知".encode(), "text/plain"),
        ("一、总体情况\n<table><tr><td>规章</td><td>0</td></tr></table>\n".encode(), "text/plain"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x</p>", "multipart/related"),
        (b"Subject: x\r\n y\r\nContent-Type: text/html\r\nMIME-Version: 1.0\r\n\r\n<p>x</p>", "multipart/related"),
        (b'Content-Type: multipart/related; type="text/html"\nMIME-Version: 1.0\n\n', "multipart/related"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "application/msword"),
    ],
)
def test_content_decides_the_type(data: bytes, media_type: str):
    assert sniff(data, "report.doc")[0] == media_type


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"GIF89a", "is a GIF picture"),
        (b"Rar!\x1a\x07", "is a RAR archive"),
        (OLE + "Workbook".encode("utf-16-le"), r"is an Excel workbook of the old format.*save it as \.xlsx"),
        (zipped("a.txt"), "is an archive of files"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04 and no more", "truncated"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "is an OFD file, which can not be read .*save it as PDF"),
        (OLE + "MatOST".encode("utf-16-le"), r"is a WPS document, which can not be read .*save it as \.docx"),
    ],
)
def test_what_is_no_document_is_named_in_one_line(data: bytes, says: str):
    with pytest.raises(UnusableFileError, match=says) as caught:
        sniff(data, "report.pdf")
    assert "\n" not in str(caught.value)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.wps", OLE + b"nothing known", r"WPS 文字文件.*is a WPS document.*save it as \.docx"),
        ("a.wps", bytes(range(128, 256)) * 9 + b"\0", "is a WPS document"),
        ("a.OFD", b"\x00\x01\x02\xff" * 9, "OFD 版式文件.*is an OFD file.*save it as PDF"),
    ],
)
def test_bytes_that_say_nothing_are_what_the_name_says(name: str, data: bytes, says: str):
    with pytest.raises(UnusableFileError, match=says) as caught:
        load_bytes(data, path=name)
    assert "\n" not in str(caught.value)


def test_a_wps_file_that_is_word_or_rtf_is_read_as_that():
    assert sniff(OLE + "WordDocument".encode("utf-16-le"), "report.wps")[0] == "application/msword"
    assert sniff(b"{\\rtf1 text}", "report.wps")[0] == "application/rtf"


def test_a_doc_that_is_html_is_read_as_html():
    document = load_bytes("<html><body><p>一、总体情况</p></body></html>".encode(), path="report.doc")
    assert document.source.media_type == "text/html"


def test_a_web_archive_gives_the_page_inside():
    page = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n--X\r\nContent-Type: text/html\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n<html><body><p>一、总体情况</p></body></html>\r\n--X--\r\n"
    )
    assert next(load_bytes(page.encode(), path="report.doc").blocks()).text == "一、总体情况"
