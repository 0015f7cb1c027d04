"""Are questions answered exactly, refused for the right reason, with every number accounted for and every cell cited?

The collection and the answers come from the generator's gold (`questions_expected`); production code is asked as the
command line asks it. A question that follows others is asked after them, each with the plan of the one before.

With language models (`--model liar,oracle`: scripted ones of `questions_models`, or a real one by its name) questions
that rules are not expected to understand come first, and each is put to the service without and with the model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from eval.metrics import count, grouped, share
from eval.records import Case, CaseResult, Json, Metric, Options, Prepared, Suite
from eval.suites.chain_models import REAL
from eval.suites.questions_helped import helped
from eval.suites.questions_models import NONE, Meant, model_of, models_of
from eval.suites.questions_score import score
from eval.suites.questions_store import TODAY

if TYPE_CHECKING:
    from eval.suites.questions_cases import Question
    from eval.suites.questions_store import Asked
    from llm import Model
    from qa import Answer

NOT_JUDGED = {"citations", "chart", "apart", "plan"}
"""What is not logged of the answers beside the one that is judged."""
TURNS = 2
"""How often each text is asked, every time about other bodies and numbers."""
DISTINCT = frozenset({"zero", "no_value", "not_in_form", "no_report", "no_body", "out_of_scope", "ambiguous"})
"""The kinds that ask whether one sort of "no" is told from the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The questions of one conversation, the last of which is judged, and the collection they are put to.

    `model` is asked too; `means` are the plain words for what the last question says.
    """

    asked: Asked
    questions: tuple[str, ...]
    model: str = NONE
    means: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The answer, and where the gold says that each cited cell is printed.

    With a model: the answer `before`, without it, and the answers to what rules (`picked_before`) and model offer.
    """

    answer: Answer
    asked: Asked
    before: Answer | None = None
    picked_before: tuple[Answer, ...] = ()
    picked: tuple[Answer, ...] = ()


def cases(options: Options) -> Iterator[Case]:
    """Every text of the data files once, then once again; a limit takes some of every kind."""
    from eval.suites.questions_cases import questions, unusual_questions

    texts = questions()
    turns = [(question, turn) for turn in range(TURNS) for question in texts]
    for name in models_of(options.model):
        if name == NONE:
            yield from _cases(_spread(turns, options.limit), options.seed, name)
            continue
        odd = [(question, 0) for question in unusual_questions()]
        rest = None if options.limit is None else max(0, options.limit - len(odd))
        yield from _cases((*_spread(odd, options.limit), *_spread(turns, rest)), options.seed, name)


def _cases(turns: Iterable[tuple[Question, int]], seed: int, model: str) -> Iterator[Case]:
    from eval.suites.questions_cases import filled
    from eval.suites.questions_store import gold

    collection, label = gold(seed, None), model.removeprefix(REAL)
    asks = model != NONE
    for question, turn in turns:
        made = filled(question, collection, seed, turn)
        inputs = {"seed": seed, "asked": [*made.before, made.text], "want": made.want}
        tags = {"kind": question.kind, "language": question.language, "style": question.style}
        yield Case(
            id=f"{question.kind}-{question.number:03}-{seed}.{turn}" + (f"-{label}" if asks else ""),
            tags={**tags, "model": label} if asks else tags,
            inputs={**inputs, "model": model, "means": made.means} if asks else inputs,
        )


