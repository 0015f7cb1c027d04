"""Scores of an answer: is it exact, is its coverage, is every number of the result and every cell cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from eval.records import Json, Score
from eval.suites.questions_helped import help_scores

NEAR, NEAR_ROUNDED, NEAR_PERCENT = 1e-6, 0.00006, 0.0051
SHOWN = 200  # characters of a wrong answer, for people
COVERAGE = ("reports", "with_value", "without_value", "flagged", "failed_checks")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MARK = re.compile(r"\[\d+\]")  # of a citation


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """Everything that is judged about one answer."""
    if "either" in expected:
        scored = [
            score({**each, "asked": expected["asked"], "distinct": expected["distinct"]}, output)
            for each in expected["either"]
        ]
        return next((scores for scores in scored if scores[0].outcome == "right"), scored[0])
    if output is None:
        return (Score(name=_name(expected), outcome="omitted", detail={"expected": expected["status"]}),)
    exact = () if expected.get("unusual") else (_exact(expected, output),)
    return (
        *exact,
        *help_scores(expected, output, _faults),
        *_coverage(expected, output),
        _citations(output),
        _invented(expected, output),
        *_present("definition", expected, output),
        *_present("chart", expected, output),
    )


def _name(expected: Json) -> str:
    return "distinction" if expected["distinct"] else "exact"


def _exact(expected: Json, output: Json) -> Score:
    """Right, omitted (another refusal, or asked back), or wrong: an answer that is not the one expected."""
    faults = list(_faults(expected, output))
    if not faults:
        return Score(name=_name(expected), outcome="right")
    refused = output["status"] not in {"answered", "no_match"}
    detail = {
        "faults": faults,
        "expected": expected["status"],
        "got": output["status"],
        "answer": output["answer"][:SHOWN],
    }
    return Score(name=_name(expected), outcome="omitted" if refused else "wrong", detail=detail)


def _faults(expected: Json, output: Json) -> Iterator[str]:
    if _asks_well_back(expected, output) or output["status"] in expected.get("also", ()):
        return
    if output["status"] != expected["status"]:
        yield f"status {output['status']}, not {expected['status']}"
        return
    if "value" in expected and not _is_near(output["value"], expected["value"], expected):
        yield f"value {output['value']}, not {expected['value']}"
    if "unit" in expected and output["unit"] != expected["unit"]:
        yield f"unit {output['unit']}, not {expected['unit']}"
    if "known_years" in expected and list(output["known_years"]) != expected["known_years"]:
        yield f"knows of {output['known_years']}, not {expected['known_years']}"
    if expected.get("offers") and not output["suggestions"]:
        yield "offers nothing near"
    if "rows" in expected:
        yield from _faults_of_rows(expected, output["rows"])
    if "options" in expected:
        yield from _faults_of_options(expected["options"], output["clarification"])
    if "scope" in expected:
        yield from _faults_of_passages(expected, output["passages"])


def _asks_well_back(expected: Json, output: Json) -> bool:
    """Asking back is right where a name was misspelt and the one body is offered."""
    name = expected.get("misspelt")
    if not name or output["status"] != "needs_clarification":
        return False
    return any(name in option for option in output["clarification"]["options"])


def _tolerance(expected: Json) -> float:
    if expected.get("percent"):
        return NEAR_PERCENT
    return NEAR_ROUNDED if expected.get("rounded") else NEAR


def _is_near(got: Any, wanted: Any, expected: Json) -> bool:
    if got is None or wanted is None:
        return got is None and wanted is None
    return bool(abs(got - wanted) <= _tolerance(expected))


def _faults_of_rows(expected: Json, rows: Sequence[Json]) -> Iterator[str]:
    """Every row of the answer beside the one it has to be; then their order."""
    keys = expected["keys"]
    if "agency" not in keys:  # a group without any figure may be said, or left out
        rows = [row for row in rows if row["value"] is not None]
    wanted = _by_name(keys, [dict(zip(keys, row, strict=True)) for row in expected["rows"]])
    got = _by_name(keys, rows)
    names, other_names = (Counter(name for name, _ in each) for each in (wanted, got))
    yield from (f"lacks {count} {name}" for name, count in (names - other_names).items())
    yield from (f"has {count} {name} too many" for name, count in (other_names - names).items())
    if names != other_names or "value" not in keys:
        return
    yield from (
        f"{name}: {value}, not {right}"
        for (name, value), (_, right) in zip(got, wanted, strict=True)
        if abs(value - right) > _tolerance(expected)
    )
    if not _is_in_order(expected["order"], rows, _tolerance(expected)):
        yield f"not {expected['order']}"


def _by_name(keys: Sequence[str], rows: Sequence[Json]) -> list[tuple[tuple[str, ...], float]]:
    """What each row is about, and its number, sorted by both."""
    return sorted((tuple(str(row.get(key)) for key in keys if key != "value"), _number(row)) for row in rows)


def _number(row: Json) -> float:
    value = row.get("value")
    return -1e99 if value is None else float(value)


def _is_in_order(order: str, rows: Sequence[Json], tolerance: float) -> bool:
    if order == "any":
        return True
    numbers = [float(row["year"]) if order == "year" else _number(row) for row in rows]
    if order == "descending":
        numbers = [-number for number in numbers]
    return all(first <= second + tolerance for first, second in pairwise(numbers))


def _faults_of_options(wanted: Sequence[str], clarification: Json) -> Iterator[str]:
    options = clarification["options"] if clarification else []
    if len(options) != len(wanted) or not all(any(name in option for option in options) for name in wanted):
        yield f"offers {options}, not {list(wanted)}"


def _faults_of_passages(expected: Json, passages: Sequence[Json]) -> Iterator[str]:
    """Passages of other reports, none with the sentence that was asked for, a report without one of its section."""
    scope = {tuple(each) for each in expected["scope"]}
    strangers = {(each["agency"], each["year"]) for each in passages} - scope
    if strangers:
        yield f"passages of {sorted(map(str, strangers))[:3]}"
    if telling := expected.get("telling"):
        texts = ["".join(each["text"].split()) for each in passages]
        if not any("".join(sentence.split()) in text for sentence in telling for text in texts):
            yield "none of the passages says it"
    if section := expected.get("each_of_section"):
        found = {(each["agency"], each["year"]) for each in passages if each["section"] == section}
        if scope - found:
            yield f"no passage of {sorted(scope - found)}"


def _coverage(expected: Json, output: Json) -> Iterator[Score]:
    """Where the status is the one expected: a wrong refusal is wrong already."""
    wanted = expected.get("coverage")
    if wanted is None or output["status"] != expected["status"]:
        return
    got = {name: output["coverage"][name] for name in COVERAGE if name in wanted}
    right = got == {name: wanted[name] for name in COVERAGE if name in wanted}
    detail = {} if right else {"expected": wanted, "got": got}
    yield Score(name="coverage", outcome="right" if right else "wrong", detail=detail)


def _citations(output: Json) -> Score:
    """Every citation at the place that the gold has; every row with a value cites its own cell."""
    faults = [f"citation {each['id']}: {each}" for each in output["citations"] if not _is_resolved(each)]
    cited = {each["id"]: each for each in output["citations"]}
    rows = [row for row in output["rows"] if row["value"] is not None and row.get("agency")]
    uncited = [row for row in rows if not _cites_itself(row, cited)]
    faults += [f"row of {row['agency']} {row['year']} cites nothing of it" for row in uncited]
    whole = len(output["citations"]) + len(rows)
    return Score(
        name="citations",
        outcome="graded",
        value=whole - len(faults),
        detail={"all": whole, "faults": faults[:5]},
    )


def _is_resolved(citation: Json) -> bool:
    """A citation of a passage (no field) is judged by the passages."""
    if citation["field"] is None:
        return True
    printed = citation["printed"]
    return bool(printed) and all(citation[name] == printed[name] for name in printed)


def _cites_itself(row: Json, cited: Mapping[int, Json]) -> bool:
    """One citation at least is of the row's own report and, where it has a field of the schema, of that field."""
    own = [cited[number] for number in row["citations"] if number in cited]
    here = [each for each in own if (each["agency"], each["year"]) == (row["agency"], row["year"])]
    exactly = [each for each in here if each["field"] == row["field"]]
    return bool(exactly or (here and len(own) > 1))


