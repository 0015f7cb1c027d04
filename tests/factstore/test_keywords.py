"""The keyword index finds words as they stand, two-character Chinese ones included."""

import pytest
from handmade_reports import a_report, some_passages
from hypothesis import given
from hypothesis import strategies as st

from factstore import Scope
from factstore.keywords import match_expression, tokens

TEXTS = (
    "本年度行政事业性收费金额为1076.1811万元。",
    "标准由财政局制定，收取费用须公示。",
    "通过微信公众号“新疆和田教育”（WeChat）发布信息280条，2024年12月。",
    "受理行政复\n议3件，行政訴訟0件",
    "全年共收到申请，其中自然人12件；无",
)


@pytest.fixture
def texts(store):
    store.write(a_report(), some_passages(*TEXTS))
    return store


def found(store, query, **limits):
    return {TEXTS[int(identifier.split(":")[1]) - 1] for identifier, _ in store.search_keywords(query, **limits)}


@pytest.mark.parametrize(
    "query",
    ["收费", "事业性收费", "财政局", "微信公众号", "wechat", "WeChat", "1076.1811", "280条", "2024年", "行政复议", "费", "元", "2024年12月",
     "行政诉讼", "訴訟", "12件", "无", "件", "收"],
)  # fmt: skip
def test_a_word_is_found_exactly_where_it_stands(texts, query):
    plain = {text: text.replace("\n", "").replace("訴訟", "诉讼").lower() for text in TEXTS}
    wanted = query.replace("訴訟", "诉讼").lower()
    assert found(texts, query) == {text for text in TEXTS if wanted in plain[text]} != set()


@pytest.mark.parametrize(
    "query", ["收用", "费收", "行政收费", "", "   ", "，。！", '"', "*", "AND", "NOT (", "^", "-", "28", "we"]
)
def test_what_does_not_stand_there_is_not_found_and_nothing_crashes(texts, query):
    assert found(texts, query) == set()


def test_signs_of_the_query_language_are_only_signs(texts):
    assert found(texts, 'NOT "收费* OR') == {TEXTS[0]}


def test_any_of_several_words_may_match_and_the_rarer_ranks_first(texts):
    assert found(texts, "收费 复议") == {TEXTS[0], TEXTS[3]}
    best = texts.search_keywords("行政 收费 事业性")[0]
    assert best[0].endswith(":1")
    assert best[1] > texts.search_keywords("行政 收费 事业性")[1][1]


def test_the_scope_and_the_limit_hold(texts):
    assert found(texts, "行政", scope=Scope(years=(1999,))) == set()
    assert len(texts.search_keywords("行政", limit=1)) == 1


def test_the_other_file_of_a_body_and_year_is_searched_only_when_it_is_named(store):
    store.write(a_report("poor", values={}), some_passages("收费"))
    store.write(a_report("rich"), some_passages("收费"))
    everything = {header.path: header.id for header in store.headers(preferred_only=False)}
    assert [name for name, _ in store.search_keywords("收费")] == [everything["rich.pdf"] + ":1"]
    named = Scope(report_ids=(everything["poor.pdf"],))
    assert [name for name, _ in store.search_keywords("收费", named)] == [everything["poor.pdf"] + ":1"]


def test_chinese_becomes_pairs_and_a_last_character():
    assert tokens("收费标准") == ["收费", "费标", "标准", "准"]
    assert tokens("ＡＢ２０２４年") == ["ab2024", "年"]


def test_a_phrase_is_quoted_and_punctuation_is_dropped():
    assert match_expression("收费 ，。 2024年 费") == '"收费" OR "2024 年" * OR "费" *'
    assert match_expression("24年") == '"24 年" *'


@given(st.text(max_size=30))
def test_no_query_is_a_syntax_error(words):
    assert match_expression(words).count('"') % 2 == 0


def test_a_lost_index_is_noticed_and_made_anew(texts, url):
    from sqlalchemy import create_engine, text

    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM keywords WHERE rowid = 1"))
    engine.dispose()
    assert texts.integrity() == ("the keyword index and the passages differ in 1 places",)
    texts.rebuild_keywords()
    assert texts.integrity() == ()
    assert found(texts, "收费") == {TEXTS[0]}
