"""Pages become a document again: page numbers and running headers go, tables split over pages are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from canonical.report import Box
from ingest.broken_rows import is_whole_label
from ingest.document import Block, Line, Page, Picture
from ingest.pictures import big_boxes
from ingest.placing import in_line, on_paper
from ingest.ruled import MARGIN, Sheet, box_of, with_columns
from ingest.ruled_cells import rounded
from ingest.sideways import SIDEWAYS
from ingest.tables import DrawnCell, DrawnTable, Part, as_grid, compact, text_of
from ingest.text_lines import NOTHING_WORDS, is_browser_mark, is_page_mark, is_value
from ingest.unruled import Found, with_unruled_tables
from ingest.wrapped import LEADING, is_broken_number

SAME_PLACE = 8.0  # points between the edges of a table's two halves
LOWER, UPPER = 0.5, 0.35  # a split table ends below the one and goes on above the other, in page heights
DIGITS = re.compile(r"\d+")
CUT_AT_THOUSANDS = re.compile(r"[-+−]?\d{1,3}(?:[,，]\d{3})*[,，]\|\d{3}(?:[,，]\d{3})*(?:\.\d+)?")


def pages_of(sheets: Sequence[Sheet]) -> tuple[Page, ...]:
    """The pages with furniture left out; a joined table stands on the page where it begins.

    Pages that were made straight for reading get their places in the file back at the end.
    """
    sheets = in_line(sheets)
    furniture = running_lines(sheets)
    parts = [[part for part in sheet.parts if not _is_furniture(part, sheet, furniture)] for sheet in sheets]
    printed = [[box_of(part) for part in found] for found in parts]
    _join_split_tables(parts, sheets)
    papers = {sheet.number: sheet.paper for sheet in sheets if sheet.paper}
    found_parts = with_unruled_tables(parts)
    pages = map(_page, sheets, printed, found_parts)
    return tuple(on_paper(page, papers) for page in pages) if papers else tuple(pages)


def _page(sheet: Sheet, printed: Sequence[Box], found: Sequence[Found]) -> Page:
    blocks = tuple(as_grid(compact(part)) if isinstance(part, DrawnTable) else part for part in found)
    tops = [top for block in blocks if (top := _top_on(block, sheet.number)) is not None]
    pictures = sorted(big_boxes(sheet.images, printed), key=lambda box: box[1])
    return Page(
        number=sheet.number,
        blocks=blocks,
        width=sheet.width,
        height=sheet.height,
        scanned=(sheet.paper is not None and sheet.paper.picture) or (not printed and bool(sheet.images)),
        pictures=tuple(
            Picture(place=sum(top < box[1] for top in tops), page=sheet.number, bbox=rounded(box)) for box in pictures
        ),
    )


def _top_on(block: Block, page: int) -> float | None:
    """Where the block begins on its page."""
    boxes = (
        [block.bbox]
        if isinstance(block, Line)
        else [cell.bbox for row in block.rows for cell in row.cells if cell.page == page]
    )
    return min((box[1] for box in boxes if box), default=None)


def running_lines(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The headers and footers: margin lines that at least half of the pages share, numbers aside."""
    counted = Counter(text for sheet in sheets for text in set(_margin_texts(sheet)))
    return frozenset(text for text, pages in counted.items() if pages >= 2 and pages * 2 >= len(sheets))


def _margin_texts(sheet: Sheet) -> Iterator[str]:
    for part in sheet.parts:
        if isinstance(part, Line) and _in_margin(part, sheet):
            yield _shape(part, sheet)


def _shape(line: Line, sheet: Sheet) -> str:
    side = "top" if box_of(line)[1] < sheet.height / 2 else "bottom"
    return f"{side} {round(box_of(line)[1] / 12)} {DIGITS.sub('#', line.text)}"


def _in_margin(line: Line, sheet: Sheet) -> bool:
    _, top, _, bottom = box_of(line)
    return bottom < MARGIN * sheet.height or top > (1 - MARGIN) * sheet.height


