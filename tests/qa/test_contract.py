"""The JSON contract of answers, for every question of the table of plans and for any text at all."""

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_planner import PLANS

from canonical.fields import FIELDS
from qa.answer import Answer

CONTRACT = {
    "question", "language", "status", "answer", "value", "unit", "rows", "coverage", "citations", "passages",
    "clarification", "definition", "chart", "plan", "usage",
}  # fmt: skip
ROW = {"agency", "region", "year", "field", "value", "unit", "citation"}
COVERAGE = {"reports", "with_value", "without_value", "flagged", "failed_checks", "complete"}
CITATION = {"id", "report_id", "agency", "year", "field", "page", "bbox", "line", "text"}
STATUSES = {"answered", "no_match", "no_report", "not_in_form", "no_value", "out_of_scope", "needs_clarification"}


@pytest.mark.parametrize("question", [question for question, _ in PLANS])
def test_an_answer_has_every_key_of_the_contract(question, asked):
    answer = json.loads(asked(question).model_dump_json())
    assert set(answer) >= CONTRACT
    assert answer["status"] in STATUSES
    assert answer["answer"]
    assert set(answer["coverage"]) >= COVERAGE
    assert all(set(row) >= ROW for row in answer["rows"])
    assert all(set(citation) >= CITATION for citation in answer["citations"])
    assert [citation["id"] for citation in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))
    assert (answer["clarification"] is None) == (answer["status"] != "needs_clarification")
    assert Answer.model_validate(answer).answer == answer["answer"]


@pytest.mark.parametrize("question", [question for question, _ in PLANS])
def test_every_number_in_an_answer_stands_in_its_result(question, asked):
    numbers_are_in_the_result(asked(question))


@pytest.mark.parametrize("question", [question for question, _ in PLANS])
def test_the_answer_is_in_the_language_of_the_question(question, asked):
    answer = asked(question)
    is_english = len(re.findall(r"[a-z]{2,}", re.sub(r"\S*\.\S*\.\S*", "", question.lower()))) > 1
    assert answer.language == ("en" if is_english else "zh")
    assert bool(re.search("[。？：]", answer.answer)) == (not is_english) or answer.passages


def numbers_are_in_the_result(answer):
    """Every run of digits in the sentence is a number of the result, or a part of a name or a passage in it."""
    result = answer.model_dump(mode="json", exclude={"answer", "question"})
    known = set(re.findall(r"\d+(?:\.\d+)?", json.dumps(result, ensure_ascii=False)))
    said = set(re.findall(r"\d+(?:\.\d+)?", answer.answer))
    assert {format(Decimal(number).normalize(), "f") for number in said} <= {
        format(Decimal(number).normalize(), "f") for number in known
    }


PIECES = st.sampled_from(
    [
        *(question for question, _ in PLANS),
        *(field.zh for field in FIELDS.values()),
        "2024年",
        "哪些单位",
        "超过",
        "5",
        "最多",
        "没有",
        "尖扎县",
        "，",
        " ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=6).map("".join)))
def test_no_question_breaks_anything_and_no_answer_invents_a_number(asked, question):
    answer = asked(question)
    assert answer.answer
    numbers_are_in_the_result(answer)
