"""Which formats a run keeps to, and what can be asked of a document of a format with a kind of damage.

- digital: every cell is in the file, at a place of its own: all of it has to be right
- lossy: the format or the damage loses cells, labels or headings: what survives has to be right
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch

from canonical.errors import UnusableRequestError
from eval.generate.render import FORMATS

DIGITAL, LOSSY = "digital", "lossy"
FUSED = frozenset({"text-fused"})
"""The formats that keep every digit, but several of them in one cell."""
LOSSLESS = frozenset(
    {
        *("blank_values", "marks", "full_width_digits", "thousands_separators", "remarks"),
        *("spaced_labels", "traditional_labels", "unnumbered_labels", "header_years"),
        *("doubled_table", "narrative_between", "swapped_tables"),
    }
)
"""The kinds of damage after which every cell, label and heading is still in the file; all others lose something."""


def chosen_formats(patterns: Sequence[str]) -> tuple[str, ...]:
    """The formats that fit one of the patterns, all where there is none; raises UnusableRequestError."""
    for pattern in patterns:
        if not any(fnmatch(name, pattern) for name in FORMATS):
            known = ", ".join(FORMATS)
            raise UnusableRequestError(f"--formats {pattern}: 没有这种格式 / no such format; there are: {known}")
    return tuple(name for name in FORMATS if not patterns or any(fnmatch(name, pattern) for pattern in patterns))


def kind_of(name: str, damage: str) -> str:
    """Whether every cell of such a document is in the file, at a place of its own."""
    whole = FORMATS[name].keeps_blanks and name not in FUSED and damage in {"none", *LOSSLESS}
    return DIGITAL if whole else LOSSY
