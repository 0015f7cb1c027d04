"""Questions in Chinese and English, and the plans they become."""

import pytest
from pydantic import ValidationError
from shorthand import shorthand

from qa.entities import directory_of
from qa.plan import Condition, Plan
from qa.planner import plan

PLANS = [
    ("which bureaus reported fee income in 2024", "list | fees.amount | gt 0 | years=2024 | kinds=bureau"),
    ("Which bodies reported fee income in 2024?", "list | fees.amount | gt 0 | years=2024"),
    ("2024年哪些单位有行政事业性收费", "list | fees.amount | gt 0 | years=2024"),
    ("2024年度哪些机关有收费收入", "list | fees.amount | gt 0 | years=2024"),
    ("哪些局2024年有收费", "list | fees.amount | gt 0 | years=2024 | kinds=bureau"),
    ("which bureaus reported fee income in 2019", "list | fees.amount | gt 0 | years=2019 | kinds=bureau"),
    ("哪些局2019年有收费", "list | fees.amount | gt 0 | years=2019 | kinds=bureau"),
    ("请问二〇二四年哪些单位有收费", "list | fees.amount | gt 0 | years=2024"),
    ("24年哪些单位有收费", "list | fees.amount | gt 0 | years=2024"),
    ("2024年哪些教育局有收费", "list | fees.amount | gt 0 | years=2024 | departments=education | kinds=bureau"),
    (
        "which education bureaus reported fees in 2024",
        "list | fees.amount | gt 0 | years=2024 | departments=education | kinds=bureau",
    ),
    ("which hospitals reported fee income", "list | fees.amount | gt 0 | departments=hospital"),
    ("哪些医院有收费", "list | fees.amount | gt 0 | departments=hospital"),
    (
        "which small bureaus reported fee income in 2024",
        "list | fees.amount | gt 0 | years=2024 | kinds=bureau | !unsure_question | ?small",
    ),
    ("county-level bodies with fee income in 2024", "list | fees.amount | gt 0 | years=2024 | levels=county"),
    ("江苏哪些单位有收费", "list | fees.amount | gt 0 | regions=320000"),
    ("贵州省2024年哪些单位有收费", "list | fees.amount | gt 0 | years=2024 | regions=520000"),
    ("2024年哪些单位没有收费", "list | fees.amount | eq 0 | years=2024"),
    ("which bodies received no requests in 2024", "list | r.received.total | eq 0 | years=2024"),
    ("list bodies with zero fee income in 2021", "list | fees.amount | eq 0 | years=2021"),
    ("which agencies did not report fee income in 2024", "list | fees.amount | gt 0 | years=2024 | !unsure_question"),
    ("2021年哪些单位行政许可空白", "list | licensing.decisions | no_value | years=2021"),
    ("哪些单位2021年以来收费超过100万元", "list | fees.amount | gt 100 | years=2021,2022,2023,2024,2025,2026"),
    ("哪些单位2024年收费超过1亿元", "list | fees.amount | gt 10000 | years=2024"),
    ("which bodies reported fees above 10 million yuan in 2024", "list | fees.amount | gt 1000 | years=2024"),
    ("2024年收费在100万元到2000万元之间的单位有哪些", "list | fees.amount | between 100 2000 | years=2024"),
    ("哪些单位2024年新收申请超过2024件", "list | r.received.total | gt 2024 | years=2024"),
    (
        "since 2023 which agencies received more than 50 requests",
        "list | r.received.total | gt 50 | years=2023,2024,2025,2026",
    ),
    ("2021年各单位收费", "list | fees.amount | ge 0 | years=2021"),
    (
        "尖扎县教育局2021年规范性文件现行有效多少件",
        "lookup | normative_documents.in_force | years=2021 | agencies=632322:教育局",
    ),
    ("尖扎教育局2021年度规章废止多少件", "lookup | rules.repealed | years=2021 | agencies=632322:教育局"),
    (
        "青海省尖扎县教育局2021年规范性文件制发多少件",
        "lookup | normative_documents.issued | years=2021 | agencies=632322:教育局",
    ),
    (
        "尖扎县教育局规范性文件多少件",
        "lookup | normative_documents.made+normative_documents.disclosed+normative_documents.disclosed_total+normative_documents.issued+normative_documents.repealed+normative_documents.in_force | agencies=632322:教育局 | latest",
    ),
    ("尖扎县教育局历年规范性文件现行有效件数", "lookup | normative_documents.in_force | agencies=632322:教育局"),
    ("尖扎县教育局2021年有没有收费", "lookup | fees.amount | years=2021 | agencies=632322:教育局"),
    (
        "How many licensing decisions did 和田地区教育局 make in 2024",
        "lookup | licensing.decisions | years=2024 | agencies=653200:教育局",
    ),
    (
        "How many licensing decisions did Hotan Education Bureau make in 2024",
        "lookup | licensing.decisions | years=2024 | agencies=653200:教育局 | ~和田地区教育局",
    ),
    (
        "How many licensing decisions did Foo Education Bureau make in 2024",
        "lookup | licensing.decisions | years=2024 | !unsure_body",
    ),
    ("和田地区教育局行政许可多少件", "lookup | licensing.decisions | agencies=653200:教育局 | latest"),
    ("和田地区教育局2023和2024年收费", "lookup | fees.amount | years=2023,2024 | agencies=653200:教育局"),
    ("和田地区教育局2024年disclosure.fees.amount是多少", "lookup | fees.amount | years=2024 | agencies=653200:教育局"),
    (
        "淮安市洪泽区2024年收到多少件政府信息公开申请",
        "lookup | r.received.total | years=2024 | agencies=320813:人民政府 | ~淮安市洪泽区人民政府",
    ),
    ("洪泽区政府2024年收到多少件政府信息公开申请", "lookup | r.received.total | years=2024 | agencies=320813:人民政府"),
    (
        "2024 fee income of Hongze District",
        "lookup | fees.amount | years=2024 | agencies=320813:人民政府 | ~淮安市洪泽区人民政府",
    ),
    (
        "洪泽区人民政府2024年自然人申请多少件",
        "lookup | r.received.natural_person | years=2024 | agencies=320813:人民政府",
    ),
    (
        "how many requests did 洪泽区人民政府 receive from companies in 2024",
        "lookup | r.received.company | years=2024 | agencies=320813:人民政府",
    ),
    (
        "洪泽区人民政府2024年不予公开多少件",
        "lookup | r.refused.total (sum of 8) | years=2024 | agencies=320813:人民政府",
    ),
    (
        "洪泽区人民政府2024年不予以公开的有几件",
        "lookup | r.refused.total (sum of 8) | years=2024 | agencies=320813:人民政府",
    ),
    ("洪泽区人民政府2024年予以公开多少件", "lookup | r.granted.total | years=2024 | agencies=320813:人民政府"),
    (
        "洪泽区人民政府2024年部分公开多少件",
        "lookup | r.partially_granted.total | years=2024 | agencies=320813:人民政府",
    ),
    (
        "洪泽区人民政府2024年结转下年度继续办理多少件",
        "lookup | r.carried_forward.total | years=2024 | agencies=320813:人民政府",
    ),
    ("洪泽区人民政府2024年上年结转多少件", "lookup | r.carried_over.total | years=2024 | agencies=320813:人民政府"),
    ("沭阳发改局2023年行政复议多少件", "lookup | review.total | years=2023 | agencies=321322:发展和改革局"),
    (
        "沭阳县发展和改革局2023年行政诉讼多少件",
        "lookup | lit.total (sum of 2) | years=2023 | agencies=321322:发展和改革局",
    ),
    (
        "沭阳县发展和改革局2023年复议后起诉总计",
        "lookup | lit.after_review.total | years=2023 | agencies=321322:发展和改革局",
    ),
    (
        "和田地区教育局2024年行政许可和行政处罚分别多少",
        "lookup | licensing.decisions+penalties.decisions | years=2024 | agencies=653200:教育局",
    ),
    (
        "结轉下年度繼續辦理 2024年 洪泽区人民政府",
        "lookup | r.carried_forward.total | years=2024 | agencies=320813:人民政府",
    ),
    ("第十一师2021年收费多少", "lookup | fees.amount | years=2021 | !unsure_body"),
    ("第十一师本级2021年收费多少", "lookup | fees.amount | years=2021 | agencies=661100:"),
    ("第十一师教育局2021年收费", "lookup | fees.amount | years=2021 | agencies=661100:教育局"),
    ("教育局2021年规范性文件现行有效多少件", "lookup | normative_documents.in_force | years=2021 | !unsure_body"),
    ("拉萨市教育局2024年行政许可多少件", "lookup | licensing.decisions | years=2024 | !unknown_body"),
    ("某某公安局2024年行政处罚多少", "lookup | penalties.decisions | years=2024 | !unknown_body"),
    ("第五师2024年收到多少", "lookup | years=2024 | !unknown_body"),
    ("尖扎县教育基金会2021年收费多少", "lookup | fees.amount | years=2021 | !unknown_body"),
    ("2024年一共收了多少行政事业性收费", "aggregate | sum | fees.amount | years=2024"),
    ("2024年收到多少件申请", "aggregate | sum | r.received.total | years=2024"),
    ("how many requests were refused in 2024", "aggregate | sum | r.refused.total (sum of 8) | years=2024"),
    ("江苏省2024年一共收了多少行政事业性收费", "aggregate | sum | fees.amount | years=2024 | regions=320000"),
    ("2024年平均每个单位收到多少件申请", "aggregate | average | r.received.total | years=2024"),
    ("median number of requests received in 2024", "aggregate | median | r.received.total | years=2024"),
    ("2024年收费最高是多少", "aggregate | max | fees.amount | years=2024"),
    ("近三年收到的申请总数", "aggregate | sum | r.received.total | years=2023,2024,2025"),
    ("2024年多少个单位有收费", "aggregate | count | fees.amount | gt 0 | years=2024"),
    (
        "How many bureaus reported fee income in 2024?",
        "aggregate | count | fees.amount | gt 0 | years=2024 | kinds=bureau",
    ),
    ("2024年行政许可最多的三个单位", "rank | licensing.decisions | descending 3 | years=2024"),
    ("top 3 agencies by licensing decisions in 2024", "rank | licensing.decisions | descending 3 | years=2024"),
    ("2024年新收申请最多的前5名单位", "rank | r.received.total | descending 5 | years=2024"),
    ("2024年行政处罚最少的单位", "rank | penalties.decisions | ascending 1 | years=2024"),
    (
        "which three bureaus made the most licensing decisions in 2024",
        "rank | licensing.decisions | descending 3 | years=2024 | kinds=bureau",
    ),
    ("2024年罚款次数最多的单位", "rank | penalties.decisions | descending 1 | years=2024"),
    ("存在哪些问题", "passages | section=5"),
    ("what problems did 尖扎县教育局 report", "passages | agencies=632322:教育局 | section=5"),
    ("和田地区教育局如何培训", "passages | agencies=653200:教育局"),
    ("2024年存在的问题有哪些", "passages | years=2024 | section=5"),
    ("明天天气怎么样", "list | ge 0 | !outside | ?明天天气"),
    ("what is the population of Beijing", "lookup | latest | !outside | ?population"),
    ("why is the sky blue", "list | ge 0 | !outside | ?sky | ?blue"),
    ("2024年公开了多少", "aggregate | sum | years=2024 | !outside | ?公开"),
    ("和田地区教育局2024年罚款多少万元", "lookup | years=2024 | agencies=653200:教育局 | !not_in_reports | ?罚款"),
    (
        "How much did 和田地区教育局 collect in fines in 2024",
        "lookup | years=2024 | agencies=653200:教育局 | !not_in_reports | ?fines",
    ),
    (
        "和田地区教育局2024年行政处罚罚款多少",
        "lookup | penalties.decisions | years=2024 | agencies=653200:教育局 | !not_in_reports | ?罚款",
    ),
    ("2024年财政预算是多少", "lookup | years=2024 | agencies=320813:财政局 | !not_in_reports | ~洪泽区财政局 | ?预算"),
    ("2024年收费同比增长多少", "lookup | fees.amount | years=2023,2024"),
    (
        "除了洪泽区，2024年哪些单位有收费",
        "list | fees.amount | gt 0 | years=2024 | not regions=320813",
    ),
    (
        "哪些单位有规范性文件",
        "list | normative_documents.made+normative_documents.disclosed+normative_documents.disclosed_total+normative_documents.issued+normative_documents.repealed+normative_documents.in_force | gt 0 | !unsure_field",
    ),
    ("2021年现行有效多少件", "aggregate | sum | years=2021 | !unsure_field"),
    ("2019年政府采购金额一共多少", "aggregate | sum | procurement.amount | years=2019 | !no_unit"),
    ("去年哪些单位有收费", "list | fees.amount | gt 0 | years=2025"),
    ("which bureaus reported fee income last year", "list | fees.amount | gt 0 | years=2025 | kinds=bureau"),
    ("12024年收费", "list | fees.amount | ge 0 | !unsure_question | ?12024"),
    ("2024年有收费的单位", "list | fees.amount | gt 0 | years=2024"),
    ("2024年各局收费", "list | fees.amount | ge 0 | years=2024 | kinds=bureau"),
    ("第十一师2021年有没有行政许可", "lookup | licensing.decisions | years=2021 | !unsure_body"),
]


