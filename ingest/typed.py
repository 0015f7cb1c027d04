"""Text that was typed on a PDF's page after it was made: text boxes of a viewer, and fields of a form filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import dict_value, list_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import decode_text

Object = dict[str, Any]

CORNERS = 4  # numbers of a box
UNSEEN = 0b100010  # the flags of annotations that are hidden or not for the screen
TEXT_FIELD = "Tx"
NARROW = 0.5  # of the size: a letter of ASCII; others are as wide as high
MOST_OF_BOX = 0.7  # of a box's height is its letters'
MOST_SIZE = 12.0  # points


def typed_on(page: Any, left: float, base: float) -> Iterator[Object]:
    """The characters typed on a pdfplumber page that is not turned, each about where its box shows it."""
    if page.rotation or not page.page_obj.annots:
        return
    for each in list_value(page.page_obj.annots):
        note = dict_value(each)
        corners = [resolve1(each) for each in list_value(note.get("Rect") or [])]
        if len(corners) == CORNERS and all(isinstance(each, int | float) for each in corners) and (text := _text(note)):
            x0, y0, x1, y1 = map(float, corners)
            yield from _characters(text, (x0 + left, base - y1, x1 + left, base - y0))


def _text(note: dict[str, Any]) -> str:
    """What an annotation shows as text of the page; nothing for comments, links and hidden ones."""
    flags = resolve1(note.get("F"))
    if isinstance(flags, int) and flags & UNSEEN:
        return ""
    kind = literal_name(note.get("Subtype"))
    if kind == "FreeText":
        return _decoded(note.get("Contents"))
    field = {**dict_value(note.get("Parent") or {}), **note} if kind == "Widget" else {}
    return _decoded(field.get("V")) if field and literal_name(field.get("FT")) == TEXT_FIELD else ""


def _decoded(value: Any) -> str:
    told = resolve1(value)
    return " ".join(decode_text(told).split()) if isinstance(told, bytes) else ""


def _characters(text: str, box: tuple[float, float, float, float]) -> Iterator[Object]:
    x0, top, x1, bottom = box
    widths = [NARROW if letter.isascii() else 1.0 for letter in text]
    size = min(MOST_OF_BOX * (bottom - top), MOST_SIZE, (x1 - x0) / sum(widths))
    place, upper = (x0 + x1 - size * sum(widths)) / 2, (top + bottom - size) / 2
    for letter, width in zip(text, widths, strict=True):
        end = place + width * size
        size_of = {"width": end - place, "height": size, "size": size, "upright": True}
        yield {"text": letter, "x0": place, "x1": end, "top": upper, "bottom": upper + size, "doctop": upper, **size_of}
        place = end
