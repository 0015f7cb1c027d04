"""How alike a printed label is to an entry of the form, whatever OCR, line breaks and typing did to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from canonical.forms import Entry
from canonical.text import chinese, half_width, plain
from ingest.text_lines import MISREAD

NUMBER_BONUS = 8.0  # of 100, for the same printed number; taken off for another one
NUMBER_ALONE = 50.0  # "一、" with its words lost
PREFIX_LIKENESS = 88.0  # a label broken off, or with a remark behind it
SHORTEST_PREFIX = 4  # characters; shorter beginnings are shared by several labels

_NUMBERED = re.compile(
    r"^\s*(?:\((?P<bracketed>[一二三四五六七八九十]|\d{1,2})\)?|(?P<bare>[一二三四五六七八九十]|\d{1,2})\s*[、.,。:\)])\s*[、.]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_PINYIN = re.compile(r"[(（]\s*[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,6}\s*[)）]", re.IGNORECASE)
_SIGN_OF_LABEL = re.compile(r"[()（）“”「」『』]")
_HAS_CHINESE = re.compile(r"[㐀-鿿]")


class Numbered(NamedTuple):
    """A label and the numbering printed before it ("一", "3"), None where there is none."""

    number: str | None
    rest: str


@lru_cache(maxsize=16384)
def split_number(label: str) -> Numbered:
    """The numbering and the words of a label: "（三）不予公开" is ("三", "不予公开")."""
    match = _NUMBERED.match(half_width(label))
    if match is None:
        return Numbered(None, label)
    return Numbered(match["bracketed"] or match["bare"], match["rest"])


def without_pinyin(text: str) -> str:
    """The text without the sounds that mirrors of web pages print behind rare characters: "行政強(qiáng)制"."""
    return _PINYIN.sub("", text)


def bare(text: str) -> str:
    """The Chinese characters of a name, spaced out or not, without such sounds."""
    return chinese(without_pinyin("".join(text.split())))


@lru_cache(maxsize=16384)
def is_label_text(text: str) -> bool:
    """True for text that can be (part of) a label; misread digits such as "O", "〇" or "12O60" are none.

    A bracket alone is one of a number that was spaced out, "（六 ）", a quotation mark the end of a label, "稳定 ”".
    """
    words = plain(text)
    if _SIGN_OF_LABEL.fullmatch(text.strip()):
        return True
    if not words or MISREAD.fullmatch(text.strip()):
        return False
    return bool(_HAS_CHINESE.search(text)) or (len(words) > 4 and not words.isdecimal())


@lru_cache(maxsize=65536)
def likeness(label: str, entry: Entry) -> float:
    """From 0 to about 108: how well a printed label fits a row or column of the form."""
    number, rest = split_number(label)
    words = chinese(without_pinyin(rest))
    if not words:
        return NUMBER_ALONE if number is not None and number == entry.number else 0.0
    best = max(_wording_likeness(words, chinese(wording)) for wording in entry.wordings)
    if number is None or entry.number is None:
        return best
    return best + (NUMBER_BONUS if number == entry.number else -NUMBER_BONUS)


def best_likeness(labels: Iterable[str], entry: Entry) -> float:
    """The best likeness among several ways to put a row's label together, 0 for none."""
    return max((likeness(label, entry) for label in labels), default=0.0)


@lru_cache(maxsize=16384)
def likenesses(labels: tuple[str, ...], entries: tuple[Entry, ...]) -> tuple[float, ...]:
    """The best likeness of the ways to put a row's label together to each entry."""
    return tuple(best_likeness(labels, entry) for entry in entries)


def _wording_likeness(words: str, wording: str) -> float:
    ratio = fuzz.ratio(words, wording)
    if min(len(words), len(wording)) < SHORTEST_PREFIX:
        return ratio
    if words.startswith(wording) or wording.startswith(words):
        return max(ratio, PREFIX_LIKENESS)
    return max(ratio, 0.8 * fuzz.partial_ratio(words, wording))
