"""The content of a PDF's page, interpreted by pdfminer; its tokens are told apart in one step where they are plain.

pdfminer walks through a content stream a character class at a time, which takes half of the time a page needs. What is
not plain (odd escapes, comments, the end of a buffer, damage) is left to it, so the tokens are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTPage
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import (
    ESC_STRING,
    KEYWORD_ARRAY_BEGIN,
    KEYWORD_ARRAY_END,
    KEYWORD_DICT_BEGIN,
    KEYWORD_DICT_END,
    KEYWORD_PROC_BEGIN,
    KEYWORD_PROC_END,
    KWD,
    LIT,
    PSKeyword,
)

from ingest.pdf_fonts import read_own_maps

PLAIN = re.compile(
    rb"""\s*(?:
    ([-+]?\d+) (?=[\s/\[\]<(])
    |([-+]?\d*\.\d+) (?=[\s/\[\]<(])
    |((?!(?:true|false)\b) [A-Za-z][A-Za-z0-9]*\*?) (?=[\s/\[\]<(])
    |/([A-Za-z][A-Za-z0-9_.,+-]*) (?=[\s/\[\]<(])
    |\(([^()\\]* (?:\\(?:[nrtbf()\\]|[0-3][0-7]{2}) [^()\\]*)*)\)
    |<((?:[0-9A-Fa-f]{2})*)>(?!>)
    |([\[\]])
    )""",
    re.VERBOSE,
)
ESCAPED = re.compile(rb"\\(?:\d{3}|.)", re.DOTALL)
ESCAPES = {
    **{b"\\%03o" % code: bytes((code,)) for code in range(256)},
    **{b"\\" + letter: bytes((code,)) for letter, code in ESC_STRING.items()},
}
TOKENS: tuple[Callable[[bytes], Any], ...] = (
    int,
    float,
    KWD,
    lambda name: LIT(name.decode()),
    lambda text: ESCAPED.sub(lambda escape: ESCAPES[escape[0]], text) if b"\\" in text else text,
    lambda digits: bytes.fromhex(digits.decode()),
    KWD,
)
OPENED = (4, 5, 6)  # kinds whose token begins a character before what counts
COMPOSING = frozenset(
    {
        *(KEYWORD_ARRAY_BEGIN, KEYWORD_ARRAY_END, KEYWORD_DICT_BEGIN, KEYWORD_DICT_END),
        *(KEYWORD_PROC_BEGIN, KEYWORD_PROC_END, PDFContentParser.KEYWORD_BI, PDFContentParser.KEYWORD_ID),
    }
)
WORDS = str.maketrans({"*": "_a", '"': "_w", "'": "_q"})


def layout_of(page: Any) -> LTPage:
    """What a pdfplumber page's content draws, each character by itself."""
    resources = page.pdf.rsrcmgr
    device = Device(resources, pageno=page.page_number, laparams=None)
    Interpreter(resources, device).process_page(page.page_obj)
    return device.get_result()


class Device(PDFPageAggregator):
    """pdfminer's, whose characters keep the colour they were painted in and not the last one of their page."""

    def render_char(self, *given: Any) -> float:
        advance = super().render_char(*given)
        char: Any = self.cur_item._objs[-1]  # noqa: SLF001  (what was added just now)
        char.painted = given[-1].ncolor
        return advance


class Parser(PDFContentParser):
    """pdfminer's parser, faster where tokens are plain."""

    def nexttoken(self) -> tuple[int, Any]:
        if not self._tokens and self._parse1 == self._parse_main:
            match = PLAIN.match(self.buf, self.charpos)
            if match is not None and match.lastindex:
                self.charpos = match.end()
                kind = match.lastindex
                return self.bufpos + match.start(kind) - (kind in OPENED), TOKENS[kind - 1](match[kind])
        return super().nexttoken()

    def nextobject(self) -> tuple[int, Any]:
        if self.results or self.context:
            return super().nextobject()
        position, token = self.nexttoken()
        if not isinstance(token, PSKeyword) or token not in COMPOSING:
            return position, token
        self._tokens.insert(0, (position, token))
        return super().nextobject()


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter with that parser."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.operators: dict[PSKeyword, tuple[Callable[..., None], int] | None] = {}

    def init_resources(self, resources: dict[object, object]) -> None:
        super().init_resources(resources)
        read_own_maps(self.fontmap, resources or {})

    def execute(self, streams: Sequence[object]) -> None:
        self.stream_ids.clear()
        found = [stream for stream in map(stream_value, streams) if stream.objid is not None]
        wanted = [stream for stream in found if stream.objid not in self.parent_stream_ids]  # no stream within itself
        self.stream_ids.update(stream.objid for stream in wanted if stream.objid is not None)
        for token in _objects(wanted):
            if isinstance(token, PSKeyword):
                self._operate(token)
            else:
                self.push(token)

    def _operate(self, keyword: PSKeyword) -> None:
        if keyword not in self.operators:
            self.operators[keyword] = self._operator(keyword)
        operator = self.operators[keyword]
        if operator is None:
            return
        operate, count = operator
        operands = self.pop(count) if count else []
        if len(operands) == count:
            operate(*operands)

    def _operator(self, keyword: PSKeyword) -> tuple[Callable[..., None], int] | None:
        """What does the operation, and how many operands it takes; None for an unknown one."""
        name = keyword.name.decode("utf-8", "ignore") if isinstance(keyword.name, bytes) else keyword.name
        operate = getattr(self, f"do_{name.translate(WORDS)}", None)
        return (operate, operate.__code__.co_argcount - 1) if operate else None


def _objects(streams: Sequence[PDFStream]) -> Iterator[Any]:
    try:
        parser = Parser(streams)
        while True:
            yield parser.nextobject()[1]
    except PSEOF:
        return
