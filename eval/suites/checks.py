"""Are planted errors found, and nothing else? Recall and precision of the checks on reports broken on purpose.

Half of the reports are in order, some with empty cells; every other one has a mistake of a known kind. Mistakes that
show beside the year before only are looked for in a store with both years' reports, as a user would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from eval.metrics import count as counted
from eval.metrics import grouped, share
from eval.records import Case, CaseResult, Json, Metric, Options, Outcome, Prepared, Score, Suite

if TYPE_CHECKING:
    from canonical.report import CheckResult, Report
    from eval.generate import Generated, Order
    from eval.generate.sums import Broken

DEFAULT_LIMIT = 200
NEAR = 1e-6
CLEAN = ("none", "blanks", "none", "years", "none", "damage")
"""What a report without a mistake is like: complete, with empty cells, beside the year before, damaged by a tool."""
OTHER_FORM, MIXED_FORMS = "other_form", "mixed_forms"
"""Mistakes that are no wrong number: tables on a form that is not that of the year, or not that of table 2."""
FIRST_YEAR = 2019
ANOTHER = 10_000_000  # added to a seed for the next draw
MOST_DRAWS = 500
EVERYTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A report as it is handed to extraction; its name is its year."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was read of each file, and the failed checks with the file they are about."""

    reports: Mapping[str, Report]
    failed: tuple[tuple[str, CheckResult], ...]


def cases(options: Options) -> Iterator[Case]:
    """Reports in order and reports with each kind of mistake by turns, in formats drawn for them."""
    return islice(_all_cases(options.seed), options.limit or DEFAULT_LIMIT)


def _all_cases(seed: int) -> Iterator[Case]:
    from eval.generate.damage import DAMAGES
    from eval.generate.flaws import PLANTS
    from eval.generate.render import FORMATS

    mistakes = [*PLANTS, OTHER_FORM, MIXED_FORMS]
    damages = cycle(DAMAGES)
    for number in count():
        turn, is_planted = divmod(number, 2)
        plant = mistakes[turn % len(mistakes)] if is_planted else "none"
        clean = "none" if is_planted else CLEAN[turn % len(CLEAN)]
        across = clean == "years" or (plant in PLANTS and PLANTS[plant].across_years)
        damage = next(damages) if clean == "damage" else "none"
        suited = (DAMAGES[damage].formats if damage != "none" else None) or tuple(FORMATS)
        formats = [name for name in suited if FORMATS[name].keeps_blanks or clean != "blanks"]
        chance = Random(f"checks:{seed}:{number}")  # noqa: S311  reproducible, not secret
        tags = {
            "plant": plant,
            "format": chance.choice(formats),
            "blanks": "some" if clean == "blanks" else "none",
            "damage": damage,
            "years": "two" if across else "one",
        }
        yield Case(
            id=f"{plant}-{tags['format']}-{seed}.{number:04}",
            tags=tags,
            inputs={**tags, "seed": seed * 1_000_000 + number},
        )


def prepare(case: Case) -> Prepared:
    """One report, or those of two years in a row, and the checks that have to fail."""
    from eval.generate.render import FORMATS, render

    name = case.inputs["format"]
    made = _reports(case.inputs)
    files = tuple(
        File(
            name=f"{each.order.year}{FORMATS[name].suffix}",
            data=render(each.layout, name, seed=case.inputs["seed"]),
        )
        for each in made
    )
    return Prepared(
        given=files,
        expected=[
            _as_json(file.name, check) for file, each in zip(files, made, strict=True) for check in _broken(each)
        ],
        hashes={file.name: hashlib.sha256(file.data).hexdigest() for file in files},
    )


def _broken(made: Generated) -> tuple[Broken, ...]:
    return (*made.gold.broken, *made.gold.broken_years)


def _reports(inputs: Mapping[str, Any]) -> tuple[Generated, ...]:
    """The report that was asked for, behind that of the year before where two years are needed."""
    from eval.generate import make_report, order_of_year_before

    last = next(_suited(inputs))
    before = order_of_year_before(last.order) if inputs["years"] == "two" else None
    return (make_report(before), last) if before else (last,)


def _suited(inputs: Mapping[str, Any]) -> Iterator[Generated]:
    """Reports as asked for, drawn until one can be made: not every report can have every mistake."""
    from canonical.errors import UnusableRequestError
    from eval.generate import make_report, wide_order

    for attempt in range(MOST_DRAWS):
        order = _order(wide_order(inputs["seed"] + attempt * ANOTHER), inputs)
        with suppress(UnusableRequestError):
            if inputs["years"] == "one" or order.year > FIRST_YEAR:
                yield make_report(order)


def _order(drawn: Order, inputs: Mapping[str, Any]) -> Order:
    """The order with the mistake, the empty cells and the damage that the case is about, and no other."""
    from eval.generate.flaws import BLANKS, PLANTS

    plant, damage = (None if inputs[name] == "none" else inputs[name] for name in ("plant", "damage"))
    chance = Random(f"blanks:{inputs['seed']}")  # noqa: S311  reproducible, not secret
    other = _other_form(drawn.year)
    return replace(
        drawn,
        plant=plant if plant in PLANTS else None,
        disagree=False,
        damage=damage,
        blanks=(chance.choice(list(BLANKS)),) if inputs["blanks"] == "some" else (),
        since=drawn.year - (inputs["years"] == "two"),
        template=other if plant == OTHER_FORM else None,
        requests_layout=other if plant == MIXED_FORMS else None,
        foreign=(),
    )


