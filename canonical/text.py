"""Text made comparable: one width, one script, no white space or punctuation.

Used wherever a printed label meets an expected one. Printed text itself is never replaced by its plain form.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_NOT_WORD = re.compile(r"[\W_]+", re.UNICODE)
_SIMPLIFY = OpenCC("t2s")
_HAN = "㐀-鿿豈-﫿々〇"
_LETTER = rf"[^\W\d_{_HAN}]"
_OTHER_WORDS = re.compile(rf"(?<=[{_HAN}]){_LETTER}{{3,}}|(?<!{_LETTER}){_LETTER}{{3,}}+(?=[{_HAN}])")


def half_width(text: str) -> str:
    """The text in NFKC form: full-width digits, letters and punctuation as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return str(_SIMPLIFY.convert(text))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Only letters, digits and Chinese characters, half-width, simplified, lower case: "（七）總 計" is "七总计"."""
    return _NOT_WORD.sub("", simplified(half_width(text))).lower()


@lru_cache(maxsize=65536)
def chinese(text: str) -> str:
    """The same without the words of another script before or behind the Chinese ones, of bilingual reports."""
    return _OTHER_WORDS.sub("", plain(text))
