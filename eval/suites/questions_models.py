"""Scripted models that questions are put to: one that knows, one that lies, and broken ones; and any real one.

The one that knows is given the plan of what was meant, said plainly; the liar is given it too, and says something near.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, get_args

from eval.suites.chain_models import REAL, real_model
from eval.suites.questions_store import TODAY
from llm import Asked, Behaviour, Model, Said, ScriptedModel
from llm.behaviours import BEHAVIOURS

if TYPE_CHECKING:
    from eval.suites.questions_store import Asked as Collection
    from qa import Plan
    from qa.plan import Where

NONE, ORACLE, LIAR = "none", "oracle", "liar"
SCRIPTED = (NONE, ORACLE, LIAR, "garbage", "wrong-json", "echo")
MEASURES = ("disclosure.fees.amount", "requests.received.total", "disclosure.penalties.decisions", "rate.disclosure")
_PASSAGE = re.compile(r"^(\d+)\. [^：]*：(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A question that a model is asked about: what it means in plain words, or itself; `key` makes lies its own."""

    text: str
    key: str
    collection: Collection


def models_of(asked_for: str | None) -> tuple[str, ...]:
    """The models to ask, named with commas between: scripted ones, and any other as the real one of that name."""
    names = (name.strip() for name in (asked_for or NONE).split(","))
    return tuple(name if name in SCRIPTED else REAL + name for name in names if name)


def model_of(name: str, meant: Meant) -> Model:
    """The model of that name."""
    if name.startswith(REAL):
        return real_model(name.removeprefix(REAL))
    return ScriptedModel(script=_behaviour(name, meant), name=name)


def _behaviour(name: str, meant: Meant) -> Behaviour:
    if name not in {ORACLE, LIAR}:
        return BEHAVIOURS[name]
    lies = name == LIAR

    def behave(asked: Asked) -> Said:
        rolls = Random(f"{meant.key} {asked.number}")  # noqa: S311  the same lies every time
        if asked.wanted == "PassageReply":
            return {"sentences": _sentences(asked.user, rolls if lies else None), "reason": None}
        true = _proposal(meant)
        return _false(true, meant, rolls) if lies else true

    return behave


def _proposal(meant: Meant) -> dict[str, Any]:
    """What the plan of the plain words says, in the model's form."""
    from qa import plan_of
    from qa.catalogue import catalogue_of

    directory = catalogue_of(meant.collection.store).directory
    plan = plan_of(meant.text, directory, TODAY)
    condition = plan.condition
    return {
        "kind": _kind(plan),
        "measures": list(plan.measures) or None,
        "who": [directory.bodies[key].name for key in plan.scope.agencies or ()] or None,
        "years": list(plan.scope.years or ()) or None,
        "statistic": plan.aggregate,
        "order": plan.order,
        "limit": plan.limit,
        "condition": condition.op if condition else None,
        "numbers": [float(value) for value in condition.values] if condition else None,
        "where": [_test(each) for each in plan.where] or None,
        "either": plan.either or None,
        "change": plan.change,
        "group": plan.group,
        "reason": None,
    }


def _test(test: Where) -> dict[str, Any]:
    numbers = [float(value) for value in test.values] or None
    return {"measure": test.measure, "condition": test.op, "numbers": numbers, "than": test.than}


def _kind(plan: Plan) -> str | None:
    from qa.proposing import Proposal

    known = get_args(get_args(Proposal.model_fields["kind"].annotation)[0])
    return plan.kind if plan.kind in known else None


def _false(true: Mapping[str, Any], meant: Meant, rolls: Random) -> dict[str, Any]:
    """The truth with one or two things in it changed for others that might be."""
    names = [report.agency for report in rolls.sample(list(meant.collection.gold), 3)]
    lies: dict[str, list[Any]] = {
        "kind": ["lookup", "list", "aggregate", "rank", "trend", "compare", "share", "place"],
        "measures": [[name] for name in MEASURES],
        "who": [None, *([name] for name in names)],
        "years": [None, [2022], [2023], [2021, 2022, 2023]],
        "statistic": ["count", "sum", "average", "median", "min", "max"],
        "order": ["ascending", "descending"],
        "limit": [None, 1, 2, 3, 5, 10],
        "condition": ["gt", "lt", "ge", "le", "eq", None],
        "numbers": [[0], [1], [10], [100], None],
        "change": [None, "difference", "percent"],
        "group": [None, "department", "province", "level"],
    }
    said = {**true, "kind": true["kind"] or "lookup", "measures": true["measures"] or [MEASURES[0]]}
    for name in rolls.sample(sorted(lies), rolls.choice((1, 1, 2))):
        said[name] = rolls.choice([each for each in lies[name] if each != true[name]])
    return said


def _sentences(user: str, rolls: Random | None) -> list[dict[str, Any]]:
    """The first sentence of each passage; as a liar tells it where there are `rolls`."""
    told = [(int(number), re.split(r"(?<=[。；])", text)[0]) for number, text in _PASSAGE.findall(user)]
    true = [{"text": sentence, "passage": number, "quote": sentence} for number, sentence in told]
    return true if rolls is None else [_false_sentence(each, rolls) for each in true]


def _false_sentence(true: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    said = str(true["text"])
    other = str(rolls.randint(2, 99))
    lies = (
        {"text": re.sub(r"\d+", other, said) if re.search(r"\d", said) else f"{other}件{said}"},
        {"text": re.sub(r"[不未没无]", "", said) if re.search(r"[不未没无]", said) else f"没有{said}"},
        {"text": said[len(said) // 2 :] + said[: len(said) // 2]},
        {"text": f"全国各单位均{said}"},
        {"quote": re.sub(r"\d+", other, said) + "属实"},
        {"passage": true["passage"] + rolls.randint(1, 9)},
    )
    return {**true, **rolls.choice(lies)}
