"""Reports of autonomous regions, whose labels stand there twice: in Chinese and in another script."""

from __future__ import annotations

import re

import pytest

from tests.extraction.documents import report_of, table_3, whole

TEXT = whole(table_3({"received": "12 3 0 0 0 0 15", "granted": "12 3 0 0 0 0 15", "concluded": "12 3 0 0 0 0 15"}))
CELL = re.compile(r"[^\t\n]*[㐀-鿿][^\t\n]*")
LABELS = TEXT[TEXT.index("二、") : TEXT.index("五、")]


@pytest.mark.parametrize("words", ["ᠤᠯᠤᠰ ᠤᠨ ᠵᠠᠰᠠᠭ", "ھۆكۈمەت ئۇچۇرى", "སྲིད་གཞུང་ཆ་འཕྲིན", "Government Information"])
@pytest.mark.parametrize("way", ["{0} {1}", "{1} {0}"])
def test_labels_and_headings_with_their_words_in_another_script_are_read(words: str, way: str) -> None:
    """A whole table 2 was missing without a word: its heading was none with Tibetan behind it."""
    plain = report_of(TEXT).facts
    twice = CELL.sub(lambda cell: way.format(cell[0], words), LABELS) if way[1] == "0" else _behind_numbers(words)
    facts = report_of(TEXT.replace(LABELS, twice)).facts
    assert {field: fact.value for field, fact in facts.items()} == {field: fact.value for field, fact in plain.items()}
    assert not any(fact.flags for fact in facts.values())


def _behind_numbers(words: str) -> str:
    """The other script's words first, but behind the numbers of headings and rows."""
    number = re.compile(r"^((?:[一二三四]、|（[一二三四五六七]）|\d\.)?)(.*)$", re.DOTALL)
    return CELL.sub(lambda cell: number.sub(rf"\g<1>{words} \g<2>", cell[0]), LABELS)