def _invented(expected: Json, output: Json) -> Score:
    """How many numbers of the prose are neither in the result nor in the questions of the conversation."""
    known = {*_numbers_known(output), *_numbers_in(expected["asked"])}
    said = _MARK.sub("", output["answer"])
    invented = [text for text in _NUMBER.findall(said) if _plain(text) not in known]
    detail = {"numbers": invented} if invented else {}
    return Score(name="invented", outcome="graded", value=len(invented), detail=detail)


def _numbers_known(output: Json) -> Iterator[str]:
    """Every number that the answer may say: of everything it holds but its prose, and how many of each there are."""
    for name in ("value", "rows", "apart", "coverage", "definition", "passages", "known_years"):
        yield from _numbers_in(output.get(name))
    for name in ("clarification", "suggestions"):
        yield from _numbers_in(output.get(name))
    for name in ("rows", "apart", "passages"):
        yield str(len(output.get(name) or ()))
    yield from _numbers_in(output["plan"].get("scope"))
    yield from _numbers_in(output["plan"].get("limit"))
    yield from _numbers_in(output["plan"].get("condition"))
    yield from _numbers_in(output["plan"].get("where"))


def _numbers_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name not in {"citation", "citations", "id", "report_id", "score"}:
                yield from _numbers_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _numbers_in(each)
    elif isinstance(value, str):
        yield from map(_plain, _NUMBER.findall(value))
    elif value is not None and not isinstance(value, bool):
        yield from map(_plain, _NUMBER.findall(f"{value:f}" if isinstance(value, float) else str(value)))


def _plain(text: str) -> str:
    """A number without separators and without zeros that say nothing."""
    whole, _, rest = text.replace(",", "").partition(".")
    rest = rest.rstrip("0")
    return f"{int(whole)}.{rest}" if rest else str(int(whole))


def _present(name: str, expected: Json, output: Json) -> Iterator[Score]:
    """A derived figure says what it is, a trend comes with a chart."""
    if expected.get(name) and output["status"] == "answered":
        yield Score(name=name, outcome="right" if output[name] else "wrong")
