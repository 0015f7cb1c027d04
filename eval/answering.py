"""Models of known character for the questions of `extraction.asking`: one that knows, one that lies, one that raves.

Each is a behaviour of `llm.ScriptedModel`. What they are asked they read from the words of the request, as a real model
has to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from extraction.asking import AskedCell, asked_cells, asked_pictures
from extraction.values import read_cell
from llm import Asked, Behaviour

_NUMBER = re.compile(r"\d(?: \d)+|\d[\d,，.]*")
_MENTIONS: Mapping[str, Any] = {"MentionAnswers": {"mentions": []}, "ProblemAnswers": {"problems": []}}


def oracle(values: Mapping[str, Decimal | None], *, agency: str | None = None, year: int | None = None) -> Behaviour:
    """A model that knows what is printed: `values` are the numbers by field, None where none is."""

    def behave(asked: Asked) -> Mapping[str, Any]:
        if asked.wanted == "IdentityAnswer":
            return _identity(asked.user, agency, year)
        if asked.wanted in _MENTIONS:
            return dict(_MENTIONS[asked.wanted])
        if asked.wanted == "PictureAnswers":
            return seeing(asked, values.get)
        return {"rows": list(_rows(asked_cells(asked.user), values))}

    return behave


def liar(seed: int) -> Behaviour:
    """A model that answers every question with a plausible wrong number and a quote that looks real, most often is."""

    def behave(asked: Asked) -> Mapping[str, Any]:
        if asked.wanted in _MENTIONS:
            return dict(_MENTIONS[asked.wanted])
        rolls = Random(f"{seed} {asked.number} {asked.user}")  # noqa: S311  the same lies every time
        if asked.wanted == "IdentityAnswer":
            return _false_identity(asked.user, rolls)
        if asked.wanted == "PictureAnswers":
            return seeing(asked, lambda _: Decimal(rolls.randint(0, 40)))
        return {"rows": [_false(cell, rolls) for cell in asked_cells(asked.user)]}

    return behave


def seeing(asked: Asked, see: Callable[[str], Decimal | None]) -> Mapping[str, Any]:
    """The answer about the cells of a picture of a model that sees these numbers in them, by field."""
    seen = ((cell.key, see(cell.field)) for cell in asked_pictures(asked.images))
    return {"cells": [f"{key}={'?' if value is None else f'{value:f}'}" for key, value in seen], "reason": None}


def _rows(cells: Sequence[AskedCell], values: Mapping[str, Decimal | None]) -> Iterator[Mapping[str, Any]]:
    """An answer for every line that has what is asked for, and one for what no line has."""
    found = [(cell, *_printed(values.get(cell.field), cell.lines)) for cell in cells]
    for line in dict.fromkeys(line for _, line, _ in found):
        members = [{"key": cell.key, "value": said} for cell, own, said in found if own == line]
        yield {"quote": line, "cells": members, "reason": None if line else "没有印出"}


def _printed(value: Decimal | None, lines: Sequence[str]) -> tuple[str | None, str | None]:
    """The first line that has the number, and the number as it stands there."""
    for line in lines if value is not None else ():
        for cell in line.split(" | "):
            words = [cell, *_NUMBER.findall(cell)]
            if said := next((each for each in words if read_cell(each).value == value), None):
                return line, said
    return None, None


def _false(cell: AskedCell, rolls: Random) -> Mapping[str, Any]:
    """A lie: another number of the line, one of another line, or one that is nowhere, in words that are or are not."""
    line = rolls.choice(cell.lines or ("合计 12",))
    numbers = _NUMBER.findall(line) or ["12"]
    said = rolls.choice(numbers)
    if rolls.random() < 0.3:
        wrong = str(rolls.randint(0, 9)) + said[1:]
        line, said = line.replace(said, wrong), wrong
    elif rolls.random() < 0.2:
        said = str(rolls.randint(0, 40))
    return {"quote": line, "cells": [{"key": cell.key, "value": said}], "reason": None}


def _identity(user: str, agency: str | None, year: int | None) -> Mapping[str, Any]:
    lines = user.splitlines()

    def of(value: str | None) -> Mapping[str, Any]:
        line = next((each for each in lines if value and value in each), None)
        quote = re.sub(r"^\d+\. ", "", line) if line else None
        return {"value": value if quote else None, "quote": quote, "reason": None if quote else "没有写明"}

    return {"agency": of(agency), "year": of(str(year) if year else None)}


def _false_identity(user: str, rolls: Random) -> Mapping[str, Any]:
    lines = [re.sub(r"^\d+\. ", "", line) for line in user.splitlines()[1:-1]] or [""]
    bodies = re.findall(r"[一-鿿]{2,12}(?:局|委员会|政府|办公室)", user) or ["某某县财政局"]
    years = re.findall(r"20\d\d", user) or ["2020"]
    agency, year = rolls.choice(bodies), rolls.choice(years)
    return {
        "agency": {"value": agency, "quote": rolls.choice(lines), "reason": None},
        "year": {"value": year, "quote": rolls.choice(lines), "reason": None},
    }
