"""Pages of a PDF that have to be read as pictures: which they are, what they look like, what their text layer adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Any

import numpy as np

from canonical.report import Box
from ingest.embedded import is_worth_reading
from ingest.ocr import Image
from ingest.page_images import ALONE
from ingest.picture_files import LARGEST_SHORT_SIDE, SMALLEST
from ingest.pictures import big_boxes
from ingest.pieces import Piece
from ingest.placing import moved_part, place_of
from ingest.ruled import Paper, Sheet, box_of, top_of
from ingest.scan.reader import PictureReader
from ingest.scan.turns import Work
from ingest.tables import DrawnCell, DrawnTable, Part
from ingest.text_lines import is_value
from ingest.unruled import SpacedLine

USUAL_DPI, LEAST_DPI, MOST_DPI = 200, 72, 400
WHOLE_PAGE = 0.7  # of the page's area that its pictures cover
RUBBISH = 0.02, 0.2  # share of characters that the font does not tell; that Chinese reports do not have
FEWEST_CHARACTERS = 20  # that a page is judged by
FEWEST_SHAPES = 50  # that may be characters drawn as shapes


@dataclass(slots=True)
class PageSource(AbstractContextManager["PageSource"]):
    """The pages of a PDF as pictures; the file is opened when the first is asked for."""

    data: bytes
    _file: Any = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            with ALONE:
                self._file.close()

    def picture(self, number: int, short_side: float) -> Image:
        """The page at the resolution of the finest picture on it; `short_side` is the page's, in points."""
        with ALONE:
            page = self._page(number)
            dpi = max(map(_dpi, _images(page)), default=USUAL_DPI)
            dpi = min(max(dpi, LEAST_DPI), MOST_DPI, LARGEST_SHORT_SIDE / short_side * 72)
            bitmap = page.render(scale=dpi / 72, rev_byteorder=False, prefer_bgrx=False)
            pixels = bitmap.to_numpy()
            image = np.ascontiguousarray(pixels[:, :, :3] if pixels.ndim == 3 else np.stack([pixels] * 3, axis=2))
            bitmap.close()
            page.close()
        return image

    def hides_text(self, number: int) -> bool:
        """Whether the page's text is not what is seen: most of it is printed invisibly or below a picture."""
        from pypdfium2 import raw

        with ALONE:
            page = self._page(number)
            hidden = shown = 0
            for each in page.get_objects(max_depth=4):
                if each.type == raw.FPDF_PAGEOBJ_TEXT:
                    seen = raw.FPDFTextObj_GetTextRenderMode(each.raw) != raw.FPDF_TEXTRENDERMODE_INVISIBLE
                    hidden, shown = hidden + (not seen), shown + seen
                elif each.type == raw.FPDF_PAGEOBJ_IMAGE and _covers(each.get_bounds(), page.get_size()):
                    hidden, shown = hidden + shown, 0
            page.close()
        return hidden > shown

    def _page(self, number: int) -> Any:
        if self._file is None:
            import pypdfium2

            self._file = pypdfium2.PdfDocument(self.data)
        return self._file[number - 1]


def _images(page: Any) -> Iterator[Any]:
    from pypdfium2 import raw

    return page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4)  # type: ignore[no-any-return]


def _dpi(image: Any) -> float:
    """Dots an inch of a picture; 0 for one that is only a line or a dot."""
    left, bottom, right, top = image.get_bounds()
    width, height = image.get_px_size()
    if right - left < 1 or top - bottom < 1:
        return 0.0
    return float(72 * max(width, height) / max(right - left, top - bottom))


def _covers(bounds: Sequence[float], size: Sequence[float]) -> bool:
    left, bottom, right, top = bounds
    return (right - left) * (top - bottom) >= WHOLE_PAGE * size[0] * size[1]


def with_pictures(layer: Sheet, source: PageSource, reader: PictureReader) -> Sheet | Work:
    """The page as its text layer says, or the work that reads it from its picture, or pictures between its text.

    A text layer that is missing, rubbish or hidden is not taken; `layer` is that layer.
    """
    reason = _reason(layer, source)
    if reason is not None:
        return partial(_read_whole, layer, reason, source, reader)
    printed = [box_of(part) for part in layer.parts]
    big = tuple(big_boxes(layer.images, printed)) if layer.images else ()
    return partial(_with_pictures_between, layer, big, source, reader) if big else layer


NO_TEXT = "it has no text layer"
RUBBISH_TEXT = "its text layer is no text"
HIDDEN_TEXT = "its text layer is not what is printed"


