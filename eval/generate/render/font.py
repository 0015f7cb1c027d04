"""The font that drawn pages embed, so that they show Chinese on machines without any Chinese font.

Noto Sans CJK (hei) and Noto Serif SC (song) have cubic outlines (CFF), which reportlab can not embed. The outlines of
the characters that a document needs become quadratic ones (TrueType), each once per process; a small font of them is
registered for each document.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from canonical.errors import UnusableRequestError

Face = Literal["hei", "song"]

FONT = "NianbaoSans"  # whatever its face is
UNITS = 1000  # per em, in all faces
ASCENT, DESCENT, CAPITALS = 880, -120, 733
BOUNDS = {"xMin": -50, "yMin": -250, "xMax": 1050, "yMax": 950}  # of every character that reports are written with
LIMITS = {"maxPoints": 1000, "maxContours": 100, "maxZones": 1}
MOST_ERROR = 2.0  # units that a converted outline may be off
LOCK = threading.Lock()  # reportlab knows fonts by name, for all threads


class Outline(NamedTuple):
    """A glyph as TrueType stores it, how far it advances and where its ink begins."""

    stored: bytes
    advance: int
    left: int


@contextmanager
def embedded_font(characters: Iterable[str], face: Face = "hei") -> Iterator[None]:
    """While it lasts, reportlab's font `FONT` has these characters of the face."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(FONT, io.BytesIO(_font_file({*characters, " "}, face)))
    with LOCK:
        pdfmetrics.registerFont(font)
        pdfmetrics.getFont(FONT).face = font.face  # a font that is known by this name is not registered again
        yield


def path_of(face: Face) -> Path:
    """The file of the face."""
    if face == "song":
        from pylopdf_fonts_zh_cn import serif_path

        return Path(serif_path())
    from noto_cjk_sans_jp_regular import FONT_PATH

    return Path(FONT_PATH)


def _font_file(characters: set[str], face: Face) -> bytes:
    """A TrueType font of the characters; the same characters give the same bytes."""
    from fontTools.fontBuilder import FontBuilder

    outlines = {
        ".notdef": _outline(None, face),
        **{f"u{ord(each):04X}": _outline(each, face) for each in sorted(characters)},
    }
    builder = FontBuilder(UNITS)
    builder.setupHead(unitsPerEm=UNITS, **BOUNDS)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap({ord(each): f"u{ord(each):04X}" for each in characters})
    _set_up_stored_glyphs(builder.font, {name: each.stored for name, each in outlines.items()})
    builder.setupHorizontalMetrics({name: (each.advance, each.left) for name, each in outlines.items()})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": FONT, "styleName": "Regular", "psName": FONT})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, sCapHeight=CAPITALS)
    builder.setupPost(keepGlyphNames=False)
    saved = io.BytesIO()
    builder.save(saved)
    return saved.getvalue()


def _set_up_stored_glyphs(font: Any, stored: Mapping[str, bytes]) -> None:
    """Puts glyphs in without looking into them, which takes nine tenths of the time."""
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    font.recalcBBoxes = False
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphs = {name: Glyph(data) for name, data in stored.items()}
    font["glyf"].glyphOrder = list(stored)
    for name, most in LIMITS.items():
        setattr(font["maxp"], name, most)


class Source(NamedTuple):
    """The original font: its glyphs, and their names by character code."""

    codes: Mapping[int, str]
    glyphs: Any


@cache
def _source(face: Face) -> Source:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(path_of(face).read_bytes()), lazy=True)
    return Source(codes=font.getBestCmap(), glyphs=font.getGlyphSet())


@cache
def _outline(character: str | None, face: Face) -> Outline:
    """The character's glyph with quadratic curves; without one, the glyph for those that a font lacks."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    source = _source(face)
    if character and ord(character) not in source.codes:
        raise UnusableRequestError(f"no glyph for {character!r} (U+{ord(character):04X}): its text would be lost")
    original = source.glyphs[source.codes[ord(character)] if character else ".notdef"]
    pen = TTGlyphPen(None)
    original.draw(Cu2QuPen(pen, MOST_ERROR, reverse_direction=True))
    glyph = pen.glyph()
    stored = glyph.compile(None)
    return Outline(stored=stored, advance=round(original.width), left=getattr(glyph, "xMin", 0))
