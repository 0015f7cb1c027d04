"""What tools and hurried hands do to a finished report, by name: layouts that are harder to read, never other numbers.

The gold is taken from the damaged layout afterwards: what is gone from it is expected of nobody. About a quarter of a
table's rows or labels are hit. `damage_cells`, `damage_labels` and `damage_layout` have the kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from canonical.errors import UnusableRequestError
from eval.generate.damage_cells import (
    blank_values,
    full_width_digits,
    lost_values,
    marks,
    remarks,
    thousands_separators,
)
from eval.generate.damage_labels import (
    header_years,
    lost_labels,
    spaced_labels,
    traditional,
    traditional_labels,
    typo_labels,
    unnumbered_labels,
)
from eval.generate.damage_layout import (
    broken_sections,
    cut_columns,
    cut_short,
    doubled_table,
    lost_headings,
    lost_rows,
    narrative_between,
    swapped_tables,
)
from eval.generate.grid import Layout

FLOWING = ("text", "markdown")
"""The beginnings of the names of formats without a frame around the text."""
LOOSE = (*FLOWING, "html")
"""The same for those that need no cell where there is nothing; the others draw an empty box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One kind of damage. `kinds` are the formats it makes sense for, by the beginning of their names; None is all.

    `rewrites` is what it does to the words of the narrative, `hides_form` whether nothing of table 3 is left that
    tells its form.
    """

    apply: Callable[[Layout, Random], Layout]
    note: str
    kinds: tuple[str, ...] | None = None
    rewrites: Callable[[str], str] = str
    hides_form: bool = False

    @property
    def formats(self) -> tuple[str, ...] | None:
        """The names of the formats it makes sense for, None for all."""
        from eval.generate.render import FORMATS

        return None if self.kinds is None else tuple(name for name in FORMATS if name.startswith(self.kinds))


DAMAGES: Mapping[str, Damage] = {
    "blank_values": Damage(apply=blank_values, note="some values of a quarter of the rows are empty"),
    "lost_values": Damage(
        apply=lost_values, kinds=LOOSE, note="some cells of a quarter of the rows are gone, the rest moves up"
    ),
    "marks": Damage(apply=marks, note="“/”, “—” or “无” instead of 0 in a quarter of the rows"),
    "full_width_digits": Damage(apply=full_width_digits, note="all values in full-width digits"),
    "thousands_separators": Damage(apply=thousands_separators, note="1,234 for 1234"),
    "remarks": Damage(apply=remarks, note="a remark in brackets behind a value in a quarter of the rows"),
    "typo_labels": Damage(apply=typo_labels, note="a quarter of the characters of labels misread"),
    "lost_labels": Damage(apply=lost_labels, note="a quarter of the labels gone"),
    "spaced_labels": Damage(apply=spaced_labels, note="blanks between the characters of labels"),
    "traditional_labels": Damage(apply=traditional_labels, rewrites=traditional, note="all in traditional characters"),
    "unnumbered_labels": Damage(apply=unnumbered_labels, note="no 一、（一）1. before labels"),
    "header_years": Damage(apply=header_years, note="the year inside the labels: 本年(2023)制发件数"),
    "lost_rows": Damage(apply=lost_rows, note="a quarter of the rows of table 3 gone"),
    "cut_columns": Damage(apply=cut_columns, note="the last one to three columns of table 3 gone"),
    "cut_short": Damage(apply=cut_short, kinds=FLOWING, hides_form=True, note="the text ends in the middle of table 3"),
    "lost_headings": Damage(apply=lost_headings, note="no section has a heading"),
    "doubled_table": Damage(apply=doubled_table, note="table 3 printed twice"),
    "narrative_between": Damage(apply=narrative_between, note="paragraphs between tables and inside them"),
    "broken_sections": Damage(apply=broken_sections, note="headings missing, doubled, wrongly numbered"),
    "swapped_tables": Damage(apply=swapped_tables, note="section 四 before section 三"),
}


def damage_named(name: str) -> Damage:
    """The damage of that name; raises UnusableRequestError with all names where there is none."""
    if name not in DAMAGES:
        raise UnusableRequestError(f"no damage {name!r}; there are: {', '.join(DAMAGES)}")
    return DAMAGES[name]
