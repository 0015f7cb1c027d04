"""Fonts of a PDF that bring a character map of their own (fpdf2 and others write one): pdfminer knows only named ones.

Without its map a font's text has no characters at all. What the codes mean is said by the code, not by the glyph, so
codes are kept as they are and the widths of glyphs are looked up for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.cmapdb import CMap, CMapDB
from pdfminer.pdffont import PDFCIDFont
from pdfminer.pdftypes import PDFStream, dict_value, resolve1

TWO_BYTES = re.compile(rb"begincodespacerange\s*<[0-9A-Fa-f]{4}>\s*<[0-9A-Fa-f]{4}>\s*endcodespacerange")
SINGLE = re.compile(rb"begincidchar(.*?)endcidchar", re.DOTALL)
RANGES = re.compile(rb"begincidrange(.*?)endcidrange", re.DOTALL)
CODE_AND_GLYPH = re.compile(rb"<([0-9A-Fa-f]{4})>\s*(\d+)")
CODES_AND_GLYPH = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*(\d+)")
LAST_CODE = 0xFFFF


def read_own_maps(fonts: Mapping[object, Any], resources: Mapping[Any, Any]) -> None:
    """Gives each font of the page that pdfminer found no map for the one that the file has."""
    for name, spec in dict_value(resources.get("Font") or {}).items():
        font = fonts.get(name)
        if isinstance(font, PDFCIDFont) and isinstance(font.cmap, CMap) and not font.cmap.code2cid:
            encoding = resolve1(dict_value(spec).get("Encoding"))
            if isinstance(encoding, PDFStream) and TWO_BYTES.search(data := encoding.get_data()):
                font.cmap = CMapDB.get_cmap("Identity-H")
                font.widths = {code: font.widths.get(glyph, font.default_width) for code, glyph in _glyphs(data)}


def _glyphs(data: bytes) -> Iterator[tuple[int, int]]:
    for block in SINGLE.finditer(data):
        yield from ((int(code, 16), int(glyph)) for code, glyph in CODE_AND_GLYPH.findall(block[1]))
    for block in RANGES.finditer(data):
        for first, last, glyph in CODES_AND_GLYPH.findall(block[1]):
            codes = range(int(first, 16), min(int(last, 16), LAST_CODE) + 1)
            yield from zip(codes, range(int(glyph), int(glyph) + len(codes)), strict=True)
