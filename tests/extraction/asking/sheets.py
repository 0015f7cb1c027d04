"""Pictures of cells for models that look at nothing but the names on them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ingest.contact_sheets import NAMES, ShownCell


def blank_sheets(cells: Sequence[ShownCell], most: int) -> tuple[bytes, ...]:
    """White pictures with the names of the cells."""
    return tuple(_blank([cell.name for cell in cells[start : start + most]]) for start in range(0, len(cells), most))


def _blank(names: Sequence[str]) -> bytes:
    words = PngInfo()
    words.add_text(NAMES, " ".join(names))
    out = io.BytesIO()
    Image.new("L", (1, 1), "white").save(out, "PNG", pnginfo=words)
    return out.getvalue()
