"""The words of questions: which field, which sort of body, what to do (data/lexicon.toml and the official labels).

Every field can be asked by its id, by its Chinese and English label, and by the labels of its row and column.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, Literal

from canonical.agencies import DEPARTMENTS
from canonical.fields import FIELDS
from canonical.forms import Block, blocks
from canonical.measures import measure_of, ratios, row_sums
from canonical.report import Language
from qa.question import HAN, Meaning, Span, comparable

Role = Literal[
    "subject",
    "weak_subject",
    "column",
    "columns",
    "rows",
    "field",
    "word",
    "all_bodies",
    "kind",
    "level",
    "department",
    "ratio",
    "dimension",
    "check",
    "topic",
    "narrative",
    "weak_narrative",
    "absent",
    "filler",
]
NO_LABEL_OF_ITS_OWN = {"总计", "合计", "其他", "total", "others", "other"}
"""Labels that say nothing without the row or column they stand in."""
SHORTEST_LABEL = 2
FIELDS_OF_WORK = ("系统", "口", "条线", "战线", "领域", "行业")
"""What stands behind the name of a department where all bodies of its field are meant: 教育系统."""
NO_DEPARTMENT = {"other", "general_government"}
"""What the taxonomy has for bodies without a field of work; their words mean other things in questions."""

_HAN, _LATIN = re.compile(rf"[{HAN}]"), re.compile(r"[a-z0-9_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Meaning):
    """A phrase of the lexicon: its role, and what it stands for there."""

    role: Role
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a figure is about: a row of the forms, or several rows of one report that are added."""

    id: str
    rows: tuple[str, ...]
    defaults: tuple[str, ...]
    zh: str
    en: str

    @property
    def is_sum(self) -> bool:
        """True when the figure is the sum of several rows."""
        return len(self.rows) > 1

    def columns(self) -> tuple[str, ...]:
        """The columns any of its rows has, in order of print."""
        return tuple(dict.fromkeys(column for row in self.rows for column in _columns_of_row()[row]))

    def measures(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The ids of its figures in some columns, in order of print."""
        wanted = set(columns)
        return tuple(f"{self.id}.{column}" for column in self.columns() if column in wanted)

    def label(self, language: Language) -> str:
        """Its name."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something the narrative is about: the words to search it by, and the section it stands in."""

    search: str
    section: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Something people ask and no form has: what to say, and the nearest field that can be asked."""

    zh: str
    en: str
    unless: str | None
    ask: str | None

    def says(self, language: Language) -> str:
        """The sentence that says so."""
        return self.zh if language == "zh" else self.en


@lru_cache(maxsize=256)
def words_in(text: str) -> tuple[Span, ...]:
    """Every phrase of the lexicon in a comparable text, the overlapping ones too."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[Span]:
    table, lengths = _phrases(), _lengths()
    for start in range(len(text)):
        beginnings = dict.fromkeys((text[start : start + 1], text[start : start + 2]))
        for end in (start + length for beginning in beginnings for length in lengths.get(beginning, ())):
            for word in table.get(text[start:end], ()) if end <= len(text) else ():
                if _is_whole(text, start, end) and not (word.role == "dimension" and _goes_on(text, end)):
                    yield Span(start=start, end=end, meaning=word)


_VERDICT = re.compile(
    rf"(?:谁|哪[个家省市县边方])[{HAN}\d]{{0,24}}?(更?[多高大少低小])(?=(?:[^{HAN}]|[?？。!呢啊些年度])*$)"
)
_GAP = re.compile(
    r"(?:多|少|高|低)(?:[收办罚发出提作判]|作出|新收|受理|办理|处罚|许可)?了?(?:多少|几)(?:万?元|[件个次起份项宗])?"
)


def verdicts_in(text: str) -> Iterator[Span]:
    """Words that only say something where they stand: 谁收到的申请[多], 比去年[多收了几件]."""
    for match in _VERDICT.finditer(text):
        yield Span(start=match.start(1), end=match.end(1), meaning=Word(role="word", key="who_more"))
    for match in (found for pattern in _THAN_A_YEAR for found in pattern.finditer(text)):
        way = "rise" if match[1] in _UPWARD else "fall"
        yield Span(start=match.start(1), end=match.end(1), meaning=Word(role="word", key=way))
    for match in _IS_MORE_THAN.finditer(text):
        yield Span(start=match.start(1), end=match.end(1), meaning=Word(role="word", key="who_more"))
    if _SET_AGAINST.search(text):
        for match in _GAP.finditer(text):
            end = match.start() + 1 if text[match.end() : match.end() + 1] in set("钱费") else match.end()
            yield Span(start=match.start(), end=end, meaning=Word(role="word", key="gap"))


_OF_BODIES = re.compile(
    r" (?:level|govern\w+|bureau|office|bod(?:y|ies)|agenc|education|finance|health|public security)"
)
"""Behind a place in English: per county government."""
_A_YEAR = r"(?:(?:20)?\d\d年度?|去年|上一?年|前一?年|上年度)"
_THAN_A_YEAR = (
    re.compile(rf"(多于|高于|大于|超过|少于|低于|不及|小于)(?={_A_YEAR})"),
    re.compile(rf"比{_A_YEAR}[^,，。;；比]{{0,8}}?([多少高低])(?=的|[吗么]|[?？。]|$)"),
)
"""申请多于2022年, 申请比2022年多的单位: a change, and no number."""
_IS_MORE_THAN = re.compile(rf"比(?![例率重]|{_A_YEAR})[^,，。;；比]{{2,24}}?(更?[多高大少低小])(?=[吗么嘛][?？]?$)")
"""甲的收费比乙多吗: one set against the other."""
_UPWARD = {"多于", "高于", "大于", "超过", "多", "高"}
_SET_AGAINST = re.compile(r"比(?![例率重])|较(?!多|少|高|低)|相差|差")


def phrases() -> Iterator[str]:
    """Every phrase of the lexicon, as comparable text."""
    return iter(_phrases())


def words_of(phrase: str) -> tuple[Word, ...]:
    """What a phrase means; nothing if it is none."""
    return _phrases().get(phrase, ())


@lru_cache(maxsize=1)
def subjects() -> Mapping[str, Subject]:
    """All subjects by id: each row of the forms, and the groups of rows of the lexicon."""
    own = {row: _row_subject(block, row) for block in blocks() for row in _rows(block)}
    groups = {
        name: Subject(id=name, rows=added.rows, defaults=own[added.rows[0]].defaults, zh=added.zh, en=added.en)
        for name, added in row_sums().items()
    }
    return {**own, **groups}


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """What the narrative can be asked about."""
    return {name: Topic(search=item["search"], section=item.get("section")) for name, item in _data()["topic"].items()}


@lru_cache(maxsize=1)
def absents() -> Mapping[str, Absent]:
    """What no form has."""
    return {
        name: Absent(zh=item["zh"], en=item["en"], unless=item.get("unless"), ask=item.get("ask"))
        for name, item in _data()["absent"].items()
    }


def absent_named(phrase: str) -> Absent | None:
    """What no form has, by one of its words."""
    found = (word.key for word in _phrases().get(comparable(phrase), ()) if word.role == "absent")
    return next((absents()[name] for name in found), None)


def columns_of(name: str) -> tuple[str, ...]:
    """The columns that one word asks for, each by itself: 各类申请人."""
    return tuple(_data()["columns"][name]["columns"])


def rows_of(name: str) -> tuple[str, ...]:
    """The rows that one word asks for, each by itself: 不予公开的原因."""
    return tuple(_data()["rows"][name]["rows"])


def sibling(ratio: str, subject: str) -> str | None:
    """The ratio like another one, of another subject: 纠错率 of 诉讼 is not that of 复议."""
    found: str | None = _data()["sibling"].get(ratio, {}).get(subject)
    return found


def whole_of(measure: str) -> str | None:
    """What a figure is a share of where nothing is named: all that was handled, or the total of its row."""
    row, _, column = measure.rpartition(".")
    results = _data()["whole"]
    if any(row == each or row.startswith(f"{each}.") for each in results["rows"]):
        return f"{results['results']}.{column}"
    total = f"{row}.total"
    return total if column != "total" and measure_of(total) else None


def rules_of(check: str) -> tuple[str, ...]:
    """The check rules that a word is about; none for all of them."""
    return tuple(_data()["rule"].get(check, ()))


def check_about(rows: Iterable[str]) -> str | None:
    """The check that compares some rows: 上年结转 and 结转下年度 are the same number in two reports."""
    named = set(rows)
    pairs: Mapping[str, list[str]] = _data()["check_about"]
    whole = (check for check, compared in pairs.items() if len(named) > 1 and named <= set(compared))
    part = (check for check, read in _data()["check_of"].items() if named & set(read))
    return next(chain(whole, part), None)


def nearest(field: str) -> tuple[str, ...]:
    """The fields of the other form that come nearest to one."""
    return tuple(_data()["nearest"].get(field, ()))


def short_label(measure: str, language: Language) -> str | None:
    """The name of a figure in daily use, where it has one."""
    names = _data()["label"].get(measure)
    return str(names[language]) if names else None


def _rows(block: Block) -> Iterator[str]:
    return (block.field_id(row.key, "").rstrip(".") for row in block.rows)


def _row_subject(block: Block, row_id: str) -> Subject:
    row = next(entry for entry in block.rows if block.field_id(entry.key, "").rstrip(".") == row_id)
    columns = _columns_of_row()[row_id]
    defaults = tuple(_data()["default_columns"].get(block.id, columns))
    zh = f"{row.group}：{row.zh}" if row.zh in NO_LABEL_OF_ITS_OWN and row.group else row.zh
    return Subject(id=row_id, rows=(row_id,), defaults=defaults, zh=zh, en=row.en)


@lru_cache(maxsize=1)
def _columns_of_row() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in FIELDS:
        row, _, column = name.rpartition(".")
        found[row].append(column)
    return {row: tuple(columns) for row, columns in found.items()}


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[Word, ...]]:
    table: defaultdict[str, dict[Word, None]] = defaultdict(dict)
    for phrase, word in (*_lexicon_words(), *_official_words()):
        for form in _forms(comparable(phrase)):
            table[form][word] = None
    return {phrase: tuple(words) for phrase, words in table.items()}


