"""Fonts of a PDF with a character map of their own, as fpdf2 writes them."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from ingest import load_bytes

TEXT = "规章 12 件"
CODES = {letter: code for code, letter in enumerate(dict.fromkeys(TEXT), start=1)}
SPACE = "begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
MAPS = {
    "each": "begincidchar\n" + "".join(f"<{code:04X}> {code + 700}\n" for code in CODES.values()) + "endcidchar",
    "ranges": f"begincidrange\n<0001> <{len(CODES):04X}> 701\nendcidrange",
}


def stream(data: str) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data.encode())
    return made


def names(**given: str) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in given.items()})


def file_with(characters: str) -> bytes:
    """One line in a font whose codes are glyphs by that map only: wide ones, and digits half as wide."""
    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    encoding = stream(SPACE + characters)
    encoding[NameObject("/CMapName")] = NameObject("/Own-UCS")
    meaning = "".join(f"<{code:04X}> <{ord(letter):04X}>\n" for letter, code in CODES.items())
    widths = [FloatObject(500 if letter.isascii() else 1000) for letter in CODES]
    below = names(Type="Font", Subtype="CIDFontType2", BaseFont="Own")
    below[NameObject("/W")] = ArrayObject([NumberObject(701), ArrayObject(widths)])
    below[NameObject("/CIDSystemInfo")] = DictionaryObject(
        {NameObject("/Registry"): TextStringObject("Adobe"), NameObject("/Ordering"): TextStringObject("Identity")}
    )
    font = names(Type="Font", Subtype="Type0", BaseFont="Own")
    font[NameObject("/Encoding")] = writer._add_object(encoding)
    font[NameObject("/ToUnicode")] = writer._add_object(stream(f"{SPACE}{len(CODES)} beginbfchar\n{meaning}endbfchar"))
    font[NameObject("/DescendantFonts")] = ArrayObject([below])
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    codes = "".join(f"{CODES[letter]:04X}" for letter in TEXT)
    page[NameObject("/Contents")] = writer._add_object(stream(f"BT /F1 10 Tf 50 700 Td <{codes}> Tj ET"))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("way", MAPS)
def test_text_in_a_font_with_a_map_of_its_own_is_read_where_it_stands(way: str) -> None:
    """Such a file had no text at all, and was refused as something else than a report."""
    (line,) = load_bytes(file_with(MAPS[way]), path="own.pdf").blocks()
    assert line.text == TEXT
    assert line.bbox[0] == pytest.approx(50)
    assert line.bbox[2] == pytest.approx(50 + 3 * 10 + 4 * 5)
