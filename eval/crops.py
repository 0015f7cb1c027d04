"""Small pictures of the places that were read wrong: a strip of a PDF page with the cell marked, or lines of a text."""

from __future__ import annotations

import base64
import io

from canonical.report import Box
from eval.records import Json

AROUND = (120.0, 16.0)  # points shown beside and above the cell
SCALE = 1.5  # pixels a point
MARK = (214, 40, 40)
LINES = 2  # shown before and after
LONGEST = 400  # characters of a line


def crop_of_page(data: bytes, page: int, box: Box) -> Json:
    """The cell of a PDF page with what stands around it, as a PNG in base64."""
    import pypdfium2
    from PIL import ImageDraw

    with pypdfium2.PdfDocument(data) as document:
        image = document[page - 1].render(scale=SCALE).to_pil().convert("RGB")
    left, top, right, bottom = (side * SCALE for side in box)
    ImageDraw.Draw(image).rectangle((left, top, right, bottom), outline=MARK, width=2)
    wide, high = (side * SCALE for side in AROUND)
    cut = image.crop(
        (max(0, left - 3 * wide), max(0, top - high), min(image.width, right + wide), min(image.height, bottom + high))
    )
    buffer = io.BytesIO()
    cut.save(buffer, "PNG", optimize=True)
    return {"png": base64.b64encode(buffer.getvalue()).decode()}


def crop_of_text(data: bytes, line: int) -> Json:
    """The line of a text file with its neighbours; the line itself is what is marked."""
    lines = data.decode(errors="replace").split("\n")
    shown = [each[:LONGEST] for each in lines[max(0, line - 1 - LINES) : line + LINES]]
    return {"text": "\n".join(shown), "mark": lines[line - 1][:LONGEST] if line <= len(lines) else ""}
