"""`python -m eval.bench`: what a digital report costs, in milliseconds by format, and in memory.

Every format is read in a process of its own, so that its memory is its own; the files are made beforehand. Figures of
one run are comparable with each other (the last column is the ratio to plain text), those of two machines are not.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from rich.console import Console
from rich.table import Table

from eval.generate import any_order, make_report
from eval.generate.render import FORMATS, render

PLAIN_TEXT = "text-lines"
QUESTIONS = ("收费", "行政许可", "结转下年度", "培训", "解读", "教育", "门户网站", "公开栏")
Inputs = ParamSpec("Inputs")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a step cost in milliseconds: the median, what 95 of 100 stay below, and how many ran."""

    median: float
    p95: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatFigures:
    """What reading one format costs a report, and how many megabytes the process grew to."""

    load: Figures
    extract: Figures
    chunk: Figures
    whole: Figures
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFigures:
    """What writing a report and one keyword search cost."""

    write: Figures
    search: Figures
    passages: int


def main(arguments: list[str] | None = None) -> None:
    """Prints the figures as a table, or as JSON."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="What digital reports cost.")
    parser.add_argument("--reports", type=int, default=20, help="reports of each format (20)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        formats = dict(_measure_formats(Path(folder), options.reports))
        store = _measure_alone(measure_store, Path(folder))
    if options.json:
        figures = {"formats": {name: asdict(each) for name, each in formats.items()}, "store": asdict(store)}
        json.dump(figures, sys.stdout, ensure_ascii=False, indent=1)
    else:
        _show(formats, store)


def _measure_formats(folder: Path, reports: int) -> Iterator[tuple[str, FormatFigures]]:
    layouts = [make_report(any_order(seed, blanks=False)).layout for seed in range(reports)]
    for name, form in FORMATS.items():
        (folder / name).mkdir()
        for seed, layout in enumerate(layouts):
            (folder / name / f"{seed:03}{form.suffix}").write_bytes(render(layout, name, seed=seed))
        yield name, _measure_alone(measure_format, folder / name)


def _measure_alone(measure: Callable[[Path], Result], folder: Path) -> Result:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        return process.submit(measure, folder).result()


def measure_format(folder: Path) -> FormatFigures:
    """What reading the files of the folder costs; the first one is read once before, for the imports."""
    from extraction import extract
    from ingest import chunk, load

    files = sorted(folder.iterdir())
    chunk(document := load(files[0]))
    extract(document)
    steps: dict[str, list[float]] = {"load": [], "extract": [], "chunk": []}
    for path in files:
        document = _timed(steps["load"], load, path)
        _timed(steps["extract"], extract, document)
        _timed(steps["chunk"], chunk, document)
    whole = [sum(each) for each in zip(*steps.values(), strict=True)]
    named = {name: _figures(each) for name, each in steps.items()}
    return FormatFigures(**named, whole=_figures(whole), peak_mb=_peak_mb())


def measure_store(folder: Path) -> StoreFigures:
    """What storing and finding the plain-text reports below the folder costs."""
    from extraction import extract
    from factstore import FactStore
    from factstore.scope import Scope
    from ingest import chunk, load

    documents = [load(path) for path in sorted((folder / PLAIN_TEXT).iterdir())]
    reports = [(extract(document), chunk(document)) for document in documents]
    writes: list[float] = []
    searches: list[float] = []
    with FactStore.open(f"sqlite:///{folder / 'bench.db'}") as store:
        for report, passages in reports:
            _timed(writes, store.write, report, passages)
        for question in QUESTIONS * 5:
            _timed(searches, store.search_keywords, question, Scope(), 20)
    count = sum(len(passages) for _, passages in reports)
    return StoreFigures(write=_figures(writes), search=_figures(searches), passages=count)


def _timed(times: list[float], step: Callable[Inputs, Result], *inputs: Inputs.args, **named: Inputs.kwargs) -> Result:
    begun = time.perf_counter()
    result = step(*inputs, **named)
    times.append((time.perf_counter() - begun) * 1000)
    return result


def _figures(times: list[float]) -> Figures:
    ordered = sorted(times)
    return Figures(
        median=round(statistics.median(ordered), 2),
        p95=round(ordered[math.ceil(len(ordered) * 0.95) - 1], 2),
        count=len(ordered),
    )


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def _show(formats: dict[str, FormatFigures], store: StoreFigures) -> None:
    console = Console()
    table = Table(title="milliseconds a report: the median; in brackets, 95 of 100 are faster")
    for heading in ("format", "load", "extract", "chunk", "together", "peak MB", "× text"):
        table.add_column(heading, justify="left" if heading == "format" else "right", no_wrap=True)
    plain = formats[PLAIN_TEXT].whole.median
    for name, each in formats.items():
        steps = (f"{figures.median:.1f}" for figures in (each.load, each.extract, each.chunk))
        ratio = f"{each.whole.median / plain:.1f}"
        table.add_row(name, *steps, _words(each.whole), f"{each.peak_mb:.0f}", ratio)
    console.print(table)
    console.print(f"store: write a report {_words(store.write)} ms; ", end="")
    console.print(f"keyword search over {store.passages} passages {_words(store.search)} ms")


def _words(figures: Figures) -> str:
    return f"{figures.median:.1f} ({figures.p95:.1f})"


if __name__ == "__main__":
    main()
