"""Bytes become text: strict UTF-8, byte order marks, then whichever encoding yields real Chinese.

Labels inside the file (`<meta charset>`) are not asked: they lie too often, and the bytes say it better.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

from canonical.errors import UnusableFileError
from ingest.invisible import printed

BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CANDIDATES = ("gb18030", "utf-8", "utf-16-le", "utf-16-be")
SAMPLE = 60_000  # bytes judged, from the start
REAL = 0.85  # share of a Chinese or English text that is common characters, letters and punctuation
VALID = 0.4  # the same for bytes that say or prove what they are (traditional characters are not common ones)
DAMAGE = 25  # one unreadable character weighs as much as so many good ones
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, the encoding it was in, and how many characters could not be read (U+FFFD in the text)."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes, path: str) -> Decoded:
    """The bytes as text; raises `UnusableFileError` for bytes that are text in no known encoding."""
    mark, encoding = _marked(data) or (b"", _strict_utf8(data) or _most_chinese(data) or _guessed(data))
    if encoding is None:
        raise UnusableFileError(
            path,
            "文字编码无法识别 / is in no known encoding",
            "存为 UTF-8，或提供原始文件 / save it as UTF-8, or give the original document",
        )
    text = data[len(mark) :].decode(encoding, errors="replace")
    return Decoded(text=_printable(text), encoding=encoding, damaged=text.count("\ufffd"))


def _marked(data: bytes) -> tuple[bytes, str] | None:
    for mark, encoding in BOMS:
        if data.startswith(mark) and _reality(data[len(mark) :], encoding) >= VALID:
            return mark, encoding
    return None


def _strict_utf8(data: bytes) -> str | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8" if not data.strip() or _reality(data, "utf-8") >= VALID else None


def _most_chinese(data: bytes) -> str | None:
    reality, place = max((_reality(data, encoding), -i) for i, encoding in enumerate(CANDIDATES))
    return CANDIDATES[-place] if reality >= REAL else None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    if b"\0" in data:  # no text encoding with zero bytes is left, and guessing is slow
        return None
    guess = from_bytes(data[:SAMPLE]).best()
    return guess.encoding if guess and _reality(data, guess.encoding) >= REAL else None


def _printable(text: str) -> str:
    """Without control and zero-width characters, which nobody printed; Word's own line break is a space."""
    return printed(CONTROLS.sub("", text.replace("\v", " ")))


def _reality(data: bytes, encoding: str) -> float:
    """How much of the start is common Chinese, ASCII and punctuation, from 0 to 1; damage weighs heavily."""
    sample = data[:SAMPLE].decode(encoding, errors="replace")
    if len(data) > SAMPLE:
        sample = sample.rstrip("\ufffd")  # a character cut by sampling
    if not sample.strip():
        return 0.0
    good = sum(map(_common().__contains__, sample))
    unreadable = sample.count("\ufffd") + len(CONTROLS.findall(sample))
    return good / (len(sample) + DAMAGE * unreadable)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The 3,755 commonest characters (GB 2312, level 1), its punctuation, and ASCII."""
    rows = (*range(0xA1, 0xAA), *range(0xB0, 0xD8))
    pairs = bytes(byte for row in rows for cell in range(0xA1, 0xFF) for byte in (row, cell))
    return frozenset(pairs.decode("gb2312", errors="ignore") + "".join(map(chr, range(0x20, 0x7F))) + "\t\r\n\f\v\xa0")
