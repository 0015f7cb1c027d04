"""Scans of reports: printed, put under a scanner or before a camera, and kept as pictures.

`scanned_pages` gives the pictures themselves; `drawn_scan` puts them in a file (`scan_pdf`, `scan_picture`,
`scan_within`). `scan_condition` names what can happen on the way, `scan_geometry`, `scan_seal` and `scan_sheet` do it.
The same seed gives the same bytes, and the same accidents in all conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from random import Random

from canonical.report import Box
from eval.generate.grid import Layout, Table, TableCell
from eval.generate.render.pdf import Print, printed
from eval.generate.render.pen import Paper
from eval.generate.render.scan_condition import ScanCondition
from eval.generate.render.scan_geometry import View, any_view
from eval.generate.render.scan_marks import beside_spine, held, penned, streaked
from eval.generate.render.scan_seal import stamped
from eval.generate.render.scan_sheet import (
    DESK,
    PAPER,
    black_and_white,
    blurred,
    bordered,
    faded,
    folded,
    grained,
    in_colour,
    in_grey,
    packed,
    shaded,
    shown_through,
)
from ingest.ocr import Image

SIGNED = (124.0, 20.0)  # points of the seal's middle from the right side and from the foot of the text
OVER_NUMBERS = 0.8  # of the pages with numbers have a seal over some, where there are seals
AWAY = 40.0  # points at most, either way, that the middle of such a seal is from a number


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """The picture of a page, grey or in colour (BGR), and the box of each value in points (72 to the inch) of it."""

    image: Image
    dpi: int
    places: Mapping[str, Box]
    view: View

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.image.shape[:2]
        return width * 72 / self.dpi, height * 72 / self.dpi


def scanned_pages(layout: Layout, condition: ScanCondition, *, seed: int = 0) -> tuple[ScannedPage, ...]:
    """A picture of each page of the report."""
    return pages_of_print(printed(layout, paper_of(condition, seed=seed)), layout, condition, seed=seed)


def paper_of(condition: ScanCondition, *, seed: int) -> Paper:
    """What the report is printed on, and what in."""
    chance = Random(f"print:{seed}")  # noqa: S311  reproducible, not secret
    return replace(condition.paper, face=chance.choice(condition.faces), times=chance.random() < 0.5)


def pages_of_print(made: Print, layout: Layout, condition: ScanCondition, *, seed: int) -> tuple[ScannedPage, ...]:
    """A picture of each page of a printed report."""
    written = {cell.field for cell in _value_cells(layout) if cell.text}
    sheets = _sheets(made.data, condition.dpi)
    return tuple(
        _scanned(
            _Sheet(
                print=sheet,
                back=sheets[number % len(sheets)],
                boxes={field: at.bbox for field, at in made.places.items() if at.page == number and at.bbox},
                written=written,
                signed_at=made.foot if number == len(sheets) else None,
                signed_by=layout.publisher,
            ),
            condition,
            Random(f"scan:{seed}:{number}"),  # noqa: S311  reproducible, not secret
        )
        for number, sheet in enumerate(sheets, start=1)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A printed page in grey, what is on its back, its value cells (those `written` have ink), and who signs where."""

    print: Image
    back: Image
    boxes: Mapping[str, Box]
    written: AbstractSet[str | None]
    signed_at: float | None
    signed_by: str


def _value_cells(layout: Layout) -> Iterator[TableCell]:
    for block in layout.blocks:
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row if cell.field)


def _sheets(data: bytes, dpi: int) -> tuple[Image, ...]:
    """Each page of a PDF in levels of grey."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return tuple(page.render(scale=dpi / 72, grayscale=True).to_numpy().copy() for page in document)


def _scanned(sheet: _Sheet, condition: ScanCondition, chance: Random) -> ScannedPage:
    scale = condition.dpi / 72
    view = any_view(sheet.print.shape[1], sheet.print.shape[0], condition, chance)
    paper = shown_through(faded(sheet.print, condition.faded), sheet.back, condition.bleed)
    paper = folded(paper, condition.folds, scale, chance)
    if condition.stamps:
        paper = _with_seals(paper, sheet, scale, chance)
    if condition.colour:
        paper = in_colour(paper)
    paper = _handled(paper, sheet, condition, scale, chance)
    picture = view.picture(paper, DESK if condition.perspective else (PAPER,) * 3)
    picture = shaded(picture, condition.shade, chance)
    picture = streaked(bordered(picture, condition.border, scale, chance), condition.streaks, chance)
    picture = grained(blurred(picture, condition.blur * scale), condition.grain, condition.dust, chance)
    return ScannedPage(
        image=_kept(picture, condition),
        dpi=condition.dpi,
        places={field: view.box(box, scale) for field, box in sheet.boxes.items()},
        view=view,
    )


def _handled(paper: Image, sheet: _Sheet, condition: ScanCondition, scale: float, chance: Random) -> Image:
    """The sheet as it went through hands: written on, bound, held down."""
    written = [box for field, box in sheet.boxes.items() if field in sheet.written]
    marked = penned(paper, written, condition.pen, scale, chance) if condition.pen else paper
    return held(beside_spine(marked, condition.spine), condition.fingers, scale, chance)


def _with_seals(paper: Image, sheet: _Sheet, scale: float, chance: Random) -> Image:
    """The sheet with a seal over some numbers, and one over the signature where the report ends."""
    numbers = [box for field, box in sheet.boxes.items() if field in sheet.written]
    middles = []
    if numbers and chance.random() < OVER_NUMBERS:
        left, top, right, bottom = chance.choice(numbers)
        middles.append(
            ((left + right) / 2 + chance.uniform(-AWAY, AWAY), (top + bottom) / 2 + chance.uniform(-AWAY, AWAY))
        )
    if sheet.signed_at is not None:
        height, width = (side / scale for side in paper.shape[:2])
        middles.append((width - SIGNED[0], height - sheet.signed_at - SIGNED[1]))
    return stamped(in_colour(paper), sheet.signed_by, middles, scale, chance)


def _kept(picture: Image, condition: ScanCondition) -> Image:
    """The picture after it was stored, with what that costs."""
    picture = picture if condition.colour else in_grey(picture)
    return black_and_white(picture) if condition.fax else packed(picture, condition.jpeg)