@lru_cache(maxsize=1)
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """How long the phrases are, by their first two characters; a phrase of one is found by that."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for phrase in _phrases():
        found[phrase[:2]].add(len(phrase))
    return {sign: tuple(sorted(known)) for sign, known in found.items()}


def _lexicon_words() -> Iterator[tuple[str, Word]]:
    data = _data()
    for name, item in data["subject"].items():
        yield from ((phrase, Word(role="subject", key=name)) for phrase in item["words"])
        yield from ((phrase, Word(role="weak_subject", key=name)) for phrase in item.get("weak", ()))
    tables: tuple[Role, ...] = ("field", "column", "word", "kind", "level", "department", "ratio", "dimension", "check")
    for role in tables:
        for name, phrases in data[role].items():
            yield from ((phrase, Word(role=role, key=name)) for phrase in phrases)
    named: tuple[Role, ...] = ("topic", "absent", "columns", "rows")
    for role in named:
        for name, item in data[role].items():
            yield from ((phrase, Word(role=role, key=name)) for phrase in item["words"])
    plain: tuple[Role, ...] = ("all_bodies", "narrative", "filler")
    for role in plain:
        yield from ((phrase, Word(role=role, key=role)) for phrase in data[role]["words"])
    yield from ((phrase, Word(role="weak_narrative", key="narrative")) for phrase in data["narrative"]["weak"])
    for ratio in ratios().values():
        yield from ((label, Word(role="ratio", key=ratio.id)) for label in (ratio.id, ratio.zh, ratio.en))
    for department in DEPARTMENTS.values():
        if department.id in NO_DEPARTMENT:
            continue
        names = (department.zh, department.en, department.id.replace("_", " "), *department.words)
        yield from ((phrase, Word(role="department", key=department.id)) for phrase in names)
        yield from (
            (f"{name}{end}", Word(role="department", key=department.id)) for name in names for end in FIELDS_OF_WORK
        )


def _official_words() -> Iterator[tuple[str, Word]]:
    for field in FIELDS.values():
        short = _data()["label"].get(field.id, {}).values()
        subject = subjects()[field.id.rpartition(".")[0]]
        grouped = f"{subject.zh}·{field.zh.rpartition('·')[2]}"
        labels = (field.id, field.zh, field.en, grouped, *short)
        yield from ((label, Word(role="field", key=field.id)) for label in labels)
    for name, added in row_sums().items():
        yield from ((label, Word(role="subject", key=name)) for label in (added.zh, added.en))
    for block in blocks():
        for row in block.rows:
            word = Word(role="subject", key=block.field_id(row.key, "").rstrip("."))
            yield from ((label, word) for label in (*row.wordings, row.en) if _says_enough(label))
        for column in block.columns:
            word = Word(role="column", key=column.key)
            yield from ((label, word) for label in (*column.wordings, column.en) if _says_enough(label))


def _says_enough(label: str) -> bool:
    return label not in NO_LABEL_OF_ITS_OWN and len(label) >= SHORTEST_LABEL


def _forms(phrase: str) -> tuple[str, ...]:
    singular = re.fullmatch(r"[a-z]{4,}", phrase) and not phrase.endswith("s")
    return (phrase, phrase + "s") if singular else (phrase,)


def _goes_on(text: str, end: int) -> bool:
    """True where a sort of places is a part of a body's name or of a level: 哪个市场监管局, 哪些省级单位."""
    if text[end : end + 1] in set("级场政直属委厅局辖管") or _OF_BODIES.match(text, end):
        return True
    longest = 6
    followers = (word for size in range(2, longest) for word in _phrases().get(text[end : end + size], ()))
    return bool(_HAN.match(text, end)) and any(word.role == "department" for word in followers)


def _is_whole(text: str, start: int, end: int) -> bool:
    """English phrases end where words end; Chinese has no such ends."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(text[start], before) or _joins(text[end - 1], after))


def _joins(edge: str, neighbour: str) -> bool:
    return bool(_LATIN.match(edge) and _LATIN.match(neighbour))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(files("qa").joinpath("data/lexicon.toml").read_text(encoding="utf-8"))
