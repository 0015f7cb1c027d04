"""The questions of the data file, filled with bodies, years and numbers of a collection until the answer is of use.

A text is drawn again until its answer has the status that the data file wants (answered, where it says nothing).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from canonical.errors import UnusableRequestError
from eval.generate.collection import YEARS, GoldReport
from eval.generate.members import Member
from eval.suites.questions_answers import Expected
from eval.suites.questions_expected import expected
from eval.suites.questions_figures import SUMS, Want

DATA = Path(__file__).parent.parent / "data"
FILES = (
    "questions_figures.toml",
    "questions_many.toml",
    "questions_words.toml",
    "questions_turns.toml",
    "questions_more.toml",
    "questions_fresh.toml",
    "questions_unseen.toml",
    "questions_joint.toml",
)
UNUSUAL = "questions_unusual.toml"
"""Wordings that a language model is needed for."""
TRIES = 4000
MOST_ROWS = 60
STYLES = {"zh": ("zh", "plain"), "en": ("en", "plain"), "everyday": ("zh", "everyday"), "casual": ("en", "everyday")}
STYLES |= {"typos": ("zh", "typo"), "misspelt": ("en", "typo")}
STYLES |= {"unusual": ("zh", "unusual"), "odd": ("en", "unusual")}
"""The lists of texts of a question: their language and how they are worded."""

NOT_ZERO = frozenset({"zero", "lookup", "change", "derived", "share", "count"})
"""The kinds whose answers are 0 in the first of them and in no other."""

NUMERALS_ZH, NUMERALS_EN = "零一两三四五六", ("zero", "one", "two", "three", "four", "five", "six")
ALIKE = str.maketrans({"育": "肓", "财": "材", "政": "征", "康": "糠", "安": "按", "统": "桶", "信": "倍", "展": "屐"})
"""Characters that a hasty hand takes for each other."""
WORDS = {
    "education": "教育",
    "finance": "财政",
    "health": "卫生健康",
    "public_security": "公安",
}
NAMESAKES = frozenset({"鼓楼区"})
"""Places that bear one name: their English does not say whose."""
CORPS = "新疆生产建设兵团"
"""Called a place of its own in the store, and a part of 新疆 by people."""
_ENGLISH_REST = re.compile(
    r" (?:Government|Department|Education|Finance|Health|Public|Administrative|Province|City).*$"
)
_HOLE = re.compile(r"\{(?P<name>[a-z]+\d?)(?:\.(?P<form>[a-z]+))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One text of the data file; `before` are the questions that it follows. `number` tells it from all others.

    `means` says an unusual one plainly.
    """

    number: int
    kind: str
    language: str
    style: str
    text: str
    before: tuple[str, ...]
    want: Want
    draw: Mapping[str, Any]
    status: str
    lacks: str | None
    means: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A question about the collection, and what it wants in plain JSON."""

    question: Question
    text: str
    before: tuple[str, ...]
    want: Want
    means: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """What a hole was filled with: the value that the answer is computed from, and how texts can say it."""

    value: Any
    said: Mapping[str, str]


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Every text of the data files, in their order."""
    entries = (entry for name in FILES for entry in _entries(DATA / name))
    return tuple(Question(number=number, **entry) for number, entry in enumerate(entries))


@lru_cache(maxsize=1)
def unusual_questions() -> tuple[Question, ...]:
    """Every text that only a language model is expected to understand; numbered after all others."""
    first = len(questions())
    return tuple(Question(number=first + number, **entry) for number, entry in enumerate(_entries(DATA / UNUSUAL)))


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for entry in data["question"]:
        for name, (language, style) in STYLES.items():
            for text in entry.get(name, ()):
                yield {
                    "kind": entry["kind"],
                    "language": language,
                    "style": entry.get("style", data.get("style", style)),
                    "text": text,
                    "before": tuple(entry.get("before", {}).get(language, ())),
                    "want": entry["want"],
                    "draw": entry.get("draw", {}),
                    "status": entry.get("status", "answered"),
                    "lacks": entry.get("lacks"),
                    "means": entry.get("means", {}).get(language),
                }


