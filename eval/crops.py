"""Small pictures of the places that were read wrong: a strip of a PDF page with the cell marked, or lines of a text."""

from __future__ import annotations

import base64

from canonical.report import Box
from eval.records import Json
from ingest.page_images import View, page_png

BESIDE = (360.0, 16.0, 120.0, 16.0)  # points shown to the left of the cell, above, to the right and below
SCALE = 1.5  # pixels a point
LINES = 2  # shown before and after
LONGEST = 400  # characters of a line


def crop_of_page(data: bytes, page: int, box: Box) -> Json:
    """The cell of a PDF page with what stands around it, as a PNG in base64."""
    picture = page_png(data, "PDF", View(page=page, scale=SCALE, mark=box, beside=BESIDE))
    return {"png": base64.b64encode(picture).decode()}


def crop_of_text(data: bytes, line: int) -> Json:
    """The line of a text file with its neighbours; the line itself is what is marked."""
    lines = data.decode(errors="replace").split("\n")
    shown = [each[:LONGEST] for each in lines[max(0, line - 1 - LINES) : line + LINES]]
    return {"text": "\n".join(shown), "mark": lines[line - 1][:LONGEST] if line <= len(lines) else ""}
