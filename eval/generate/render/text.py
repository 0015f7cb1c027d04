"""Text that another tool flattened, in the ways that reached real users; the tables are no longer tables.

- lines: one cell a line behind a tab, a blank line between rows (a Word file dumped paragraph by paragraph);
- lines-dropped: the same by a tool that drops blank cells;
- spaced: every cell between blank lines, places under merged cells gone (a web page's visible text);
- flow: a row a line, cells parted by one space, blank ones gone (the text of a PDF, copied);
- tabs: rows separated by tabs with stray empty cells before and after the values (OCR of a scan);
- split: rows separated by tabs, where long labels go on in the next line;
- fused: rows separated by tabs, but seven zeros are "0000000";
- pipes: rows separated by "|", places under merged cells empty;
- pipes-leading: the same with a pipe before and behind each row;
- pipes-lone: the pipe behind each row stands alone in the next line;
- pipes-ended: a cell a line with a pipe behind it, each row filled up with pipes to the width of the table (what tools
  make of web pages that keep line breaks in cells), places under merged cells left out;
- layout, wrapped, grid: see `text_canvas`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Table, slots
from eval.generate.render.marks import bare, marked, texts_of, with_places
from eval.generate.render.places import Drawn
from eval.generate.render.text_canvas import flatten_grid, flatten_layout, flatten_wrapped

Flatten = Callable[[Table, Random], str]
MOST_STRAY_CELLS = 3
LONG_LABEL = 6  # characters; shorter ones are not split
FUSED = ["0"] * 7


def _render(layout: Layout, chance: Random, *, flatten: Flatten, between: str) -> Drawn:
    blocks = (b.text if isinstance(b, Paragraph) else flatten(b, chance) for b in layout.blocks)
    return with_places(between.join(blocks) + "\n")


def _lines(table: Table, _chance: Random) -> str:
    return "\n\n".join("\n".join("\t" + text for text in _dumped(row)) for row in slots(table)) + "\n\n"


def _dumped(row: Sequence[Slot]) -> list[str]:
    """A row as Word stores it: a merged cell once a row, empty in all rows but its first."""
    left = [slot for slot in row if slot.column == slot.left and not slot.cell.lost]
    return [marked(slot.cell) if slot.starts else "" for slot in left]


def _lines_dropped(table: Table, _chance: Random) -> str:
    return "\n\n".join("\n".join("\t" + text for text in _filled(row)) for row in slots(table)) + "\n\n"


def _filled(row: tuple[Slot, ...]) -> list[str]:
    return [text for text in texts_of(row) if bare(text)]


def _spaced(table: Table, _chance: Random) -> str:
    between_rows = "\n\n\n" if table.name == "disclosure" else "\n\n"
    rows = ([slot for slot in row if slot.starts and not slot.cell.lost] for row in slots(table))
    return between_rows.join("\n\n".join(marked(slot.cell) for slot in row) for row in rows)


def _flow(table: Table, _chance: Random) -> str:
    return "\n".join(" ".join(_filled(row)) for row in slots(table))


def _tabs(table: Table, chance: Random) -> str:
    return "\n".join("\t".join(_ragged(row, chance)) for row in slots(table))


def _ragged(row: Sequence[Slot], chance: Random) -> list[str]:
    labels = [slot.cell.text if slot.starts else "" for slot in row if slot.cell.label and not slot.cell.lost]
    values = [marked(slot.cell) for slot in row if slot.starts and not slot.cell.label and not slot.cell.lost]
    if not values:
        return labels
    while labels and not labels[-1]:
        labels.pop()
    stray = [""] * chance.randrange(MOST_STRAY_CELLS)
    trailing = [""] * chance.randrange(MOST_STRAY_CELLS)
    return [*labels, *stray, *values, *trailing]


def _split(table: Table, chance: Random) -> str:
    return "\n".join("\t".join(_with_breaks(row, chance)) for row in slots(table))


def _with_breaks(row: tuple[Slot, ...], chance: Random) -> Iterator[str]:
    for slot, text in zip((slot for slot in row if not slot.cell.lost), texts_of(row), strict=True):
        if slot.cell.label and len(text) > LONG_LABEL:
            place = chance.randrange(3, len(text) - 2)
            yield f"{text[:place]}\n{text[place:]}"
        else:
            yield text


def _fused(table: Table, _chance: Random) -> str:
    return "\n".join("\t".join(_with_zeros_fused(row)) for row in slots(table))


def _with_zeros_fused(row: tuple[Slot, ...]) -> list[str]:
    texts = texts_of(row)
    values = sum(1 for slot in row if slot.starts and not slot.cell.label and not slot.cell.lost)
    if values == len(FUSED) and [bare(text) for text in texts[-values:]] == FUSED:
        return [*texts[:-values], "".join(texts[-values:])]
    return texts


def _pipes(table: Table, _chance: Random, *, before: str = "", behind: str = "") -> str:
    return "\n".join(before + " | ".join(texts_of(row)) + behind for row in slots(table))


def _ended(table: Table, _chance: Random) -> str:
    rows = ([slot for slot in row if slot.starts and not slot.cell.lost] for row in slots(table))
    return "\n".join(_filled_up([marked(slot.cell) for slot in row], len(table.widths)) for row in rows)


def _filled_up(texts: Sequence[str], width: int) -> str:
    missing = "|" * (width - len(texts))
    return "\n".join([*(f"{text} |" for text in texts), *filter(None, [missing])])


render_lines = partial(_render, flatten=_lines, between="\n")
render_lines_dropped = partial(_render, flatten=_lines_dropped, between="\n")
render_spaced = partial(_render, flatten=_spaced, between="\n\n")
render_flow = partial(_render, flatten=_flow, between="\n")
render_tabs = partial(_render, flatten=_tabs, between="\n\n")
render_split = partial(_render, flatten=_split, between="\n\n")
render_fused = partial(_render, flatten=_fused, between="\n\n")
render_pipes = partial(_render, flatten=_pipes, between="\n\n")
render_pipes_leading = partial(_render, flatten=partial(_pipes, before="| ", behind=" |"), between="\n\n")
render_pipes_lone = partial(_render, flatten=partial(_pipes, behind="\n|"), between="\n\n")
render_pipes_ended = partial(_render, flatten=_ended, between="\n")
render_layout = partial(_render, flatten=flatten_layout, between="\n\n")
render_wrapped = partial(_render, flatten=flatten_wrapped, between="\n")
render_grid = partial(_render, flatten=flatten_grid, between="\n\n")
