"""The sentences of a passage that bear on a search, as places in its text: what a reader should look at first.

A heading, and what only leads to a list, is no sentence: it says what follows is about, and nothing else. A line that
was broken because the page ended there goes on in the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from factstore.keywords import tokens
from qa.question import HAN

MOST_SENTENCES = 3
MOST_OF_TOPIC = 8
ENOUGH = 0.5  # of the best sentence's hits
FULL_LINE = 0.75  # of the longest line: a shorter one ends its paragraph
LONG_LINE = 60  # characters: a line that has them and no mark at its end goes on, however long others are
LONGEST_HEADING = 40  # characters
SHORT_HEADING = 24  # one that nothing goes on behind, whatever the next line is
_SENTENCE = re.compile(r"[^。！？!?；;]*(?:[。！？!?；;]+[”』）)]*|$)")
_MARK = r"(?:第?[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))"
_SIGNS = re.compile(r"(?:\[bookmark:[^\]]*\]|[-*#>•\s])+")
_MARKED = re.compile(_MARK)
_TITLE = re.compile(
    rf"{_MARK}\s*(?:(?:存在的?)?(?:主要)?(?:问题|不足|困难)(?:(?:及|和|与|以及).{{0,8}})?|(?:整改|改进)(?:措施|情况)?"
    r"|下一步.{0,6}|.{2,14}情况)[。：:]?"
)
_ENDED = re.compile(r"[。！？!?；;：:]\W*$")
_LEADS_ON = re.compile(r"[：:]\W*$")
_SPACE = re.compile(rf"(?<=[{HAN}，。、；：])\s+|\s+(?=[{HAN}，。、；：])|\*{{2,}}")

Place = tuple[int, int]
"""`[start, end)` in characters of the passage."""


def matching_sentences(text: str, search: str) -> tuple[Place, ...]:
    """The places of the sentences with most of the words searched for, in order of the text; none without a hit."""
    wanted = {token for token in tokens(search) if len(token) > 1}
    hits = {place: len(wanted & set(tokens(text[slice(*place)]))) for place in sentences_of(text)}
    best = max(hits.values(), default=0)
    chosen = sorted((place for place in hits if best and hits[place] >= ENOUGH * best), key=lambda p: (-hits[p], p))
    return tuple(sorted(chosen[:MOST_SENTENCES]))


def sentences_with(text: str, words: Sequence[str]) -> tuple[Place, ...]:
    """The places of the sentences in which any of the words stands, gaps and case aside."""
    wanted = [_joined(word) for word in words]
    return tuple(place for place in sentences_of(text) if any(word in _joined(text[slice(*place)]) for word in wanted))


def below_headings(text: str, words: Sequence[str]) -> tuple[Place, ...]:
    """The places of the first sentences below the headings in which any of the words stands."""
    wanted, found, room = [_joined(word) for word in words], [], 0
    for place, is_heading in _pieces(text):
        said = _joined(text[slice(*place)])
        if is_heading:
            room = MOST_SENTENCES if any(word in said for word in wanted) else 0
        elif room:
            found.append(place)
            room -= 1
    return tuple(found)


def sentences_of(text: str) -> Iterator[Place]:
    """The places of the sentences of a text, without headings, list marks and the spaces around them."""
    return (place for place, is_heading in _pieces(text) if not is_heading)


def _pieces(text: str) -> Iterator[tuple[Place, bool]]:
    """The places of sentences and headings, and which are headings."""
    for begin, finish in _paragraphs(text):
        for match in _SENTENCE.finditer(text, begin, finish):
            signs = _SIGNS.match(text, match.start(), match.end())
            start = signs.end() if signs else match.start()
            end = start + len(text[start : match.end()].rstrip())
            if start < end:
                yield (start, end), _is_heading(text[start:end], is_whole=end >= finish)


def printed(text: str) -> str:
    """A piece of a text in one line, without the marks and spaces that layout has put there."""
    return " ".join(_SPACE.sub("", text).split())


def _joined(text: str) -> str:
    return "".join(text.split()).lower()


def _paragraphs(text: str) -> Iterator[Place]:
    """Where paragraphs begin and end: a line that is as long as a line can be goes on, unless a mark follows."""
    longest = max(map(len, text.split("\n")))
    begin = start = 0
    for line in text.split("\n"):
        end = start + len(line)
        rest = text[end + 1 :]
        is_full = len(line) >= min(FULL_LINE * longest, LONG_LINE) and not _ENDED.search(line)
        is_full = is_full and not (len(line) <= SHORT_HEADING and _MARKED.match(line.lstrip("-*# ")))
        if not is_full or not rest or _MARKED.match(rest.lstrip("-*# ")):
            yield begin, end
            begin = end + 1
        start = end + 1


def _is_heading(said: str, *, is_whole: bool) -> bool:
    """A numbered line without an end, a numbered title of nothing but the topic, or what only leads to a list."""
    plain = said.strip("* ")
    if len(plain) > LONGEST_HEADING:
        return False
    return bool(
        _TITLE.fullmatch(plain)
        or (is_whole and _LEADS_ON.search(plain))
        or (is_whole and _MARKED.match(plain) and not _ENDED.search(plain))
    )
