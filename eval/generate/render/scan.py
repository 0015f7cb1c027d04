"""Scans of reports: printed, put under a scanner or before a camera, and kept as pictures.

`scanned_pages` gives the pictures themselves; `drawn_scan` puts them in a file (`scan_pdf`, `scan_picture`,
`scan_within`). `scan_condition` names what can happen on the way, `scan_geometry`, `scan_seal` and `scan_sheet` do it.
The same seed gives the same bytes, and the same accidents in all conditions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import cv2

from canonical.report import Box
from eval.generate.grid import Layout
from eval.generate.render.pdf import PORTRAIT, Print, printed
from eval.generate.render.pen import Paper
from eval.generate.render.scan_condition import ScanCondition
from eval.generate.render.scan_geometry import View, any_view
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
    shaded,
    shown_through,
)
from ingest.ocr import Image

SIGNED = (60.0, 20.0)  # points of the seal's middle from the right margin and from the foot of the text
OVER_NUMBERS = 0.8  # of the pages with numbers have a seal over some, where there are seals


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
    return replace(PORTRAIT, face=chance.choice(condition.faces), times=chance.random() < 0.5)


def pages_of_print(made: Print, layout: Layout, condition: ScanCondition, *, seed: int) -> tuple[ScannedPage, ...]:
    """A picture of each page of a printed report."""
    sheets = _sheets(made.data, condition.dpi)
    return tuple(_scanned(made, layout, sheets, number, condition, seed) for number in range(1, len(sheets) + 1))


def _sheets(data: bytes, dpi: int) -> tuple[Image, ...]:
    """Each page of a PDF in levels of grey."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return tuple(page.render(scale=dpi / 72, grayscale=True).to_numpy().copy() for page in document)


def _scanned(
    made: Print, layout: Layout, sheets: Sequence[Image], number: int, condition: ScanCondition, seed: int
) -> ScannedPage:
    chance = Random(f"scan:{seed}:{number}")  # noqa: S311  reproducible, not secret
    scale = condition.dpi / 72
    sheet = sheets[number - 1]
    places = {field: place.bbox for field, place in made.places.items() if place.page == number and place.bbox}
    view = any_view(sheet.shape[1], sheet.shape[0], condition, chance)
    sheet = shown_through(faded(sheet, condition), sheets[number % len(sheets)], condition.bleed)
    sheet = folded(sheet, condition.folds, scale, chance)
    if condition.colour or condition.stamps:
        sheet = cv2.cvtColor(sheet, cv2.COLOR_GRAY2BGR)  # type: ignore[assignment]
    if condition.stamps:
        ends = made.foot if number == len(sheets) else None
        sheet = _with_seals(sheet, layout, list(places.values()), ends, scale, chance)
    picture = view.picture(sheet, DESK if condition.perspective else (PAPER,) * 3)
    picture = shaded(picture, condition.shade, chance)
    picture = bordered(picture, condition.border, scale, chance)
    picture = grained(blurred(picture, condition.blur * scale), condition, chance)
    return ScannedPage(
        image=_kept(picture, condition),
        dpi=condition.dpi,
        places={field: view.box(box, scale) for field, box in places.items()},
        view=view,
    )


def _with_seals(
    sheet: Image, layout: Layout, boxes: Sequence[Box], ends: float | None, scale: float, chance: Random
) -> Image:
    """The sheet with a seal over some numbers, and one over the signature where the report `ends`."""
    if boxes and chance.random() < OVER_NUMBERS:
        left, top, right, bottom = chance.choice(boxes)
        beside = (left + right) / 2 + chance.uniform(-40, 40), (top + bottom) / 2 + chance.uniform(-40, 40)
        sheet = stamped(sheet, layout.publisher, (beside[0] * scale, beside[1] * scale), scale, chance)
    if ends is not None:
        height, width = sheet.shape[:2]
        middle = width - (PORTRAIT.margin + SIGNED[0]) * scale, height - (ends + SIGNED[1]) * scale
        sheet = stamped(sheet, layout.publisher, middle, scale, chance)
    return sheet


def _kept(picture: Image, condition: ScanCondition) -> Image:
    """The picture after it was stored, with what that costs."""
    if not condition.colour and picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)  # type: ignore[assignment]
    if condition.fax:
        return black_and_white(picture)
    stored = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, condition.jpeg])[1]
    return cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)  # type: ignore[return-value]
