"""The run log: JSONL with a header and a line a case. It is the product of a run; scores and reports are made from it.

A line is written as soon as its case is done, so that a run which was interrupted goes on where it was; a last line
that was cut short is done again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import BinaryIO, Self

import orjson
from filelock import FileLock, Timeout

from canonical.errors import UnusableFileError, UnusableRequestError
from eval.records import Case, CaseResult, Json, Outcome, Run, Score

KIND = "nianbao-evaluation"
VERSION = 3
NOT_THE_RUN = ("started", "machine", "workers")
"""What two parts of one run may differ in."""


def read(path: Path) -> Run:
    """The run in a log file. Raises UnusableFileError when it is none."""
    return _parsed(path, _whole_lines(path))


def read_header(path: Path) -> Mapping[str, Json]:
    """The first line of a log file. Raises UnusableFileError when it is none."""
    return _parsed(path, _whole_lines(path, most=1)).header


class Log:
    """A log that a run is writing. A context manager; what the file had before is there once it is entered.

    Raises UnusableRequestError when the file is the log of another run, or another process is writing it.
    """

    def __init__(self, path: Path, header: Mapping[str, Json]) -> None:
        self.path = path
        self._header = header
        self._lock = FileLock(path.with_name(f".{path.name}.lock"))
        self._file: BinaryIO | None = None
        self._results: dict[str, CaseResult] = {}

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise UnusableRequestError(f"{self.path}: 另一进程正在写入 / another run is writing this log") from None
        try:
            self._file = self._opened()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            self._file.close()
        self._lock.release()

    @property
    def done(self) -> frozenset[str]:
        """The ids of the cases it has."""
        return frozenset(self._results)

    @property
    def run(self) -> Run:
        """The run as far as it has come."""
        results = tuple(sorted(self._results.values(), key=lambda each: each.position))
        return Run(header=self._header, results=results, path=str(self.path))

    def add(self, result: CaseResult, line: bytes | None = None) -> None:
        """Nothing; the result, whose `line_of` may be at hand, stands in the file when this returns."""
        self._write(line or line_of(result))
        self._results[result.case.id] = result

    def _opened(self) -> BinaryIO:
        if not self.path.exists() or not self.path.stat().st_size:
            self._file = self.path.open("wb")
            self._write(_line(dict(self._header)))
            return self._file
        lines = _whole_lines(self.path)
        run = _parsed(self.path, lines)
        if not is_same_run(run.header, self._header):
            raise UnusableRequestError(
                f"{self.path}: 是另一次运行的记录，请换 --log / the log of another run; choose another --log"
            )
        self._header = run.header
        self._results = {result.case.id: result for result in run.results}
        file = self.path.open("r+b")
        file.truncate(sum(map(len, lines)))
        file.seek(0, 2)
        return file

    def _write(self, line: bytes) -> None:
        assert self._file is not None
        self._file.write(line)
        self._file.flush()


def rewrite(run: Run, path: Path) -> None:
    """Nothing; the run replaces what stands at the path, all or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(_line({**run.header, "version": VERSION}))
        file.writelines(map(line_of, run.results))
    partial.replace(path)


def is_same_run(one: Mapping[str, Json], other: Mapping[str, Json]) -> bool:
    """Whether two headers describe one run: all but the time, the machine and its workers are equal."""
    plain: list[dict[str, Json]] = [_loaded(_line(each)) for each in (one, other)]
    kept = [{key: value for key, value in each.items() if key not in NOT_THE_RUN} for each in plain]
    return bool(kept[0] == kept[1])


def is_complete(run: Run) -> bool:
    """Whether every case of the run has its line."""
    return bool(len(run.results) == run.header["cases"]["count"])


def line_of(result: CaseResult) -> bytes:
    """A result as a line of the log."""
    return _line(result_as_json(result))


def result_of(line: bytes) -> CaseResult:
    """The result that stands in a line of the log."""
    return _result(_loaded(line))


def _line(data: Mapping[str, Json]) -> bytes:
    try:
        return orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # a number of more than 64 bits: cells fused to one have been seen
        return json.dumps(data, ensure_ascii=False).encode() + b"\n"


def _loaded(line: bytes) -> dict[str, Json]:
    data: dict[str, Json] = orjson.loads(line)
    return data


def result_as_json(result: CaseResult) -> dict[str, Json]:
    """A result as what its line says; a score is a list, without what it has none of at its end.

    Scores in a row that differ in their name only, as those of right cells do, are one list that begins with the names.
    """
    data = {name: getattr(result, name) for name in CaseResult.__slots__ if name not in {"case", "scores"}}
    case = {name: getattr(result.case, name) for name in Case.__slots__}
    alike = groupby(result.scores, key=lambda score: (score.outcome, score.value, score.detail))
    return {"case": case, **data, "scores": [_scores_as_json(list(scores)) for _, scores in alike]}


def _scores_as_json(scores: Sequence[Score]) -> list[Json]:
    first = scores[0]
    names = [score.name for score in scores] if len(scores) > 1 else first.name
    if first.detail:
        return [names, first.outcome, first.value, dict(first.detail)]
    return [names, first.outcome] if first.value is None else [names, first.outcome, first.value]


def _whole_lines(path: Path, most: int | None = None) -> list[bytes]:
    try:
        with path.open("rb") as file:
            return [line for line in islice(file, most) if line.endswith(b"\n")]
    except OSError as error:
        raise UnusableFileError(
            str(path), f"无法读取 / can not be read ({error})", "核对路径 / check the path"
        ) from error


def _parsed(path: Path, lines: Sequence[bytes]) -> Run:
    try:
        return Run(header=_header(lines), results=tuple(_results(lines[1:])), path=str(path))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnusableFileError(
            str(path),
            f"不是评测记录 / not the log of an evaluation ({error})",
            "应为 nianbao eval run 写出的文件 / give a file that nianbao eval run wrote",
        ) from error


def _header(lines: Sequence[bytes]) -> Mapping[str, Json]:
    header: Mapping[str, Json] = _loaded(lines[0]) if lines else {}
    if header.get("kind") != KIND:
        raise ValueError("no header of an evaluation")
    if header.get("version") != VERSION:
        raise ValueError(f"version {header.get('version')}; readable is {VERSION}")
    return header


def _results(lines: Sequence[bytes]) -> Iterator[CaseResult]:
    data = (_loaded(line) for line in lines)
    by_id = {each["case"]["id"]: each for each in data}
    yield from map(_result, sorted(by_id.values(), key=lambda each: each["position"]))


def _result(data: Mapping[str, Json]) -> CaseResult:
    scores = tuple(score for parts in data["scores"] for score in _scores(*parts))
    return CaseResult(**{**data, "case": Case(**data["case"]), "scores": scores})


def _scores(
    names: str | list[str], outcome: Outcome, value: float | None = None, detail: Json = None
) -> Iterator[Score]:
    for name in [names] if isinstance(names, str) else names:
        yield Score(name=name, outcome=outcome, value=value, detail=detail or {})
