"""Requests as words: what is asked, in few of them, and the lines between tags that nothing in them can close.

A field is asked for under a key (`n12`: its place in the schema), so that whoever plays a model, an evaluation or a
test, can read from the words what is asked (`asked_cells`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby

from pydantic import BaseModel

from canonical.fields import FIELDS
from extraction.asking.answers import TableAnswer
from extraction.asking.gaps import POSITIONS
from extraction.asking.questions import CellQuestion, TableAsk
from ingest.contact_sheets import names_on
from llm.model import Request
from prompts import load

LONGEST_LABEL = 16  # characters of a row's label
TOKENS_PER_CELL = 50  # of a reply
_KEY = re.compile(r"\b(n\d+) ", re.ASCII)
_BRACKETS = re.compile(r"（[^）]*）")
_QUESTION = re.compile(r"^〔(?P<lines>[\d,]+)〕(?P<row>[^:：\n]*)：(?P<cells>.*)$", re.MULTILINE)
_LINE = re.compile(r"^(?P<place>\d+)\. (?P<text>.*)$", re.MULTILINE)
_EVIDENCE = re.compile(r"<(?P<tag>\w+-[0-9a-f]+)>\n(?P<text>.*)\n</(?P=tag)>", re.DOTALL)


def key_of(field: str) -> str:
    """The key of a field in requests."""
    return f"n{POSITIONS[field]}"


def field_of(key: str) -> str | None:
    """The field that has a key; None where it is none."""
    number = key.removeprefix("n")
    names = tuple(FIELDS)
    return names[int(number)] if number.isascii() and number.isdigit() and int(number) < len(names) else None


def request_of(ask: TableAsk) -> Request:
    """The request that asks for the cells of a table."""
    return filled(
        "answer_open_cells",
        TableAnswer,
        most=len(ask.questions),
        questions="\n".join(_questions(ask.questions)),
        evidence=numbered(line.text for line in ask.lines),
    )


def filled(prompt: str, answer: type[BaseModel], *, most: int, images: Sequence[bytes] = (), **holes: str) -> Request:
    """The latest version of a prompt with its holes filled; `most` is how many things it asks for."""
    words = asdict(load(prompt).fill(**holes))
    return Request(**words, answer=answer, images=tuple(images), max_tokens=200 + TOKENS_PER_CELL * most)


def numbered(lines: Iterable[str]) -> str:
    """The lines, each with its place before it."""
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1))


def _questions(questions: Sequence[CellQuestion]) -> Iterator[str]:
    """A line for each row of the form: the printed lines to look in, the row, the columns with their keys."""
    rows = groupby(questions, key=lambda each: (sorted(each.lines), _row(each.field)))
    for (lines, row), members in rows:
        places = ",".join(str(line + 1) for line in lines)
        cells = " ".join(f"{key_of(each.field)} {_column(each.field)}" for each in members)
        yield f"〔{places}〕{row}：{cells}"


def _row(field: str) -> str:
    return _short(FIELDS[field].zh.rpartition("·")[0])


def _column(field: str) -> str:
    return _short(FIELDS[field].zh.rpartition("·")[2])


def _short(label: str) -> str:
    return _BRACKETS.sub("", label)[:LONGEST_LABEL]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCell:
    """A field that a request asks for, and the printed lines in which its number may stand."""

    key: str
    field: str
    lines: tuple[str, ...]


def asked_cells(user: str) -> tuple[AskedCell, ...]:
    """What the words of a request about a table ask for; for those who play a model."""
    evidence = evidence_of(user)
    return tuple(
        AskedCell(key=key, field=field, lines=tuple(evidence[int(place)] for place in question["lines"].split(",")))
        for question in _QUESTION.finditer(_EVIDENCE.sub("", user))
        for key in _KEY.findall(question["cells"])
        if (field := field_of(key))
    )


def asked_pictures(images: Iterable[bytes]) -> tuple[AskedCell, ...]:
    """What the pictures of a request ask for, in their order."""
    keys = (key for image in images for key in names_on(image))
    return tuple(AskedCell(key=key, field=field, lines=()) for key in keys if (field := field_of(key)))


def evidence_of(user: str) -> Mapping[int, str]:
    """The lines between the tags of a request, by their place."""
    found = _EVIDENCE.search(user)
    return {int(line["place"]): line["text"] for line in _LINE.finditer(found["text"])} if found else {}
