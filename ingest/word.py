"""Word documents (.docx, and the XML files that Word saves): paragraphs, tables and text boxes in reading order.

Names are matched without their namespaces, so that strict, transitional and 2003 XML all read alike. Deleted text of
tracked changes is left out, inserted text kept; automatic numbers are not in the file and therefore lost.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath

from canonical.errors import UnusableFileError
from ingest.archives import Archive, truncated
from ingest.document import Picture
from ingest.embedded import PicturesInside
from ingest.html import Item, parts_of_items
from ingest.invisible import printed, raised
from ingest.limits import Limits
from ingest.loaded import Loaded, ReadsPictures, one_page
from ingest.pictures import is_big, is_big_style
from ingest.scan.reader import PictureReader
from ingest.tables import DrawnCell, DrawnTable

MAIN_PARTS = ("word/document.xml", "word/document2.xml")
PROPERTIES = "docProps/core.xml"
LEFT_OUT = frozenset(
    re.findall(
        r"\w+",
        """
        del moveFrom delText instrText delInstrText rt footnote endnote comment binData
        pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr sectPr
        """,
    )
)
MARKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
OFF = ("0", "false", "off")
UNSEEN = ("vanish", "strike", "dstrike")
TEXTS = frozenset({"t", "txbxContent"})
DRAWINGS = ("drawing", "pict", "object")
IMAGES = frozenset({"blip", "imagedata"})
IMAGE_IDS = (("blip", "embed"), ("imagedata", "id"), ("imagedata", "relid"))
RELATIONS = "word/_rels/{name}.rels"
EMU = 12700  # a point
LOOKS = "|".join(
    re.findall(
        r"\w+",
        """
        rFonts sz szCs lang color b bCs jc spacing ind tcW vAlign trHeight textDirection shd kern u pStyle snapToGrid
        widowControl
        """,
    )
)
LOOK = rf'<w:(?:{LOOKS})(?: [\w:]++="[^"<]*+")*+/>'
DRESS = re.compile(rf"<w:([rp]Pr|tcPr|trPr)>(?:{LOOK})*+</w:\1>|{LOOK}".encode())
"""What only says how something looks, as Word writes it: most of the elements, and making a tree of them is dear."""

Properties = Mapping[str, ET.Element]
"""What a row or a cell is said to be, by name."""


def read_docx(data: bytes, path: str, limits: Limits, reader: PictureReader) -> Loaded:
    """The title and blocks of a .docx file, its pictures read where they may show a table."""
    archive = Archive(data, path, limits)
    names = archive.names()
    main = next(part for part in MAIN_PARTS if part in names)
    title = _title(archive.read(PROPERTIES)) if PROPERTIES in names else None
    relations = RELATIONS.format(name=PurePosixPath(main).name)
    targets = _targets(archive.read(relations)) if relations in names else {}

    def fetch(source: str) -> bytes | None:
        target = targets.get(source)
        return archive.read(target) if target in names else None

    pictures = PicturesInside(reader=reader, limits=limits, fetch=fetch)
    return replace(read_word_xml(archive.read(main), path, pictures), title=title)


def _targets(relations: bytes) -> dict[str, str]:
    """The members of the archive that the ids of the main part stand for."""
    try:
        root = ET.fromstring(relations)  # noqa: S314
    except ET.ParseError:
        return {}
    inside = (node.attrib for node in root if node.attrib.get("TargetMode") != "External")
    return {
        each.get("Id", ""): posixpath.normpath(posixpath.join("/word", each.get("Target", ""))).lstrip("/")
        for each in inside
    }


def read_word_xml(data: bytes, path: str, pictures: ReadsPictures | None = None) -> Loaded:
    """The blocks of Word's main part, or of a whole document saved as one XML file."""
    bare = data if b"<!" in data else DRESS.sub(b"", data)  # in comments and CDATA it might be text
    try:
        root = ET.fromstring(bare)  # noqa: S314  (expat 2.4.1 and later stops entity bombs itself)
    except ET.ParseError:
        raise truncated(path) from None
    _without_namespaces(root)
    body = root if root.tag == "body" else root.find(".//body")
    if body is None:
        raise UnusableFileError(path, "没有正文 / has no text part", "重新另存为 .docx / save it again as .docx")
    return one_page(parts_of_items(_items(body)), pictures=pictures)


def _title(properties: bytes) -> str | None:
    try:
        root = ET.fromstring(properties)  # noqa: S314
    except ET.ParseError:
        return None
    return next((node.text.strip() for node in root if _local(node.tag) == "title" and node.text), None) or None


def _without_namespaces(root: ET.Element) -> None:
    for node in root.iter():
        node.tag = _local(node.tag)


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _items(node: ET.Element) -> Iterator[Item]:
    """Paragraphs and tables under a node, those of content controls and insertions included."""
    for child in node:
        name = child.tag
        if name in LEFT_OUT:
            continue
        if name == "p":
            yield from _paragraph_items(child)
        elif name == "tbl":
            yield _table(child)
        elif name == "AlternateContent":
            yield from _items(_alternative(child))
        else:
            yield from _items(child)


def _paragraph_items(paragraph: ET.Element) -> Iterator[Item]:
    """The paragraph's lines, then its pictures and what its text boxes hold."""
    reading = _Paragraph()
    reading.read(paragraph)
    for line in printed("".join(reading.pieces)).split("\n") if reading.pieces else ():
        if bare := line.strip():
            yield bare
    yield from (Picture(source=source) for source in reading.pictures)
    for box in reading.boxes:
        yield from _items(box)


