"""A language model plans a question that rules are unsure of; the plan is offered where it keeps all that they found."""

from datetime import date

import pytest
from collection import FEES, PENALTIES, RECEIVED, report_of

from factstore import FactStore
from llm import Reply, ScriptedModel
from qa import Plan, answer_plan, ask, plan_id
from qa.proposing import Proposal

TODAY = date(2025, 6, 1)
QUESTION = "2023年南京市哪个局收费嘎嘣脆"
PLAINLY = "2023年江苏省南京市行政事业性收费最多的1个局？"
NOTHING = dict.fromkeys(Proposal.model_fields)
BEST = {**NOTHING, "kind": "rank", "measures": [FEES], "order": "descending", "limit": 1}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('proposing') / 'nianbao.db'}") as opened:
        for body, fees in (("南京市教育局", "50"), ("南京市财政局", "70"), ("遵义市教育局", "90")):
            opened.write(report_of(body, 2023, {FEES: fees, RECEIVED: "4"}), ())
        yield opened


def asked(store, said, question=QUESTION):
    model = ScriptedModel(script=lambda _: said)
    return ask(question, store, None, today=TODAY, model=model), model


def test_without_a_model_the_question_is_asked_back(store):
    answer = ask(QUESTION, store, None, today=TODAY)
    assert answer.status == "needs_clarification"
    assert answer.clarification.by_model == ()
    assert answer.permalink is None


def test_a_plan_that_keeps_all_that_was_recognised_is_offered_in_words_and_not_run_unasked(store):
    answer, model = asked(store, BEST)
    assert answer.status == "needs_clarification"
    assert (answer.value, answer.rows) == (None, ())
    assert answer.clarification.options[0] == PLAINLY
    assert answer.clarification.by_model == (PLAINLY,)
    assert "语言模型的理解" in answer.answer
    assert (answer.plan["planned_by"], answer.plan["kind"], answer.plan["limit"]) == ("model", "rank", 1)
    assert answer.plan["unplaced"] == ["嘎嘣脆"]
    assert (len(model.asked), answer.usage["llm_calls"]) == (1, 1)


def test_a_comparison_without_a_number_says_nothing(store):
    """As small models reply."""
    answer, _ = asked(store, {**BEST, "years": [2023], "statistic": "max", "condition": "gt"})
    assert answer.clarification.by_model == (PLAINLY,)


def test_whoever_asks_what_is_offered_gets_that_plan_from_the_rules(store):
    answer, _ = asked(store, BEST)
    again = ask(answer.clarification.options[0], store, None, today=TODAY)
    assert (again.status, again.rows[0].agency, again.plan["planned_by"]) == ("answered", "南京市财政局", "rules")


def test_the_plan_that_is_run_by_its_id_says_that_a_model_understood_it(store):
    offered, _ = asked(store, BEST)
    plan = Plan.model_validate({**offered.plan, "obstacle": None})
    answer = answer_plan(plan, QUESTION, store, None)
    assert (answer.status, answer.rows[0].agency) == ("answered", "南京市财政局")
    assert answer.answer.startswith(f"语言模型把问题理解为：“{PLAINLY}”。")
    assert answer.permalink == offered.permalink == plan_id(plan)
    assert plan_id(plan) != plan_id(plan.model_copy(update={"planned_by": "rules"}))


@pytest.mark.parametrize(
    "lie",
    [
        {"years": [2022]},
        {"who": ["遵义市"]},
        {"who": ["遵义市教育局"]},
        {"who": ["某某市教育局"]},
        {"measures": [RECEIVED]},
        {"measures": ["disclosure.no_such_thing"]},
        {"limit": 7},
        {"condition": "gt", "numbers": [60]},
        {"condition": "between", "numbers": [1]},
        {"kind": "trend"},
        {"kind": None},
    ],
    ids=str,
)
def test_a_plan_that_loses_changes_or_adds_something_is_not_offered(store, lie):
    answer, _ = asked(store, {**BEST, **lie})
    assert answer.clarification == ask(QUESTION, store, None, today=TODAY).clarification
    assert answer.plan["planned_by"] == "rules"


