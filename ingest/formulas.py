"""Numbers that readers of pictures wrote as formulas: "$2 0 2 4$" and "$^ { 1 0 }$" are 2024 and 10."""

from __future__ import annotations

import re

LONGEST = 60
FORMULA = re.compile(rf"(?<!\\)\$\$?([^$\n]{{1,{LONGEST}}}?)\$\$?|\\\(([^\n]{{1,{LONGEST}}}?)\\\)")
COMMAND = re.compile(r"\\(?:mathrm|mathbf|text|textbf|mathit|rm|bf)(?![a-z])|\\[,;! ]|[\s{}^_~]")
NUMBER = re.compile(r"[-+−]?\d[\d,，.]*[%％]?|[-—/]")


def without_formulas(text: str) -> str:
    """The text with such numbers as they were printed; formulas of anything else, and prices, stay."""
    return FORMULA.sub(_plain, text) if "$" in text or "\\(" in text else text


def _plain(match: re.Match[str]) -> str:
    inner = COMMAND.sub("", match[1] or match[2]).replace("\\%", "%")
    return inner if NUMBER.fullmatch(inner) else match[0]
