"""Questions in Chinese and English become exact answers with citations and coverage. The steps, in order:

1. `question.py`   the question as comparable text, and spans of it that were understood
2. `lexicon.py`    words for fields, bodies and what to do (data/lexicon.toml, official labels)
   `periods.py`, `quantities.py` (`numerals.py`), `entities.py`   years, numbers, bodies and places of the collection
3. `asking.py`     which fields; `intent.py` what to do with them; `scoping.py` of which reports
4. `planner.py`    all of it as a `Plan` (`plan.py`), with what was not understood
   `restating.py`  a plan as a question again, for what is offered instead
5. `executor.py`   the plan run over the fact store (`readings.py`): figures and coverage, no words
6. `answer.py`     the JSON contract; `wording.py` the sentences
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from factstore import FactStore
from qa.answer import Answer, compose
from qa.entities import directory_of
from qa.executor import AnswerStatus, Result, Search, execute
from qa.plan import Plan
from qa.planner import plan as plan_of

__all__ = ["Answer", "Plan", "Result", "Search", "ask", "plan_of"]

STATUS_OF_OBSTACLE: Mapping[str, AnswerStatus] = {
    "outside": "out_of_scope",
    "not_in_reports": "out_of_scope",
    "unknown_body": "no_report",
    "unsure_body": "needs_clarification",
    "unsure_field": "needs_clarification",
    "unsure_question": "needs_clarification",
    "no_unit": "needs_clarification",
}


def ask(question: str, store: FactStore, search: Search | None, *, today: date) -> Answer:
    """The answer to a question over all stored reports. Without a search, passages are found by keywords alone."""
    plan = plan_of(question, directory_of(store.headers()), today)
    if plan.obstacle is not None:
        return compose(question, Result(plan=plan, status=STATUS_OF_OBSTACLE[plan.obstacle.kind]))
    return compose(question, execute(plan, store, search))
