"""The heads of columns that the forms have, where nothing or too much stands between their characters."""

from __future__ import annotations

import re
from functools import lru_cache

from canonical.forms import blocks


def heads_run_together(text: str) -> tuple[str, ...]:
    """The heads, each with its unit, of a text that is nothing but heads of the forms; none of any other."""
    return tuple(match[0] for match in _head().finditer(text)) if _heads().fullmatch(text) else ()


@lru_cache(maxsize=1)
def _head() -> re.Pattern[str]:
    columns = (column for block in blocks() for column in block.columns)
    wordings = {wording for column in columns for wording in column.wordings} | {"信息内容", "申请人情况"}
    longest = sorted(map(re.escape, wordings), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(longest)})(?:[（(][^（()）]*[）)])?")


@lru_cache(maxsize=1)
def _heads() -> re.Pattern[str]:
    return re.compile(rf"(?:{_head().pattern})+")
