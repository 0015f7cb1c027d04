"""Are scans read right, and how fast? By condition and resolution, beside other ways to read the same pages.

A case is a report read from a scan in one condition in one way (`eval.scan_ways`). Cells are judged as the suite
`extraction` judges them. `format` is the condition with its resolution.
"""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from time import process_time
from typing import TYPE_CHECKING

from canonical.errors import UnusableRequestError
from eval.metrics import grouped, share
from eval.records import Case, CaseResult, Json, Metric, Options, Prepared, Score, Suite
from eval.scan_ways import OURS, WAYS, WHOLE_PAGE
from eval.suites import extraction
from eval.suites.extraction import Given, cell_metrics

if TYPE_CHECKING:
    from canonical.report import Report

CONDITIONS = tuple(f"{name}-{dpi}" for name in ("clean", "noisy", "photograph", "stamped") for dpi in (100, 150, 200))
HEAVY = "heavy-90"
BY_NAME = (
    *(f"{name}-150" for name in ("folded", "turned", "tilted", "held", "bled", "carbon", "bound", "streaked")),
    *("penned-150", "pencilled-150", "landscape-150", "borderless-150", "fax-200"),
)
"""Read only where a user names them."""

SHARP, COARSE = "150 dpi and up", "below 150 dpi"
PER_CONDITION = 60
PLANTED = "planted"
A_SEED = 1_000_000  # between the first reports of two runs
MEGABYTE = 1024  # kB, in which Linux counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scanned report and the way in which it is read."""

    way: str
    file: Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read, and how much time of all cores together that took: what other programs do hardly changes it."""

    report: Report
    core_seconds: float


TIMES: Mapping[str, Callable[[CaseResult], float | None]] = {
    "page": lambda each: each.seconds,
    "page_cores": lambda each: each.output.get("core_seconds"),
}
"""What the time a page may be: by the clock, and of all cores."""

RATIOS = {"times_as_fast": "page", "times_as_fast_cores": "page_cores"}


def cases(options: Options) -> Iterator[Case]:
    """Every report in every condition and way in turn; `limit` is reports a condition, `formats` is conditions or ways.

    `clean-150` keeps to a condition, `=ours` to a way, `clean-*=ours` to both. Those of `BY_NAME` have to be named.
    """
    named = {pattern.partition("=")[0] for pattern in options.formats}
    tried = (*CONDITIONS, HEAVY, *(name for name in BY_NAME if name in named))
    chosen = [(way, name) for way in WAYS for name in tried if _is_chosen(name, way, options.formats)]
    if not chosen:
        names = ", ".join((*CONDITIONS, HEAVY, *BY_NAME, *(f"={way}" for way in WAYS)))
        raise UnusableRequestError(f"没有这样的条件 / no such condition; there are: {names}")
    for number in range(options.limit or PER_CONDITION):
        for way, name in chosen:
            yield Case(
                id=f"{name}-{way}-{options.seed}.{number:04}",
                tags={"format": name, "way": way, "dpi": SHARP if int(name.rpartition("-")[2]) >= 150 else COARSE},
                inputs={"seed": options.seed * A_SEED + number, "format": name, "way": way},
            )


def _is_chosen(name: str, way: str, patterns: Sequence[str]) -> bool:
    parted = [pattern.partition("=")[::2] for pattern in patterns]
    return not parted or any(
        fnmatch(name, of_name or "*") and fnmatch(way, of_way or "*") for of_name, of_way in parted
    )


def prepare(case: Case) -> Prepared:
    """The scan of a generated report, its facts, and the checks that have to fail."""
    from eval.generate import make_report, wide_order
    from eval.generate.render.scan_file import drawn_scan

    made = make_report(wide_order(case.inputs["seed"]))
    scan = drawn_scan(made.layout, case.inputs["format"], seed=case.inputs["seed"])
    file = Given(name=case.id + scan.suffix, data=scan.data, places=scan.places)
    return Prepared(
        given=Scan(way=case.inputs["way"], file=file),
        expected={
            **extraction.expected_of(made.gold),
            PLANTED: [[each.check, sorted(each.fields)] for each in made.gold.broken],
        },
        hashes={"document": hashlib.sha256(scan.data).hexdigest()},
    )


def task(given: Scan) -> Read:
    """What extraction makes of the scan when it is read in that way, and the time of all cores that took."""
    with WAYS[given.way]():
        begun = process_time()
        report = extraction.task(given.file)
        return Read(report=report, core_seconds=process_time() - begun)


def as_json(read: Read) -> Json:
    """What the suite `extraction` logs, with the failed checks, the pages, the time, and the most memory so far."""
    report = read.report
    return {
        **extraction.as_json(report),
        "failed": [[each.id, sorted(each.fields)] for each in report.checks if each.status == "failed"],
        "pages": report.identity.source.pages or 1,
        "core_seconds": round(read.core_seconds, 6),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE),
    }


def score(expected: Json, output: Json) -> tuple[Score, ...]:
    """A score a cell, and one that tells how many of the mistakes in print were found."""
    failed = (output or {}).get("failed", [])
    found = sum(each in failed for each in expected[PLANTED])
    planted = Score(name=PLANTED, outcome="graded", value=found, detail={"printed": len(expected[PLANTED])})
    return (*extraction.score(expected, output), planted)


def metrics(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """Our way first: below and above 150 dpi, then each condition in each way, then how many times as fast we are."""
    ours = [each for each in results if each.case.tags["way"] == OURS]
    groups = [({}, ours), *(({"dpi": dpi, "way": OURS}, members) for dpi, members in grouped(ours, "dpi").items())]
    for way, of_way in grouped(results, "way").items():
        groups.extend(({"format": name, "way": way}, members) for name, members in grouped(of_way, "format").items())
    found = [metric for by, members in groups if members for metric in _of_group(members, by)]
    return (*found, *_times_as_fast(results))


def _of_group(results: Sequence[CaseResult], by: dict[str, str]) -> Iterator[Metric]:
    yield from cell_metrics(results, by)
    told = [each for result in results for each in result.scores if each.name == PLANTED]
    planted = [(each.value or 0.0, float(each.detail["printed"])) for each in told]
    yield share(PLANTED, planted, by=by)
    read = [each.output for each in results if each.output]
    for name, seconds in TIMES.items():
        yield Metric(name=name, value=_a_page(results, seconds), count=len(read), better="lower", unit="ms", by=by)
    most = max((each["megabytes"] for each in read), default=None)
    yield Metric(name="memory", value=most, count=len(read), better="lower", unit="MB", by=by)


def _a_page(results: Sequence[CaseResult], seconds: Callable[[CaseResult], float | None]) -> float | None:
    """Milliseconds; None where nothing was read, or a log of old does not tell."""
    read = [(each.output["pages"], seconds(each)) for each in results if each.output]
    told = [(pages, took) for pages, took in read if took is not None]
    return 1000 * sum(took for _, took in told) / sum(pages for pages, _ in told) if told else None


def _times_as_fast(results: Sequence[CaseResult]) -> Iterator[Metric]:
    for name, members in grouped(results, "format").items():
        of_way = grouped(members, "way")
        for ratio, seconds in RATIOS.items():
            ours, theirs = (_a_page(of_way.get(way, ()), TIMES[seconds]) for way in (OURS, WHOLE_PAGE))
            if ours and theirs:
                yield Metric(name=ratio, value=theirs / ours, count=len(members), unit="ratio", by={"format": name})


def crop(given: Scan, read: Read | None, judged: Score) -> Json:
    """The place of a wrong cell on its page."""
    return extraction.crop(given.file, read.report if read else None, judged)


SUITE = Suite(
    name="scans", cases=cases, prepare=prepare, task=task, as_json=as_json, score=score, metrics=metrics, crop=crop
)
"""Several workers may share the cores: seconds a page compare ways within one run."""
