"""The questions of the load benchmark are of every kind, and hardly one is asked twice."""

from itertools import islice

from eval.suites.load_questions import KINDS, questions
from eval.suites.load_store import Known

BODIES = [Known(name=f"第{n}县教育局", province="青海省", years=(2020, 2021, 2022, 2023)) for n in range(40)]


def test_every_round_asks_one_question_of_each_kind():
    asked = list(islice(questions(BODIES, 1), 2 * len(KINDS)))
    assert [kind for kind, _ in asked] == [*KINDS, *KINDS]


def test_questions_are_not_asked_over_and_over():
    texts = [text for _, text in islice(questions(BODIES, 1), 20 * len(KINDS))]
    assert len(set(texts)) > 0.6 * len(texts)
