"""What a program put around the lines of a text is taken off: marks of quotation and lists, numbers, indents, bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from ingest.text_lines import TextLine

MARKS = re.compile(r"(?:> ?|[-*+•] |[ \u3000\u00a0])*")
BULLET = re.compile(r"^\s*[-*+•] +(?=(?:\d{1,2}[.、．])?[㐀-鿿（(])")
CODE = re.compile(r"`([^`\n]+)`")
BREAK = re.compile(r"[ \t]*(?:-{5,}|\*{5,}|_{5,}|={5,})[ \t]*")  # fewer may be a cell that says nothing
NUMBERED = re.compile(r"[ \t]*(\d+)(?:[:：|] ?|\t|$)")
BOLD = re.compile(r"(?:^|(?<=\t))([ \u3000]*)(\*\*|__)(?=\S)([^*_\t]+)(?<=\S)\2(?=[ \u3000]*(?:\t|$))")
FEWEST = 12  # lines of a text whose blank lines tell something


def as_written(lines: Iterable[TextLine]) -> tuple[TextLine, ...]:
    """The lines without what all of them begin with, the blank lines that follow every one, and marks of bold cells."""
    found = tuple(_without_numbers(tuple(lines)))
    printed = [line.text for line in found if line.text.strip("> \u3000\u00a0\t")]
    marks = MARKS.match(_beginning(min(printed), max(printed))) if printed else None
    if marks and marks[0]:
        found = tuple(replace(line, text=_without(line.text, marks[0])) for line in found)
    return tuple(_plain(line) for line in _single(tuple(_without_breaks(found))))


def _without_breaks(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The lines without rules between pages and the blanks around them, but for those beside tables of pipes."""
    runs = [(gap, tuple(run)) for gap, run in groupby(lines, key=lambda line: not line.bare or _is_break(line))]
    for place, (gap, run) in enumerate(runs):
        beside = [each for _, other in runs[max(0, place - 1) : place + 2] for each in (other[0], other[-1])]
        if not gap or not any(map(_is_break, run)) or any("|" in line.text for line in beside):
            yield from run


def _is_break(line: TextLine) -> bool:
    return BREAK.fullmatch(line.text) is not None


def _without_numbers(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """The lines without their numbers, where each begins with its own."""
    numbers = [NUMBERED.match(line.text) for line in lines]
    last = next((place for place in range(len(lines), 0, -1) if lines[place - 1].bare), 0)
    told = [int(match[1]) if match else None for match in numbers[:last]]
    counted = len(told) >= FEWEST and told[0] is not None and told == list(range(told[0], told[0] + last))
    for line, match in zip(lines, numbers, strict=True):
        yield replace(line, text=line.text[match.end() :]) if counted and match else line


def _plain(line: TextLine) -> TextLine:
    text = CODE.sub(r"\1", BULLET.sub("", line.text))
    text = BOLD.sub(r"\1\3", text) if "**" in text or "__" in text else text
    return line if text == line.text else replace(line, text=text)


def _beginning(first: str, last: str) -> str:
    """What both begin with, and so does all that stands between them in order."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


def _without(text: str, marks: str) -> str:
    return text.removeprefix(marks) if text.startswith(marks) else ""


def _single(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines, each run of blanks as long as before every line break was doubled; as they are where none was."""
    runs = [(blank, tuple(run)) for blank, run in groupby(lines, key=lambda line: not line.bare)]
    blanks = [len(run) for blank, run in runs[1:-1] if blank]
    apart = all(len(run) == 1 for blank, run in runs if not blank)
    if not apart or len(blanks) < FEWEST or max(blanks) < 3 or not all(count % 2 for count in blanks):
        return tuple(lines)
    return tuple(line for blank, run in runs for line in (run[1::2] if blank else run))
