"""PDF files with a text layer: pypdf opens and judges the file, pdfplumber reads its pages."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from canonical.errors import UnusableFileError
from ingest.limits import Limits
from ingest.loaded import Loaded
from ingest.pages import pages_of
from ingest.pdf_pictures import PageSource, with_pictures
from ingest.ruled import Sheet, read_sheet
from ingest.scan.reader import PictureReader
from ingest.scan.turns import Work

NOISY = ("pypdf", "pdfminer", "pdfplumber")
AGAIN = "从发布处重新获取 / get the file again from where it was published"


class Head(NamedTuple):
    """What the file says of itself."""

    title: str | None
    pages: int


def read_pdf(data: bytes, path: str, limits: Limits, reader: PictureReader) -> Loaded:
    """The pages of a PDF, those that are pictures read.

    Raises `UnusableFileError` for encrypted, truncated, damaged or too long ones.
    """
    if data.rfind(b"%%EOF") < data.rfind(b"endobj"):  # every complete file ends with the mark
        raise UnusableFileError(path, "文件不完整 / is truncated", AGAIN)
    with _quiet():
        head = _head(data, path)
        if head.pages > limits.max_pages:
            reason = f"超过 {limits.max_pages} 页 / has {head.pages} pages, more than the limit of {limits.max_pages}"
            raise UnusableFileError(
                path, reason, "调高 NIANBAO_MAX_PAGES，或拆分文件 / raise NIANBAO_MAX_PAGES, or split the file"
            )
        sheets = _sheets(data, path, reader)
    pages = pages_of(sheets)
    return Loaded(pages=pages, title=head.title, notes=tuple(_notes(sheets)), paginated=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """Both libraries report every oddity of a file on the log; what matters to the user becomes a note or an error."""
    loggers = [logging.getLogger(name) for name in NOISY]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _head(data: bytes, path: str) -> Head:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        if not locked:
            title = reader.metadata.title if reader.metadata else None
            return Head(title=(title or "").strip() or None, pages=len(reader.pages))
    except Exception as error:  # a damaged file raises anything from KeyError to RecursionError
        raise UnusableFileError(path, "PDF 已损坏 / is a damaged PDF", AGAIN) from error
    raise UnusableFileError(path, "已加密 / is encrypted", "去掉密码后另存 / save it without a password")


def _sheets(data: bytes, path: str, reader: PictureReader) -> tuple[Sheet, ...]:
    import pdfplumber

    sheets: list[Sheet] = []
    try:
        with pdfplumber.open(io.BytesIO(data), password="") as pdf, PageSource(data) as source:
            for sheet in reader.sheets(_pages(pdf.pages, source, reader), len(pdf.pages)):
                sheets.append(sheet)  # noqa: PERF402  as many as were read before an error
    except UnusableFileError:
        raise
    except Exception as error:  # as above; the cause is kept, for it may be a defect of ours
        raise UnusableFileError(
            path, f"第 {len(sheets) + 1} 页已损坏 / is damaged on page {len(sheets) + 1}", AGAIN
        ) from error
    if not sheets:
        raise UnusableFileError(path, "没有页面 / has no pages", AGAIN)
    return tuple(sheets)


def _pages(pages: Sequence[Any], source: PageSource, reader: PictureReader) -> Iterator[Sheet | Work]:
    for number, page in enumerate(pages, start=1):
        layer = read_sheet(page, number)
        page.close()
        yield with_pictures(layer, source, reader)


def _notes(sheets: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        yield from sheet.notes
        if sheet.unmapped:
            yield f"page {sheet.number}: {sheet.unmapped} characters have a font that does not say what they mean"
        if sheet.drawing:
            yield f"page {sheet.number} has too many lines to look for tables"
