"""Tags of HTML among the lines of a text: what they wrap is text, and pipes make the tables all the same."""

from __future__ import annotations

import re

from ingest.invisible import raised

_NAMES = "p|div|span|font|b|strong|i|em|u|a|h[1-6]|center|article|section|header|footer|main|small|big|sub|li|[uo]l|hr"
TABLE = re.compile(r"(<table\b.*?</table\s*>)", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*+-->", re.DOTALL)
RAISED = re.compile(r"<sup\b[^<>]*>([^<>]*)</sup\s*>", re.IGNORECASE)
STRUCK_OUT = re.compile(r"<(s|del|strike)\b[^<>]*>([^<>\n]*)</\1\s*>", re.IGNORECASE)
NEXT_BLOCK = re.compile(r"</(p|div)\s*>[ \t]*<\1\b[^<>]*>", re.IGNORECASE)
LAST_BREAK = re.compile(r"(?:<br\s*/?>[ \t]*)+$", re.IGNORECASE | re.MULTILINE)
TAG = re.compile(rf"</?(?:{_NAMES})\b[^<>]*/?>", re.IGNORECASE)
_ROW_END = r"(?:[ \t]*<br\s*/?>)?[ \t]*$"
PIPED_ROW = re.compile(r"^[^|<>\n]*(?:\|[^|\n]*){2,}$", re.MULTILINE)
DELIMITERS = re.compile(rf"^[ \t>]*\|(?:[ \t]*:?-+:?[ \t]*\|){{2,}}{_ROW_END}", re.MULTILINE | re.IGNORECASE)
FEWEST_ROWS = 8


def has_piped_tables(text: str) -> bool:
    """Whether pipes make tables in the text, as Markdown's do: then tags around them make no web page of it."""
    return DELIMITERS.search(text) is not None or len(PIPED_ROW.findall(text)) >= FEWEST_ROWS


def without_tags(text: str) -> str:
    """The text without tags, but for those of tables; each line stays where it is.

    Small digits of notes become raised ones, what is struck out is marked so, blocks in one line are parted by a break.
    """
    if "<" not in text:
        return text
    parts = _tables_apart(text)
    parts[::2] = map(_plain, parts[::2])
    return "".join(parts)


def without_tables(text: str) -> str:
    """The text without its tables of HTML."""
    return "".join(_tables_apart(text)[::2])


def _tables_apart(text: str) -> list[str]:
    """What stands before, in, and behind each table, in turn."""
    end = text.find(">", text.lower().rfind("</table")) + 1  # beyond it, looking for an end would take quadratic time
    parts = TABLE.split(text[:end])
    parts[-1] += text[end:]
    return parts


def _plain(text: str) -> str:
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    text = RAISED.sub(lambda match: raised(match[1]), text)
    text = STRUCK_OUT.sub(r"~~\2~~", text)
    return TAG.sub("", LAST_BREAK.sub("", NEXT_BLOCK.sub("<br>", text)))
