"""Whether a label or a head tells of another year than the report's: 上年处理决定数量, 2022年新收申请数量."""

from __future__ import annotations

import re
from functools import lru_cache

from canonical.forms import Entry, blocks
from canonical.text import half_width
from extraction.labels import split_number

_LAST_YEAR = re.compile("上一?年|去年|往年")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_BEGINS_WITH_YEAR = re.compile(r"上一?年|去年|往年|20\d\d年")


def heads_other_year(words: str, column: Entry, year: int | None) -> bool:
    """Whether a head that should tell of the report's year tells of another; a whole line of heads in a cell may."""
    return _is_of_other_year(_of_last_year().sub("", words), column, year)


def begins_with_other_year(label: str, entry: Entry, year: int | None) -> bool:
    """Whether the label of a row that should tell of the report's year begins with another."""
    rest = half_width("".join(split_number(label).rest.split()))
    begin = _BEGINS_WITH_YEAR.match(rest)
    return begin is not None and _is_of_other_year(begin[0], entry, year)


def _is_of_other_year(words: str, entry: Entry, year: int | None) -> bool:
    if any(_LAST_YEAR.search(wording) for wording in entry.wordings):
        return False
    named = {int(digits) for digits in _YEAR.findall(words)}
    return _LAST_YEAR.search(words) is not None or (bool(named) and year is not None and year not in named)


@lru_cache(maxsize=1)
def _of_last_year() -> re.Pattern[str]:
    """The heads of the forms that are to tell of the year before: 上一年项目数量."""
    wordings = {wording for block in blocks() for column in block.columns for wording in column.wordings}
    return re.compile("|".join(re.escape(wording) for wording in sorted(wordings) if _LAST_YEAR.search(wording)))
