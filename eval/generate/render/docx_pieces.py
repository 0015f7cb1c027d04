"""Word files that many hands have edited: labels over several paragraphs, numbers over several runs, ragged tables.

What stands in one cell on paper is stored in pieces: smart tags, content controls, form fields, tabs and breaks.
Rows begin and end a little beside each other (gridBefore, gridAfter).
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from xml.sax.saxutils import quoteattr

from eval.generate.grid import Layout, Paragraph, Slot, Table, slots
from eval.generate.render.docx_paper import (
    INNER,
    NARROW,
    alignment,
    cell_paragraph,
    cell_xml,
    column_widths,
    office_file,
    printed,
    row_xml,
    ruled,
    run,
    set_paragraph,
)

EDGE = 60  # how far the rows of a ragged table stand out
RAGGED, ROW_CONTROLLED, CELL_CONTROLLED = 0.5, 0.08, 0.04
LABEL_CUT, VALUE_IN_PIECES, EMPTY_PARAGRAPH = 0.3, 0.45, 0.15
LONGEST_RUN = 18  # characters of the narrative
SMART_TAGS = "urn:schemas-microsoft-com:office:smarttags"
MARKS = (
    ("", ""),
    ("", ""),
    ('<w:proofErr w:type="gramStart"/>', '<w:proofErr w:type="gramEnd"/>'),
    ('<w:bookmarkStart w:id="0" w:name="_GoBack"/>', '<w:bookmarkEnd w:id="0"/>'),
    ("<w:r><w:lastRenderedPageBreak/></w:r>", ""),
)
"""What Word leaves before and behind a run."""
FIELD_MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def render_pieces(layout: Layout, chance: Random) -> bytes:
    """The report as a .docx file whose text is stored in pieces."""
    ragged = chance.random() < RAGGED
    blocks = (_paragraph(b, chance) if isinstance(b, Paragraph) else _table(b, chance, ragged) for b in layout.blocks)
    return office_file(blocks, layout)


def _paragraph(block: Paragraph, chance: Random) -> str:
    runs, start = "", 0
    while start < len(block.text):
        end = start + chance.randint(1, LONGEST_RUN)
        before, after = chance.choice(MARKS)
        runs += f"{before}{run(block.text[start:end], block.style)}{after}"
        start = end
    return set_paragraph(runs, block.style)


def _table(table: Table, chance: Random, ragged: bool) -> str:
    edge = EDGE if ragged else 0
    columns = (edge, *column_widths(table, INNER - 2 * edge), edge)
    left, right = (_standing_out(table, column, chance) if ragged else None for column in (0, -1))
    if left is None or right is None:
        return ruled(columns[1:-1], (_row(row, columns, chance, wider=(0, 0)) for row in slots(table)))
    rows = (
        _row(row, columns, chance, wider=(int(row[0].top in left), int(row[-1].top in right)), skips=True)
        for row in slots(table)
    )
    return ruled(columns, rows)


def _standing_out(table: Table, column: int, chance: Random) -> frozenset[int]:
    """The rows, by the top of their outermost cell, that reach over the edge: merged rows do it together."""
    tops = sorted({row[column].top for row in slots(table)})
    return frozenset(top for top in tops if chance.random() < 0.5)


def _row(
    row: tuple[Slot, ...], columns: tuple[int, ...], chance: Random, *, wider: tuple[int, int], skips: bool = False
) -> str:
    """A row whose outer cells are so many columns `wider`; `columns` has the two edges."""
    inner = []
    for slot in row:
        if slot.column == slot.left:
            end = slot.left + slot.cell.colspan
            more = wider[0] * (slot.left == 0) + wider[1] * (end == len(row))
            inner.append(_cell(slot, sum(columns[slot.left + 1 : end + 1]) + more * EDGE, more, chance))
    skipped = "".join(
        f'<w:grid{side} w:val="1"/><w:w{side} w:w="{EDGE}" w:type="dxa"/>'
        for side, reaches in zip(("Before", "After"), wider, strict=True)
        if skips and not reaches
    )
    return _controlled(row_xml(inner, skipped), chance, ROW_CONTROLLED)


def _cell(slot: Slot, width: int, wider: int, chance: Random) -> str:
    xml = cell_xml(slot, lambda it: _content(it, width, chance), width, wider=wider)
    return _controlled(xml, chance, CELL_CONTROLLED)


def _controlled(xml: str, chance: Random, share: float) -> str:
    """The XML, in a content control now and then."""
    return _control(xml, chance) if chance.random() < share else xml


def _control(xml: str, chance: Random) -> str:
    number = chance.randint(10**8, 10**9)
    return f'<w:sdt><w:sdtPr><w:id w:val="{number}"/></w:sdtPr><w:sdtContent>{xml}</w:sdtContent></w:sdt>'


def _content(slot: Slot, width: int, chance: Random) -> str:
    text = printed(slot)
    if slot.cell.label:
        parts = _label_parts(text, width, chance)
        return "".join(cell_paragraph(run(part), aligned=alignment(slot)) for part in parts)
    paragraphs = [cell_paragraph(_value(text, chance) if text else _nothing(chance))]
    if chance.random() < EMPTY_PARAGRAPH:
        paragraphs.insert(chance.randint(0, 1), cell_paragraph(""))
    return "".join(paragraphs)


def _label_parts(text: str, width: int, chance: Random) -> Iterator[str]:
    """The label's paragraphs: one a character in a narrow column, two where somebody pressed Enter."""
    if width < NARROW and len(text) <= len("社会公益组织"):
        yield from text
    elif len(text) > 4 and chance.random() < LABEL_CUT:
        cut = chance.randint(2, len(text) - 2)
        yield from (text[:cut], text[cut:])
    else:
        yield text


def _nothing(chance: Random) -> str:
    return chance.choice(("", run(""), run(" "), run("　")))


def _value(text: str, chance: Random) -> str:
    if chance.random() >= VALUE_IN_PIECES:
        return run(text)
    return chance.choice(PIECES)(text, chance)


def _digits(text: str, chance: Random) -> str:
    cut = chance.randint(1, len(text))
    return "".join(run(part) for part in (text[:cut], text[cut:]) if part)


def _smart_tag(text: str, chance: Random) -> str:
    source = f'<w:smartTagPr><w:attr w:name="SourceValue" w:val={quoteattr(text)}/></w:smartTagPr>'
    runs = _digits(text, chance)
    return f'<w:smartTag w:uri="{SMART_TAGS}" w:element="chmetcnv">{source}{runs}</w:smartTag>'


def _in_control(text: str, chance: Random) -> str:
    return _control(_digits(text, chance), chance)


def _after_tab(text: str, _chance: Random) -> str:
    return f"<w:r><w:tab/></w:r>{run(text)}"


def _before_break(text: str, _chance: Random) -> str:
    return f"{run(text)}<w:r><w:br/></w:r>"


def _form_field(text: str, _chance: Random) -> str:
    """The number in a field of a form that was sent round to be filled in."""
    begin, between, end = (FIELD_MARK.format(kind) for kind in ("begin", "separate", "end"))
    return begin + run(" FORMTEXT ", tag="instrText") + between + run(text) + end


def _spaced(text: str, _chance: Random) -> str:
    return run(f" {text} ")


PIECES = (_digits, _digits, _smart_tag, _in_control, _after_tab, _before_break, _form_field, _spaced)
