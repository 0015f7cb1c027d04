"""Small pictures of the places that were read wrong: a strip of a PDF page with the cell marked, or lines of a text."""

from __future__ import annotations

import base64
import io

from canonical.report import Box
from eval.records import Json

AROUND = (120.0, 16.0)  # points shown beside and above the cell
SCALE = 1.5  # pixels a point
MARK = (214, 40, 40)
FAST = 1  # of 9; packing more tightly takes thrice as long as drawing
LINES = 2  # shown before and after
LONGEST = 400  # characters of a line


def crop_of_page(data: bytes, page: int, box: Box) -> Json:
    """The cell of a PDF page with what stands around it, as a PNG in base64."""
    import pypdfium2
    from PIL import ImageDraw

    left, top, right, bottom = box
    wide, high = AROUND
    with pypdfium2.PdfDocument(data) as document:
        printed = document[page - 1]
        width, height = printed.get_size()
        shown = (max(0, left - 3 * wide), max(0, top - high), min(width, right + wide), min(height, bottom + high))
        margins = (shown[0], height - shown[3], width - shown[2], shown[1])  # left, bottom, right, top: what is cut off
        image = printed.render(scale=SCALE, crop=margins).to_pil().convert("RGB")
    marked = tuple((side - shown[place % 2]) * SCALE for place, side in enumerate(box))
    ImageDraw.Draw(image).rectangle(marked, outline=MARK, width=2)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=FAST)
    return {"png": base64.b64encode(buffer.getvalue()).decode()}


def crop_of_text(data: bytes, line: int) -> Json:
    """The line of a text file with its neighbours; the line itself is what is marked."""
    lines = data.decode(errors="replace").split("\n")
    shown = [each[:LONGEST] for each in lines[max(0, line - 1 - LINES) : line + LINES]]
    return {"text": "\n".join(shown), "mark": lines[line - 1][:LONGEST] if line <= len(lines) else ""}
