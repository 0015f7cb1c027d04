"""What a program put around all lines of a text is taken off: marks of quotation, an indent, blank lines, bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from ingest.text_lines import TextLine

MARKS = re.compile(r"(?:> ?|[ \u3000\u00a0])*")
BOLD = re.compile(r"(?:^|(?<=\t))([ \u3000]*)(\*\*|__)(?=\S)([^*_\t]+)(?<=\S)\2(?=[ \u3000]*(?:\t|$))")
FEWEST = 12  # lines of a text whose blank lines tell something


def as_written(lines: Iterable[TextLine]) -> tuple[TextLine, ...]:
    """The lines without what all of them begin with, the blank lines that follow every one, and marks of bold cells."""
    found = tuple(lines)
    printed = [line.text for line in found if line.text.strip("> \u3000\u00a0\t")]
    marks = MARKS.match(_beginning(min(printed), max(printed))) if printed else None
    if marks and marks[0]:
        found = tuple(replace(line, text=_without(line.text, marks[0])) for line in found)
    return tuple(_plain(line) for line in _single(found))


def _plain(line: TextLine) -> TextLine:
    return replace(line, text=BOLD.sub(r"\1\3", line.text)) if "**" in line.text or "__" in line.text else line


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
