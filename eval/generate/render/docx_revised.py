"""Word files with tracked changes: the wrong number struck out beside the right one, rows deleted, sentences moved.

What counts is what a reader sees who accepts all changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Table, slots
from eval.generate.render.docx_paper import (
    SHAPES,
    cell_paragraph,
    cells,
    column_widths,
    office_file,
    paragraph,
    plain_content,
    printed,
    row_xml,
    ruled,
    run,
    set_paragraph,
)

REVISED, MOVED_NUMBER, DELETED_ROW, MOVED_SENTENCE = 0.2, 0.1, 0.04, 0.5
AUTHORS = ("办公室", "审核")
DATE = "2020-01-01T00:00:00Z"
YEAR = re.compile(r"20\d\d")
LONG = 12  # characters of a paragraph that is worth moving


def render_revised(layout: Layout, chance: Random) -> bytes:
    """The report as a .docx file with all its changes still marked."""
    reviser = _Reviser(chance=chance)
    return office_file(reviser.blocks(layout), layout)


@dataclass(slots=True)
class _Reviser:
    """Marks changes; every mark has a number of its own."""

    chance: Random
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    moved_away: str = ""
    """The number that the next cell has lost to the one before it."""

    def blocks(self, layout: Layout) -> Iterator[str]:
        body = [block for block in layout.blocks if isinstance(block, Paragraph) and block.style == "body"]
        long = [block for block in body if len(block.text) > LONG]
        moved = self.chance.choice(long) if long and self.chance.random() < MOVED_SENTENCE else None
        for block in layout.blocks:
            if isinstance(block, Table):
                yield self.table(block)
            elif block is moved:
                yield self.moved_paragraph(block, "moveTo")
            else:
                yield self.paragraph(block)
        if moved:
            yield self.moved_paragraph(moved, "moveFrom")

    def paragraph(self, block: Paragraph) -> str:
        """The paragraph; a report that was written over that of the year before shows it in its title."""
        if block.style != "title" or not (year := YEAR.search(block.text)):
            return paragraph(block)
        before, after = block.text[: year.start()], block.text[year.end() :]
        old = str(int(year[0]) - 1)
        replaced = self.deleted(run(old, block.style, tag="delText")) + self.inserted(run(year[0], block.style))
        return set_paragraph(run(before, block.style) + replaced + run(after, block.style), block.style)

    def moved_paragraph(self, block: Paragraph, tag: str) -> str:
        """The paragraph at its old or at its new place, with its mark."""
        mark = f"<w:rPr><w:{tag} {self.attributes()}/></w:rPr>"
        number = next(self.numbers)
        start = f'<w:{tag}RangeStart w:id="{number}" w:author="{AUTHORS[0]}" w:date="{DATE}" w:name="move1"/>'
        runs = f"<w:{tag} {self.attributes()}>{run(block.text, block.style)}</w:{tag}>"
        return f"{start}<w:p><w:pPr>{SHAPES[block.style]}{mark}</w:pPr>{runs}</w:p><w:{tag}RangeEnd w:id='{number}'/>"

    def table(self, table: Table) -> str:
        columns = column_widths(table)
        return ruled(columns, (xml for row in slots(table) for xml in self.rows(row, columns)))

    def rows(self, row: tuple[Slot, ...], columns: Sequence[int]) -> Iterator[str]:
        """The row, and now and then one with other numbers that was deleted."""
        yield row_xml(cells(row, self.content, columns))
        if not row[-1].cell.label and self.chance.random() < DELETED_ROW:
            change = f"<w:del {self.attributes()}/>"
            yield row_xml(cells(_without_ends(row), self.struck_out, columns), change=change)

    def struck_out(self, slot: Slot) -> str:
        text = slot.cell.text if slot.cell.label else self.other_number(slot.cell.text)
        mark = f"<w:pPr><w:rPr><w:del {self.attributes()}/></w:rPr></w:pPr>"
        return f"<w:p>{mark}{self.deleted(run(text, tag='delText'))}</w:p>"

    def content(self, slot: Slot) -> str:
        if slot.cell.label:
            return plain_content(slot)
        text, away = printed(slot), self.moved_away
        self.moved_away = ""
        if text and not away and self.chance.random() < MOVED_NUMBER:
            self.moved_away = text
            return cell_paragraph(f"<w:moveTo {self.attributes()}>{run(text)}</w:moveTo>")
        gone = f"<w:moveFrom {self.attributes()}>{run(away)}</w:moveFrom>" if away else ""
        if away or self.chance.random() < REVISED:
            return cell_paragraph(gone + self.revised(text))
        return plain_content(slot)

    def revised(self, text: str) -> str:
        """The runs of a number that stands where another stood, or of none where one stood."""
        if not text:
            return self.deleted(run(self.other_number("0"), tag="delText"))
        return self.chance.choice((self.replaced, self.replaced_behind, self.filled_in, self.one_digit, self.twice))(
            text
        )

    def replaced(self, text: str) -> str:
        return self.deleted(run(self.other_number(text), tag="delText")) + self.inserted(run(text))

    def replaced_behind(self, text: str) -> str:
        return self.inserted(run(text)) + self.deleted(run(self.other_number(text), tag="delText"))

    def filled_in(self, text: str) -> str:
        return self.inserted(run(text))

    def one_digit(self, text: str) -> str:
        """The first digit kept, another one struck out behind it, the rest inserted."""
        rest = self.inserted(run(text[1:])) if text[1:] else ""
        return run(text[0]) + self.deleted(run(str(self.chance.randint(0, 9)), tag="delText")) + rest

    def twice(self, text: str) -> str:
        """A number that one person inserted and the next one deleted, then the right one."""
        wrong = run(self.other_number(text), tag="delText")
        struck = f"<w:del {self.attributes(AUTHORS[1])}>{wrong}</w:del>"
        return f"<w:ins {self.attributes(AUTHORS[0])}>{struck}</w:ins>{self.inserted(run(text))}"

    def other_number(self, text: str) -> str:
        other = str(self.chance.randint(1, 99))
        return other if other != text else f"{other}0"

    def deleted(self, runs: str) -> str:
        return f"<w:del {self.attributes()}>{runs}</w:del>"

    def inserted(self, runs: str) -> str:
        return f"<w:ins {self.attributes()}>{runs}</w:ins>"

    def attributes(self, author: str | None = None) -> str:
        author = author or self.chance.choice(AUTHORS)
        return f'w:id="{next(self.numbers)}" w:author="{author}" w:date="{DATE}"'


def _without_ends(row: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The row as it goes on below itself: merged cells continue, the others begin again."""
    return tuple(replace(slot, row=slot.row + 1) if slot.cell.rowspan > 1 else slot for slot in row)
