"""A file becomes a `Document`: what it is decides which loader reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from canonical.errors import UnusableFileError
from canonical.report import Source
from ingest.document import Document, Page
from ingest.encodings import Decoded
from ingest.legacy import converted_doc, page_of_archive
from ingest.limits import Limits
from ingest.loaded import Loaded
from ingest.pictures import inline_bytes
from ingest.reading import checked_size, read_file, sha256_of
from ingest.scan.reader import PictureReader, Progress
from ingest.sniffing import DOCX, XLSX, MediaType, sniff

if TYPE_CHECKING:
    from ingest.ocr import Recogniser  # it brings numpy


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The bytes of one file, and their text where they are text."""

    data: bytes
    path: str
    limits: Limits
    reader: PictureReader
    decoded: Decoded | None = None

    @property
    def text(self) -> str:
        return self.decoded.text if self.decoded else ""


def load(
    path: Path,
    *,
    limits: Limits | None = None,
    recogniser: Recogniser | None = None,
    progress: Progress | None = None,
) -> Document:
    """The document in the file at `path`; raises `UnusableFileError` when there is none.

    Pictures are read with the `recogniser`, a page at a time, or with our own, several pages at a time;
    `progress` is told each page that is read so, in their order.
    """
    limits = limits or Limits()
    data = read_file(path, limits)
    return load_bytes(data, path=str(path), limits=limits, recogniser=recogniser, progress=progress)


def load_bytes(
    data: bytes,
    *,
    path: str,
    limits: Limits | None = None,
    recogniser: Recogniser | None = None,
    progress: Progress | None = None,
) -> Document:
    """The document in these bytes; `path` is only what the file is called."""
    limits = limits or Limits()
    checked_size(data, path, limits)
    reader = PictureReader(recogniser=recogniser, progress=progress)
    media_type, loaded = _loaded(data, path, limits, reader)
    if not any(page.blocks for page in loaded.pages):
        pictures = any(page.pictures for page in loaded.pages)
        reason = "只有图片，没有文字 / holds only pictures, no text" if pictures else "没有文字 / holds no text"
        raise UnusableFileError(path, reason, "提供原始文件 / give the original document")
    source = Source(
        path=path,
        sha256=sha256_of(data),
        media_type=media_type,
        pages=len(loaded.pages) if loaded.paginated else None,
        scanned=all(page.scanned for page in loaded.pages),
        encoding=loaded.encoding,
    )
    return Document(source=source, pages=loaded.pages, title=loaded.title, notes=loaded.notes)


def _loaded(data: bytes, path: str, limits: Limits, reader: PictureReader) -> tuple[MediaType, Loaded]:
    media_type, decoded = sniff(data, path, limits)
    content = Content(data=data, path=path, limits=limits, reader=reader, decoded=decoded)
    load_content = LOADERS[media_type]
    try:
        loaded = load_content(content)
    except RecursionError:
        raise UnusableFileError(
            path, "表格嵌套过深 / has tables nested too deeply", "提供原始文件 / give the original document"
        ) from None
    if load_content is not _text:  # which puts such tables together itself
        from ingest.flattened import pages_with_flattened_tables

        loaded = replace(loaded, pages=pages_with_flattened_tables(loaded.pages))
    return media_type, _with_encoding(loaded, decoded)


def _with_encoding(loaded: Loaded, decoded: Decoded | None) -> Loaded:
    if decoded is None:
        return loaded
    damage = (f"{decoded.damaged} characters could not be decoded",) if decoded.damaged else ()
    return replace(loaded, encoding=decoded.encoding, notes=loaded.notes + damage)


def _text(content: Content) -> Loaded:
    from ingest.plain_text import pages_of_text

    pages = pages_of_text(content.text)
    return Loaded(pages=pages, paginated=any(_page_of(page) for page in pages))


def _page_of(page: Page) -> int | None:
    return next((block.page for block in page.blocks if block.page), None)


def _html(content: Content) -> Loaded:
    from ingest.embedded import PicturesInside
    from ingest.html import read_html

    return read_html(content.text, PicturesInside(reader=content.reader, limits=content.limits, fetch=inline_bytes))


def _docx(content: Content) -> Loaded:
    from ingest.word import read_docx

    return read_docx(content.data, content.path, content.limits, content.reader)


def _workbook(content: Content) -> Loaded:
    from ingest.workbook import read_workbook

    return read_workbook(content.data, content.path, content.limits)


def _word_xml(content: Content) -> Loaded:
    from ingest.word import read_word_xml

    return read_word_xml(content.data, content.path)


def _pdf(content: Content) -> Loaded:
    from ingest.pdf import read_pdf

    return read_pdf(content.data, content.path, content.limits, content.reader)


def _image(content: Content) -> Loaded:
    from ingest.images import read_image

    return read_image(content.data, content.path, content.limits, content.reader)


def _rtf(content: Content) -> Loaded:
    from ingest.rtf import read_rtf

    return read_rtf(content.data)


def _doc(content: Content) -> Loaded:
    loaded = _docx(replace(content, data=converted_doc(content.data, content.path, content.limits)))
    return replace(loaded, notes=(*loaded.notes, "was converted from Word 97-2003 by LibreOffice"))


def _web_archive(content: Content) -> Loaded:
    return _loaded(page_of_archive(content.data, content.path), content.path, content.limits, content.reader)[1]


LOADERS: Mapping[MediaType, Callable[[Content], Loaded]] = MappingProxyType(
    {
        "application/pdf": _pdf,
        DOCX: _docx,
        XLSX: _workbook,
        "application/msword": _doc,
        "application/rtf": _rtf,
        "application/xml": _word_xml,
        "multipart/related": _web_archive,
        "text/html": _html,
        "text/plain": _text,
        **dict.fromkeys(("image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp"), _image),
    }
)
