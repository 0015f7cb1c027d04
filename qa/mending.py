"""Slips of the pen in the words of a question: one wrong character in a word of the lexicon, where nothing else fits.

Only words that no recogniser knows are looked at, and only where one known phrase alone is that near. What was mended
is said with the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from qa.lexicon import Word, phrases, words_of
from qa.question import HAN, Span, left_over

LIGHT = frozenset("过了的在是有和与及吗呢吧从到向把被给让都也还就会能要做个共每")
SHORTEST_CHINESE = 4
SHORTEST_ENGLISH = 5
LONG = 7
MEANT = {"subject", "weak_subject", "field", "ratio", "column", "department"}
"""What a Chinese slip can be in: the long names of figures. Short words for what to do are one away from too many."""
MOST_WORDS = 4  # unknown words; with more of them the question is in another language, or none


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The text with slips mended, and each change as it is said: "行政许克 → 行政许可"."""

    text: str
    changes: tuple[str, ...] = ()


def mended(text: str, spans: Sequence[Span]) -> Mended:
    """The text with each unknown word replaced that is one letter or character away from one known phrase."""
    left = left_over(text, spans)
    if len(left) > MOST_WORDS:
        return Mended(text=text)
    fixed = [range(span.start, span.end) for span in spans if _is_certain(span)]
    words = {place for span in spans if span.end - span.start > 1 for place in range(span.start, span.end)}
    changes: list[str] = []
    for _, word in left:
        meant = _english(word) if word.isascii() else _chinese(text, word, fixed, words)
        if meant is not None and not word.isdigit():
            changes.append(f"{meant[0]} → {meant[1]}")
            text = text.replace(meant[0], meant[1], 1)
    single = _chinese_around_single(text, spans, fixed, words) if not changes else None
    if single is not None:
        changes.append(f"{single[0]} → {single[1]}")
        text = text.replace(single[0], single[1], 1)
    return Mended(text=text, changes=tuple(changes))


def _english(word: str) -> tuple[str, str] | None:
    if len(word) < SHORTEST_ENGLISH:
        return None
    near = {known for known in _english_words() if known != word and _is_near(word, known)}
    near = near or {known for known in _all_english_words() if known != word and _is_turned(word, known)}
    stems = {known.removesuffix("s") for known in near}
    return (word, min(near, key=lambda known: (OSA.distance(word, known), known))) if len(stems) == 1 else None


def _is_near(word: str, known: str) -> bool:
    return abs(len(word) - len(known)) <= 1 and word[0] == known[0] and OSA.distance(word, known) == 1


def _is_turned(word: str, known: str) -> bool:
    """Two letters beside each other changed places: recieve."""
    return len(word) == len(known) and sorted(word) == sorted(known) and OSA.distance(word, known) == 1


@lru_cache(maxsize=1)
def _all_english_words() -> frozenset[str]:
    words = (word for phrase in phrases() for word in re.findall(r"[a-z]+", phrase))
    return frozenset(word for word in words if len(word) > SHORTEST_ENGLISH)


def _is_certain(span: Span) -> bool:
    """True for words that a slip can not reach into."""
    return not isinstance(span.meaning, Word) or span.meaning.role in MEANT


def _chinese(text: str, word: str, fixed: Sequence[range], words: set[int]) -> tuple[str, str] | None:
    """A window of the text over an unknown word that is a phrase but for one character."""
    place = text.find(word)
    return _window(text, range(place, place + len(word)), fixed, words)


def _chinese_around_single(
    text: str, spans: Sequence[Span], fixed: Sequence[range], words: set[int]
) -> tuple[str, str] | None:
    """A single unknown character is no word, but may be the wrong one in a phrase: 行政许克."""
    covered = {place for span in spans for place in range(span.start, span.end)}
    for match in re.finditer(rf"[{HAN}]", text):
        if (
            match.start() not in covered
            and match.group() not in LIGHT
            and (found := _window(text, range(match.start(), match.end()), fixed, words))
        ):
            return found
    return None


def _window(text: str, wrong: range, fixed: Sequence[range], words: set[int]) -> tuple[str, str] | None:
    found: dict[str, str] = {}
    for length in range(max(SHORTEST_CHINESE, len(wrong)), 10):
        for start in range(max(0, wrong.stop - length), wrong.start + 1):
            window = text[start : start + length]
            cuts = any(each.start < start < each.stop or each.start < start + length < each.stop for each in fixed)
            if len(window) == length and not cuts:
                places = {place - start for place in wrong if start <= place < start + length}
                loose = {place - start for place in range(start, start + length) if place not in words}
                found |= {meant: window for meant in _one_away(window, places) if _is_meant(meant)}
                found |= {meant: window for meant in _one_away(window, loose) if _is_a_figure(meant)}
        if found:
            break
    figures = {meant: window for meant, window in found.items() if _is_a_figure(meant)}
    found = figures or found
    if len(found) != 1:
        return None
    meant, window = next(iter(found.items()))
    return window, meant


def _is_a_figure(phrase: str) -> bool:
    return any(word.role in {"subject", "field", "ratio"} for word in words_of(phrase))


def _is_meant(phrase: str) -> bool:
    return any(word.role in MEANT for word in words_of(phrase))


def _one_away(window: str, places: set[int]) -> Iterator[str]:
    for place in places - {0}:  # what stands first tells one thing from another: 学费, 水费
        if words_of(window[:place] + window[place + 1 :]) or words_of(window[:place]) or words_of(window[place + 1 :]):
            continue  # a character too many, or a word of its own beside one
        pattern = window[:place] + "?" + window[place + 1 :]
        yield from (phrase for phrase in _with_holes().get(pattern, ()) if phrase != window)


@lru_cache(maxsize=1)
def _with_holes() -> Mapping[str, tuple[str, ...]]:
    """Each Chinese phrase under each of its spellings with one character left open."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in phrases():
        if len(phrase) >= SHORTEST_CHINESE and re.fullmatch(rf"[{HAN}]+", phrase):
            for place in range(len(phrase)):
                table[phrase[:place] + "?" + phrase[place + 1 :]].append(phrase)
    return {pattern: tuple(found) for pattern, found in table.items()}


@lru_cache(maxsize=1)
def _english_words() -> frozenset[str]:
    """Words of figures, and long ones for what to do: short ones are too near to others (small, shall)."""
    meant = (word for phrase in phrases() if _is_meant(phrase) for word in re.findall(r"[a-z]+", phrase))
    doing = (word for phrase in phrases() if _says_what_to_do(phrase) for word in re.findall(r"[a-z]+", phrase))
    return frozenset(
        (*(word for word in meant if len(word) >= SHORTEST_ENGLISH), *(word for word in doing if len(word) >= LONG))
    )


def _says_what_to_do(phrase: str) -> bool:
    return any(word.role in {"word", "all_bodies", "kind", "dimension", "topic"} for word in words_of(phrase))
