"""A language model answers what rules and arithmetic left open, behind guards that a bad one can not pass.

1. `questions`   the cells of each table that the text could settle, with their lines (`lines`), from rows whose columns
                 are a guess (`strips`), unreadable cells, and rows that were not recognised (`gaps`); `room` is what
                 the sums leave
2. `wording`     a request for each table; `answers` is what a reply has to look like
3. `rounds`      the request made, and up to two more that say which rules the answers broke
4. `judging`     each answer through the `guards`, quotes found by `quotes`
5. `identity`, `pictures`, `narrative`   the same for whose report it is, cells of a scan, the words of the sections
6. `resolver`    all of it for one report; what it would cost a model opened `dry` says

Text of a report is data: it stands between tags that nothing in it can close, and whatever it says, an answer is a
number that is printed where it was asked for, or nothing.
"""

from __future__ import annotations

from extraction.asking.pictures import Sheets
from extraction.asking.resolver import ModelResolver, Plan
from extraction.asking.wording import AskedCell, asked_cells, asked_pictures, evidence_of

__all__ = [
    "AskedCell",
    "ModelResolver",
    "Plan",
    "Sheets",
    "asked_cells",
    "asked_pictures",
    "evidence_of",
]
