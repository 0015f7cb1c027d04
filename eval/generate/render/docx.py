"""Word files as an office sets them, without surprises: merged cells as Word stores them (gridSpan, vMerge)."""

from __future__ import annotations

from random import Random

from eval.generate.grid import Layout, Paragraph
from eval.generate.render.docx_paper import office_file, paragraph, plain_content, table_xml


def render_docx(layout: Layout, _chance: Random) -> bytes:
    """The report as a .docx file."""
    blocks = (
        paragraph(block) if isinstance(block, Paragraph) else table_xml(block, plain_content) for block in layout.blocks
    )
    return office_file(blocks, layout)
