"""Twenty documents a format, opened by readers that share no code with ours: every printed number of the gold is there.

Where in the document it stands is looked at by `test_render_*`, on fewer of them.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator

import docx as python_docx
import lxml.html
import pypdfium2
import pytest

from eval.generate import make_report, wide_order
from eval.generate.render import FORMATS, render

DOCUMENTS = range(1000, 1020)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOT_READ = {f"{W}del", f"{W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
IN_UTF_8 = {"html", "html-editor"}
HIDDEN = "//*[contains(translate(@style, ' ', ''), 'display:none')] | //script | //style"
INVISIBLE = re.compile("[\u200b\u200d\ufeff\u00a0\u3000]+")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def of_word(data: bytes, _name: str) -> str:
    return "".join(_texts(python_docx.Document(io.BytesIO(data)).element.body))


def _texts(node) -> Iterator[str]:
    for child in node:
        deleted = child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}del") is not None
        if child.tag in NOT_READ or deleted:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        else:
            yield from _texts(child)
            yield "\n" if child.tag == f"{W}tc" else ""


def of_page(data: bytes, name: str) -> str:
    page = lxml.html.document_fromstring(data.decode("utf-8" if name in IN_UTF_8 else "gb18030"))
    for node in page.xpath(HIDDEN):
        node.drop_tree()
    for cell in page.iter("td", "th"):
        cell.tail = "\n"
    return page.text_content()


def of_pdf(data: bytes, _name: str) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def of_text(data: bytes, name: str) -> str:
    text = re.sub(r'\w+="\d+"', "", data.decode())  # spans of tables in Markdown
    return text.replace("0000000", "\n0" * 7) if name == "text-fused" else text


READERS = {".docx": of_word, ".html": of_page, ".pdf": of_pdf, ".md": of_text, ".txt": of_text}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_another_reader_finds_every_printed_number_of_twenty_documents(name):
    numbers = 0
    for seed in DOCUMENTS:
        made = make_report(wide_order(seed, blanks=FORMATS[name].keeps_blanks))
        text = READERS[FORMATS[name].suffix](render(made.layout, name, seed=seed), name)
        printed = Counter(fact.raw for fact in made.gold.facts.values() if fact.status == "reported")
        assert printed - Counter(NUMBER.findall(INVISIBLE.sub("", text))) == Counter(), seed
        numbers += printed.total()
    assert numbers > 150 * len(DOCUMENTS)
