"""Is every cell of every table read as it is printed? By format and damage, on generated or on a user's own files.

A cell is judged as `../shared/check_gold.py` judges it: right with the value and the status that it has, flagged or
omitted when the output says so itself. What that script calls silent is told apart: a wrong value (silent), a value
where there is none (invented), and the right value under another status (restated).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.metrics import count as counted
from eval.metrics import grouped, share
from eval.records import Case, CaseResult, Json, Metric, Options, Outcome, Prepared, Score, Suite
from eval.suites.facts import packed, unpacked

if TYPE_CHECKING:
    from canonical.report import Fact, Report
    from eval.generate.gold import Gold
    from eval.generate.render import Place

DEFAULT_LIMIT = 200
NEAR = 1e-6
NOTHING: tuple[Any, ...] = (None, "missing", [], 0.0)
UNPLACED = "unplaced"
IDENTITY = ("agency_contains", "year", "template", "requests_layout")
NOT_A_NUMBER = frozenset({"blank", "inferred", "unreadable", "missing"})
"""The statuses of facts whose cell, if there is one, prints no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A document as it is handed to extraction, and where its generator printed each field (none known for others)."""

    name: str
    data: bytes
    places: Mapping[str, Place]


def cases(options: Options) -> Iterator[Case]:
    """Own files with their gold, or generated reports: the formats in turn, every other one damaged."""
    made = _own(options) if options.docs else _generated(options.seed)
    return islice(made, options.limit or (None if options.docs else DEFAULT_LIMIT))


def _own(options: Options) -> Iterator[Case]:
    from eval.gold import pairs

    assert options.gold is not None  # `nianbao eval run` takes --docs and --gold together only
    found = pairs(options.docs, options.gold)
    names = Counter(pair.document.name for pair in found)
    for pair in found:
        name = pair.document.name
        yield Case(
            id=name if names[name] == 1 else str(pair.document),
            tags={"format": pair.document.suffix.lstrip(".").lower(), "damage": "as found"},
            inputs={
                "path": str(pair.document),
                "gold": str(pair.gold.path),
                "sha256": [_hash_of_file(path) for path in (pair.document, pair.gold.path)],
            },
        )


def _hash_of_file(path: Path) -> str | None:
    """Its contents are part of the case: a run is not gone on with once a file has been mended."""
    try:
        return _hash(path.read_bytes())
    except OSError:  # told as a case that could not be scored
        return None


def _generated(seed: int) -> Iterator[Case]:
    """Every format undamaged, then every format with a damage that it can have, each round the next one."""
    from eval.generate.damage import DAMAGES
    from eval.generate.render import FORMATS

    suited = {
        name: [kind for kind, damage in DAMAGES.items() if damage.formats is None or name in damage.formats]
        for name in FORMATS
    }
    for number in count():
        turn, place = divmod(number, len(FORMATS))
        name = list(FORMATS)[place]
        damage = suited[name][(turn // 2 + place) % len(suited[name])] if turn % 2 else "none"
        yield Case(
            id=f"{name}-{damage}-{seed}.{number:04}",
            tags={"format": name, "damage": damage},
            inputs={"seed": seed * 1_000_000 + number, "format": name, "damage": damage},
        )


def prepare(case: Case) -> Prepared:
    """The document and its gold: made from the case's seed, or read from the user's files."""
    return _prepare_own(case) if "path" in case.inputs else _prepare_generated(case)


def _prepare_own(case: Case) -> Prepared:
    from eval.gold import read_gold

    path = Path(case.inputs["path"])
    gold = read_gold(Path(case.inputs["gold"]))
    data = path.read_bytes()
    return Prepared(
        given=Given(name=path.name, data=data, places={}),
        expected={"report": dict(gold.report), "facts": _expected(gold.facts)},
        hashes={"document": _hash(data), "gold": _hash(gold.path.read_bytes())},
    )


def _prepare_generated(case: Case) -> Prepared:
    from eval.generate import make_report, wide_order
    from eval.generate.render import FORMATS, drawn

    name, seed, damage = (case.inputs[key] for key in ("format", "seed", "damage"))
    damaged = None if damage == "none" else damage
    made = make_report(wide_order(seed, blanks=FORMATS[name].keeps_blanks, damage=damaged))
    file = drawn(made.layout, name, seed=seed)
    return Prepared(
        given=Given(name=case.id + FORMATS[name].suffix, data=file.data, places=file.places),
        expected=expected_of(made.gold),
        hashes={"document": _hash(file.data)},
    )


def expected_of(gold: Gold) -> dict[str, Json]:
    """What the log says of a generated report's gold."""
    from eval.generate import gold_as_json

    report = gold_as_json(gold)["report"]
    return {
        "report": {key: report[key] for key in IDENTITY},
        "facts": _expected(gold.facts),
        "broken": sorted({field for each in gold.broken for field in each.fields}),
        "printed": {field: fact.raw for field, fact in gold.facts.items() if fact.status in NOT_A_NUMBER},
    }


