"""The faster parser of PDF content against pdfminer's own, which is the oracle."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF

from ingest.content import Parser

TOKENS = st.sampled_from(
    [
        *(b"1", b"-12", b"+3", b"0.5", b"-.25", b"4.", b"1.2.3", b"--5", b"-", b"12abc", b"007", b"1e5"),
        *(b"BT", b"ET", b"T*", b"Tj", b"'", b'"', b"re", b"f*", b"true", b"false", b"truex", b"d0", b"null", b"a-b"),
        *(b"/F1", b"/A#20B", b"/", b"/Im.1+x", b"/\xe4\xb8\xad", b"/N/M"),
        *(
            b"(plain)",
            b"(a(b)c)",
            rb"(\)\101)",
            rb"(\000A\n\)\\\(\377)",
            rb"(\53x\8)",
            rb"(\400)",
            b"(\\\r\n)",
            b"(\r\n)",
            b"()",
            b"(open",
            b")",
        ),
        *(b"<4865>", b"<486>", b"<48 65>", b"<>", b"<xy>", b"<48", b">", b"<48>>"),
        *(b"[", b"]", b"<<", b">>", b"{", b"}", b"[1 -2(x)]", b"<</A <48>/B[1]>>"),
        *(b"% comment\n", b"\0", b"\xff", b"BI /W 1 /H 1 ID abc EI", b"BI", b"ID", b"EI"),
    ]
)
GAPS = st.sampled_from([b"", b" ", b"\n", b"\r\n", b"\t ", b"\0"])
CONTENT = st.lists(st.tuples(TOKENS, GAPS)).map(lambda parts: b"".join(map(b"".join, parts)))


def objects(parser: type[PDFContentParser], streams: list[bytes]) -> list[str]:
    """What the parser finds, and which error ends it."""
    found: list[str] = []
    try:
        reader = parser([PDFStream({}, stream) for stream in streams])
        while True:
            found.append(str(_comparable(reader.nextobject())))
    except PSEOF:
        return found
    except Exception as error:  # noqa: BLE001  damaged content may end in anything, and has to end in the same
        return [*found, type(error).__name__]


def _comparable(part: Any) -> Any:
    return (part[0], part[1].rawdata) if isinstance(part[1], PDFStream) else part


@settings(max_examples=400)
@given(st.lists(CONTENT, max_size=3))
def test_tokens_and_their_places_are_those_of_pdfminer(streams: list[bytes]):
    assert objects(Parser, streams) == objects(PDFContentParser, streams)


@given(CONTENT.filter(bool), st.integers(min_value=4000, max_value=4100))
def test_tokens_at_a_buffer_s_end_are_those_of_pdfminer(content: bytes, before: int):
    stream = b" " * before + content * (200 // len(content) + 1)
    assert objects(Parser, [stream]) == objects(PDFContentParser, [stream])


def test_what_a_form_draws_is_read_and_a_form_within_itself_ends(paper, read, draw):
    sheet = paper()
    sheet.canvas.beginForm("inner")
    sheet.text("一、总体情况", 100)
    sheet.canvas.doForm("inner")
    sheet.canvas.endForm()
    sheet.canvas.doForm("inner")
    assert draw(read(sheet.text("正文。", 130).save())) == ["一、总体情况", "正文。"]
