"""Web pages: lines and grids of what a reader sees, hidden and struck out elements left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.boxes import rows_of
from ingest.css_grids import Boxed, rows_of_grid
from ingest.document import Block, Line, Picture
from ingest.invisible import printed, raised
from ingest.loaded import Loaded, ReadsPictures, one_page
from ingest.pictures import is_big_img
from ingest.style_sheets import with_page_styles
from ingest.tables import DrawnCell, DrawnTable, LooseCell, Part, as_grid, parts_of, place

UNSEEN = (
    "script, style, noscript, template, iframe, svg, select, textarea, head, object, [hidden], input, del, s, strike"
)
FILLED_IN = "td input[value], th input[value]"
WRITTEN_IN = "td textarea, th textarea"
STYLED = "[style]"
SAID = re.compile(r"(?:^|;)\s*(?P<what>display|visibility|text-decoration)(?:-line)?\s*:(?P<how>[^;]*)", re.IGNORECASE)
HIDING = {"display": "none", "visibility": "hidden", "text-decoration": "line-through"}
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """
        address article aside blockquote center dd details dir div dl dt fieldset figcaption figure footer form
        h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p section summary ul td th tr tbody thead tfoot
        """,
    )
)
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
SPAN = re.compile(r"\s*\+?(\d{1,6})")
OPEN_QUOTES = tuple(
    re.compile(
        rf"(<t[dhr]\b(?:[^<>{quote}]|{quote}[^{quote}<>]*{quote})*={quote}[^{quote}<>]*)(?=>[^{quote}<]*<)",
        re.IGNORECASE,
    )
    for quote in "\"'"
)
"""A cell's tag whose quote is never closed: all up to the next one, cells and rows with it, would be its attribute."""
CELL_TAG = re.compile(r"<(t[dh])\b", re.IGNORECASE)
LINE = "data-line"
META_TITLES = ('meta[name="ArticleTitle"]', 'meta[name="articletitle"]', 'meta[property="og:title"]')

Item = str | DrawnTable | Picture
"""A line of text, or a table or picture standing between lines."""


def read_html(text: str, pictures: ReadsPictures | None = None) -> Loaded:
    """The title and blocks of a web page or a fragment of one; `pictures` that stand in the page itself are read."""
    tree = LexborHTMLParser(_with_closed_quotes(text))
    title = _title(tree)
    with_page_styles(tree)
    _remove_unseen(tree)
    items = items_of(tree.body) if tree.body else ()
    return one_page(parts_of_items(items), title, pictures)


def _with_closed_quotes(text: str) -> str:
    for quote, pattern in zip("\"'", OPEN_QUOTES, strict=True):
        text = pattern.sub(rf"\1{quote}", text)
    return text


def tables_in(lines: Iterable[tuple[int, str]]) -> tuple[Block | Picture, ...]:
    """The blocks of numbered lines that hold a `<table>`; its cells know the line that their tag stands in."""
    marked = (CELL_TAG.sub(rf"<\1 {LINE}={number}", line) for number, line in lines)
    tree = LexborHTMLParser(_with_closed_quotes("\n".join(marked)))
    _remove_unseen(tree)
    parts = parts_of_items(items_of(tree.body)) if tree.body else ()
    return tuple(as_grid(part) if isinstance(part, DrawnTable) else part for part in parts)


def parts_of_items(items: Iterable[Item]) -> Iterator[Part | Picture]:
    """Lines, tables of data and pictures of the items, in order."""
    for item in items:
        if isinstance(item, DrawnTable):
            yield from parts_of(item)
        elif isinstance(item, Picture):
            yield item
        else:
            yield Line(text=item)


def _title(tree: LexborHTMLParser) -> str | None:
    for selector in META_TITLES:
        node = tree.css_first(selector)
        content = node.attributes.get("content") if node else None
        if content and content.strip():
            return _collapsed(content)
    node = tree.css_first("title")
    return (_collapsed(node.text()) or None) if node else None


def _remove_unseen(tree: LexborHTMLParser) -> None:
    """Takes out what is not shown; of a form's fields in cells of a table the text stays that is shown in them."""
    for node in tree.css(STYLED):
        if _is_unseen(node.attributes.get("style") or ""):
            node.decompose()
    for node in tree.css(FILLED_IN):
        if (node.attributes.get("type") or "text") in {"text", "number"} and "hidden" not in node.attributes:
            node.replace_with(node.attributes.get("value") or "")
    for node in tree.css(WRITTEN_IN):
        if "hidden" not in node.attributes:
            node.replace_with(node.text())
    for node in tree.css(UNSEEN):
        node.decompose()


