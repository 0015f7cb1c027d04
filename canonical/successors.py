"""What became of a body: renamed (the same body, one key) or merged (another body, with a key of its own).

Keys decide which of two files of one year counts, and which two years are checked against each other, so only a
mere change of name may share one: 工商局 and 质监局 both reported on 2017, and neither is 市场监督管理局. Whoever
follows a field of work through the years goes by lineage. The tables are data: `data/successors.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from canonical.regions import read_data

_BODY = re.compile(r"(?P<stem>.+?)(?P<kind>局|委员会|厅|部|办公室)")


def name_today(body: str) -> str:
    """The name that a body, named without its place, has today: 环境保护厅 is 生态环境厅."""
    match = _BODY.fullmatch(body)
    return _renamed().get(match["stem"], match["stem"]) + match["kind"] if match else body


def work_today(body: str) -> str | None:
    """The field of a body that merged or took over others (工商行政管理局: 市场监督管理); None for all the rest."""
    match = _BODY.fullmatch(body)
    return _fields().get(match["stem"]) if match else None


@lru_cache(maxsize=1)
def _renamed() -> Mapping[str, str]:
    renamed: dict[str, str] = read_data("successors.toml")["renamed"]
    return renamed


@lru_cache(maxsize=1)
def _fields() -> Mapping[str, str]:
    merged: dict[str, list[str]] = read_data("successors.toml")["merged"]
    return {stem: field for field, stems in merged.items() for stem in (field, *stems)}