def _expected(facts: Mapping[str, Any]) -> list[Json]:
    return packed({field: (_plain(fact.value), fact.status) for field, fact in facts.items()})


def task(given: Given) -> Report:
    """What extraction makes of the document."""
    from extraction import extract
    from ingest import load_bytes

    return extract(load_bytes(given.data, path=given.name))


def as_json(report: Report) -> Json:
    """Identity without its source; value, status, flags and confidence of each fact, packed; what models cost."""
    from canonical.contract import identity_as_json

    identity = {name: value for name, value in identity_as_json(report.identity).items() if name != "source"}
    facts = {field: _said_of(fact) for field, fact in report.facts.items()}
    return {"report": identity, "facts": packed(facts), "usage": asdict(report.usage)}


def _said_of(fact: Fact) -> tuple[Json, ...]:
    return _plain(fact.value), fact.status, fact.flags, fact.confidence


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """A score for every field that the gold has and everything it says of the report's identity."""
    output = output or {"report": {}, "facts": []}
    wanted, found = unpacked(expected["facts"]), unpacked(output["facts"])
    broken = frozenset(expected.get("broken", ()))
    fields = (
        _score_of_field(field, value, status, found.get(field, NOTHING), in_broken_sum=field in broken)
        for field, (value, status) in wanted.items()
    )
    identity = (_score_of_identity(key, want, output["report"]) for key, want in expected["report"].items())
    return (*fields, *identity, _unplaced(wanted, found))