def _is_unseen(style: str) -> bool:
    """Whether the last word that a style has on it hides the element or strikes it out."""
    said = {match["what"].lower(): match["how"].lower() for match in SAID.finditer(style)}
    return any(HIDING[what] in how for what, how in said.items())


@dataclass(slots=True)
class _Reader:
    """Collects text until something breaks the line."""

    items: list[Item] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        if not self.pieces:
            return
        line = _collapsed("".join(self.pieces))
        self.pieces.clear()
        if line:
            self.items.append(line)

    def add_lines(self, text: str) -> None:
        for line in text.split("\n"):
            self.end_line()
            self.pieces.append(line)
        self.end_line()

    def add_table(self, captions: Iterable[LexborNode], table: DrawnTable) -> None:
        self.end_line()
        for caption in captions:
            self.items.extend(items_of(caption))
        self.items.append(table)

    def add_picture(self, node: LexborNode) -> None:
        if is_big_img(node.attributes):
            self.end_line()
            self.items.append(Picture(source=node.attributes.get("src") or ""))


def items_of(node: LexborNode) -> tuple[Item, ...]:
    """The lines and tables inside a node, in reading order."""
    reader = _Reader()
    _read(node, reader)
    reader.end_line()
    return tuple(reader.items)


def _read(node: LexborNode, reader: _Reader) -> None:
    """Walks with its own stack: real pages nest deeper than Python may recurse."""
    stack: list[LexborNode | None] = _children(node)
    while stack:
        child = stack.pop()
        if child is None:  # a block ended here
            reader.end_line()
        elif child.is_text_node:
            reader.pieces.append(child.text_content or "")
        else:
            _read_element(child, child.tag, reader, stack)


def _read_element(child: LexborNode, tag: str | None, reader: _Reader, stack: list[LexborNode | None]) -> None:
    if tag == "table":
        reader.add_table(_elements(child, "caption"), _drawn(child))
    elif tag == "pre":
        reader.add_lines(child.text())
    elif tag == "br":
        reader.end_line()
    elif tag == "sup":
        reader.pieces.append(raised(child.text()))
    elif tag == "img":
        reader.add_picture(child)
    elif child.is_element_node:
        if tag in BLOCKS:
            if boxed := rows_of_grid(child):
                reader.add_table((), place([[[_loose_box(box) for box in row] for row in boxed]], "boxes"))
                return
            if rows := rows_of(child):
                reader.add_table((), _boxed(rows))
                return
            reader.end_line()
            stack.append(None)
        stack.extend(_children(child))


def _children(node: LexborNode) -> list[LexborNode | None]:
    found: list[LexborNode | None] = [*node.iter(include_text=True)]
    return found[::-1]


def _drawn(table: LexborNode) -> DrawnTable:
    return place([[_loose_row(row) for row in rows] for rows in _row_groups(table)], "html")


def _boxed(rows: Sequence[Sequence[LexborNode]]) -> DrawnTable:
    """The table of such rows, in which only the order of cells is told; what stands alone in a row spans them all."""
    width = max(map(len, rows))
    cells = (
        DrawnCell(row=row, column=column, colspan=width if len(nodes) == 1 else 1, content=items_of(node))
        for row, nodes in enumerate(rows)
        for column, node in enumerate(nodes)
    )
    return DrawnTable(cells=tuple(cells), origin="boxes", positions="ragged")


def _row_groups(table: LexborNode) -> Iterator[list[LexborNode]]:
    for group in _elements(table, "thead", "tbody", "tfoot"):
        rows = _elements(group, "tr")
        if rows:
            yield rows


def _elements(node: LexborNode, *tags: str) -> list[LexborNode]:
    return [child for child in node.iter() if child.tag in tags]


def _loose_row(row: LexborNode) -> list[LooseCell]:
    return [_loose_cell(cell, cell.attributes) for cell in _elements(row, "td", "th")]


def _loose_cell(cell: LexborNode, attributes: Mapping[str, str | None]) -> LooseCell:
    return LooseCell(
        content=items_of(cell),
        rowspan=_span(attributes.get("rowspan"), 0),
        colspan=_span(attributes.get("colspan"), 1),
        line=_span(attributes[LINE], 0) if LINE in attributes else None,
    )


def _loose_box(box: Boxed) -> LooseCell:
    return LooseCell(content=items_of(box.node), rowspan=box.rowspan, colspan=box.colspan)


def _span(claimed: str | None, least: int) -> int:
    match = SPAN.match(claimed) if claimed else None
    return max(least, int(match[1])) if match else 1


def _collapsed(text: str) -> str:
    return SPACE.sub(" ", printed(text)).strip()