@dataclass(slots=True)
class _Paragraph:
    """The text of one paragraph, the text boxes anchored in it, and the ids of its big pictures."""

    pieces: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    boxes: list[ET.Element] = field(default_factory=list)

    def read(self, node: ET.Element) -> None:
        for child in node:
            if child.tag == "t":
                self.pieces.append(child.text or "")
            elif child.tag not in LEFT_OUT:
                self._read_child(child, child.tag)

    def _read_child(self, child: ET.Element, name: str) -> None:
        if name == "r":
            self._read_run(child, child.find("rPr"))
        elif name in MARKS:
            self.pieces.append(MARKS[name])
        elif name == "br":
            self.pieces.append("" if _value(child, "type") == "page" else "\n")
        elif name == "txbxContent":
            self.boxes.append(child)
        else:
            self.pictures.extend(_big_picture(child, name))
            self.read(_alternative(child) if name == "AlternateContent" else child)

    def _read_run(self, run: ET.Element, properties: ET.Element | None) -> None:
        """What a run prints: nothing where it is hidden or struck out, and the digits of notes as such."""
        if properties is None:
            self.read(run)
            return
        if any(_is_on(properties.find(name)) for name in UNSEEN):
            return
        start = len(self.pieces)
        self.read(run)
        position = properties.find("vertAlign")
        if position is not None and _value(position, "val") == "superscript":
            self.pieces[start:] = map(raised, self.pieces[start:])


def _alternative(node: ET.Element) -> ET.Element:
    """The one reading of a drawing that has two: the same text box twice is one text box."""
    for sought in (TEXTS, IMAGES):
        for child in node:
            if any(part.tag in sought for part in child.iter()):
                return child
    return ET.Element("none")


def _big_picture(node: ET.Element, name: str) -> Iterator[str]:
    """The id of the picture in a drawing of today, sized in EMU, or of old, sized by a style; none in a small one."""
    if name not in DRAWINGS:
        return
    parts = {part.tag: part for part in _outside_boxes(node)}
    if not parts.keys() & IMAGES:
        return
    if "extent" in parts:
        big = is_big(*(_points(_value(parts["extent"], side)) for side in ("cx", "cy")))
    else:
        big = is_big_style(_value(parts["shape"], "style") if "shape" in parts else None)
    if big:
        ids = (_value(parts[tag], name) for tag, name in IMAGE_IDS if tag in parts)
        yield next((found for found in ids if found), "")


def _outside_boxes(node: ET.Element) -> Iterator[ET.Element]:
    yield node
    for child in node:
        if child.tag != "txbxContent":
            yield from _outside_boxes(child)


def _points(emu: str | None) -> float | None:
    return int(emu) / EMU if emu and emu.isascii() and emu.isdigit() else None


def _is_on(switch: ET.Element | None) -> bool:
    return switch is not None and _value(switch, "val") not in OFF


def _table(table: ET.Element) -> DrawnTable:
    drawing = _Drawing()
    for row in _found(table, "tr"):
        properties = row.find("trPr")
        if properties is None or properties.find("del") is None:
            drawing.add_row(row)
    return DrawnTable(cells=tuple(drawing.cells), origin="docx")


def _found(node: ET.Element, name: str) -> Iterator[ET.Element]:
    """Rows of a table or cells of a row, also within content controls and insertions."""
    for child in node:
        if child.tag == name:
            yield child
        elif child.tag not in LEFT_OUT:
            yield from _found(child, name)


@dataclass(slots=True)
class _Drawing:
    """Puts cells at their place; `open` has, for each column, which cell a vertical merge would continue."""

    cells: list[DrawnCell] = field(default_factory=list)
    open: dict[int, int] = field(default_factory=dict)
    rows: int = 0

    def add_row(self, row: ET.Element) -> None:
        column = _number(_properties(row.find("trPr")), "gridBefore", 0)
        opened: dict[int, int] = {}
        for cell in _found(row, "tc"):
            properties = _properties(cell.find("tcPr"))
            span = max(1, _number(properties, "gridSpan", 1))
            if _merge(properties, "hMerge") == "continue" and self._widen(column, span):
                column += span
                continue
            opened[column] = self._add_cell(cell, properties, column, span)
            column += span
        self.open = opened
        self.rows += 1

    def _add_cell(self, cell: ET.Element, properties: Properties, column: int, span: int) -> int:
        above = self.open.get(column)
        if above is not None and _merge(properties, "vMerge") == "continue" and self.cells[above].colspan == span:
            self.cells[above] = replace(self.cells[above], rowspan=self.rows - self.cells[above].row + 1)
            return above
        content = tuple(_items(cell))
        self.cells.append(DrawnCell(row=self.rows, column=column, colspan=span, content=content))
        return len(self.cells) - 1

    def _widen(self, column: int, span: int) -> bool:
        """Whether the cell to the left could be widened (merging to the right, as Word did it before 2007)."""
        if not self.cells or self.cells[-1].row != self.rows:
            return False
        left = self.cells[-1]
        if left.column + left.colspan != column:
            return False
        self.cells[-1] = replace(left, colspan=left.colspan + span)
        return True


def _properties(node: ET.Element | None) -> Properties:
    """The first property of each name."""
    return {} if node is None else {each.tag: each for each in reversed(node)}


def _merge(properties: Properties, name: str) -> str | None:
    """The cell's part in a merge: "restart", "continue" (also when nothing is said) or None."""
    node = properties.get(name, properties.get(name.lower()))
    return None if node is None else _value(node, "val") or "continue"


def _number(properties: Properties, name: str, default: int) -> int:
    node = properties.get(name)
    value = _value(node, "val") if node is not None else None
    return min(int(value), 1000) if value and value.isascii() and value.isdigit() else default


def _value(node: ET.Element, name: str) -> str | None:
    return next((value for key, value in node.attrib.items() if _local(key) == name), None)