def _is_furniture(part: Part, sheet: Sheet, running: frozenset[str]) -> bool:
    if not isinstance(part, Line) or not _in_margin(part, sheet):
        return False
    number = part.text.isdigit() and len(part.text) <= 3 and not _is_beside_text(part, sheet)
    if number or is_page_mark(part.text):
        return True
    return _shape(part, sheet) in running and (is_browser_mark(part.text) or not _goes_on(part, sheet, running))


def _goes_on(line: Line, sheet: Sheet, running: frozenset[str]) -> bool:
    """Whether text of the page itself stands below or above a running line as close as the next line of a paragraph.

    A page may begin or end with the same row as another: two copies of a table do.
    """
    lines = [part for part in sheet.parts if isinstance(part, Line) and not is_page_mark(part.text)]
    found, reached = [line], {id(line)}
    while found:
        _, top, _, bottom = box_of(found.pop())
        near = LEADING * (bottom - top)
        for other in lines:
            box = box_of(other)
            if id(other) in reached or box[1] - bottom >= near or top - box[3] >= near:
                continue
            if not _in_margin(other, sheet) or _shape(other, sheet) not in running:
                return True
            reached.add(id(other))
            found.append(other)
    return False


def _is_beside_text(line: Line, sheet: Sheet) -> bool:
    """Whether another line stands closer than any page number: the rest of a number in a narrow column is none."""
    _, top, _, bottom = box_of(line)
    near = LEADING * (bottom - top)
    others = (box_of(part) for part in sheet.parts if part is not line)
    return any(box[1] - bottom < near and top - box[3] < near for box in others)


def _join_split_tables(parts: list[list[Part]], sheets: Sequence[Sheet]) -> None:
    """Moves each table that goes on from the page before to where it began."""
    home: int | None = None  # the page whose last part may go on, with `end` as the page it reaches
    end = 0
    for place, found in enumerate(parts):
        first = found[0] if found else None
        if home is not None and isinstance(first, DrawnTable):
            last = parts[home][-1]
            if isinstance(last, DrawnTable) and goes_on(last, first, sheets[end], sheets[place]):
                parts[home][-1] = _stacked(last, first)
                del found[0]
                end = place
                if not found:
                    continue
        home, end = (place, place) if found else (None, place)


def goes_on(above: DrawnTable, below: DrawnTable, upper: Sheet, lower: Sheet) -> bool:
    """Whether the second table is the first one's continuation on the next page."""
    reached = [cell.bbox for cell in above.cells if cell.bbox and cell.page == upper.number]
    if not reached or lower.number != upper.number + 1 or SIDEWAYS in {above.origin, below.origin}:
        return False
    left, right = min(box[0] for box in reached), max(box[2] for box in reached)
    bottom = max(box[3] for box in reached)
    start_left, top, start_right, _ = box_of(below)
    same_place = abs(left - start_left) <= SAME_PLACE and abs(right - start_right) <= SAME_PLACE
    return same_place and bottom > LOWER * upper.height and top < UPPER * lower.height


def _stacked(above: DrawnTable, below: DrawnTable) -> DrawnTable:
    rests = dict(_rests(above, below))
    taken = {(cell.row, cell.column) for cell in rests.values()}
    kept = (
        replace(cell, content=_continued(cell, rests[i])) if i in rests else cell for i, cell in enumerate(above.cells)
    )
    offset = max(cell.row for cell in above.cells) + 1
    moved = (replace(cell, content=() if (cell.row, cell.column) in taken else cell.content) for cell in below.cells)
    joined = replace(above, cells=(*kept, *(replace(cell, row=cell.row + offset) for cell in moved)))
    return joined if _have_same_columns(above, below) else with_columns(joined)


def _have_same_columns(above: DrawnTable, below: DrawnTable) -> bool:
    """Whether as many columns stand at the same places in both halves, as two scans of them may lie."""
    count, other = (max(cell.column + cell.colspan for cell in half.cells) for half in (above, below))
    starts, others = _starts(above), _starts(below)
    return count == other and all(abs(starts[each] - others[each]) <= SAME_PLACE for each in starts.keys() & others)


