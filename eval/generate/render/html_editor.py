"""Web pages from the rich-text editors of site systems; the seed picks the editor (`html_dialects`) and the site.

Numbers are cut by spans and padded with spaces that nobody sees, as happens to text pasted from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Table, TableCell, slots
from eval.generate.render.html_dialects import DIALECTS, Dialect
from eval.generate.render.html_site import site_page

CUT, INVISIBLE, PADDED, DOWNWARDS = 0.12, 0.06, 0.06, 0.5
TALL = 8  # rows of a cell whose label may be written downwards
INVISIBLES = ("&#8203;", "&#xFEFF;", "\u200b")


def render_editor(layout: Layout, chance: Random) -> bytes:
    """The report as a web page in UTF-8, in the manner of some editor and some site."""
    writer = _Writer(dialect=DIALECTS[chance.choice(list(DIALECTS))], chance=chance)
    article = "\n".join(
        writer.paragraph(block) if isinstance(block, Paragraph) else writer.table(block) for block in layout.blocks
    )
    return site_page(article, layout, chance).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Fills the patterns of one dialect."""

    dialect: Dialect
    chance: Random

    def paragraph(self, block: Paragraph) -> str:
        return self.dialect.paragraphs[block.style].format(inner=escape(block.text))

    def table(self, table: Table) -> str:
        shares = [100 * width / sum(table.widths) for width in table.widths]
        head = _heads(table) if self.dialect.knows_heads else 0
        tags = ["th" if index < head else "td" for index in range(len(table.rows))]
        rows = [
            self.dialect.row.format(
                first="" if index else self.dialect.first_row, index=index, cells="".join(self.cells(row, shares, tag))
            )
            for index, (row, tag) in enumerate(zip(slots(table), tags, strict=True))
        ]
        columns = "".join(self.dialect.column.format(share=round(share, 1)) for share in shares)
        return self.dialect.table.format(columns=columns, head="".join(rows[:head]), body="".join(rows[head:]))

    def cells(self, row: Sequence[Slot], shares: Sequence[float], tag: str) -> Iterator[str]:
        for slot in row:
            if slot.starts and not slot.cell.lost:
                share = round(sum(shares[slot.left : slot.left + slot.cell.colspan]), 1)
                spans, inner = self.spans(slot.cell), self.inner(slot.cell)
                yield self.dialect.cell.format(tag=tag, spans=spans, share=share, inner=inner)

    def spans(self, cell: TableCell) -> str:
        counts = zip(self.dialect.span_names, (cell.rowspan, cell.colspan), strict=True)
        return "".join(f' {name}="{count}"' for name, count in counts if count > 1 or self.dialect.explicit_spans)

    def inner(self, cell: TableCell) -> str:
        if not cell.text:
            return self.dialect.blank
        if not cell.label:
            return self.dialect.number.format(inner=_number(cell.text, self.chance))
        tall = cell.rowspan > TALL and self.chance.random() < DOWNWARDS
        return self.dialect.label.format(inner=self.dialect.new_line.join(cell.text) if tall else escape(cell.text))


def _heads(table: Table) -> int:
    """How many rows at the top hold labels only."""
    return next((index for index, row in enumerate(table.rows) if not all(cell.label for cell in row)), 0)


def _number(text: str, chance: Random) -> str:
    """The number with what pasting leaves in and around it; on screen it looks the same."""
    roll = chance.random()
    place = chance.randint(0, len(text))
    if roll < CUT:
        return "".join(f"<span>{part}</span>" for part in (text[:place], text[place:]) if part)
    if roll < CUT + INVISIBLE:
        return text[:place] + chance.choice(INVISIBLES) + text[place:]
    if roll < CUT + INVISIBLE + PADDED:
        return f"&nbsp;{text}&nbsp;"
    return text
