"""Tables that fell apart, every cell a paragraph of a web page or a Word file, or a line of a PDF."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document as WordFile

from canonical.report import Fact
from extraction import extract
from ingest import load_bytes
from tests.extraction.documents import TABLE_2, TABLE_4, table_3, whole
from tests.ingest.conftest import Paper

ROWS = {"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"}
TEXT = whole(table_3(ROWS), disclosure=TABLE_2, review=TABLE_4)
CELLS = [cell for line in TEXT.split("\n") for cell in line.split("\t") if cell]


def web_page(cells: list[str]) -> bytes:
    return f"<html><body>{''.join(f'<p>{cell}</p>' for cell in cells)}</body></html>".encode()


def word_file(cells: list[str]) -> bytes:
    file = WordFile()
    for cell in cells:
        file.add_paragraph(cell)
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def pdf(cells: list[str]) -> bytes:
    sheet = Paper()
    for place, cell in enumerate(cells):
        sheet.text(cell, 60 + place % 40 * 18)
        if place % 40 == 39:
            sheet.page()
    return bytes(sheet.save())


def facts_of(data: bytes) -> dict[str, Fact]:
    return dict(extract(load_bytes(data, path="report")).facts)


@pytest.mark.parametrize("made", [web_page, word_file, pdf])
def test_cells_that_became_paragraphs_are_a_table_again(made: Callable[[list[str]], bytes]) -> None:
    """No value was read at all: each stood in a paragraph of its own."""
    printed, found = facts_of(TEXT.encode()), facts_of(made(CELLS))
    assert {field: (fact.value, fact.status) for field, fact in found.items()} == {
        field: (fact.value, fact.status) for field, fact in printed.items()
    }
    assert found["requests.received.total"].value == 15


@pytest.mark.parametrize("made", [web_page, word_file, pdf])
@pytest.mark.parametrize("sides", ["| {} |", "{}"], ids=["between pipes", "parted by pipes"])
def test_markdown_that_was_pasted_into_paragraphs_is_a_table_again(
    made: Callable[[list[str]], bytes], sides: str
) -> None:
    """Only a few of the numbers were read, and flagged."""
    lines = [sides.format(line.replace("\t", " | ")) if "\t" in line else line for line in TEXT.split("\n")]
    printed, found = facts_of(TEXT.encode()), facts_of(made([line for line in lines if line]))
    assert {field: (fact.value, fact.flags) for field, fact in found.items()} == {
        field: (fact.value, fact.flags) for field, fact in printed.items()
    }


def test_a_value_of_a_pdf_is_where_its_line_is() -> None:
    evidence = facts_of(pdf(CELLS))["requests.received.total"].evidence
    assert evidence is not None
    place = CELLS.index("15")
    assert (evidence.page, evidence.bbox and round(evidence.bbox[1]) // 18) == (
        place // 40 + 1,
        (60 + place % 40 * 18) // 18,
    )


def test_a_few_numbers_among_paragraphs_stay_paragraphs() -> None:
    document = load_bytes(web_page(["一、总体情况", "2023", "12", "正文。"]), path="report")
    assert [getattr(block, "text", None) for block in document.blocks()] == ["一、总体情况", "2023", "12", "正文。"]
