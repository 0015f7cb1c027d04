"""What a language model adds to answers and what it spoils: the same question without it and with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from eval.metrics import count, grouped, share
from eval.records import CaseResult, Json, Metric, Score

Faults = Callable[[Json, Json], Iterator[str]]
SHOWN = {"answered", "no_match"}
COUNTS = ("lost", "shown_wrong", "told_false", "gained", "offered_wrong", "llm_calls", "llm_tokens")
_SIGN = re.compile(r"[\w㐀-鿿]")
_NUMBER = re.compile(r"\d+")


def help_scores(expected: Json, output: Json, faults: Faults) -> Iterator[Score]:
    """What the model made of one question; `faults` says what is wrong with an answer."""
    if not expected.get("helped"):
        return
    before, after = (not any(faults(expected, each)) for each in (output["before"], output))
    shown = output["status"] in SHOWN and not after
    was_shown = output["before"]["status"] in SHOWN and not before
    right = [not any(faults(expected, each)) for each in output["picked"]]
    yield _figure("lost", before and not after)
    yield _figure("shown_wrong", shown and not was_shown)
    yield _figure("gained", after and not before)
    yield _figure("offered_wrong", bool(right) and not any(right))
    yield _figure("told_false", sum(not _is_printed(each, output) for each in output["told"]))
    yield _figure("llm_calls", output["usage"]["llm_calls"])
    yield _figure("llm_tokens", output["usage"]["prompt_tokens"] + output["usage"]["completion_tokens"])
    if not before:
        without = any(not any(faults(expected, each)) for each in output["picked_before"])
        yield Score(name="offered_before", outcome="right" if without else "omitted")
        yield Score(name="offered", outcome="right" if any(right) or after else "omitted")


def helped(results: Sequence[CaseResult]) -> Iterator[Metric]:
    """The figures of each model: nothing lost and nothing false is what has to be reached."""
    for name, members in grouped(results, "model").items():
        by: Mapping[str, str] = {"model": name}
        for each in COUNTS:
            yield count(each, round(_sum(members, each)), by=by, better="higher" if each == "gained" else "lower")
        for each in ("offered_before", "offered"):
            outcomes = (score.outcome for result in members for score in result.scores if score.name == each)
            yield share(each, [(outcome == "right", 1) for outcome in outcomes], by=by)


def _figure(name: str, value: float) -> Score:
    return Score(name=name, outcome="graded", value=float(value))


def _sum(results: Sequence[CaseResult], name: str) -> float:
    return sum(each.value or 0 for result in results for each in result.scores if each.name == name)


def _is_printed(told: Json, output: Json) -> bool:
    """Whether a sentence that was told is its passage's own words in their order, its numbers whole."""
    text = next((each["text"] for each in output["passages"] if each["id"] == told["passage"]), "")
    printed, said = "".join(text.split()), "".join(told["text"].split())
    rest = iter(_SIGN.findall("".join(told["quote"].split())))
    in_order = all(sign in rest for sign in _SIGN.findall(said))
    return (
        "".join(told["quote"].split()) in printed
        and in_order
        and set(_NUMBER.findall(said)) <= set(_NUMBER.findall(printed))
    )
