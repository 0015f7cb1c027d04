"""Scans as PDF files: pictures only, pictures among pages of text, or pictures with a text that nobody sees on them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.generate.grid import Layout, TableCell, with_cells, with_tables
from eval.generate.render.pdf import printed
from eval.generate.render.places import Drawn, Place
from eval.generate.render.scan import ScannedPage, pages_of_print, paper_of, scanned_pages
from eval.generate.render.scan_condition import ScanCondition
from eval.generate.render.scan_picture import jpeg_of

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter

MISREAD = 0.1  # of the digits of a wrong text layer


def scan_pdf(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """A PDF file of pictures."""
    from pypdf import PdfWriter

    pages = scanned_pages(layout, condition, seed=seed)
    writer = PdfWriter()
    for page in pages:
        _add_picture(writer, page, condition)
    return _file(writer, pages)


def mixed_pdf(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """A PDF file in which some pages are text and the others pictures of what was printed."""
    from pypdf import PdfReader, PdfWriter

    made = printed(layout, paper_of(condition, seed=seed))
    pages = pages_of_print(made, layout, condition, seed=seed)
    chance = Random(f"mixed:{seed}")  # noqa: S311  reproducible, not secret
    pictures = _some_pages(pages, chance)
    writer, reader = PdfWriter(), PdfReader(io.BytesIO(made.data))
    places = dict(made.places)
    for number, page in enumerate(pages):
        if number in pictures:
            _add_picture(writer, page, condition)
            places |= {field: Place(page=number + 1, bbox=box) for field, box in page.places.items()}
        else:
            writer.add_page(reader.pages[number])
    return Drawn(data=_bytes(writer), places=places)


def _some_pages(pages: Sequence[ScannedPage], chance: Random) -> frozenset[int]:
    """The places of some of the pages, one with values among them; never all, unless there is but one."""
    everywhere = range(len(pages))
    first = chance.choice([number for number in everywhere if pages[number].places] or everywhere)
    others = [number for number in everywhere if number != first]
    left_out = chance.choice(others) if others else None
    return frozenset({first, *(number for number in others if number != left_out and chance.random() < 0.5)})


def searchable_pdf(layout: Layout, condition: ScanCondition, seed: int, *, misread: float = 0.0) -> Drawn:
    """A PDF file of pictures with their text over them, invisible; a share of the digits in it is wrong."""
    from pypdf import PdfReader, PdfWriter

    pages = scanned_pages(layout, condition, seed=seed)
    chance = Random(f"misread:{seed}")  # noqa: S311  reproducible, not secret
    read = with_tables(layout, lambda table: with_cells(table, lambda cell: _misread(cell, misread, chance)))
    texts = PdfReader(io.BytesIO(printed(read, replace(paper_of(condition, seed=seed), rules="none")).data))
    writer = PdfWriter()
    for page, text in zip(pages, texts.pages, strict=True):
        _write_over(writer, _add_picture(writer, page, condition), page, text)
    return _file(writer, pages)


def misread_pdf(layout: Layout, condition: ScanCondition, seed: int) -> Drawn:
    """The same with a text that a bad reader made."""
    return searchable_pdf(layout, condition, seed, misread=MISREAD)


def _misread(cell: TableCell, share: float, chance: Random) -> TableCell:
    if cell.label:
        return cell
    text = "".join(
        chance.choice("0123456789".replace(each, "")) if each.isdigit() and chance.random() < share else each
        for each in cell.text
    )
    return replace(cell, text=text)


def _file(writer: PdfWriter, pages: Sequence[ScannedPage]) -> Drawn:
    places = {
        field: Place(page=number, bbox=box)
        for number, page in enumerate(pages, start=1)
        for field, box in page.places.items()
    }
    return Drawn(data=_bytes(writer), places=places)


def _bytes(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _add_picture(writer: PdfWriter, page: ScannedPage, condition: ScanCondition) -> PageObject:
    """A new page that is all picture."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    width, height = page.size
    added = writer.add_blank_page(width=width, height=height)
    contents = DecodedStreamObject()
    contents.set_data(f"q {width:.4f} 0 0 {height:.4f} 0 0 cm /Scan Do Q\n".encode())
    picture = writer._add_object(_picture(page, condition))  # noqa: SLF001  pypdf has no other way
    pictures = DictionaryObject({NameObject("/Scan"): picture})
    added[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    added[NameObject("/Contents")] = writer._add_object(contents)  # noqa: SLF001
    return added


def _picture(page: ScannedPage, condition: ScanCondition) -> Any:
    """The picture as PDF stores it: JPEG, or one bit a place."""
    from pypdf.generic import NameObject, NumberObject, StreamObject

    height, width = page.image.shape[:2]
    stream = StreamObject()
    if condition.fax:
        stream._data = zlib.compress(np.packbits(page.image > 127, axis=1).tobytes(), 6)  # noqa: SLF001
    else:
        stream._data = jpeg_of(page, condition.jpeg)  # noqa: SLF001
    names = {
        "/Type": "/XObject",
        "/Subtype": "/Image",
        "/Filter": "/FlateDecode" if condition.fax else "/DCTDecode",
        "/ColorSpace": "/DeviceRGB" if page.image.ndim == 3 else "/DeviceGray",
    }
    numbers = {"/Width": width, "/Height": height, "/BitsPerComponent": 1 if condition.fax else 8}
    stream.update({NameObject(key): NameObject(value) for key, value in names.items()})
    stream.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    return stream


def _write_over(writer: PdfWriter, added: Any, page: ScannedPage, text: Any) -> None:
    """Puts the printed text where it is in the picture, in no colour at all."""
    from pypdf.generic import DecodedStreamObject, NameObject

    contents, words = added["/Contents"].get_object(), text.get_contents()
    matrix = " ".join(f"{each:.5f}" for each in _affine(page, float(text.mediabox.width), float(text.mediabox.height)))
    written = DecodedStreamObject()
    written.set_data(contents.get_data() + f"q {matrix} cm 3 Tr\n".encode() + words.get_data() + b"\nQ\n")
    added[NameObject("/Contents")] = writer._add_object(written)  # noqa: SLF001
    fonts = text["/Resources"].get_object()["/Font"].get_object().clone(writer)
    added["/Resources"][NameObject("/Font")] = fonts


def _affine(page: ScannedPage, width: float, height: float) -> Sequence[float]:
    """The PDF matrix from the printed page to the picture that is nearest to how it was seen."""
    corners = [(x, y) for y in (0.0, height) for x in (0.0, width)]
    seen = page.view.points(corners, page.dpi / 72)
    printed_at = np.array([(x, height - y, 1.0) for x, y in corners])
    seen_at = np.column_stack([seen[:, 0], page.size[1] - seen[:, 1]])
    matrix: list[float] = np.linalg.lstsq(printed_at, seen_at)[0].ravel().tolist()
    return matrix
