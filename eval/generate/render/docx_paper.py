"""Word files set as offices set them: A4, centred title, Song and Fangsong type, tables ruled over the whole width.

The other `docx_*` modules say what stands in a cell or around a table; this one writes it as WordprocessingML.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from eval.generate.grid import Layout, Paragraph, Slot, Style, Table, slots

if TYPE_CHECKING:
    from docx.document import Document

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
A4 = (11906, 16838)  # twentieths of a point, as all lengths here
MARGIN = 1474
INNER = A4[0] - 2 * MARGIN
CELL_SIZE = 18  # half points
NUMBERED = re.compile(r"[一二四]、|（.）|\d\.")
NARROW = 700  # a column below this has its label written downwards
SIZES: dict[Style, int] = {"title": 44, "heading": 32, "body": 32, "signature": 32}
FACES: dict[Style, str] = {
    "title": "方正小标宋简体",
    "heading": "黑体",
    "body": "仿宋_GB2312",
    "signature": "仿宋_GB2312",
}
SHAPES: dict[Style, str] = {
    "title": '<w:spacing w:after="280"/><w:jc w:val="center"/>',
    "heading": '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>',
    "body": '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
    '<w:jc w:val="both"/>',
    "signature": '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:rightChars="200" w:right="640"/>'
    '<w:jc w:val="right"/>',
}
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
RULES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS = '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'

Content = Callable[[Slot], str]
"""The paragraphs of a cell that starts at its slot; Word wants at least one, and one after a nested table."""


def office_file(blocks: Iterable[str], layout: Layout) -> bytes:
    """A .docx file whose body has these blocks, each the XML of a paragraph, a table or a content control."""
    from docx import Document as new_document  # noqa: N813
    from docx.oxml import parse_xml

    document = new_document()
    _set_paper(document)
    end = document.element.body[-1]  # the section's properties stay last
    for node in list(parse_xml(f"<w:body {NAMESPACES}>{''.join(blocks)}</w:body>")):
        end.addprevious(node)
    properties = document.core_properties
    properties.title, properties.author = layout.title, layout.publisher
    properties.created = properties.modified = EPOCH
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_times(buffer.getvalue())


def _set_paper(document: Document) -> None:
    from docx.shared import Pt, Twips

    section = document.sections[0]
    section.page_width, section.page_height = map(Twips, A4)
    section.left_margin = section.right_margin = Twips(MARGIN)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "宋体", Pt(CELL_SIZE / 2)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(0), 1.0


def with_fixed_times(archive: bytes) -> bytes:
    """The same zip archive with every entry dated 1980, so that equal contents are equal bytes."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return fixed.getvalue()


def paragraph(block: Paragraph) -> str:
    """The block as a paragraph of one run."""
    return set_paragraph(run(block.text, block.style), block.style)


def set_paragraph(runs: str, style: Style) -> str:
    """A paragraph of these runs with the shape of its style."""
    return f"<w:p><w:pPr>{SHAPES[style]}</w:pPr>{runs}</w:p>"


def run(text: str, style: Style | None = None, *, tag: str = "t") -> str:
    """A run with this text in the type of the style; without one in that of table cells."""
    size = SIZES[style] if style else CELL_SIZE
    face = FACES[style] if style else "宋体"
    return (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"/>'
        f'<w:sz w:val="{size}"/></w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'
    )


def cell_paragraph(runs: str, *, aligned: str = "center") -> str:
    """A paragraph of a table cell."""
    return f'<w:p><w:pPr><w:jc w:val="{aligned}"/></w:pPr>{runs}</w:p>'


def printed(slot: Slot) -> str:
    """What the cell says on paper: nothing where a tool has lost it."""
    return "" if slot.cell.lost else slot.cell.text


def plain_content(slot: Slot) -> str:
    """The cell's text as one paragraph of one run."""
    text = printed(slot)
    return cell_paragraph(run(text) if text else "", aligned=alignment(slot))


def alignment(slot: Slot) -> str:
    """Centred, but for the numbered labels of the rows."""
    numbered = slot.cell.label and slot.cell.rowspan == 1 and NUMBERED.match(slot.cell.text)
    return "both" if numbered else "center"


def table_xml(table: Table, content: Content, *, width: int = INNER) -> str:
    """The table as Word stores it, with this content in its cells."""
    columns = column_widths(table, width)
    return ruled(columns, (row_xml(cells(row, content, columns)) for row in slots(table)))


def column_widths(table: Table, width: int = INNER) -> tuple[int, ...]:
    """The width of each column of a table that is so wide."""
    return tuple(round(part * width / sum(table.widths)) for part in table.widths)


def ruled(columns: Sequence[int], rows: Iterable[str], *, rules: str = RULES) -> str:
    """A table of these rows over these columns."""
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>{MARGINS}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row_xml(inner: Iterable[str], properties: str = "", *, change: str = "") -> str:
    """A row with these cells; a tracked change of the row stands after its other properties."""
    return f'<w:tr><w:trPr>{properties}<w:trHeight w:val="397"/>{change}</w:trPr>{"".join(inner)}</w:tr>'


def cells(row: Sequence[Slot], content: Content, columns: Sequence[int]) -> Iterator[str]:
    """The cells of a row; one that spans rows is stored again, empty, in each row below its first."""
    for slot in row:
        if slot.column == slot.left:
            yield cell_xml(slot, content, sum(columns[slot.left : slot.left + slot.cell.colspan]))


def cell_xml(slot: Slot, content: Content, width: int, *, wider: int = 0, properties: str = "") -> str:
    """A cell at its place, spanning `wider` columns more than its own."""
    span = slot.cell.colspan + wider
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    begins = ' w:val="restart"' if slot.starts else ""
    down = f"<w:vMerge{begins}/>" if slot.cell.rowspan > 1 else ""
    inner = content(slot) if slot.starts else "<w:p/>"
    return box(inner, width, f"{across}{down}{_direction(slot, width)}", properties)


def _direction(slot: Slot, width: int) -> str:
    """Nothing, or that the label of a tall narrow cell is written downwards."""
    tall = slot.cell.label and slot.cell.rowspan > 8 and width < NARROW
    return '<w:textDirection w:val="tbRlV"/>' if tall else ""


def box(inner: str, width: int, merges: str = "", properties: str = "") -> str:
    """A cell with this content."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merges}<w:vAlign w:val="center"/>{properties}</w:tcPr>'
        f"{inner}</w:tc>"
    )