def _other_form(year: int) -> str:
    from canonical.forms import form_of_year

    return "2019" if form_of_year(year) == "2021" else "2021"


def task(given: tuple[File, ...]) -> Made:
    """The failed checks: of a single report as it is read, of two years' reports as the store has them."""
    from extraction import extract
    from ingest import load_bytes

    reports = {file.name: extract(load_bytes(file.data, path=file.name)) for file in given}
    if len(reports) > 1:
        return Made(reports=reports, failed=_stored(reports.values()))
    failed = ((name, check) for name, report in reports.items() for check in report.checks if check.status == "failed")
    return Made(reports=reports, failed=tuple(failed))


def _stored(reports: Any) -> tuple[tuple[str, CheckResult], ...]:
    from factstore import FactStore

    with TemporaryDirectory() as folder, FactStore.open(f"sqlite:///{Path(folder) / 'checks.db'}") as store:
        for report in reports:
            store.write(report)
        return tuple((each.header.path, each.check) for each in store.checks(status="failed"))


def as_json(made: Made) -> Json:
    """The failed checks with their file, fields and numbers."""
    return [
        {
            "file": name,
            "check": check.id,
            "fields": sorted(check.fields),
            "expected": _plain(check.expected),
            "actual": _plain(check.actual),
        }
        for name, check in made.failed
    ]


def _as_json(name: str, broken: Broken) -> Json:
    return {
        "file": name,
        "check": broken.check,
        "fields": sorted(broken.fields),
        "expected": _plain(broken.expected),
        "actual": _plain(broken.actual),
    }


def _plain(value: Any) -> int | float | None:
    from canonical.contract import number_as_json

    return None if value is None else number_as_json(value)


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """A score for each check that has to fail, and one for each that failed without having to."""
    wanted = {_key(each): each for each in expected}
    found = {_key(each): each for each in output or ()}
    judged = (_score_of(each, found.get(key)) for key, each in wanted.items())
    needless = (_score_of(None, each) for key, each in found.items() if key not in wanted)
    return (*judged, *needless)


def _key(each: Mapping[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return each["file"], each["check"], tuple(each["fields"])


def _score_of(wanted: Json, found: Json) -> Score:
    name = (wanted or found)["check"]
    if wanted and found and all(_same(wanted[key], found[key]) for key in ("expected", "actual")):
        return Score(name=name, outcome="right")
    outcome: Outcome = "invented" if wanted is None else "omitted" if found is None else "wrong"
    return Score(
        name=name, outcome=outcome, detail={"expected": _told(wanted), "got": _told(found), **_where(wanted or found)}
    )


def _same(left: float | None, right: float | None) -> bool:
    return left is right if left is None or right is None else abs(left - right) < NEAR


def _told(each: Json) -> Json:
    return None if each is None else [each["expected"], each["actual"]]


def _where(each: Json) -> Mapping[str, Json]:
    return {"file": each["file"], "fields": each["fields"]}


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """Recall, precision and false alarms, then by check, mistake and format; false alarms by state of the file."""
    undamaged = [result for result in results if result.case.tags["damage"] == "none"]
    names = sorted({each.name for result in results for each in result.scores})
    return (
        *_found(results),
        *_alarms(results),
        counted("crashed", sum(result.crashed for result in results)),
        *_found(undamaged, by={"damage": "none"}),
        *(metric for name in names for metric in _found(results, name, by={"check": name})),
        *_by(results, ("plant", "format", "years"), _found),
        *_by(results, ("damage", "blanks", "format"), _alarms),
    )


def _by(
    results: Sequence[CaseResult], tags: Sequence[str], figures: Callable[..., tuple[Metric, ...]]
) -> Iterator[Metric]:
    """The figures of each group that has something to count."""
    for tag in tags:
        for value, members in grouped(results, tag).items():
            yield from (metric for metric in figures(members, by={tag: value}) if metric.count)


def _alarms(results: Sequence[CaseResult], *, by: Mapping[str, str] = EVERYTHING) -> tuple[Metric, ...]:
    """How many reports in order have a check that failed, as a share and as a number."""
    clean = [result for result in results if not result.expected]
    parts = [(any(each.outcome == "invented" for each in result.scores), 1) for result in clean]
    alarmed = counted("false_alarms", sum(alarmed for alarmed, _ in parts), by=by)
    return (share("clean_alarmed", parts, by=by, better="lower"), alarmed)


def _found(
    results: Sequence[CaseResult], name: str | None = None, *, by: Mapping[str, str] = EVERYTHING
) -> tuple[Metric, ...]:
    """Recall and precision, of one check where it is named."""
    outcomes = [[each.outcome for each in result.scores if name in (None, each.name)] for result in results]

    def of(*counts: Outcome) -> list[tuple[float, float]]:
        return [(each.count("right"), sum(each.count(outcome) for outcome in counts)) for each in outcomes]

    return (
        share("recall", of("right", "wrong", "omitted"), by=by),
        share("precision", of("right", "wrong", "invented"), by=by),
    )


def crop(_given: tuple[File, ...], made: Made | None, judged: Score) -> Json:
    """What was read in the cells that the check is about."""
    report = made.reports.get(judged.detail["file"]) if made else None
    if report is None:
        return None
    facts = [report.facts[field] for field in judged.detail["fields"] if field in report.facts]
    return {"text": "\n".join(f"{fact.field} = {fact.raw or '·'} ({fact.status})" for fact in facts), "mark": ""}


SUITE = Suite(
    name="checks",
    cases=cases,
    prepare=prepare,
    task=task,
    as_json=as_json,
    score=score,
    metrics=metrics,
    crop=crop,
)
