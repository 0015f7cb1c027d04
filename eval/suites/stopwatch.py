"""`python -m eval.suites.stopwatch format|store FOLDER`: what reading the files of a folder costs, as JSON.

A process of its own, so that the imports of nobody else are in its memory. Milliseconds, one a file and step in the
order of the files; the first file is read once before, for the imports.

Beside it, under "core", the milliseconds of processor time that loading and extracting takes, and that the usual
library takes to give the bare tables of the same file: other work on the machine does not count there.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from canonical.errors import NianbaoError

QUESTIONS = ("收费", "行政许可", "结转下年度", "培训", "解读", "教育", "门户网站", "公开栏")
REPEATED = 5
FOUND = 20
STATUS = Path("/proc/self/status")
Rows = list[list[str | None]]
Inputs = ParamSpec("Inputs")
Result = TypeVar("Result")


def main(what: str, folder: str) -> None:
    """Prints the figures, or `{"refused": why}` when a file can not be used."""
    try:
        said = MEASURES[what](Path(folder))
    except NianbaoError as error:
        said = {"refused": str(error)}
    sys.stdout.write(json.dumps({**said, "pid": os.getpid()}, ensure_ascii=False) + "\n")


def measure_reading(folder: Path) -> dict[str, Any]:
    """What loading, extracting and chunking each file of the folder costs, and the bare tables of the same file."""
    from extraction import extract
    from ingest import chunk, load

    files = sorted(folder.iterdir())
    chunk(document := load(files[0]))
    extract(document)
    steps: dict[str, list[float]] = {"load": [], "extract": [], "chunk": []}
    ours: list[float] = []
    for path in files:
        begun = time.process_time()
        document = _timed(steps["load"], load, path)
        _timed(steps["extract"], extract, document)
        ours.append(_since(begun))
        _timed(steps["chunk"], chunk, document)
    together = [round(sum(each), 3) for each in zip(*steps.values(), strict=True)]
    peak = _peak_mb()
    return {"steps": {"together": together, **steps}, "peak_mb": peak, "core": {"ours": ours, **_plain(files)}}


def _plain(files: Sequence[Path]) -> dict[str, list[float]]:
    """Processor time of the usual library on each file; empty for formats that none is usual for."""
    read = PLAIN.get(files[0].suffix)
    if read is None:
        return {}
    read(files[0])
    times = []
    for path in files:
        begun = time.process_time()
        read(path)
        times.append(_since(begun))
    return {"plain": times}


def _rows_by_pdfplumber(path: Path) -> Rows:
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [row for page in pdf.pages for table in page.extract_tables() for row in table]


def _rows_by_python_docx(path: Path) -> Rows:
    from docx import Document

    return [[cell.text for cell in row.cells] for table in Document(str(path)).tables for row in table.rows]


def _rows_by_lxml(path: Path) -> Rows:
    from lxml import html  # type: ignore[import-untyped]

    rows = html.parse(str(path)).iter("tr")
    return [[cell.text_content() for cell in row.iterchildren("td", "th")] for row in rows]


def _since(begun: float) -> float:
    return round((time.process_time() - begun) * 1000, 3)


def measure_store(folder: Path) -> dict[str, Any]:
    """What storing each file's report and one keyword search over all of them cost."""
    from extraction import extract
    from factstore import FactStore
    from factstore.scope import Scope
    from ingest import chunk, load

    documents = [load(path) for path in sorted(folder.iterdir())]
    reports = [(extract(document), chunk(document)) for document in documents]
    steps: dict[str, list[float]] = {"write": [], "search": []}
    with FactStore.open(f"sqlite:///{folder / 'speed.db'}") as store:
        for report, passages in reports:
            _timed(steps["write"], store.write, report, passages)
        for question in QUESTIONS * REPEATED:
            _timed(steps["search"], store.search_keywords, question, Scope(), FOUND)
    return {"steps": steps, "peak_mb": _peak_mb(), "passages": sum(len(passages) for _, passages in reports)}


def _timed(times: list[float], step: Callable[Inputs, Result], *inputs: Inputs.args, **named: Inputs.kwargs) -> Result:
    begun = time.perf_counter()
    result = step(*inputs, **named)
    times.append(round((time.perf_counter() - begun) * 1000, 3))
    return result


def _peak_mb() -> float:
    """The most memory this program had. Linux counts what the parent had before `exec` into `ru_maxrss`."""
    if STATUS.exists():
        (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", STATUS.read_text(encoding="ascii"))
        return round(int(peak) / 2**10, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 1)


PLAIN: dict[str, Callable[[Path], Rows]] = {
    ".pdf": _rows_by_pdfplumber,
    ".docx": _rows_by_python_docx,
    ".html": _rows_by_lxml,
}
MEASURES: dict[str, Callable[[Path], dict[str, Any]]] = {"format": measure_reading, "store": measure_store}

if __name__ == "__main__":
    main(*sys.argv[1:])
