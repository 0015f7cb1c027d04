"""Questions in Chinese and English become exact answers with citations and coverage. The steps, in order:

1. `question.py`   the question as comparable text, and spans of it that were understood
   `pinyin.py`     pinyin as characters
   `framing.py`    without greetings, thanks and who is asking (data/framing.toml)
2. `lexicon.py`    words for fields, bodies and what to do (data/lexicon.toml, official labels)
   `periods.py`, `quantities.py` (`numerals.py`), `entities.py`   years, numbers, bodies and places
   `mending.py`    slips of the pen
   `recognising.py` all of it as spans; `dates.py` dates of publication
3. `cues.py`       all that was recognised; `excluding.py` what is to be left out
   `asking.py`, `sharing.py`   which measures; `phrasing.py` ways of asking (data/phrasings.toml)
   `intent.py`, `counting.py`, `checking.py`, `collecting.py`, `narrating.py` what to do with them;
   `conditions.py` what they have to meet;
   `clauses.py`, `several.py`   several conditions, or one figure against another;
   `together.py`   figures that are added, or told beside the one that chooses;
   `scoping.py`, `wholes.py`    of which reports, and of which of all
4. `planner.py`    all of it as a `Plan` (`plan.py`); `doubts.py`, `negating.py` what was not understood,
   `obstacles.py`  what stops it
   `seeking.py`    what is looked for in narratives; `phrases.py` its words, and other ways to say them
   `fragments.py`, `following.py`, `rescoping.py`, `edit.py`   a question that goes on from the one before
   `turning.py`    the same bodies, and something of another sort
   `picking.py`    which of the questions offered a reply means
   `restating.py`  a plan as a question again, for what is offered instead; `proposing.py` a language model's plan
5. `executor.py`   the plan run over the fact store: figures and coverage (`result.py`), no words
   `catalogue.py`  the reports there are; `readings.py` figures of reports; `grouping.py`, `ordering.py`
   `meeting.py`    which figures meet the conditions, also those on other figures of the same report
   `collection.py`, `shortage.py`   reports, dates, cells and checks, and what there is no report of
   `narrative.py`  passages; `mentioning.py` where words stand; `counted.py` numbers that only narratives tell
   `matching.py`   the sentences of passages that bear on it; `telling.py` a language model says what passages say
6. `answer.py`     the JSON contract; `citing.py` places in print; `charting.py` pictures
   `sentences.py`, `defining.py`, `quoting.py`, `holding.py`, `lacking.py`, `wording.py`   the words
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from canonical.errors import UnusableRequestError
from factstore import FactStore
from qa.answer import Answer, Page, compose, usage_of
from qa.catalogue import Catalogue, catalogue_of
from qa.executor import execute
from qa.following import following
from qa.plan import Plan, plan_id
from qa.planner import plan as plan_of
from qa.result import AnswerStatus, Result, Search

if TYPE_CHECKING:
    from llm.model import Model

__all__ = ["Answer", "Page", "Plan", "Result", "Search", "answer_plan", "ask", "plan_id", "plan_of", "understood"]

LONGEST_QUESTION = 1000  # characters
STATUS_OF_OBSTACLE: Mapping[str, AnswerStatus] = {
    "outside": "out_of_scope",
    "not_in_reports": "out_of_scope",
    "unknown_body": "no_report",
    "unsure_body": "needs_clarification",
    "unsure_field": "needs_clarification",
    "unsure_question": "needs_clarification",
    "no_unit": "needs_clarification",
}


def ask(  # noqa: PLR0913  what an answer depends on
    question: str,
    store: FactStore,
    search: Search | None,
    *,
    today: date,
    previous: Plan | None = None,
    model: Model | None = None,
) -> Answer:
    """The answer to a question over all stored reports. Without a search, passages are found by keywords alone.

    `previous` is the plan of the question before, which this one may go on from. A `model` plans questions that rules
    are unsure of, and its plan is offered; it takes from passages what they say. Raises UnusableRequestError.
    """
    if len(question) > LONGEST_QUESTION:
        raise UnusableRequestError(
            f"问题过长（{len(question)}字），最多{LONGEST_QUESTION}字 / the question has {len(question)} characters,"
            f" at most {LONGEST_QUESTION} can be asked"
        )
    catalogue = catalogue_of(store)
    going_on = _going_on(question, store, catalogue, today, previous)
    plan = going_on or _planned(question, store, catalogue, today)
    if model is None:
        return compose(question, _result(plan, store, search, catalogue), store)
    from qa.proposing import Proposed, proposed
    from qa.telling import told

    proposal = Proposed(plan=plan) if going_on else proposed(question, plan, catalogue.directory, today, model)
    result, spent = told(question, _result(proposal.plan, store, search, catalogue), model)
    usage = usage_of(proposal.spent + spent)
    return compose(question, result, store).model_copy(update={"usage": usage})


def understood(question: str, store: FactStore, *, today: date, previous: Plan | None = None) -> Plan:
    """The plan of a question by rules alone; `previous` is the plan of the question before."""
    catalogue = catalogue_of(store)
    going_on = _going_on(question, store, catalogue, today, previous)
    return going_on or _planned(question, store, catalogue, today)


def answer_plan(
    plan: Plan,
    question: str,
    store: FactStore,
    search: Search | None,
    page: Page = Page(),  # noqa: B008  immutable
) -> Answer:
    """The answer that a plan comes to, such as one kept under its id, with a page of its rows."""
    return compose(question, _result(plan, store, search, catalogue_of(store)), store, page)


def _planned(question: str, store: FactStore, catalogue: Catalogue, today: date) -> Plan:
    """The plan of a question; where no narrative tells the number it asks for, the one that the tables leave."""
    plan = plan_of(question, catalogue.directory, today)
    if not plan.counted or plan.obstacle or execute(plan, store, None, catalogue).status == "answered":
        return plan
    other = plan_of(question, catalogue.directory, today, told=False)
    is_of_figures = other.obstacle is not None and other.obstacle.kind == "unsure_field"
    return plan if is_of_figures else other


def _going_on(question: str, store: FactStore, catalogue: Catalogue, today: date, previous: Plan | None) -> Plan | None:
    """The plan of a question that goes on from the one before."""

    def shown(plan: Plan) -> tuple[str, ...]:
        figures = execute(plan, store, None, catalogue).figures
        keys = (figure.header.agency_key for figure in figures if figure.header)
        return tuple(dict.fromkeys(key for key in keys if key))

    return following(question, previous, catalogue.directory, today, shown) if previous else None


def _result(plan: Plan, store: FactStore, search: Search | None, catalogue: Catalogue) -> Result:
    if plan.obstacle is not None:
        return Result(plan=plan, status=STATUS_OF_OBSTACLE[plan.obstacle.kind])
    return execute(plan, store, search, catalogue)
