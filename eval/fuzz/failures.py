"""What went wrong with broken files, in classes with one cause each, and the files themselves for a closer look."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.records import Case, CaseResult, Json
from eval.suites.fuzz import SUITE, file_name, is_failure


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureClass:
    """Cases that failed in one way: what happened, where in the program or in which formats, and whose they are."""

    outcome: str
    where: str
    error: str
    cases: tuple[str, ...]


def failure_classes(results: Iterable[CaseResult]) -> tuple[FailureClass, ...]:
    """The classes, the largest first. A crash is known by its place; silent errors by mutation and kind of format."""
    found: dict[tuple[str, str], list[CaseResult]] = {}
    for result in results:
        if is_failure(result):
            found.setdefault(_class_of(result), []).append(result)
    classes = (
        FailureClass(outcome=outcome, where=where, error=_error(members[0]), cases=tuple(_ids(members)))
        for (outcome, where), members in found.items()
    )
    return tuple(sorted(classes, key=lambda each: -len(each.cases)))


def _class_of(result: CaseResult) -> tuple[str, str]:
    output, tags = result.output, result.case.tags
    if output is None:
        return "crashed", "the fuzzer itself"
    if output["wrong"]:
        return "silent", f"{tags['mutation']}, {tags['format'].partition('-')[0]}"
    return output["outcome"], output["where"] or f"{tags['mutation']}, {tags['format']}"


def _error(result: CaseResult) -> str:
    if result.output is None:
        return result.error or ""
    wrong: Sequence[Json] = result.output["wrong"]
    if not wrong:
        return str(result.output["error"])
    field, _, said = wrong[0]
    return f"{field}: {said['expected']} is printed, {said['got']} was read"


def _ids(results: Iterable[CaseResult]) -> Iterator[str]:
    return (result.case.id for result in results)


def keep(results: Iterable[CaseResult], folder: Path) -> Iterator[Path]:
    """The paths written: the broken file of every case that failed, and beside it what became of it."""
    for result in results:
        if is_failure(result):
            yield write_file(result.case, folder)
            path = folder / f"{result.case.id}.json"
            said = {"case": asdict(result.case), "error": result.error, "output": result.output}
            path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            yield path


def write_file(case: Case, folder: Path) -> Path:
    """The path of the case's broken file, made anew and written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(case)
    path.write_bytes(SUITE.prepare(case).given.data)
    return path
