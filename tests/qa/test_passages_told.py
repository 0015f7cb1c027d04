"""Passages show which of their sentences bear on a question, and a language model may only take from them what stands."""

from datetime import date

import pytest
from collection import report_of

from factstore import FactStore, PassageDraft
from llm import Reply, ScriptedModel
from qa import ask
from qa.matching import matching_sentences, sentences_of

TODAY = date(2025, 6, 1)
QUESTION = "南京市教育局2023年存在的问题有哪些"
FIRST = "公开内容不够及时，全年仅更新12次。"
SECOND = "工作人员力量不足。"
TEXT = f"存在的主要问题：一是{FIRST}二是{SECOND}下一步加强培训。"
OTHER = "存在的主要问题是政策解读形式单一。"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('told') / 'nianbao.db'}") as opened:
        for body, text in (("南京市教育局", TEXT), ("南京市财政局", OTHER)):
            draft = PassageDraft(section=5, page=3, line=None, kind="narrative", text=text, tokens=40)
            opened.write(report_of(body, 2023), (draft,))
        yield opened


def told(store, *sentences, question=QUESTION):
    said = [dict(zip(("text", "passage", "quote"), each, strict=True)) for each in sentences]
    model = ScriptedModel(script=lambda _: {"sentences": said, "reason": None})
    return ask(question, store, None, today=TODAY, model=model)


def test_without_a_model_the_sentences_that_bear_on_the_question_are_marked(store):
    answer = ask("南京市教育局2023年人员力量方面的存在问题", store, None, today=TODAY)
    passage = answer.passages[0]
    assert any(SECOND in passage.text[slice(*place)] for place in passage.matches)
    assert answer.told == ()


def test_a_sentence_with_a_quote_that_stands_in_its_passage_is_the_answer_with_its_citation(store):
    answer = told(store, ("公开内容不够及时", 1, FIRST), (SECOND, 1, SECOND))
    assert [(each.text, each.quote) for each in answer.told] == [(FIRST, FIRST), (SECOND, SECOND)]
    (passage,) = answer.passages
    assert {each.citation for each in answer.told} == {passage.citation}
    assert answer.answer.startswith(f"语言模型从原文中摘出：南京市教育局2023年：“{FIRST}”[{passage.citation}]。")
    assert answer.usage["llm_calls"] == 1


def test_a_sentence_may_leave_words_of_its_quote_out(store):
    answer = told(store, ("人员力量不足", 1, SECOND))
    assert [each.text for each in answer.told] == ["人员力量不足"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("工作人员力量充足", SECOND),
        ("工作力量不足人员", SECOND),
        ("工作人员力量足", SECOND),
        ("公开内容及时，全年更新12次", FIRST),
        ("内容不够公开，及时更新12次", FIRST),
        ("南京市财政局工作人员力量不足", SECOND),
        ("Staff are plentiful", SECOND),
        (None, SECOND),
    ],
)
def test_a_sentence_in_other_words_gives_way_to_what_is_printed(store, text, quote):
    assert [each.text for each in told(store, (text, 1, quote)).told] == [quote]


@pytest.mark.parametrize(
    "lie",
    [
        ("全年仅更新120次", 1, FIRST),
        ("全年仅更新1次", 1, FIRST),
        ("全年更新一百二十次", 1, FIRST),
        (SECOND, 1, "工作人员力量充足。"),
        (SECOND, 2, SECOND),
        (SECOND, 0, SECOND),
        (SECOND, None, SECOND),
        ("不", 1, "不"),
        (SECOND, 1, None),
    ],
    ids=str,
)
def test_a_number_or_a_quote_that_is_not_there_drops_the_sentence_and_the_passages_are_the_answer(store, lie):
    answer, before = told(store, lie), ask(QUESTION, store, None, today=TODAY)
    assert answer.model_copy(update={"usage": before.usage}) == before
    assert answer.passages


@pytest.mark.parametrize("script", ["garbage", Reply(status=500), {"sentences": "x", "reason": None}], ids=str)
def test_a_model_that_fails_leaves_the_passages(store, script):
    before = ask(QUESTION, store, None, today=TODAY)
    after = ask(QUESTION, store, None, today=TODAY, model=ScriptedModel(script=lambda _: script))
    assert after.model_copy(update={"usage": before.usage}) == before


def test_the_same_quote_twice_is_said_once(store):
    assert len(told(store, (SECOND, 1, SECOND), ("人员力量不足", 1, SECOND)).told) == 1


def test_a_printed_footnote_sign_can_not_pass_for_a_citation(tmp_path):
    with FactStore.open(f"sqlite:///{tmp_path / 'nianbao.db'}") as opened:
        text = "存在的主要问题是公开不够及时[9]，有待改进。"
        draft = PassageDraft(section=5, page=3, line=None, kind="narrative", text=text, tokens=20)
        opened.write(report_of("南京市教育局", 2023), (draft,))
        answer = told(opened, (text, 1, text))
    assert "[9]" not in answer.answer
    assert "〔9〕" in answer.told[0].text


def test_sentences_are_places_of_the_text_as_it_stands():
    text = " 甲，乙。\n丙！丁"
    assert [text[slice(*place)] for place in sentences_of(text)] == ["甲，乙。", "丙！", "丁"]
    assert matching_sentences(text, "无关") == ()
    assert matching_sentences("收费公开了。人员不足。", "人员") == ((6, 11),)
