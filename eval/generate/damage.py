"""What tools and hurried hands do to a finished report, by name: layouts that are harder to read, never other numbers.

The gold is taken from the damaged layout afterwards: what is gone from it is expected of nobody. About a quarter of a
table's rows or labels are hit. `damage_cells`, `damage_numbers`, `damage_labels`, `damage_layout`,
`damage_structure` and `damage_additions` have the kinds. "typo_labels+marks" is both damages, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from random import Random

from canonical.errors import UnusableRequestError
from eval.generate.damage_additions import (
    added_result,
    last_year_columns,
    left_out_applicants,
    subtotals,
    unit_column,
    unmerged_cells,
)
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
    known_typos,
    lost_labels,
    other_wordings,
    pinyin_noise,
    spaced_labels,
    torn_labels,
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
from eval.generate.damage_numbers import (
    counters,
    money_units,
    signed_changes,
    spaced_thousands,
    ten_thousands,
    touching_digits,
    wide_separators,
    zeros_in_words,
)
from eval.generate.damage_structure import (
    added_row,
    footnotes,
    groups_as_rows,
    index_column,
    lost_blocks,
    lost_heading_2,
    no_tables,
    repeated_head,
    signed_tables,
    split_groups,
    tall_review,
    total_first,
    units_caption,
)
from eval.generate.grid import Layout

FLOWING = ("text", "markdown")
"""The beginnings of the names of formats without a frame around the text."""
LOOSE = (*FLOWING, "html")
"""The same for those that need no cell where there is nothing; the others draw an empty box."""
CELLED = ("docx", "html", "pdf", "markdown", "text-lines", "text-tabs", "text-pipes", "text-grid", "text-split")
"""Those that hold cells apart by something else than blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One kind of damage. `kinds` are the formats it makes sense for, by the beginning of their names; None is all.

    `rewrites` is what it does to the words of the narrative, `hides_form` whether nothing of table 3 is left that
    tells its form, `template` the form of table 2 that it takes.
    """

    apply: Callable[[Layout, Random], Layout]
    note: str
    kinds: tuple[str, ...] | None = None
    rewrites: Callable[[str], str] = str
    hides_form: bool = False
    template: str | None = None

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
    "wide_separators": Damage(apply=wide_separators, note="1，234 for 1234"),
    "spaced_thousands": Damage(apply=spaced_thousands, kinds=CELLED, note="12 345 for 12345"),
    "ten_thousands": Damage(apply=ten_thousands, note="1.5万 for 15000"),
    "money_units": Damage(apply=money_units, note="amounts with their unit in the cell, which may be 元 or 亿元"),
    "signed_changes": Damage(apply=signed_changes, kinds=CELLED, template="2019", note="增15, 减4, +19, +(0) -(0)"),
    "counters": Damage(apply=counters, kinds=CELLED, note="3件, 共22件 in a quarter of the cells"),
    "touching_digits": Damage(apply=touching_digits, kinds=CELLED, note="1 1 for 11"),
    "zeros_in_words": Damage(apply=zeros_in_words, note="零 for 0 in a quarter of the cells"),
    "remarks": Damage(apply=remarks, note="a remark in brackets behind a value in a quarter of the rows"),
    "typo_labels": Damage(apply=typo_labels, note="a quarter of the characters of labels misread"),
    "lost_labels": Damage(apply=lost_labels, note="a quarter of the labels gone"),
    "spaced_labels": Damage(apply=spaced_labels, note="blanks between the characters of labels"),
    "traditional_labels": Damage(apply=traditional_labels, rewrites=traditional, note="all in traditional characters"),
    "unnumbered_labels": Damage(apply=unnumbered_labels, note="no 一、（一）1. before labels"),
    "header_years": Damage(apply=header_years, note="the year inside the labels: 本年(2023)制发件数"),
    "known_typos": Damage(apply=known_typos, note="行政事业型收费, 没有线程信息, 转结下年度"),
    "other_wordings": Damage(apply=other_wordings, note="规范性文件, 合计, 本年制发数量"),
    "torn_labels": Damage(apply=torn_labels, note="a quarter of the labels without middle or end, or ending in ruins"),
    "pinyin_noise": Damage(apply=pinyin_noise, note="行政強(qiáng)制"),
    "lost_rows": Damage(apply=lost_rows, note="a quarter of the rows of table 3 gone"),
    "cut_columns": Damage(apply=cut_columns, note="the last one to three columns of table 3 gone"),
    "cut_short": Damage(apply=cut_short, kinds=FLOWING, hides_form=True, note="the text ends in the middle of table 3"),
    "lost_headings": Damage(apply=lost_headings, note="no section has a heading"),
    "doubled_table": Damage(apply=doubled_table, note="table 3 printed twice"),
    "narrative_between": Damage(apply=narrative_between, note="paragraphs between tables and inside them"),
    "broken_sections": Damage(apply=broken_sections, note="headings missing, doubled, wrongly numbered"),
    "swapped_tables": Damage(apply=swapped_tables, note="section 四 before section 三"),
    "lost_heading_2": Damage(apply=lost_heading_2, note="section 二 has no heading"),
    "units_caption": Damage(apply=units_caption, note="单位：件 above every table"),
    "footnotes": Damage(apply=footnotes, note="a remark below every table, inside it or outside"),
    "signed_tables": Damage(apply=signed_tables, note="who filled in a table, in its last row"),
    "repeated_head": Damage(apply=repeated_head, note="the head of table 3 printed again in its middle"),
    "total_first": Damage(apply=total_first, kinds=CELLED, note="the totals of table 3 before the applicants"),
    "index_column": Damage(apply=index_column, note="running numbers before tables 2 and 3"),
    "groups_as_rows": Damage(apply=groups_as_rows, note="one column of labels in table 3, groups in rows of their own"),
    "split_groups": Damage(apply=split_groups, note="merged labels of table 3 printed in every row"),
    "tall_review": Damage(apply=tall_review, note="table 4 turned"),
    "subtotals": Damage(apply=subtotals, note="sums of the groups of table 3 in rows of their own"),
    "added_result": Damage(apply=added_result, note="a result in table 3 that no form knows"),
    "unmerged_cells": Damage(apply=unmerged_cells, note="merged cells printed once for each place they cover"),
    "unit_column": Damage(apply=unit_column, note="a column 单位 in table 2"),
    "last_year_columns": Damage(apply=last_year_columns, note="last year's number behind every number of table 2"),
    "left_out_applicants": Damage(apply=left_out_applicants, note="only natural persons and totals in table 3"),
    "added_row": Damage(apply=added_row, note="政府集中采购 at the end of table 2, below no head"),
    "lost_blocks": Damage(apply=lost_blocks, note="a row of table 2 or a block with its head gone"),
    "no_tables": Damage(apply=no_tables, hides_form=True, note="no table at all"),
}


def damage_named(name: str) -> Damage:
    """The damage of that name, or all of several ("a+b"); raises UnusableRequestError with the names there are."""
    several = [_damage_named(each) for each in name.split("+")]
    return reduce(_both, several)


def _damage_named(name: str) -> Damage:
    if name not in DAMAGES:
        raise UnusableRequestError(f"no damage {name!r}; there are: {', '.join(DAMAGES)}")
    return DAMAGES[name]


def _both(first: Damage, second: Damage) -> Damage:
    return Damage(
        apply=lambda layout, chance: second.apply(first.apply(layout, chance), chance),
        note=f"{first.note}; {second.note}",
        kinds=_common(first.kinds, second.kinds),
        rewrites=lambda text: second.rewrites(first.rewrites(text)),
        hides_form=first.hides_form or second.hides_form,
        template=first.template or second.template,
    )


def _common(first: tuple[str, ...] | None, second: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The beginnings of names that both have."""
    if first is None or second is None:
        return first or second
    longer = [a for a in first if a.startswith(second)] + [b for b in second if b.startswith(first)]
    return tuple(dict.fromkeys(longer))
