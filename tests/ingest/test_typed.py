"""Numbers typed on the page of a PDF that was made before: text boxes of a viewer and fields of a form."""

from __future__ import annotations

import io

import pytest

EDGES = (80, 180, 260)


def with_note(data: bytes, kind: str, flags: int = 4) -> bytes:
    """The page with a text box of that kind in its second cell."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import (
        ArrayObject,
        DictionaryObject,
        FloatObject,
        NameObject,
        NumberObject,
        TextStringObject,
    )

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    texts = {"FreeText": {"/Contents": "345"}, "Widget": {"/V": "345"}, "Text": {"/Contents": "345"}}[kind]
    note = DictionaryObject({NameObject(key): TextStringObject(text) for key, text in texts.items()})
    note[NameObject("/Type")] = NameObject("/Annot")
    note[NameObject("/Subtype")] = NameObject(f"/{kind}")
    note[NameObject("/FT")] = NameObject("/Tx")
    note[NameObject("/F")] = NumberObject(flags)
    note[NameObject("/Rect")] = ArrayObject([FloatObject(place) for place in (184, 842 - 158, 230, 842 - 142)])
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note, DictionaryObject()])
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def printed(paper) -> bytes:
    return paper().table([["行政许可", ""], ["行政处罚", "6"]], 140, EDGES).save()


@pytest.mark.parametrize("kind", ["FreeText", "Widget"])
def test_a_number_typed_into_a_cell_is_read(read, grids, printed, kind):
    """The cell was blank."""
    (grid,) = grids(read(with_note(printed, kind)))
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["行政许可", "345"], ["行政处罚", "6"]]


@pytest.mark.parametrize(("kind", "flags"), [("Text", 4), ("FreeText", 2), ("Widget", 32)])
def test_comments_and_hidden_text_boxes_are_no_part_of_the_page(read, grids, printed, kind, flags):
    (grid,) = grids(read(with_note(printed, kind, flags)))
    assert [cell.text for cell in grid.rows[0].cells] == ["行政许可", ""]
