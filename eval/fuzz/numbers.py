"""The numbers that a file prints, in order: breaking a file without touching one may not make a fact wrong in silence.

A PDF draws its text through compressed streams and font tables, where a single byte can turn one digit into another:
whatever is broken there counts as touched.
"""

from __future__ import annotations

import html
import io
import re
import zipfile

DOCUMENT = "word/document.xml"
_NUMBER = re.compile(r"[-+−－]?[0-9０-９][0-9０-９,，.．]*")
_TAG = re.compile(r"<[^<>]*>")


def is_touched(suffix: str, before: bytes, after: bytes, encoding: str) -> bool:
    """Whether the second file may print another number than the first, or may have lost a part of one."""
    if suffix == ".pdf":
        return True
    old, new = (numbers_in(suffix, data, encoding) for data in (before, after))
    if new is None:
        return False  # nothing can be read from it at all
    return old is None or not (new == old or _is_cut_from(new, old))


def numbers_in(suffix: str, data: bytes, encoding: str) -> tuple[str, ...] | None:
    """The numbers of the file's text, tags left out; None for an archive that can not be opened."""
    if suffix == ".docx":
        inner = inner_document(data)
        return None if inner is None else tuple(_NUMBER.findall(_TAG.sub(" ", inner.decode(errors="replace"))))
    text = data.decode(encoding, errors="replace")
    if suffix == ".html":
        text = html.unescape(_TAG.sub(" ", text))
    return tuple(_NUMBER.findall(text))


def inner_document(data: bytes) -> bytes | None:
    """The XML with the text of a Word file, None where it can not be had."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(DOCUMENT)
    except Exception:  # noqa: BLE001  a broken archive fails in ways zipfile does not list (zlib, struct, ValueError)
        return None


def _is_cut_from(new: tuple[str, ...], old: tuple[str, ...]) -> bool:
    """Whether the file only ends earlier, and not within a number."""
    return len(new) < len(old) and new == old[: len(new)]