def _starts(table: DrawnTable) -> dict[int, float]:
    """Where each column begins."""
    found: dict[int, list[float]] = {}
    for cell in table.cells:
        if cell.bbox:
            found.setdefault(cell.column, []).append(cell.bbox[0])
    return {column: median(places) for column, places in found.items()}


def _continued(cell: DrawnCell, rest: DrawnCell) -> tuple[str | DrawnTable | Picture, ...]:
    """The cell's content with its rest; digits stay apart where nothing shows that they belong together."""
    if _is_cut_at_thousands(cell, rest):
        return (text_of(cell) + text_of(rest),)
    if is_broken_number((text_of(cell), text_of(rest))):
        return (f"{text_of(cell)}  {text_of(rest)}",)  # with one space 6 549 would be a number of thousands
    return cell.content + rest.content


def _rests(above: DrawnTable, below: DrawnTable) -> Iterator[tuple[int, DrawnCell]]:
    """The cells of the last row that the page break leaves unfinished, by their place, with the cells that go on.

    Those are remarks whose brackets are open, and numbers, but never all of a row unless a separator of thousands is
    their last sign. The row that goes on stands first, or below a head that is printed again, and holds nothing but
    rests; beside those of a remark or of thousands also those of labels, and beside any the end of the form's label.
    """
    end = max(cell.row + cell.rowspan for cell in above.cells)
    last = {i: cell for i, cell in enumerate(above.cells) if cell.row + cell.rowspan == end and text_of(cell)}
    values = sum(is_value(text_of(cell)) for cell in last.values())
    told = {_unspaced(cell) for cell in above.cells}
    for _, row in groupby(below.cells, key=lambda cell: cell.row):
        printed = [cell for cell in row if text_of(cell)]
        found = [(i, cell) for cell in printed for i in last if _is_rest(last[i], cell)]
        numbers = sum(is_value(text_of(last[i])) for i, cell in found if not _is_open(last[i], cell))
        others = [cell for cell in printed if not any(cell is rest for _, rest in found)]
        torn = any(_ends_label(cell, last.values()) for cell in others)
        certain = (torn or len(found) > numbers) and not any(DIGITS.search(text_of(cell)) for cell in others)
        if found and (not numbers or numbers < values) and (certain or not others):
            yield from found
            return
        if any(is_value(text_of(cell)) or _unspaced(cell) not in told for cell in printed):
            return


def _unspaced(cell: DrawnCell) -> str:
    return "".join(text_of(cell).split())


def _is_rest(begun: DrawnCell, cell: DrawnCell) -> bool:
    same_place = cell.bbox is not None and begun.bbox is not None and abs(cell.bbox[0] - begun.bbox[0]) <= SAME_PLACE
    above, below = text_of(begun), text_of(cell)
    remark = _brackets(above) > 0 > _brackets(below)
    return same_place and (remark or is_broken_number((above, below)) or above + below in NOTHING_WORDS)


def _ends_label(cell: DrawnCell, begun: Iterable[DrawnCell]) -> bool:
    """Whether it is the end of a row's label that stands at its place on the page before."""
    place = cell.bbox
    at = (each for each in begun if place and each.bbox and abs(place[0] - each.bbox[0]) <= SAME_PLACE)
    return any(is_whole_label("".join((text_of(each) + text_of(cell)).split())) for each in at)


def _is_open(begun: DrawnCell, cell: DrawnCell) -> bool:
    """Whether the first cell can not have ended where it did: a bracket is open, or thousands are to come."""
    return _brackets(text_of(cell)) != 0 or _is_cut_at_thousands(begun, cell)


def _is_cut_at_thousands(begun: DrawnCell, cell: DrawnCell) -> bool:
    return CUT_AT_THOUSANDS.fullmatch(f"{text_of(begun)}|{text_of(cell)}") is not None


def _brackets(text: str) -> int:
    """How many brackets are open at its end; below 0 where it closes some that it does not open."""
    return sum(text.count(opening) - text.count(closing) for opening, closing in ("（）", "()"))