@pytest.mark.parametrize(("question", "expected"), PLANS)
def test_a_question_becomes_this_plan(question, expected, directory, today):
    assert shorthand(plan(question, directory, today)) == expected


@pytest.mark.parametrize(("question", "expected"), PLANS)
def test_a_plan_survives_being_written_as_json(question, expected, directory, today):
    made = plan(question, directory, today)
    assert Plan.model_validate_json(made.model_dump_json()) == made


def test_two_words_that_were_not_understood_are_too_many_to_guess(directory, today):
    unsure = plan("which tiny rural bureaus reported fee income in 2024", directory, today)
    assert unsure.unplaced == ("tiny", "rural")
    assert unsure.obstacle is not None
    assert unsure.obstacle.options == ("Which bureaus reported fee income more than 0 in 2024?",)


def test_one_word_that_was_not_understood_is_enough_to_ask_back(directory, today):
    sure = plan("which bureaus reported fee income in 2024", directory, today)
    less = plan("which small bureaus reported fee income in 2024", directory, today)
    assert less.confidence < sure.confidence == 1.0
    assert less.obstacle is not None
    assert less.obstacle.options == ("Which bureaus reported fee income more than 0 in 2024?",)


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "lookup", "measures": ["no.such.field"]},
        {"kind": "lookup"},
        {"kind": "list", "measures": ["review.total"]},
        {"kind": "aggregate", "measures": ["review.total"]},
        {"kind": "rank", "measures": ["review.total"]},
        {"kind": "passages"},
        {"kind": "lookup", "measures": ["review.total"], "sql": "drop table"},
    ],
)
def test_a_plan_that_is_not_whole_is_refused(broken):
    with pytest.raises(ValidationError):
        Plan.model_validate({"language": "en", **broken})


