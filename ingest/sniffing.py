"""What a file is, told from its bytes alone: extensions lie, and a .doc is often HTML, RTF or a Word file of today."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, Literal

from canonical.errors import UnusableFileError
from ingest.archives import Archive
from ingest.encodings import Decoded, decode
from ingest.limits import Limits
from ingest.records import unwrapped
from ingest.tagged import has_piped_tables, without_tables

MediaType = Literal[
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword",
    "application/rtf",
    "application/xml",
    "multipart/related",
    "text/html",
    "text/plain",
    "image/png",
    "image/jpeg",
    "image/tiff",
    "image/bmp",
    "image/webp",
]
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = 4096
OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
FOREIGN = (  # what a user may well give, and what it is called
    (b"GIF8", "a GIF picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database"),
)
PICTURES: tuple[tuple[re.Pattern[bytes], MediaType], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), "image/tiff"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
)
FIX = (
    "请提供 .docx、.doc、.pdf、.html、.rtf、.xlsx、图片或文本 / "
    "give it as .docx, .doc, .pdf, .html, .rtf, .xlsx, picture or text"
)
OFD = (
    "是 OFD 版式文件，无法读取 / is an OFD file, which can not be read",
    "用 OFD 阅读器打印或另存为 PDF / print or save it as PDF with an OFD reader",
)
WPS = (
    "是 WPS 文字文件，无法读取 / is a WPS document, which can not be read",
    "用 WPS Office 或 Word 另存为 .docx / save it as .docx with WPS Office or Word",
)
PACKAGES = (  # what is in a zip file, by a member that tells
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
)
WORKS = ("MatOST", "CONTENTS")  # streams of .wps files that are not Word's format under another name
STREAMS = (  # the same for the old binary container, whose stream names are UTF-16
    ("EncryptedPackage", "is protected by a password", "去掉密码后另存 / save it without a password"),
    ("Workbook", "is an Excel workbook of the old format", "另存为 .xlsx / save it as .xlsx"),
    ("PowerPoint Document", "is a PowerPoint presentation, not a report", "save the report as .docx or PDF"),
)
WHOLE_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
TAGS = re.compile(r"</(?:p|div|td|tr|h[1-6]|li|article)\s*>|<br\b", re.IGNORECASE)  # those that make lines
FEWEST_TAGS = 3
PIPED = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
WORD_XML = re.compile(r"<(?:pkg:package|w:wordDocument|w:document)\b")
MIME = re.compile(
    rb"\A\s*(?:From: <Saved by|Content-Type:\s*multipart/related\b"
    rb"|(?:[\w-]{1,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n){0,20}){0,40}?MIME-Version:)",
    re.IGNORECASE,
)


def sniff(data: bytes, path: str, limits: Limits | None = None) -> tuple[MediaType, Decoded | None]:
    """The media type, and the decoded text where it is one; raises `UnusableFileError` for anything unknown."""
    if media_type := _by_its_beginning(data):
        return media_type, None
    if data.startswith(ZIP):
        return _package(data, path, limits or Limits()), None
    if data.startswith(OLE2):
        return _compound(data, path), None
    for magic, name in FOREIGN:
        if data.startswith(magic):
            raise UnusableFileError(path, f"不是可读的文档类型 / is {name}, which is no known type of document", FIX)
    try:
        decoded = decode(data, path)
        decoded = replace(decoded, text=unwrapped(decoded.text))
    except UnusableFileError as error:
        raise _named(path) or error from None
    return _kind_of_text(decoded.text), decoded


def _by_its_beginning(data: bytes) -> MediaType | None:
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "application/rtf"
    if MIME.match(head):
        return "multipart/related"
    return next((media_type for begins, media_type in PICTURES if begins.match(data)), None)


def _package(data: bytes, path: str, limits: Limits) -> MediaType:
    names = Archive(data, path, limits).names()
    if is_word(names):
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    if "OFD.xml" in names:
        raise UnusableFileError(path, *OFD)
    for member, name in PACKAGES:
        if member in names:
            raise UnusableFileError(path, f"不是可读的文档类型 / is {name}, which is no known type of document", FIX)
    raise UnusableFileError(
        path,
        "是压缩包，不是文档 / is an archive of files, not a document",
        "用 ingest 读取其中的文件 / ingest it, which reads what is inside",
    )


def is_word(names: frozenset[str]) -> bool:
    """Whether a zip file with these members is a Word document."""
    return "word/document.xml" in names or "word/document2.xml" in names


def _compound(data: bytes, path: str) -> MediaType:
    for stream, reason, fix in STREAMS:
        if stream.encode("utf-16-le") in data:
            raise UnusableFileError(path, reason, fix)
    if "WordDocument".encode("utf-16-le") in data:
        return "application/msword"
    if any(stream.encode("utf-16-le") in data for stream in WORKS):
        raise UnusableFileError(path, *WPS)
    raise _named(path) or UnusableFileError(
        path, "不是可识别的 Office 文件，或不完整 / is an Office file of no known type, or truncated", FIX
    )


def _named(path: str) -> UnusableFileError | None:
    """The error for bytes that say nothing, in a file whose name says what it is."""
    for suffix, said in ((".wps", WPS), (".ofd", OFD)):
        if path.lower().endswith(suffix):
            return UnusableFileError(path, *said)
    return None


def _kind_of_text(text: str) -> MediaType:
    start = text[: HEAD * 4]
    if WORD_XML.search(start) and start.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return "application/xml"
    if WHOLE_PAGE.search(start):
        return "text/html"
    tagged = len(TAGS.findall(PIPED.sub("", without_tables(text)))) >= FEWEST_TAGS
    # tables alone make no web page: tools that write Markdown draw merged cells with them
    return "text/html" if tagged and not has_piped_tables(text) else "text/plain"
