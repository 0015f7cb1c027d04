"""Texts written for programs: the page inside a crawler's JSON record, the rows of a CSV file with tabs, escapes."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator

from ingest.marked_up import with_html_tables

FEWEST_LETTERS = 300  # of a page
FEWEST_FIELDS = 3
MOST = 0.5  # of the lines have to be rows, to make a text a CSV file
SAID = (  # names of a record's fields, and the words that a page says the same with
    (re.compile(r"title", re.IGNORECASE), ""),
    (re.compile(r"(?:pub|publish|release|issue)(?:ed)?_?(?:date|time)", re.IGNORECASE), "发布日期："),
    (re.compile(r"(?:publish_?)?(?:source|org|organ|department|dept)(?:_?name)?", re.IGNORECASE), "来源："),
)
DELIMITERS = {",": re.compile(r",(?!\d{3}(?!\d))"), ";": re.compile(";")}  # a comma may be a separator of thousands
SENTENCE = re.compile(r"[。；]")
BLANKS = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|#160|#xa0|#12288|#x3000);", re.IGNORECASE)
MOST_LINES, FEWEST_ESCAPES = 5, 20  # of a text whose line ends are two characters, a backslash and an n
ESCAPES = {r"\r\n": "\n", r"\n": "\n", r"\r": "\n", r"\t": "\t", r"\"": '"'}
MARKUP = "</"  # semicolons end what a web page says of its looks


def unwrapped(text: str) -> str:
    """The text that a JSON record or a CSV file holds, or the text itself; blanks and line ends as what they are."""
    text = _with_line_ends(BLANKS.sub(lambda match: html.unescape(match[0]), text))
    bare = text.lstrip("\ufeff \t\r\n")
    return (_page_of(bare) if bare.startswith(("{", "[{")) else _with_tabs(with_html_tables(text))) or text


def _with_line_ends(text: str) -> str:
    """The text of few lines that holds the escapes of a program's string, as the lines that it stands for."""
    if text.count("\n") >= MOST_LINES or text.count("\\n") < FEWEST_ESCAPES or text.lstrip().startswith(("{", "[")):
        return text
    return re.sub(r'\\r\\n|\\[nrt"]', lambda match: ESCAPES[match[0]], text)


def _page_of(text: str) -> str | None:
    """The longest text of a record, below the title and what else the record says of it where it lacks them."""
    try:
        texts = list(_texts(json.loads(text)))
    except (ValueError, RecursionError):
        return None
    page = max((found for _, found in texts), key=len, default="")
    if len(page) < FEWEST_LETTERS:
        return None
    said = (f"{label}{found.strip()}" for key, found in texts for name, label in SAID if name.fullmatch(key) and found)
    line_of = "<p>{}</p>" if "</" in page else "{}"
    return "\n".join([*(line_of.format(line) for line in said if not _has_line(page, line)), page])


def _has_line(page: str, line: str) -> bool:
    return re.search(rf"(?:\A|[\n>])\s*{re.escape(line)}\s*(?:[\n<]|\Z)", page) is not None


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, str(name))
    elif isinstance(value, list) and len(value) == 1:  # of several, none is the file's own
        yield from _texts(value[0], key)


def _with_tabs(text: str) -> str | None:
    """The text with tabs between the fields of its rows, where most lines are rows; line breaks in cells are gone."""
    return next((made for delimiter in DELIMITERS if (made := _with_tabs_for(delimiter, text))), None)


def _with_tabs_for(delimiter: str, text: str) -> str | None:
    lines = [line for line in text.splitlines() if line.strip()]
    fields = (len(DELIMITERS[delimiter].findall(line)) for line in lines if not SENTENCE.search(line))
    rows = sum(1 for count in fields if count >= FEWEST_FIELDS - 1)
    if "\t" in text or MARKUP in text or rows < max(MOST * len(lines), FEWEST_FIELDS):
        return None
    try:
        cells = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error:
        return None
    return "\n".join(
        "\t".join(" ".join(cell.split()) for cell in row) if len(row) > 1 else "".join(row) for row in cells
    )