def _spread(turns: Sequence[Any], limit: int | None) -> Iterator[Any]:
    """All of them, or as many as wanted from beginning to end."""
    if limit is None or limit >= len(turns):
        return iter(turns)
    return islice((turns[number * len(turns) // limit] for number in range(limit)), limit)


def prepare(case: Case) -> Prepared:
    """The collection in its store, and the answer that the gold comes to."""
    from eval.suites.questions_expected import expected
    from eval.suites.questions_store import asked

    collection = asked(case.inputs["seed"], None)
    questions, want = tuple(case.inputs["asked"]), case.inputs["want"]
    answer = expected(collection.gold, want)
    misspelt = next(iter(want.get("agencies", ())), None) if case.tags["style"] == "typo" else None
    judged = {"asked": list(questions), "distinct": case.tags["kind"] in DISTINCT, "misspelt": misspelt}
    model = case.inputs.get("model", NONE)
    helped = {"helped": True, "unusual": case.tags["style"] == "unusual"} if model != NONE else {}
    return Prepared(
        given=Given(asked=collection, questions=questions, model=model, means=case.inputs.get("means")),
        expected={**answer, **judged, **helped},
        hashes={"question": hashlib.sha256(" / ".join(questions).encode()).hexdigest()},
    )


def task(given: Given) -> Made:
    """The answer to the last question, each asked with the last plan before it that could be run."""
    answer = _answered(given)
    if given.model == NONE:
        return Made(answer=answer, asked=given.asked)
    helped = _answered(given, model_of(given.model, _meant(given)))
    return Made(
        answer=helped,
        asked=given.asked,
        before=answer,
        picked_before=tuple(_picked(given, answer.clarification.options if answer.clarification else ())),
        picked=tuple(_picked(given, _offered_by_model(helped, answer))),
    )


def _offered_by_model(helped: Answer, before: Answer) -> tuple[str, ...]:
    own = helped.clarification.by_model if helped.clarification else ()
    return (*own, *(each for each in helped.suggestions if each not in before.suggestions))


def _picked(given: Given, options: Iterable[str]) -> Iterator[Answer]:
    return (_answered(replace(given, questions=(option,))) for option in options)


def _answered(given: Given, model: Model | None = None) -> Answer:
    from qa import Plan, ask

    plan: Plan | None = None
    for question in given.questions:
        answer = ask(question, given.asked.store, None, today=TODAY, previous=plan, model=model)
        understood = Plan.model_validate(answer.plan)
        plan = understood if understood.obstacle is None else plan
    return answer


def _meant(given: Given) -> Meant:
    last = given.questions[-1]
    return Meant(text=given.means or last, key=last, collection=given.asked)


def as_json(made: Made) -> Json:
    """The whole answer; each citation has what the gold says of its cell."""
    output = made.answer.model_dump(mode="json")
    for citation in output["citations"]:
        place = made.asked.place(citation["report_id"], citation["field"])
        citation["printed"] = None if place is None else {**asdict(place), "bbox": _box(place.bbox)}
    if made.before is not None:
        output["before"] = made.before.model_dump(mode="json", exclude=NOT_JUDGED)
        output["picked_before"] = [each.model_dump(mode="json", exclude=NOT_JUDGED) for each in made.picked_before]
        output["picked"] = [each.model_dump(mode="json", exclude=NOT_JUDGED) for each in made.picked]
    return output


def _box(box: Sequence[float] | None) -> list[float] | None:
    return None if box is None else list(box)


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """The figures that have to be reached, then what was answered wrongly; all again by kind, language and wording."""
    split = (
        _of_group(members, {tag: value})
        for tag in ("kind", "language", "style")
        for value, members in grouped(results, tag).items()
    )
    return (*_of_group(results, {}), *helped(results), *(metric for part in split for metric in part))


def _of_group(results: Sequence[CaseResult], by: Mapping[str, str]) -> tuple[Metric, ...]:
    made = (
        _right(results, "exact", by),
        _right(results, "distinction", by),
        count("invented", round(_sum(results, "invented")), by=by),
        _right(results, "coverage", by),
        share("citations", [_cited(result) for result in results], by=by),
        count("misled", _wrong(results), by=by),
    )
    crashed = count("crashed", sum(result.crashed for result in results), by=by)
    return made if by else (*made, _right(results, "definition", by), _right(results, "chart", by), crashed)


def _right(results: Sequence[CaseResult], name: str, by: Mapping[str, str]) -> Metric:
    scores = (each for result in results for each in result.scores if each.name == name)
    return share(name, [(each.outcome == "right", 1) for each in scores], by=by)


def _sum(results: Sequence[CaseResult], name: str) -> float:
    return sum(each.value or 0 for result in results for each in result.scores if each.name == name)


def _wrong(results: Sequence[CaseResult]) -> int:
    """Answers that are not the right one and do not say so."""
    names = {"exact", "distinction"}
    return sum(each.outcome == "wrong" for result in results for each in result.scores if each.name in names)


def _cited(result: CaseResult) -> tuple[float, float]:
    """How many citations and rows are right, of how many."""
    each = next((score for score in result.scores if score.name == "citations"), None)
    return (each.value or 0, each.detail["all"]) if each else (0, 0)


SUITE = Suite(
    name="questions",
    cases=cases,
    prepare=prepare,
    task=task,
    as_json=as_json,
    score=score,
    metrics=metrics,
    alone=True,
    asks_model=True,
)
"""Alone: every process would make a store of its own, which takes longer than all questions."""
