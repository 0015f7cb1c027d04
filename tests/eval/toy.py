"""A suite of sums for tests of the harness: production code stands aside, the outcome of every case is known."""

from __future__ import annotations

from canonical.errors import UnusableFileError
from eval.metrics import grouped, share
from eval.records import Case, Options, Prepared, Score, Suite


def cases(options: Options):
    for number in range(options.limit or 10):
        yield Case(id=f"sum-{number}", tags={"parity": "odd" if number % 2 else "even"}, inputs={"number": number})


def prepare(case: Case) -> Prepared:
    number = case.inputs["number"]
    if number == 7:
        raise UnusableFileError("gold.json", "没有 / missing", "补上 / add it")
    return Prepared(given=number, expected=number + 1, hashes={"number": str(number)})


def task(number: int) -> int:
    if number == 3:
        raise UnusableFileError("three.txt", "拒绝 / refused", "无 / none")
    if number == 5:
        raise ZeroDivisionError("five")
    return number + (2 if number == 4 else 1)


def score(expected, output) -> tuple[Score, ...]:
    if output is None:
        return (Score(name="sum", outcome="omitted", detail={"expected": expected, "got": None}),)
    if output == expected:
        return (Score(name="sum", outcome="right", value=0.9),)
    return (Score(name="sum", outcome="silent", value=0.9, detail={"expected": expected, "got": output}),)


def metrics(results):
    def right(members, by):
        parts = [(each.scores[0].outcome == "right", each.scores[0].outcome != "unscored") for each in members]
        return share("right", parts, by=by)

    split = (right(members, {"parity": value}) for value, members in grouped(results, "parity").items())
    return (right(results, {}), *split)


SUITE = Suite(name="toy", cases=cases, prepare=prepare, task=task, score=score, metrics=metrics)
