"""Ways to break a file: bytes, ends, tags and digits, by the kind of file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from eval.fuzz.numbers import DOCUMENT, inner_document

MOST = 12  # bytes, tags or digits changed in one file
LEAST_LEFT = 20  # one of so many parts of a file that was cut is left at least
TAGS: Mapping[str, re.Pattern[bytes]] = {
    ".docx": re.compile(rb"</?w:(?:tbl|tr|tc|p|tcPr|tblGrid|tblPr|gridSpan|vMerge)\b[^<>]*>"),
    ".html": re.compile(rb"<[^<>]*>"),
    ".md": re.compile(rb"\||\n|<[^<>]*>|[:-]{3,}"),
    ".txt": re.compile(rb"\t|\n|\||\+-+|  +"),
    ".pdf": re.compile(rb"endobj|endstream|\bobj\b|\bstream\b|startxref|xref|trailer|<<|>>"),
}
"""What holds a file of each kind together: its tags, or what parts its cells."""
_DIGIT = re.compile(rb"[0-9]")
_DRAWN_DIGIT = re.compile(rb"(?<=>)[^<>]*[0-9][^<>]*(?=<)")

Change = Callable[[bytes, str, Random], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One way to break a file. `apply` takes the file, its suffix and chance; `suffixes` are the files it is for."""

    apply: Change
    note: str
    suffixes: tuple[str, ...] = tuple(TAGS)


def flipped(data: bytes, _suffix: str, chance: Random) -> bytes:
    """The file with a bit changed in one to twelve bytes."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, MOST)):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def truncated(data: bytes, _suffix: str, chance: Random) -> bytes:
    """The beginning of the file."""
    return data[: chance.randrange(len(data) // LEAST_LEFT, len(data))]


def without_tags(data: bytes, suffix: str, chance: Random) -> bytes:
    """The file without one to twelve of its tags."""
    return _within(data, suffix, lambda text: _each(TAGS[suffix], text, chance, lambda _: b""))


def other_digits(data: bytes, suffix: str, chance: Random) -> bytes:
    """The file with one to twelve other digits, in the text that is shown where there are tags."""
    pattern = _DRAWN_DIGIT if suffix in {".docx", ".html"} else _DIGIT
    return _within(data, suffix, lambda text: _each(pattern, text, chance, lambda old: _another_digit(old, chance)))


def flipped_inside(data: bytes, suffix: str, chance: Random) -> bytes:
    """The Word file with bytes of its document changed, in an archive that is in order."""
    return _within(data, suffix, lambda text: flipped(text, suffix, chance))


def truncated_inside(data: bytes, suffix: str, chance: Random) -> bytes:
    """The Word file whose document ends early, in an archive that is in order."""
    return _within(data, suffix, lambda text: truncated(text, suffix, chance))


def _each(pattern: re.Pattern[bytes], text: bytes, chance: Random, change: Callable[[bytes], bytes]) -> bytes:
    """The text with one to twelve of the places that fit changed."""
    found = list(pattern.finditer(text))
    hit = {match.start() for match in chance.sample(found, min(len(found), chance.randint(1, MOST)))}
    return pattern.sub(lambda match: change(match[0]) if match.start() in hit else match[0], text)


def _another_digit(text: bytes, chance: Random) -> bytes:
    place = chance.choice([match.start() for match in _DIGIT.finditer(text)])
    return text[:place] + b"%d" % chance.randrange(10) + text[place + 1 :]


def _within(data: bytes, suffix: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with its text changed; of a Word file, the document inside."""
    if suffix != ".docx":
        return change(data)
    document = inner_document(data)
    assert document is not None  # it was drawn a moment ago
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry, change(document) if entry.filename == DOCUMENT else old.read(entry))
    return packed.getvalue()


def _unbroken(data: bytes, _suffix: str, _chance: Random) -> bytes:
    return data


ROWS = "rows"
MUTATIONS: Mapping[str, Mutation] = {
    "bits": Mutation(apply=flipped, note="bits flipped in up to twelve bytes"),
    "cut": Mutation(apply=truncated, note="the file ends early"),
    "tags": Mutation(apply=without_tags, note="up to twelve tags, or what parts the cells, dropped"),
    "digits": Mutation(apply=other_digits, note="up to twelve digits changed"),
    ROWS: Mutation(apply=_unbroken, note="rows exchanged before the report is drawn"),
    "inner-bits": Mutation(apply=flipped_inside, suffixes=(".docx",), note="bits flipped in the document inside"),
    "inner-cut": Mutation(apply=truncated_inside, suffixes=(".docx",), note="the document inside ends early"),
}