def filled(question: Question, gold: Sequence[GoldReport], seed: int, turn: int) -> Filled:
    """The question about this collection; the same seed and turn draw the same bodies and numbers."""
    chance = Random(f"question:{seed}:{turn}:{question.text}")  # noqa: S311  reproducible, not secret
    names = _names(question)
    for _ in range(TRIES):
        holes = _holes(names, question, gold, chance)
        if holes is None:
            continue
        want = _wanted(question.want, holes)
        if _is_of_use(expected(gold, want), question):
            said = [_said(text, holes) for text in (question.text, *question.before)]
            means = _said(question.means, holes) if question.means else None
            return Filled(question=question, text=said[0], before=tuple(said[1:]), want=want, means=means)
    raise UnusableRequestError(f"no such case in the collection of seed {seed}: {question.text}")


def _names(question: Question) -> tuple[str, ...]:
    """The holes of the texts and of what is wanted, in the order in which they hang on each other."""
    told = {match["name"] for match in _HOLE.finditer(_texts(question))}
    told |= set(re.findall(r"\$([a-z]+\d?)", str(question.want)))
    return tuple(name for name in FILLERS if name in told)


def _is_of_use(answer: Expected, question: Question) -> bool:
    if answer["status"] != question.status:
        return False
    if question.lacks and question.lacks not in answer["coverage"]["without_value"]:
        return False
    if (question.kind == "zero") != (answer.get("value") == 0) and question.kind in NOT_ZERO:
        return False
    return len(answer.get("rows", ())) <= MOST_ROWS


def _wanted(want: Any, holes: Mapping[str, Hole]) -> Any:
    """What is wanted with every "$name" replaced by the value drawn for it."""
    if isinstance(want, Mapping):
        return {name: _wanted(each, holes) for name, each in want.items()}
    if isinstance(want, list):
        return [_wanted(each, holes) for each in want]
    if isinstance(want, str) and want.startswith("$"):
        return holes[want[1:]].value
    return want


def _said(text: str, holes: Mapping[str, Hole]) -> str:
    return _HOLE.sub(lambda match: holes[match["name"]].said[match["form"] or ""], text)


def _holes(
    names: Sequence[str], question: Question, gold: Sequence[GoldReport], chance: Random
) -> Mapping[str, Hole] | None:
    holes: dict[str, Hole] = {}
    for name in names:
        made = FILLERS[name](holes, question, gold, chance)
        if made is None:
            return None
        holes[name] = made
    return holes


Filler = Callable[[Mapping[str, Hole], Question, Sequence[GoldReport], Random], Hole | None]


def _agency(holes: Mapping[str, Hole], question: Question, gold: Sequence[GoldReport], chance: Random) -> Hole | None:
    """A body that suits what the question's `draw` says, and that no other hole has."""
    taken = {hole.value for hole in holes.values()}
    suited = [
        member
        for member in dict.fromkeys(report.member for report in gold)
        if member.name not in taken and _suits(member, question)
    ]
    if not suited:
        return None
    member = chance.choice(suited)
    said = {"": member.name, "short": member.short, "typo": _misspelt(member.name), "en": member.english or ""}
    return Hole(value=member.name, said=said)


def _misspelt(name: str) -> str:
    """The name with the last character that can be taken for another one taken for it."""
    place = max((name.rfind(chr(each)) for each in ALIKE), default=-1)
    return name[:place] + name[place].translate(ALIKE) + name[place + 1 :] if place >= 0 else name


def _suits(member: Member, question: Question) -> bool:
    """Whether a body can be named in every way that the texts name one. Not one that is named like its place."""
    said = _texts(question)
    namesake = member.path[-1] in NAMESAKES
    if not member.office or member.code is None:
        return False
    if "agency.en}" in said and namesake:
        return False
    return ".typo}" not in said or bool(set(member.name) & set(map(chr, ALIKE)))


def _texts(question: Question) -> str:
    return " ".join((question.text, *question.before, question.means or ""))


