"""A question without what people say around it: greetings, thanks, who is asking and what for (data/framing.toml).

Only words that can not restrict a question go. A clause about the person who asks stays where it names a figure, a
number or what to do, so that nothing that is asked can be lost with it.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from canonical.agencies import DEPARTMENTS
from qa.lexicon import words_in

ASKING = {"which", "how_many", "what", "most", "fewest", "sum", "average", "median", "except", "only"}
"""Words that make a clause a question."""
FIGURES = {"subject", "weak_subject", "field", "ratio", "department", "level"}
OF_A_PERSON = {"weak_subject", "department", "level"}
"""Words that can also say where somebody works: 我是某高校的研究生."""
_INTRODUCES = re.compile(r"(?:我|我们|本人|咱们)(?:是|叫|来自)|(?:i|we)(?:'m| am|'re| are) (?:an?|the|from|with)\b")
_WRITES = re.compile(r"(?:我|我们)?(?:就|正)?(?:想|要|打算|准备|在)(?:写|做|发|采写)(?:一|几)?(?:篇|个|份)")
"""What somebody writes about names figures that are not asked for: 想写一篇关于乱收费的报道."""
_CLAUSE = re.compile(r"[^,，。!！;；?？:]+[,，。!！;；?？:]*|[,，。!！;；?？:]+")
_SENTENCE_END = re.compile(r"(?<=[a-z])\. +(?=[a-z])")
_PAUSES = ",，。.!！;；: "
_SPLIT_VERB = re.compile(
    r"([打罚收发办吃])([了过]?)((?:几|多少)(?:[件次场张个家笔起回]|万元?)?的?)(官司|款|费(?!用)|证(?!明))"
)
_RECAP = re.compile(r"([、和与及][\u3400-\u9fff]{2,6}?)(?<![前后的])[两二三四五六](?=[省市县区州](?:人民)?政府)")
"""南京、徐州、淮安三市政府: the number says again how many are named."""
_MARKS = ",，。.!！;；?？: "


def unframed(text: str) -> str:
    """The comparable text of a question without its framing; the text itself where nothing else would be left."""
    asked = _framing().told_anyway.sub("", text)
    text = asked if any(_asks(clause) for clause in _CLAUSE.findall(asked)) else text
    clauses = _CLAUSE.findall(_SENTENCE_END.sub("; ", text))
    kept = "".join(rest for clause in clauses if (rest := _core(clause)))
    return kept.strip(_PAUSES) if kept.strip(_MARKS) else text


def joined(text: str) -> str:
    """The text with verbs beside their objects again, which a number splits: 罚了多少次款 is 罚款了多少次.

    And with the level of many bodies as a word of its own: 哪些市政府 are 哪些市级政府, 各省教育厅 各省级教育厅.
    A number that says again how many places are named goes.
    """
    text = _SPLIT_VERB.sub(r"\1\4\2\3", text)
    text = _RECAP.sub(r"\1", text)
    return _of_level().sub(r"\1\2级", text)


@lru_cache(maxsize=1)
def _of_level() -> re.Pattern[str]:
    fields = "|".join(sorted({word for each in DEPARTMENTS.values() for word in (each.zh, *each.words)}, key=len)[::-1])
    return re.compile(
        rf"(哪些|哪个|哪几个|各个?|所有|全部|每个|多少个?|几个)(省|市)(?=政府|人民政府|(?:{fields})(?:局|厅|委))"
    )


class _Framing(NamedTuple):
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    aside: re.Pattern[str]
    told_anyway: re.Pattern[str]


def _core(clause: str) -> str:
    """The clause without its opening and closing words; nothing of an aside."""
    words = clause.strip(_MARKS)
    mark = clause.rstrip(" ")[len(clause.rstrip(_MARKS)) :]
    framing = _framing()
    if framing.aside.fullmatch(words) and not _asks(words):
        return ""
    while match := framing.opening.match(words):
        words = words[match.end() :].lstrip()
    while match := framing.closing.search(words):
        words = words[: match.start()].rstrip()
    joint = " " if clause.startswith(" ") else ""
    return f"{joint}{words}{mark}" if words.strip(_MARKS) else ""


def _asks(clause: str) -> bool:
    """True when a clause holds something of the question itself."""
    words = [span.meaning for span in words_in(clause)]
    introduces = bool(_INTRODUCES.match(clause))
    figures, asking = (FIGURES - OF_A_PERSON, ASKING - {"sum"}) if introduces else (FIGURES, ASKING)
    figures = set() if _WRITES.match(clause) else figures
    named = any(word.role in figures or (word.role == "word" and word.key in asking) for word in words)  # type: ignore[attr-defined]
    return named or bool(re.search(r"\d", clause))


@lru_cache(maxsize=1)
def _framing() -> _Framing:
    data = tomllib.loads(files("qa").joinpath("data/framing.toml").read_text(encoding="utf-8"))
    opening, closing, aside, told_anyway = ("|".join(data[name]) for name in _Framing._fields)
    whole = r"(?:(?<![a-z])|(?![a-z]))"  # English words end where words end
    return _Framing(
        opening=re.compile(rf"(?:{opening}){whole}[,，]?"),
        closing=re.compile(rf"(?<![a-z])(?:{closing})$"),
        aside=re.compile(rf"(?:{aside})"),
        told_anyway=re.compile(told_anyway),
    )