def _reason(layer: Sheet, source: PageSource) -> str | None:
    if not layer.parts:
        return NO_TEXT if layer.images or layer.shapes >= FEWEST_SHAPES else None
    unmapped, strange = RUBBISH
    rubbish = layer.unmapped > unmapped * layer.characters or layer.strange > strange * layer.characters
    if layer.characters >= FEWEST_CHARACTERS and rubbish:
        return RUBBISH_TEXT
    covered = sum((right - left) * (bottom - top) for left, top, right, bottom in layer.images)
    if covered >= WHOLE_PAGE * layer.width * layer.height and source.hides_text(layer.number):
        return HIDDEN_TEXT
    return None


def _read_whole(layer: Sheet, reason: str, source: PageSource, reader: PictureReader) -> Sheet:
    image = source.picture(layer.number, min(layer.width, layer.height))
    sheet = reader.sheet(image, number=layer.number, width=layer.width, height=layer.height)
    if not sheet.parts:
        return replace(layer, notes=(*layer.notes, f"page {layer.number} is a picture in which nothing could be read"))
    sheet = replace(sheet, notes=(f"page {layer.number} was read from its picture: {reason}", *sheet.notes))
    return sheet if reason == RUBBISH_TEXT else _compared(sheet, layer)


def _with_pictures_between(layer: Sheet, boxes: Sequence[Box], source: PageSource, reader: PictureReader) -> Sheet:
    """The page with the tables that pictures between its text show."""
    image = source.picture(layer.number, min(layer.width, layer.height))
    unit = image.shape[1] / layer.width
    parts, notes = list(layer.parts), list(layer.notes)
    for box in boxes:
        left, top, right, bottom = (max(0.0, each) for each in box)
        crop = image[round(top * unit) : round(bottom * unit), round(left * unit) : round(right * unit)]
        if min(crop.shape[:2]) < SMALLEST:
            continue
        size = {"width": crop.shape[1] / unit, "height": crop.shape[0] / unit}
        sheet = reader.sheet(np.ascontiguousarray(crop), number=layer.number, **size)
        if is_worth_reading(sheet):
            parts.extend(_moved(part, sheet.paper, left, top) for part in sheet.parts)
            notes.append(f"page {layer.number}: a picture between its text was read")
            notes.extend(sheet.notes)
    parts.sort(key=top_of)
    return replace(layer, parts=tuple(parts), notes=tuple(notes))


def _moved(part: Part, paper: Paper | None, left: float, top: float) -> Part:
    """The part of a picture that stands at this corner as a part of the page."""

    def move(box: Box) -> Box:
        x0, y0, x1, y1 = place_of(box, paper) if paper else box
        return x0 + left, y0 + top, x1 + left, y1 + top

    return moved_part(part, move)


def _compared(sheet: Sheet, layer: Sheet) -> Sheet:
    """The page as its picture shows it, its number cells with what the text layer says where that is another number."""
    words = tuple(word for part in layer.parts for word in _words(part))
    if not words or sheet.paper is None:
        return sheet
    parts = tuple(
        replace(part, cells=tuple(_with_layer(cell, words, sheet.paper) for cell in part.cells))
        if isinstance(part, DrawnTable)
        else part
        for part in sheet.parts
    )
    disputed = sum(cell.disputed for part in parts if isinstance(part, DrawnTable) for cell in part.cells)
    if not disputed:
        return sheet
    note = f"page {sheet.number}: picture and text layer disagree on {disputed} numbers; the picture was kept"
    return replace(sheet, parts=parts, notes=(*sheet.notes, note))


def _words(part: Part) -> Iterator[Piece]:
    for piece in part.pieces if isinstance(part, SpacedLine) else ():
        yield from piece.words or (piece,)


def _with_layer(cell: DrawnCell, words: Sequence[Piece], paper: Paper) -> DrawnCell:
    if cell.bbox is None or not (cell.readings and is_value(cell.readings[0].text)):
        return cell
    left, top, right, bottom = place_of(cell.bbox, paper)
    inside = [
        word.text
        for word in words
        if word.bbox
        and left <= (word.bbox[0] + word.bbox[2]) / 2 < right
        and top <= (word.bbox[1] + word.bbox[3]) / 2 < bottom
    ]
    said = re.sub(r"\s", "", "".join(inside))
    return replace(cell, disputed=is_value(said) and said != cell.readings[0].text.strip())
