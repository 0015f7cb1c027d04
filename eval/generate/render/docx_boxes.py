"""Word files with text boxes: title, signature and remarks, each stored twice, as a drawing and as VML for old Word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, groupby
from random import Random

from eval.generate.grid import Layout, Paragraph, Slot, Table
from eval.generate.render.docx_paper import (
    INNER,
    alignment,
    cell_paragraph,
    office_file,
    paragraph,
    plain_content,
    printed,
    run,
    set_paragraph,
    table_xml,
)

TWIP = 635  # English metric units, as drawings are measured in
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
NOTES = ("单位：件", "填报单位：{publisher}")
ANCHORED, NOTED, TABLE_BOXED, LABEL_BOXED = 0.5, 0.5, 0.25, 0.25
TITLE_HEIGHT, LINE_HEIGHT, TABLE_HEIGHT = 900, 640, 3400
SIGNATURE_WIDTH = 5200


def render_boxes(layout: Layout, chance: Random) -> bytes:
    """The report as a .docx file with its title and signature in text boxes."""
    return office_file(_blocks(layout, chance), layout)


def _blocks(layout: Layout, chance: Random) -> Iterator[str]:
    numbers = count(1)
    waiting = ""  # a box that is anchored in the paragraph after it
    label_boxed = chance.random() < LABEL_BOXED
    for style, members in groupby(layout.blocks, key=_style):
        blocks = list(members)
        if style in ("title", "signature"):
            boxed = _boxed_paragraphs(blocks, numbers)
            waiting, alone = (boxed, "") if style == "title" and chance.random() < ANCHORED else ("", boxed)
            yield f"<w:p>{alone}</w:p>" if alone else ""
            continue
        for block in blocks:
            if isinstance(block, Table):
                yield from _table(block, layout, numbers, chance, label_boxed=label_boxed)
            else:
                yield (
                    paragraph(block)
                    if not waiting
                    else set_paragraph(waiting + run(block.text, block.style), block.style)
                )
                waiting = ""


def _style(block: Paragraph | Table) -> str:
    return "table" if isinstance(block, Table) else block.style


def _boxed_paragraphs(blocks: list[Paragraph | Table], numbers: Iterator[int]) -> str:
    """One box with these paragraphs: the title over the whole width, the signature at the right."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    inner = "".join(map(paragraph, paragraphs))
    if paragraphs[0].style == "title":
        return text_box(inner, INNER, TITLE_HEIGHT * (1 + len(paragraphs[0].text) // 21), numbers)
    return text_box(inner, SIGNATURE_WIDTH, LINE_HEIGHT * len(paragraphs), numbers, left=INNER - SIGNATURE_WIDTH)


def _table(table: Table, layout: Layout, numbers: Iterator[int], chance: Random, *, label_boxed: bool) -> Iterator[str]:
    if chance.random() < NOTED:
        note = set_paragraph(run(chance.choice(NOTES).format(publisher=layout.publisher)), "signature")
        yield f"<w:p>{text_box(note, SIGNATURE_WIDTH, LINE_HEIGHT, numbers, left=INNER - SIGNATURE_WIDTH)}</w:p>"
    if table.name == "review" and chance.random() < TABLE_BOXED:
        drawn = f"{table_xml(table, plain_content, width=INNER - 400)}<w:p/>"
        yield f"<w:p>{text_box(drawn, INNER, TABLE_HEIGHT, numbers)}</w:p>"
        return

    def content(slot: Slot) -> str:
        in_box = label_boxed and slot.cell.label and slot.cell.rowspan > 1 and slot.cell.colspan > 1
        return _boxed_label(slot, numbers) if in_box else plain_content(slot)

    yield table_xml(table, content)


def _boxed_label(slot: Slot, numbers: Iterator[int]) -> str:
    """The corner of a table, its text in a box."""
    label = cell_paragraph(run(printed(slot)), aligned=alignment(slot))
    return cell_paragraph(text_box(label, 3000, 1000, numbers))


def text_box(inner: str, width: int, height: int, numbers: Iterator[int], *, left: int = 0) -> str:
    """A run with a box of this content, in both readings."""
    number = next(numbers)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"<w:drawing>{_anchor(inner, width, height, number, left)}</w:drawing></mc:Choice>"
        f"<mc:Fallback>{_vml(inner, width, height, number, left)}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _anchor(inner: str, width: int, height: int, number: int, left: int) -> str:
    size = f'cx="{width * TWIP}" cy="{height * TWIP}"'
    return (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251659264" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="column"><wp:posOffset>{left * TWIP}</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>'
        f'<wp:docPr id="{number}" name="文本框 {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{SHAPE}"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp></a:graphicData></a:graphic>'
        "</wp:anchor>"
    )


def _vml(inner: str, width: int, height: int, number: int, left: int) -> str:
    style = f"position:absolute;margin-left:{left / 20}pt;margin-top:0;width:{width / 20}pt;height:{height / 20}pt"
    return (
        f'<w:pict><v:shape id="文本框 {number}" type="#_x0000_t202" style="{style}" filled="f" stroked="f">'
        f'<v:textbox inset="0,0,0,0"><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>'
    )
