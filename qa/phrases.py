"""Words that a question looks for in what reports say: exactly, in other words, and near (data/narrative.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from qa.cues import SORTS, Cues
from qa.entities import Named, Place
from qa.lexicon import Word, topics
from qa.periods import FormNamed, Years
from qa.plan import Phrase
from qa.question import HAN, Span

_VERB = re.compile(
    r"(?:提到|提及|提过|谈到|谈及|写到|写有|写了|写过|说到|说了|讲到|讲了|反映|提出)[过了要将]?"
    r"|(?:有没有|是否|有无)(?:写|提|说|讲)(?![到及])[过了]?"
    r"|\b(?:mention(?:s|ed|ing)?|refer(?:s|red|ring)? to|talk(?:s|ed|ing)? about|complain(?:s|ed|ing)? (?:of|about)"
    r"|(?:write|writes|wrote|written|say|says|said)(?: anything| something| nothing)? about|admit(?:s|ted)?(?: to)?"
    r"|acknowledg(?:e|es|ed))\b"
)
_DENIED = re.compile(r"(?<!有)(?:没有?|未曾?|不曾|从未|并未)$|(?:\bnot|n't|\bnever) $")
_END = re.compile(r"[,，。;；?？!！]")
_BEFORE = re.compile(
    r"^(?:什么|哪些|哪种|怎样的|有关|关于|任何|一些|过|了|[“\"'‘]|(?:any|some|the|an?|about|that|there (?:is|was)) )+"
)
_BEHIND = re.compile(
    r"(?:[的了吗呢么吧啊”\"'’ ]|的?(?:情况|内容|方面|问题|话)|的?(?:都?有|是)?(?:哪些|哪几|几|多少).*"
    r"| (?:in|at|of|by|among|from)(?: the| their)?(?: reports?)?)+$"
)
_OR = re.compile(r"或者?|\bor\b")
_AND = re.compile(r"以及|[、和]|\band\b")
_UNIT = re.compile(r"(?:多少|几)(人次|[条篇期次场人名封件个份项册部])|(人)数")
_PARTICLES = "了的是有在过和与共达到 "
PUBLISHING = "发布"
SHORTEST = 2  # characters of a Chinese word that says something
IN_PHRASE = {"topic", "subject", "weak_subject", "column", "field", "check", "absent"}
"""What words of a phrase can mean elsewhere: the 不足 of 人员不足."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """What a question says is written in reports, or, `denied`, is not; it stands at `start` to `end`."""

    phrases: tuple[Phrase, ...]
    start: int
    end: int
    denied: bool = False


def mentioned_in(cues: Cues) -> Mentioned | None:
    """What is said to be mentioned; None where a question only asks what is written about a topic."""
    verb = next(reversed(list(_VERB.finditer(cues.text))), None)
    found = _behind(cues, verb.end()) if verb else None
    found = found or _unknown(cues)
    if found is None:
        return None
    denied = verb is not None and _DENIED.search(cues.text[: verb.start()]) is not None
    start, end = found
    phrases = _phrases(cues.text[start:end])
    return Mentioned(phrases=phrases, start=start, end=end, denied=denied) if phrases else None


def counted_in(cues: Cues) -> tuple[tuple[Phrase, ...], str | None]:
    """What a number is asked for of that no table has, what is counted last; and the unit it is asked in."""
    unit = _UNIT.search(cues.text)
    phrases = [phrase for run in _runs(cues) for phrase in _parts(run)]
    if phrases and phrases[0].asked.isascii():
        phrases = [*phrases[1:], phrases[0]]  # how many followers …
    return tuple(dict.fromkeys(phrases)), (unit[1] or unit[2]) if unit else None


def counts_no_bodies(cues: Cues) -> bool:
    """True where the unit of the number asked for is one that bodies are not counted in: 几次政府常务会议."""
    unit = _UNIT.search(cues.text)
    return unit is not None and (unit[1] or unit[2]) not in {"个", "份"}


def names_a_thing(cues: Cues) -> bool:
    """True when something is named that can be counted, and not only that it was made public: 公开了多少."""
    return any(PUBLISHING not in phrase.same for phrase in counted_in(cues)[0])


def units_like(unit: str) -> tuple[str, ...]:
    """The units in which reports may count what is asked for in one."""
    return tuple(_data()["units"].get(unit, (unit,)))


def phrase_of(said: str) -> Phrase:
    """A word or several, with other ways to say them; alternatives (甲或乙) are one phrase."""
    parts = [part.strip() for part in _OR.split(said)]
    if len(parts) > 1 and all(len(part) >= SHORTEST for part in parts):
        each = [phrase_of(part) for part in parts]
        return Phrase(
            asked=said,
            same=tuple(dict.fromkeys(word for phrase in each for word in phrase.same)),
            near=tuple(dict.fromkeys(word for phrase in each for word in phrase.near)),
        )
    group = next((group for group in _data()["said"] if said in group["words"] or said in group.get("en", ())), None)
    if group is None:
        return Phrase(asked=said, same=(said,), near=_wider(said))
    words = group["words"] if said in group.get("en", ()) else dict.fromkeys((said, *group["words"]))
    near = dict.fromkeys((*group.get("near", ()), *_wider(said)))
    return Phrase(asked=said, same=tuple(words), near=tuple(word for word in near if word not in words))


def signs_of(topic: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """What sentences on a topic have, and what they have not; None for a topic that only its words tell."""
    signs = _data()["signs"].get(topic)
    return (re.compile("|".join(signs["says"])), re.compile("|".join(signs["but"]))) if signs else None


# -- where in the question


def _behind(cues: Cues, start: int) -> tuple[int, int] | None:
    """The words behind a verb of saying, up to what restricts the reports."""
    start += len(cues.text[start:]) - len(cues.text[start:].lstrip())
    end = _END.search(cues.text, start)
    stop = end.start() if end else len(cues.text)
    if before := _BEFORE.match(cues.text[start:stop]):
        start += before.end()
    outer = [span.start for span in cues.spans if span.start > start and _restricts(span) and _is_parted(cues, span)]
    stop = min((stop, *outer))
    behind = _BEHIND.search(cues.text[start:stop])
    stop = start + behind.start() if behind else stop
    return (start, stop) if _says_something(cues, start, stop) else None


def _restricts(span: Span) -> bool:
    return isinstance(span.meaning, Named | Place | Years | FormNamed) or (
        isinstance(span.meaning, Word) and span.meaning.role in SORTS
    )


def _is_parted(cues: Cues, span: Span) -> bool:
    """Bodies behind 的 or a preposition are whose reports are meant; else they belong to the words looked for."""
    is_sort = isinstance(span.meaning, Word)
    return not is_sort or cues.text[: span.start].endswith(("的", "in ", "by ", "of ", "at ", "among "))


def _unknown(cues: Cues) -> tuple[int, int] | None:
    """Without a verb: words that nobody knows, with those beside them, where it is asked whose reports have them."""
    if not cues.says("which", "how_many") or not cues.left:
        return None
    known = [(s.start, s.end) for s in cues.spans if isinstance(s.meaning, Word) and s.meaning.role in IN_PHRASE]
    longest = max(cues.left, key=lambda word: len(word[1]))
    if len(longest[1]) < SHORTEST:
        return None
    start, end = longest[0], longest[0] + len(longest[1])
    while any(_touches(place, start, end) for place in known):
        beside = [place for place in known if _touches(place, start, end)]
        start, end = min((start, *(first for first, _ in beside))), max((end, *(last for _, last in beside)))
    return (start, end) if _says_something(cues, start, end) else None


def _touches(place: tuple[int, int], start: int, end: int) -> bool:
    return place[1] == start or place[0] == end


def _says_something(cues: Cues, start: int, end: int) -> bool:
    """False for words that only ask (写了什么), and for topics that have a section of their own (提到哪些问题)."""
    if end - start < SHORTEST:
        return False
    inner = [span for span in cues.spans if start <= span.start < end]
    known = any(isinstance(s.meaning, Word) and _is_content(s.meaning) for s in inner)
    return known or any(place < end and start < place + len(word) for place, word in cues.left)


def _is_content(word: Word) -> bool:
    if word.role == "topic":
        return not topics()[word.key].section
    return word.role in IN_PHRASE | SORTS


def _phrases(said: str) -> tuple[Phrase, ...]:
    parts = [part.strip() for part in _AND.split(said)]
    known = phrase_of(said.strip())
    if len(parts) < SHORTEST or any(len(part) < SHORTEST for part in parts) or len(known.same) > 1:
        parts = [said.strip()]
    return tuple(phrase_of(part) for part in parts)


# -- what is counted


def _runs(cues: Cues) -> Iterator[str]:
    """The question without whose reports, which years, how many, and words without weight."""
    covered = bytearray(len(cues.text))
    for span in cues.spans:
        if _is_no_thing(span, cues.text[span.start : span.end]):
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
    bare = "".join("\n" if covered[place] else sign for place, sign in enumerate(cues.text))
    for run in re.findall(rf"[{HAN}]+|[a-z][a-z' ]*[a-z]|\d+", bare):
        stripped = run.strip(_PARTICLES)
        if len(stripped) >= SHORTEST:
            yield stripped


def _is_no_thing(span: Span, said: str) -> bool:
    if isinstance(span.meaning, Word) and span.meaning.role == "filler":
        return len(said) > 1 and not any(word in said for word in _known()) and said not in _known_in_english()
    is_part = isinstance(span.meaning, Word) and span.meaning.role in IN_PHRASE | {"dimension"}
    return not is_part


def _parts(run: str) -> Iterator[Phrase]:
    """The known words of a run, and what is left between them."""
    known = _known_in_english() if run.isascii() else _known()
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    pattern = rf"\b(?:{names})\b" if run.isascii() else names
    last = 0
    for match in re.finditer(pattern, run):
        yield from _rest(run[last : match.start()])
        yield phrase_of(match.group())
        last = match.end()
    yield from _rest(run[last:])


def _rest(piece: str) -> Iterator[Phrase]:
    words = piece.split() if piece.isascii() else [piece.strip(_PARTICLES)]
    yield from (phrase_of(word) for word in words if len(word) >= SHORTEST)


def _wider(said: str) -> tuple[str, ...]:
    """The word without what narrows it: 公报 of 政府公报."""
    rest = (said.removeprefix(word) for word in _data()["narrowing"]["words"] if said.startswith(word))
    return tuple(word for word in rest if len(word) >= SHORTEST)


@lru_cache(maxsize=1)
def _known() -> Sequence[str]:
    return tuple(word for group in _data()["said"] for word in group["words"])


@lru_cache(maxsize=1)
def _known_in_english() -> Sequence[str]:
    return tuple(word for group in _data()["said"] for word in group.get("en", ()))


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files("qa").joinpath("data/narrative.toml").read_text(encoding="utf-8"))
