"""Until branch h-plans is merged: what `qa` will have, over what it has."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import qa
from factstore import FactStore
from qa import Plan, Search
from qa.answer import compose
from qa.executor import execute

__all__ = ["Answer", "Plan", "Search", "ask", "run"]


class Answer(qa.Answer):
    rows_total: int = 0
    permalink: str | None = None


def ask(question: str, store: FactStore, search: Search | None, *, today: date, previous: Plan | None = None) -> Answer:
    return _with_id(qa.ask(question, store, search, today=today))


def run(plan: Plan, store: FactStore, search: Search | None, *, question: str = "") -> Answer:
    return _with_id(compose(question, execute(plan, store, search)))


def _with_id(answer: qa.Answer) -> Answer:
    plan = {k: v for k, v in answer.plan.items() if k not in {"language", "unplaced", "confidence"}}
    content = json.dumps(plan, sort_keys=True, ensure_ascii=False)
    permalink = None if plan["obstacle"] else hashlib.sha256(content.encode()).hexdigest()[:16]
    return Answer(**answer.model_dump(), permalink=permalink, rows_total=len(answer.rows))
