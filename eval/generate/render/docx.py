"""Word files: merged cells as Word stores them (gridSpan, vMerge), the same bytes at every run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from eval.generate.grid import Layout, Paragraph, Slot, Style, Table, slots

if TYPE_CHECKING:
    from docx.document import Document

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
TABLE_WIDTH = 8600  # twentieths of a point
ALIGNMENT: dict[Style, str] = {"title": "center", "heading": "left", "body": "left", "signature": "right"}
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def render_docx(layout: Layout, _chance: Random) -> bytes:
    """The report as a .docx file."""
    from docx import Document as new_document  # noqa: N813
    from docx.oxml import parse_xml

    document = new_document()
    end = document.element.body[-1]  # the section's properties stay last
    for block in layout.blocks:
        xml = _paragraph(block) if isinstance(block, Paragraph) else _table(block)
        end.addprevious(parse_xml(xml))
    return with_fixed_times(_saved(document, layout))


def _saved(document: Document, layout: Layout) -> bytes:
    properties = document.core_properties
    properties.title, properties.author = layout.title, layout.publisher
    properties.created = properties.modified = EPOCH
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _paragraph(block: Paragraph) -> str:
    bold = "<w:rPr><w:b/></w:rPr>" if block.style in {"title", "heading"} else ""
    return (
        f'<w:p {NAMESPACE}><w:pPr><w:jc w:val="{ALIGNMENT[block.style]}"/></w:pPr>'
        f"<w:r>{bold}<w:t>{escape(block.text)}</w:t></w:r></w:p>"
    )


def _table(table: Table) -> str:
    unit = TABLE_WIDTH / sum(table.widths)
    columns = "".join(f'<w:gridCol w:w="{round(width * unit)}"/>' for width in table.widths)
    rows = "".join(f"<w:tr>{''.join(_cells(row))}</w:tr>" for row in slots(table))
    return (
        f"<w:tbl {NAMESPACE}><w:tblPr><w:tblBorders>{LINES}</w:tblBorders></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _cells(row: tuple[Slot, ...]) -> Iterator[str]:
    """A cell that spans rows is stored again, empty, in each row below its first."""
    for slot in row:
        if slot.column == slot.left:
            across = f'<w:gridSpan w:val="{slot.cell.colspan}"/>' if slot.cell.colspan > 1 else ""
            begins = ' w:val="restart"' if slot.starts else ""
            down = f"<w:vMerge{begins}/>" if slot.cell.rowspan > 1 else ""
            shown = slot.starts and slot.cell.text and not slot.cell.lost
            text = f"<w:r><w:t>{escape(slot.cell.text)}</w:t></w:r>" if shown else ""
            yield f"<w:tc><w:tcPr>{across}{down}</w:tcPr><w:p>{text}</w:p></w:tc>"


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