@pytest.mark.parametrize(
    ("question", "lie"),
    [
        ("2023年南京市没有收费的局有几家呀嘎嘣脆", {"kind": "aggregate", "statistic": "count", "condition": "gt", "numbers": [0]}),
        ("2023年收费超过60万元的局嘎嘣脆", {"kind": "rank", "order": "descending"}),
        ("2023年收费最高的两个局嘎嘣脆", {"kind": "rank", "order": "descending", "limit": 1}),
        ("2023年南京市哪些局的收费嘎嘣60万元", {"kind": "list", "condition": "gt", "numbers": [0]}),
        ("2023年南京市教育局收费中位数嘎嘣脆", {"kind": "lookup"}),
    ],
)  # fmt: skip
def test_a_negation_condition_limit_number_or_statistic_that_was_recognised_may_not_be_dropped(store, question, lie):
    answer, model = asked(store, {**NOTHING, **lie}, question)
    assert len(model.asked) == 1
    assert answer.clarification.by_model == ()
    assert answer.rows == ()


def test_a_body_that_no_word_names_is_not_offered_and_one_that_an_unknown_word_is_like_is(store):
    said = {**NOTHING, "kind": "rank", "order": "descending"}
    question = "2023年哪个单位收费嘎嘣脆"
    assert asked(store, {**said, "who": ["遵义市教育局"]}, question)[0].clarification.by_model == ()
    assert asked(store, said, question)[0].clarification.by_model == ("2023年行政事业性收费最多的1个单位？",)
    near = {**NOTHING, "kind": "lookup", "who": ["遵义市教育局"]}
    offer, model = asked(store, near, "2023年遵教收费多少")
    assert "遵义市教育局" in model.asked[0].user
    assert offer.clarification.by_model == ("遵义市教育局2023年行政事业性收费是多少？",)


def test_a_condition_in_words_that_nobody_knows_takes_its_number_from_the_question(store):
    said = {**NOTHING, "kind": "list", "condition": "gt", "numbers": [60]}
    answer, _ = asked(store, said, "2023年南京市哪些局的收费嘎嘣60万元")
    assert answer.clarification.by_model == ("2023年江苏省南京市哪些局的行政事业性收费超过60？",)


def test_a_measure_that_no_word_names_is_only_suggested_beside_the_refusal(store):
    question = "南京市教育局2023年嘎嘣脆了多少回"
    said = {**NOTHING, "kind": "lookup", "measures": [PENALTIES]}
    answer, model = asked(store, said, question)
    before = ask(question, store, None, today=TODAY)
    assert answer.status == before.status == "out_of_scope"
    assert answer.suggestions == ("南京市教育局2023年行政处罚决定是多少？", *before.suggestions)
    assert f"{PENALTIES} 行政处罚决定" in model.asked[0].user


def test_the_model_is_told_what_was_understood_and_what_not(store):
    _, model = asked(store, BEST)
    asked_of = model.asked[0].user
    assert "2023年江苏省南京市哪些局的行政事业性收费超过0？" in asked_of
    assert "嘎嘣脆" in asked_of
    assert QUESTION in asked_of


@pytest.mark.parametrize("question", ["2023年南京市哪个局收费最多", "今天天气怎么样", "2023年哪些局没有报告收费？"])
def test_what_is_understood_outside_or_doubtful_without_unknown_words_is_no_question_for_a_model(store, question):
    answer, model = asked(store, BEST, question)
    assert model.asked == []
    assert answer == ask(question, store, None, today=TODAY)


@pytest.mark.parametrize("script", ["garbage", Reply(status=500), {"kind": "rank"}, {**BEST, "kind": "sql"}], ids=str)
def test_a_model_that_fails_or_raves_changes_nothing(store, script):
    before = ask(QUESTION, store, None, today=TODAY)
    after, _ = asked(store, script)
    assert after.model_copy(update={"usage": before.usage}) == before


JOINT = "2023年收费超过60万元而且申请超过3件的局嘎嘣脆"
SECOND = {"measure": RECEIVED, "condition": "gt", "numbers": [3], "than": None}


@pytest.mark.parametrize("where", [None, [SECOND]])
def test_conditions_that_the_rules_found_stay_in_the_plan_that_is_offered(store, where):
    said = {**NOTHING, "kind": "list", "measures": [FEES], "condition": "gt", "numbers": [60], "where": where}
    offered = asked(store, said, JOINT)[0]
    assert offered.clarification.by_model == ("2023年哪些局的行政事业性收费超过60，而且新收政府信息公开申请超过3？",)
    assert [test["measure"] for test in offered.plan["where"]] == [RECEIVED]


@pytest.mark.parametrize(
    "lie", [{"numbers": [4]}, {"measure": PENALTIES}, {"condition": "lt"}, {"than": FEES, "numbers": None}]
)
def test_a_further_condition_of_the_model_that_the_question_does_not_have_is_refused(store, lie):
    said = {**NOTHING, "kind": "list", "measures": [FEES], "where": [{**SECOND, **lie}]}
    assert asked(store, said, JOINT)[0].clarification.by_model == ()
