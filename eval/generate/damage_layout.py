"""Damage to a report as a whole: rows, columns, headings and tables that are gone, doubled or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from canonical.sections import NUMERALS
from eval.generate.damage_cells import HIT
from eval.generate.damage_labels import FORM_ROWS
from eval.generate.grid import Layout, Paragraph, Table, TableCell, part_of, with_cells

REQUESTS = "requests"
MOST_COLUMNS_CUT = 3
FIRST_CUT, LAST_CUT = 7, 4  # a text cut short ends after this row of table 3, and before the last so many
COPY = "（附：上表副本）"
BETWEEN = (
    "说明：下表由各承办科室报送，截至12月31日，联系电话0000-8612345。",
    "填报口径与2019年第3号说明一致，不足1的按1计。",
    "（接上页，第4页共6页）",
)
INSIDE = "注：以上各项口径见2019年第3号说明。"

Block = Paragraph | Table


def lost_rows(layout: Layout, chance: Random) -> Layout:
    """A quarter of the rows of table 3 are gone, but for those that tell its form."""

    def of_table(table: Table) -> Table:
        valued = [i for i, row in enumerate(table.rows) if any(not cell.label for cell in row)]
        candidates = [i for i in valued if not (table.rows[i][-1].field or "").startswith(FORM_ROWS)]
        lost = chance.sample(candidates, len(candidates) // HIT)
        return part_of(table, [i for i in range(len(table.rows)) if i not in lost], range(len(table.widths)))

    return _with_table_3(layout, of_table)


def cut_columns(layout: Layout, chance: Random) -> Layout:
    """The last one to three columns of table 3 are gone."""
    lost = chance.randint(1, MOST_COLUMNS_CUT)
    return _with_table_3(layout, lambda table: part_of(table, range(len(table.rows)), range(len(table.widths) - lost)))


def cut_short(layout: Layout, chance: Random) -> Layout:
    """The text ends in a row of table 3, before the rows that tell its form; nothing comes after."""
    place = next(i for i, block in enumerate(layout.blocks) if _is_table_3(block))
    table = layout.blocks[place]
    assert isinstance(table, Table)
    form_rows = [i for i, row in enumerate(table.rows) if (row[-1].field or "").startswith(FORM_ROWS)]
    rows = chance.randint(FIRST_CUT, form_rows[0] - LAST_CUT)
    begun = part_of(table, range(rows), range(len(table.widths)))
    printed = chance.randint(0, 6)
    last = begun.rows[-1]
    values = [i for i, cell in enumerate(last) if not cell.label]
    gone = values[printed:]
    ended = tuple(replace(cell, text="", lost=True) if i in gone else cell for i, cell in enumerate(last))
    return replace(layout, blocks=(*layout.blocks[:place], replace(begun, rows=(*begun.rows[:-1], ended))))


def _with_table_3(layout: Layout, change: Callable[[Table], Table]) -> Layout:
    blocks = (change(block) if isinstance(block, Table) and _is_table_3(block) else block for block in layout.blocks)
    return replace(layout, blocks=tuple(blocks))


def _is_table_3(block: Block) -> bool:
    return isinstance(block, Table) and block.name == REQUESTS


def lost_headings(layout: Layout, _chance: Random) -> Layout:
    """No section has a heading."""
    return replace(layout, blocks=tuple(block for block in layout.blocks if not _is_heading(block)))


def _is_heading(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style == "heading"


def broken_sections(layout: Layout, chance: Random) -> Layout:
    """Of the six headings two or more are missing, printed twice or have another's number."""
    count = len([block for block in layout.blocks if _is_heading(block)])
    broken = chance.sample(range(count), chance.randint(2, count))
    changes = {i: chance.choice(("missing", "doubled", "renumbered")) for i in broken}
    blocks: list[Block] = []
    seen = 0
    for block in layout.blocks:
        if isinstance(block, Paragraph) and _is_heading(block):
            blocks += _broken_heading(block, changes.get(seen), chance)
            seen += 1
        else:
            blocks.append(block)
    return replace(layout, blocks=tuple(blocks))


def _broken_heading(heading: Paragraph, change: str | None, chance: Random) -> list[Block]:
    if change == "missing":
        return []
    if change == "doubled":
        return [heading, heading]
    if change == "renumbered":
        other = chance.choice([numeral for numeral in NUMERALS[:6] if numeral != heading.text[0]])
        return [replace(heading, text=other + heading.text[1:])]
    return [heading]


def doubled_table(layout: Layout, _chance: Random) -> Layout:
    """Table 3 is printed a second time below itself."""
    blocks: list[Block] = []
    for block in layout.blocks:
        blocks.append(block)
        if isinstance(block, Table) and _is_table_3(block):
            copy = with_cells(block, lambda cell: replace(cell, field=None))
            blocks += [Paragraph(text=COPY), copy]
    return replace(layout, blocks=tuple(blocks))


def narrative_between(layout: Layout, chance: Random) -> Layout:
    """Paragraphs with numbers stand before and after every table, and a line of words inside tables 2 and 3."""
    return replace(layout, blocks=tuple(_with_words(layout.blocks, chance)))


def _with_words(blocks: Sequence[Block], chance: Random) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        first, second = chance.sample(BETWEEN, 2)
        yield Paragraph(text=first)
        yield _with_line(block) if block.name != "review" else block
        yield Paragraph(text=second)


def _with_line(table: Table) -> Table:
    """The table with words over its whole width before its last row, which no span from above reaches."""
    line = TableCell(text=INSIDE, colspan=len(table.widths))
    return replace(table, rows=(*table.rows[:-1], (line,), table.rows[-1]))


def swapped_tables(layout: Layout, _chance: Random) -> Layout:
    """Section 四 with its table stands before section 三."""
    third, fourth, fifth = (_place_of_heading(layout, numeral) for numeral in "三四五")
    blocks = layout.blocks
    return replace(layout, blocks=(*blocks[:third], *blocks[fourth:fifth], *blocks[third:fourth], *blocks[fifth:]))


def _place_of_heading(layout: Layout, numeral: str) -> int:
    return next(
        i
        for i, block in enumerate(layout.blocks)
        if isinstance(block, Paragraph) and _is_heading(block) and block.text.startswith(numeral)
    )
