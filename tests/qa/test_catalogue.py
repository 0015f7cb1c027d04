"""The catalogue says of every scope the same as the store, and forgets what has changed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest

from eval.generate.collection import collection
from eval.suites.questions_store import as_read
from factstore import Correction, FactStore, Scope
from qa import Page, Plan, answer_plan, ask
from qa.catalogue import catalogue_of

TODAY = date(2025, 6, 1)
PARTS = {
    "years": (2019, 2021, 2024, None),
    "agency_keys": ("630000:人民政府", "nobody"),
    "region_codes": ("630000", "630200", "630222", "990000"),
    "departments": ("education", "finance"),
    "kinds": ("government", "bureau"),
    "levels": ("county", "province"),
    "templates": ("2019", "2021"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with FactStore.open(f"sqlite:///{tmp_path_factory.mktemp('catalogue') / 'nianbao.db'}") as opened:
        opened.load([(as_read(each), ())] for each in collection(3, bodies=16))
        yield opened


def any_scope(chance: Random) -> Scope:
    def some(values):
        return tuple(chance.sample([value for value in values if value is not None], chance.randint(0, 2)))

    parts = {name: some(values) for name, values in PARTS.items() if chance.random() < 0.3}
    return Scope(**parts)


def test_a_scope_has_the_same_reports_in_memory_as_in_sql(store):
    chance = Random(1)
    sizes = set()
    for _ in range(150):
        scope = any_scope(chance)
        if chance.random() < 0.4:
            scope = replace(scope, excluded=(any_scope(chance),))
        in_sql = {header.id for header in store.headers(scope)}
        in_memory = catalogue_of(store).within(scope)
        assert {header.id for header in in_memory} == in_sql
        sizes.add(len(in_sql))
    assert len(sizes) > 5


def test_a_correction_is_in_the_next_answer_though_figures_are_kept(tmp_path):
    with FactStore.open(f"sqlite:///{tmp_path / 'nianbao.db'}") as store:
        store.load([(as_read(each), ())] for each in collection(3, bodies=16))
        question = "收到的申请最多的一个单位"
        before = ask(question, store, None, today=TODAY)
        assert len(catalogue_of(store).columns) == 1
        said = Correction(
            field="requests.received.total",
            value=Decimal(987654),
            status="reported",
            made_at=datetime(2025, 1, 1, tzinfo=UTC),
        )
        store.correct(store.headers()[0].id, said)
        after = ask(question, store, None, today=TODAY)
    assert before.rows[0].value < 987654
    assert after.rows[0].value == 987654


def test_a_question_of_one_year_reads_no_table_of_facts_or_checks_from_end_to_end(store):
    explained = store.explain(lambda: ask("2023年收到的申请超过5件的单位", store, None, today=TODAY))
    steps = [step for each in explained for step in each.steps]
    assert any("PRIMARY KEY" in step for step in steps)
    assert not [step for step in steps if step.startswith(("SCAN facts", "SCAN checks", "SCAN passages"))]


def test_figures_are_the_same_whether_they_are_kept_or_read_again(store, monkeypatch):
    questions = ("2023年收到的申请超过5件的单位", "2021年各部门行政处罚的总数", "2021年公开率最高的3个单位")
    catalogue_of(store).columns.clear()
    read = [ask(question, store, None, today=TODAY) for question in questions]
    assert [ask(question, store, None, today=TODAY) for question in questions] == read
    assert len(catalogue_of(store).columns) == 3
    monkeypatch.setattr("qa.readings.MOST_KEPT", 0)
    catalogue_of(store).columns.clear()
    assert [ask(question, store, None, today=TODAY) for question in questions] == read
    assert len(catalogue_of(store).columns) == 1


def test_figures_of_reports_that_were_asked_about_are_not_read_again(store):
    def reads_figures(question):
        explained = store.explain(lambda: ask(question, store, None, today=TODAY))
        return any("facts.value" in each.statement for each in explained)

    catalogue_of(store).columns.clear()
    assert reads_figures("2023年青海省收到的申请超过5件的单位")
    assert reads_figures("2023年收到的申请最多的3个单位")
    assert not reads_figures("2023年各部门收到的申请总数")
    assert reads_figures("2022年收到的申请最多的3个单位")


def test_a_number_names_the_largest_behind_it_and_its_plan_gives_the_others_page_by_page(store, monkeypatch):
    monkeypatch.setattr("qa.answer.MOST_BEHIND", 3)
    answer = ask("2023年有多少个单位收到的申请超过0件", store, None, today=TODAY)
    assert answer.value == answer.rows_total > 6
    plan = Plan.model_validate(answer.plan)
    pages = [
        answer_plan(plan, answer.question, store, None, Page(start, 3)) for start in range(0, answer.rows_total, 3)
    ]
    assert pages[0] == answer
    assert {(page.answer, page.value, page.coverage.matching) for page in pages} == {
        (answer.answer, answer.value, answer.rows_total)
    }
    rows = [row for page in pages for row in page.rows]
    assert len({row.report_id for row in rows}) == len(rows) == answer.rows_total
    assert [row.value for row in rows] == sorted((row.value for row in rows), reverse=True)
    for page in pages:
        cited = {citation.id: citation.report_id for citation in page.citations}
        assert [cited[row.citation] for row in page.rows] == [row.report_id for row in page.rows]


def test_large_groups_cite_some_of_their_reports_and_tell_how_many_they_are_of(store, monkeypatch):
    question = "2023年各省收到的申请总数"
    whole = ask(question, store, None, today=TODAY)
    assert sum(row.reports for row in whole.rows) == sum(len(row.citations) for row in whole.rows) > len(whole.rows)
    monkeypatch.setattr("qa.citing.MOST_OF_GROUPS", len(whole.rows))
    some = ask(question, store, None, today=TODAY)
    assert [len(row.citations) for row in some.rows] == [1] * len(whole.rows)
    assert [(row.group, row.value, row.reports) for row in some.rows] == [
        (row.group, row.value, row.reports) for row in whole.rows
    ]