def test_a_condition_has_as_many_values_as_its_operator_takes():
    with pytest.raises(ValidationError):
        Condition.model_validate({"op": "between", "values": [1]})


@pytest.mark.parametrize("name", ["第十一师2021年收费多少", "教育局2021年收费多少"])
def test_every_option_of_a_clarification_can_be_asked(name, directory, today):
    obstacle = plan(name, directory, today).obstacle
    assert obstacle is not None
    for option in obstacle.options:
        again = plan(f"{option}2021年收费多少", directory, today)
        assert again.obstacle is None
        assert len(again.scope.agencies or ()) == 1


@pytest.mark.parametrize(
    "question",
    [
        "哪些单位有规范性文件",
        "which bodies reported normative documents in 2021",
        "2021年现行有效多少件",
        "2024年多少个局有规范性文件",
    ],
)
def test_every_figure_offered_in_place_of_several_can_be_asked(question, directory, today):
    obstacle = plan(question, directory, today).obstacle
    assert obstacle is not None
    for option in obstacle.options:
        again = plan(option, directory, today)
        assert again.obstacle is None, option
        assert len(again.fields) == 1, option
        assert not again.unplaced, option


def test_without_any_reports_a_question_is_still_understood(today):
    made = plan("尖扎县教育局2021年收费多少", directory_of(()), today)
    assert made.obstacle is not None
    assert made.obstacle.kind == "unknown_body"


def test_a_name_that_several_bodies_bear_is_asked_back(today):
    from collection import report_of

    from factstore import FactStore

    with FactStore.open("sqlite://") as store:
        for agency in ("江苏省南京市鼓楼区教育局", "福建省福州市鼓楼区教育局"):
            store.write(report_of(agency, 2024))
        held = directory_of(store.headers())
    obstacle = plan("鼓楼区教育局2024年收费多少", held, today).obstacle
    assert obstacle is not None
    assert obstacle.words == "鼓楼区教育局"
    assert obstacle.options == ("江苏省南京市鼓楼区教育局", "福建省福州市鼓楼区教育局")
    named = plan("福州市鼓楼区教育局2024年收费多少", held, today)
    assert named.obstacle is None
    assert len(named.scope.agencies or ()) == 1


@pytest.mark.parametrize("place", ["洪泽区", "淮安市洪泽区", "江苏省淮安市洪泽区"])
def test_a_place_within_another_is_a_place_and_not_its_government(place, directory, today):
    made = plan(f"2024年{place}哪些单位收到的申请超过1件", directory, today)
    assert made.obstacle is None
    assert made.scope.regions == ("320813",)
    assert made.scope.agencies is None
