"""A report squeezed into one line: taken apart again at its section headings, its cells and its sentences.

Crawlers put all white space down to single blanks, or join the pieces of a page with a bar, or with nothing. Where
pieces are parted, those of the sections with tables are cells; elsewhere a blank parts paragraphs only after a
sentence. With nothing between them only headings and the labels of the forms part numbers from words: numbers that ran
together stay so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from canonical.forms import blocks
from canonical.sections import SECTIONS, section_of_heading
from ingest.text_lines import TextLine

FEWEST_LETTERS, MOST_LETTERS = 300, 60_000  # of a report; looking through longer lines takes time
FEWEST_SECTIONS = 3
IN_EVERY_REPORT = ("公开", "情况")  # looked for first: long lines of anything else take time
WITH_TABLES = frozenset({2, 3, 4})
SHORTEST_WORDING = 4  # characters of a label that parts cells by itself
BAR = re.compile(r"\s*[|｜¦]\s*")
BLANK = re.compile(r"\s+")
SENTENCE_END = re.compile(r"[。！？；;]$")
DAY = re.compile(r"(?:20\d\d|二[〇零○][〇零○一二三四五六七八九]{2})[年./-]")
ITEM = r"第二十条第[（(][一二三四五六七八九][）)]项"


def taken_apart(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The lines, each that holds a whole report as the lines it was made of, all with its number."""
    for line in lines:
        for text in _pieces(line.bare) or (line.text,):
            yield line if text is line.text else replace(line, text=text)


def _pieces(text: str) -> tuple[str, ...]:
    """The lines that one was made of; none where it holds no report."""
    if not FEWEST_LETTERS <= len(text) <= MOST_LETTERS or not all(word in text for word in IN_EVERY_REPORT):
        return ()
    barred = BAR.split(text)
    if _is_report(barred):
        return tuple(filter(None, barred))
    for words in (BLANK.split(text), BLANK.split(_joints().sub(r" \g<0> ", text))):
        whole = tuple(_with_numerals(words))
        if _is_report(whole):
            return tuple(_joined(whole))
    return ()


def _is_report(pieces: Sequence[str]) -> bool:
    found = {number for piece in pieces if (number := section_of_heading(piece))}
    return len(found) >= FEWEST_SECTIONS and len(found & WITH_TABLES) > 1


def _with_numerals(words: Sequence[str]) -> Iterator[str]:
    """The words, a heading's numeral ("二、") put before it again."""
    held = ""
    for word in filter(None, words):
        if held:
            together = section_of_heading(held + word) is not None
            yield from (held + word,) if together else (held, word)
            held = ""
        elif re.fullmatch(r"[一二三四五六][、.．]", word):
            held = word
        else:
            yield word
    if held:
        yield held


def _joined(words: Sequence[str]) -> Iterator[str]:
    """Cells in the sections with tables; paragraphs elsewhere."""
    section: int | None = None
    open_words: list[str] = []
    for word in words:
        heading = section_of_heading(word)
        ended = bool(open_words) and SENTENCE_END.search(open_words[-1]) is not None
        if open_words and (heading or ended or section in WITH_TABLES or DAY.match(word)):
            yield " ".join(open_words)
            open_words = []
        section = heading or section
        if heading:
            yield word
        else:
            open_words.append(word)
    if open_words:
        yield " ".join(open_words)


@lru_cache(maxsize=1)
def _joints() -> re.Pattern[str]:
    """What parts pieces that were joined with nothing: headings, and the labels of the forms."""
    headings = (rf"[一二三四五六]、\s*{wording}" for each in SECTIONS for wording in (each.zh, *each.variants))
    entries = [entry for block in blocks() for entry in (*block.rows, *block.columns)]
    wordings = {wording for entry in entries for wording in entry.wordings if len(wording) >= SHORTEST_WORDING}
    numeral = r"(?:[（(]?[一二三四五六七八九\d][）)、.．])?"
    labels = (numeral + re.escape(wording) for wording in sorted(wordings, key=len, reverse=True))
    return re.compile("|".join((*headings, ITEM, "信息内容", *labels)))
