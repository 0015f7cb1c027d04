"""An answer as people see it on the command line."""

from __future__ import annotations

from rich.console import Console

from service.display import LONGEST_QUOTE, show_answer, window
from service.markdown import as_markdown


def shown(**answer: object) -> str:
    out = Console(record=True, width=160, force_terminal=False)
    with out.capture() as taken:
        show_answer({"language": "en", "answer": "…", **answer}, out)
    return taken.get()


def test_a_derived_measure_has_its_name_and_its_definition() -> None:
    row = {"agency": "某局", "year": 2024, "field": "rate.disclosure", "value": 40, "unit": "%"}
    said = shown(rows=[row], definition="disclosure rate = (granted + partially granted) / concluded in total")
    assert "rate.disclosure" not in said
    assert said.count("disclosure rate") == 2


def test_a_row_of_a_group_says_which_group_it_is() -> None:
    row = {"agency": None, "group": "county", "year": 2024, "field": "disclosure.fees.amount", "value": 3}
    assert "county level bodies" in shown(rows=[row])


def test_rows_that_are_left_out_are_counted() -> None:
    row = {"agency": "某局", "year": 2024, "field": "disclosure.fees.amount", "value": 3}
    assert "the first 2 of 843 rows are shown" in shown(rows=[row, row], rows_total=843)
    assert "rows are shown" not in shown(rows=[row, row], rows_total=2)


PASSAGE = {"text": "开展了培训。\n人员力量不足[3]。\n下一步改进。", "citation": 1, "matches": [[7, 17]]}
CITATION = {"id": 1, "agency": "某局", "year": 2024, "report_id": "r", "page": 3, "line": None, "text": PASSAGE["text"]}


def test_the_sentence_that_bears_on_the_question_is_bold_on_the_command_line() -> None:
    out = Console(width=160, force_terminal=True, color_system="standard")
    with out.capture() as taken:
        show_answer({"language": "zh", "answer": "…", "passages": [PASSAGE], "citations": [CITATION]}, out)
    said = taken.get()
    assert "\x1b[1m人员力量不足[3]。\x1b[0m" in said
    assert "开展了培训。" in said


def test_a_long_passage_is_cut_around_the_sentence_that_bears_on_the_question() -> None:
    start, end = window([[900, 910]], 2000)
    assert start < 900
    assert end > 910
    assert end - start == LONGEST_QUOTE
    assert window([[0, 500]], 2000) == (0, 500)
    assert window([[3, 5]], 20) == (0, 20)


def test_the_sentence_that_bears_on_the_question_is_bold_in_markdown_and_its_footnote_sign_is_no_mark() -> None:
    said = as_markdown({"language": "zh", "answer": "…", "passages": [PASSAGE], "citations": [CITATION]})
    assert "> 开展了培训。 **人员力量不足〔3〕。** 下一步改进。 [1]" in said.text
    assert [mark.citation["id"] for mark in said.marks] == [1]