def _place(holes: Mapping[str, Hole], question: Question, gold: Sequence[GoldReport], chance: Random) -> Hole | None:
    """A province, or (`draw.place = "prefecture"`) a city with several bodies in it."""
    if question.draw.get("place") == "around":
        name = next(report.member.path[0] for report in gold if report.agency == holes["agency"].value)
        return _place_hole(name, gold)
    depth = 1 if question.draw.get("place") == "prefecture" else 0
    taken = {hole.value for hole in holes.values()}
    placed = (report.member for report in gold if report.member.code)
    paths = {member.path for member in placed if len(member.path) == depth + 1}
    suited = sorted(path for path in paths if path[-1] not in taken and path[0] != CORPS)
    return _place_hole(chance.choice(suited)[-1], gold)


def _place_hole(name: str, gold: Sequence[GoldReport]) -> Hole:
    own = next(report.member for report in gold if report.member.path[-1] == name)
    short = re.sub(r"(?:维吾尔自治区|藏族自治州|省|市|地区)$", "", name)
    return Hole(value=name, said={"": name, "short": short, "en": _english_place(own)})


def _english_place(member: Member) -> str:
    return _ENGLISH_REST.sub("", member.english or "")


def _year(_holes: Mapping[str, Hole], question: Question, _gold: Sequence[GoldReport], chance: Random) -> Hole | None:
    """A year that leaves room for the years around it which the question names."""
    said = f"{_texts(question)} {question.want}"
    first = YEARS[0] + (1 if "last}" in said or "$last" in said else 0)
    final = YEARS[-1] - (2 if "later" in said else 1 if "next" in said else 0)
    low, high = question.draw.get("year", (first, final))
    year = chance.randint(max(low, first), min(high, final))
    return _year_hole(year)


def _year_hole(year: int) -> Hole:
    zh = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    return Hole(value=year, said={"": str(year), "short": str(year)[2:], "zh": zh})


def _moved(by: int) -> Filler:
    return lambda holes, _question, _gold, _chance: _year_hole(holes["year"].value + by)


def _amount(holes: Mapping[str, Hole], question: Question, gold: Sequence[GoldReport], chance: Random) -> Hole | None:
    """A round number near a value that the collection has, not met before in this question."""
    fields = question.want.get("field", "requests.received.total")
    fields = SUMS.get(fields, (fields,)) if isinstance(fields, str) else fields
    cells = (report.cells[field] for report in gold for field in fields)
    value = _rounded(chance.choice([cell.value for cell in cells if cell.value is not None and cell.value > 1]))
    if any(hole.value == str(value) for hole in holes.values()):
        return None
    return Hole(value=str(value), said={"": str(value)})


def _rounded(value: Decimal) -> Decimal:
    """The number with two digits that count, whole."""
    whole = int(value)
    scale = 10 ** max(len(str(whole)) - 2, 0)
    return Decimal(whole // scale * scale)


def _higher(holes: Mapping[str, Hole], question: Question, gold: Sequence[GoldReport], chance: Random) -> Hole | None:
    other = _amount(holes, question, gold, chance)
    return other if other and Decimal(other.value) > Decimal(holes["amount"].value) else None


def _number(
    _holes: Mapping[str, Hole], _question: Question, _gold: Sequence[GoldReport], chance: Random
) -> Hole | None:
    number = chance.randint(2, 5)
    return Hole(value=number, said={"": str(number), "zh": NUMERALS_ZH[number], "en": NUMERALS_EN[number]})


def _department(
    holes: Mapping[str, Hole], _question: Question, _gold: Sequence[GoldReport], chance: Random
) -> Hole | None:
    name = chance.choice([each for each in WORDS if each not in {hole.value for hole in holes.values()}])
    return Hole(value=name, said={"": WORDS[name], "en": name.replace("_", " ")})


FILLERS: Mapping[str, Filler] = {
    "agency": _agency,
    "agency2": _agency,
    "agency3": _agency,
    "place": _place,
    "place2": _place,
    "department": _department,
    "department2": _department,
    "year": _year,
    "last": _moved(-1),
    "next": _moved(1),
    "later": _moved(2),
    "n": _number,
    "amount": _amount,
    "higher": _higher,
}
"""How each hole is filled, those first that others hang on."""
