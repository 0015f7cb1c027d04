"""A language model says questions in other words; they are offered where nothing of the question gets lost."""

from datetime import date

import pytest
from collection import FEES, RECEIVED, report_of

from factstore import FactStore
from llm import Reply, ScriptedModel
from qa import ask

QUESTION = "2023年南京市哪个局收费拔得头筹"
GOOD = "2023年南京市哪个局收费最多"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('rewording') / 'nianbao.db'}") as opened:
        for body, fees in (("南京市教育局", "50"), ("南京市财政局", "70"), ("遵义市教育局", "90")):
            opened.write(report_of(body, 2023, {FEES: fees, RECEIVED: "4"}), ())
        yield opened


def offered(store, *said, question=QUESTION):
    model = ScriptedModel(script=lambda _: {"questions": list(said), "reason": None})
    answer = ask(question, store, None, today=date(2025, 6, 1), model=model)
    return answer, model


def test_without_a_model_the_question_is_asked_back(store):
    assert ask(QUESTION, store, None, today=date(2025, 6, 1)).status == "needs_clarification"


def test_a_wording_that_the_rules_understand_is_offered_and_not_answered_unasked(store):
    answer, model = offered(store, GOOD)
    assert answer.status == "needs_clarification"
    assert answer.value is None
    assert answer.rows == ()
    assert GOOD in answer.clarification.options
    assert ask(GOOD, store, None, today=date(2025, 6, 1)).rows[0].agency == "南京市财政局"
    assert len(model.asked) == 1
    assert answer.usage["llm_calls"] == 1
    assert answer.usage["prompt_tokens"] > 0


@pytest.mark.parametrize(
    "lie",
    [
        "哪个局收费最多",  # the year and the place are gone
        "2022年南京市哪个局收费最多",  # another year
        "2023年遵义市哪个局收费最多",  # another place
        "2023年南京市哪些局收费超过60万元",  # a number of its own
        "今天天气如何",
        "",
        "收" * 1000,
    ],
)
def test_a_wording_that_loses_or_adds_something_is_not_offered(store, lie):
    assert offered(store, lie)[0].clarification == ask(QUESTION, store, None, today=date(2025, 6, 1)).clarification


def test_what_is_understood_is_answered_without_asking_the_model(store):
    answer, model = offered(store, "2023年哪个局收到申请最多", question=GOOD)
    assert (answer.status, answer.rows[0].agency) == ("answered", "南京市财政局")
    assert model.asked == []


def test_a_model_that_fails_or_raves_changes_nothing(store):
    before = ask(QUESTION, store, None, today=date(2025, 6, 1))
    for script in (lambda _: "garbage", lambda _: Reply(status=500), lambda _: {"questions": "x"}):
        after = ask(QUESTION, store, None, today=date(2025, 6, 1), model=ScriptedModel(script=script))
        assert after.model_copy(update={"usage": before.usage}) == before