def _unplaced(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Score:
    """How many printed numbers, zeros left out, ended in no fact at all, wherever it should have been."""
    printed = Counter(value for value, status in expected.values() if value and status == "reported")
    placed = Counter(value for value, *_ in found.values() if value)
    return Score(name=UNPLACED, outcome="graded", value=(printed - placed).total(), detail={"printed": printed.total()})


def _score_of_field(field: str, value: float | None, status: str, got: Sequence[Any], *, in_broken_sum: bool) -> Score:
    got_value, got_status, flags, confidence = got
    told = confidence if got_value is not None else None
    if got_status == status and got_value == value and not flags:
        return _plainly_right(field, told)
    outcome = outcome_of(value, status, got_value, got_status, flags)
    if outcome == "right" and not flags and got_status == status:
        return _plainly_right(field, told)
    detail = {
        "expected": value,
        "got": got_value,
        "expected_status": status,
        "status": got_status,
        "flags": list(flags),
        "in_broken_sum": in_broken_sum,
    }
    return Score(name=field, outcome=outcome, value=told, detail=detail)


@lru_cache(maxsize=4096)
def _plainly_right(field: str, confidence: float | None) -> Score:
    """Almost every score of a run: they are told apart by field and confidence only, and shared."""
    return Score(name=field, outcome="right", value=confidence)


def outcome_of(
    value: float | None, status: str, got_value: float | None, got_status: str, flags: Sequence[str]
) -> Outcome:
    if value is None and got_value is None:
        return "right"
    if value is not None and got_value is not None and abs(got_value - value) < NEAR:
        if got_status == status or (status == "inferred" and got_status == "reported" and flags):
            return "right"
        return "flagged" if flags else "restated"
    if got_value is None:
        return "omitted"
    if flags:
        return "flagged"
    return "invented" if value is None else "silent"


def _score_of_identity(key: str, want: Json, got: Mapping[str, Json]) -> Score:
    found = got.get("agency" if key == "agency_contains" else key)
    held = want in (found or "") if key == "agency_contains" else found == want
    name = f"identity.{key.removesuffix('_contains')}"
    if held:
        return Score(name=name, outcome="right")
    outcome: Outcome = "omitted" if found is None else "wrong"
    return Score(name=name, outcome=outcome, detail={"expected": want, "got": found})


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """Silent errors first, then what was right, omitted, invented and flagged; all again by format and by damage."""
    split = (
        cell_metrics(members, {tag: value})[:4]
        for tag in ("format", "damage")
        for value, members in grouped(results, tag).items()
    )
    return (*cell_metrics(results, {}), *(metric for part in split for metric in part))


def is_field(each: Score) -> bool:
    """Whether a score judges a field of the schema."""
    return each.outcome != "graded" and not each.name.startswith("identity.")


def is_needless(each: Score) -> bool:
    """A flag on a cell that is read right, where nothing had to be inferred and no printed sum is broken."""
    if each.outcome != "right" or each.detail.get("expected_status") != "reported":
        return False
    flags = set(each.detail["flags"])
    return bool(flags - {"failed_check"} if each.detail["in_broken_sum"] else flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """The cells of one case by outcome, and the flags on right cells; `identity` is right and judged."""

    outcomes: Counter[str]
    needless: int
    cells: int
    identity: tuple[int, int]
    unplaced: tuple[float, float]

    @classmethod
    def of(cls, result: CaseResult) -> _Tally:
        """Counted from the scores."""
        rest = [each for each in result.scores if each.name.startswith("identity.")]
        graded = [each for each in result.scores if each.name == UNPLACED]
        cells = [each for each in result.scores if is_field(each)]
        return cls(
            outcomes=Counter(each.outcome for each in cells),
            needless=sum(1 for each in cells if is_needless(each)),
            cells=sum(1 for each in cells if each.outcome != "unscored"),
            identity=(sum(1 for each in rest if each.outcome == "right"), len(rest)),
            unplaced=(sum(each.value or 0 for each in graded), sum(each.detail["printed"] for each in graded)),
        )


def cell_metrics(results: Sequence[CaseResult], by: Mapping[str, str]) -> tuple[Metric, ...]:
    """What became of the cells of these cases, which are the group `by`."""
    tallies = [_Tally.of(result) for result in results]

    def of(name: str, *outcomes: str, better: Any = "lower") -> Metric:
        parts = [(sum(each.outcomes[outcome] for outcome in outcomes), each.cells) for each in tallies]
        return share(name, parts, by=by, better=better)

    silent = sum(each.outcomes["silent"] + each.outcomes["invented"] for each in tallies)
    return (
        of("silent", "silent", "invented"),
        of("exact", "right", better="higher"),
        of("omitted", "omitted"),
        of("flagged", "flagged"),
        counted("silent_cells", silent, by=by),
        of("invented", "invented"),
        of("restated", "restated"),
        share("unplaced", [each.unplaced for each in tallies], by=by, better="lower"),
        share("needless", [(each.needless, each.cells) for each in tallies], by=by, better="lower"),
        share("identity", [each.identity for each in tallies], by=by),
        share("refused", [(result.error is not None, 1) for result in results], by=by, better="lower"),
        counted("crashed", sum(result.crashed for result in results), by=by),
        counted("unscored", sum(_is_unscored(result) for result in results), by=by),
    )


def _is_unscored(result: CaseResult) -> bool:
    return any(each.outcome == "unscored" for each in result.scores)


def crop(given: Given, report: Report | None, judged: Score) -> Json:
    """The place of a wrong cell: where the generator printed it, else where extraction says that it stood.

    A page is drawn for what nobody would notice; for a cell that is flagged or empty, text that was read will do.
    """
    from eval.crops import crop_of_page, crop_of_text

    fact = report.facts.get(judged.name) if report else None
    printed: Place | None = given.places.get(judged.name)
    place = printed or (fact.evidence if fact else None)
    is_noticed = judged.outcome in {"flagged", "omitted"}
    if place and place.page and place.bbox and given.name.lower().endswith(".pdf") and not is_noticed:
        return crop_of_page(given.data, place.page, place.bbox)
    if printed and printed.line:
        return crop_of_text(given.data, printed.line)
    if fact and fact.evidence:
        return {"text": fact.evidence.text, "mark": fact.raw or ""}
    return None


@lru_cache(maxsize=4096)
def _plain(value: Any) -> int | float | None:
    from canonical.contract import number_as_json

    return None if value is None else number_as_json(value)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


SUITE = Suite(
    name="extraction",
    cases=cases,
    prepare=prepare,
    task=task,
    as_json=as_json,
    score=score,
    metrics=metrics,
    crop=crop,
    own_files=True,
)
