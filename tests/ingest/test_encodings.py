from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonical.errors import UnusableFileError
from ingest import load_bytes
from ingest.encodings import decode
from ingest.sniffing import sniff

REPORT = "某某县教育局2023年政府信息公开工作年度报告\n一、总体情况\n全年主动公开信息120条，收到申请3件。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (REPORT.encode("utf-8"), "utf-8"),
        (b"\xef\xbb\xbf" + REPORT.encode("utf-8"), "utf-8"),
        (b"\xff\xfe" + REPORT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + REPORT.encode("utf-16-be"), "utf-16-be"),
        (REPORT.encode("utf-16-le"), "utf-16-le"),
        (REPORT.encode("utf-16-be"), "utf-16-be"),
        (REPORT.encode("gbk"), "gb18030"),
        (REPORT.encode("gb18030"), "gb18030"),
    ],
)
def test_every_common_encoding_gives_the_same_text(data: bytes, encoding: str):
    decoded = decode(data, "report.txt")
    assert decoded.text == REPORT
    assert decoded.encoding == encoding


def test_a_label_that_says_utf8_over_gbk_bytes_is_not_believed():
    page = f'<html><head><meta charset="utf-8"></head><body><p>{REPORT}</p></body></html>'
    document = load_bytes(page.encode("gbk"), path="report.html")
    assert document.source.encoding == "gb18030"
    assert "某某县教育局" in next(document.blocks()).text


def test_a_label_that_says_gbk_over_utf8_bytes_is_not_believed():
    page = f'<html><head><meta charset="gb2312"></head><body><p>{REPORT}</p></body></html>'
    assert load_bytes(page.encode(), path="report.html").source.encoding == "utf-8"


def test_one_damaged_byte_does_not_lose_the_file_but_leaves_a_note():
    data = bytearray(REPORT.encode() * 20)
    data[60] = 0xFF
    document = load_bytes(bytes(data), path="report.txt")
    assert document.source.encoding == "utf-8"
    assert document.notes
    assert "could not be decoded" in document.notes[0]


def test_traditional_chinese_in_utf8_is_read():
    text = "香港特別行政區政府資訊科技總監辦公室年度報告，關於檔案開放與電腦應用"
    assert decode(text.encode(), "x").text == text


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x00" * 500, b"\x80\x81\x82\xff\xfe" * 40])
def test_bytes_that_are_no_text_are_in_no_known_encoding(data: bytes):
    with pytest.raises(UnusableFileError, match="in no known encoding"):
        decode(data, "noise.txt")


@given(st.binary(min_size=1, max_size=400))
def test_sniffing_arbitrary_bytes_raises_nothing_but_unusable_file(data: bytes):
    with suppress(UnusableFileError):
        assert "/" in sniff(data, "noise")[0]


MAGICS = [b"%PDF-1.7\n", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"{\\rtf1", b"<html>", b"MIME-Version: 1"]


@settings(deadline=None)  # the first file of a type imports its library
@given(st.sampled_from(MAGICS), st.binary(max_size=200))
def test_loading_a_damaged_file_of_any_type_raises_nothing_but_unusable_file(magic: bytes, rest: bytes):
    with suppress(UnusableFileError):
        assert load_bytes(magic + rest, path="noise").pages
