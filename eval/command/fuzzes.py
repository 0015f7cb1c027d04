"""`nianbao eval fuzz`: broken files by the thousand, or one of them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.command.benches import Formats, LogPath, Seed, Workers, finished_run, judged_by
from eval.command.runs import AsJson, print_json

if TYPE_CHECKING:
    from eval.fuzz.failures import FailureClass
    from eval.records import Case, CaseResult, Metric, Run
    from eval.suite_data import SuiteData, Verdict

SHOWN_CASES = 3
MUTATION_COLUMNS = ("crashed", "hung", "died", "silent_documents", "judged", "refused")


def fuzz(  # noqa: PLR0913, PLR0917  one parameter an option
    context: typer.Context,
    count: Annotated[int, typer.Option(min=1, help="多少份 / how many documents.")] = 5000,
    formats: Formats = None,
    workers: Workers = None,
    seed: Seed = 0,
    keep: Annotated[Path | None, typer.Option(help="出错的文件存到这里 / a folder for files that fail.")] = None,
    only: Annotated[str | None, typer.Option(help="只运行这一例 / run one case alone, by its id.")] = None,
    log: LogPath = None,
    as_json: AsJson = False,
) -> None:
    """读随机破坏的文件；有一份出错则退出码为 1 / Read broken files; exit status 1 when one does harm."""
    from eval.records import Options

    if only is not None:
        raise typer.Exit(_run_alone(only, keep, context.obj, as_json=as_json))
    options = Options(limit=count, seed=seed, formats=tuple(formats or ()))
    run, metrics = finished_run("fuzz", options, context.obj, workers=workers, log=log)
    judged = tuple(judged_by("fuzz", metrics))
    _tell(run, metrics, judged, context.obj, keep=keep, as_json=as_json)
    raise typer.Exit(int(any(verdict.missed for _, verdict in judged)))


def _run_alone(name: str, folder: Path | None, lang: Any, *, as_json: bool) -> int:
    """The exit code. The whole traceback of a crash is shown."""
    from canonical.errors import UnusableRequestError
    from eval.fuzz.failures import write_file
    from eval.runner import run_case
    from eval.suites.fuzz import SUITE, case_named, is_failure

    case = case_named(name)
    if case is None:
        raise UnusableRequestError(f"--only {name}: 没有这一例 / no such case; `nianbao eval fuzz` prints their ids")
    result = run_case(SUITE, 0, case)
    path = write_file(case, folder) if folder else None
    if as_json:
        print_json({"case": asdict(case), "output": result.output, "file": str(path) if path else None})
    else:
        _show_alone(case, result, path, lang)
    return int(is_failure(result))


def _show_alone(case: Case, result: CaseResult, path: Path | None, lang: Any) -> None:
    from eval.command.words import say
    from eval.fuzz.mutations import MUTATIONS
    from service.display import console

    out, said = console(), result.output or {"outcome": "crashed", "error": result.error, "trace": "", "wrong": []}
    note = MUTATIONS[case.tags["mutation"]].note
    out.print(f"{case.id}: {note}: {said['outcome']} {said['error']}", markup=False, soft_wrap=True)
    out.print(said["trace"], markup=False, highlight=False, soft_wrap=True)
    for field, outcome, detail in said["wrong"]:
        out.print(f"{outcome} {field}: {detail['expected']} → {detail['got']}", style="red", markup=False)
    if path:
        out.print(say("written", lang, path=path), markup=False)


def _tell(  # noqa: PLR0913  what is told, and how
    run: Run,
    metrics: Sequence[Metric],
    judged: Sequence[tuple[SuiteData, Verdict]],
    lang: Any,
    *,
    keep: Path | None,
    as_json: bool,
) -> None:
    from eval.command.bench_display import show_targets
    from eval.command.words import say
    from eval.fuzz.failures import failure_classes
    from eval.fuzz.failures import keep as kept
    from service.display import console

    classes, out = failure_classes(run.results), console()
    written = list(kept(run.results, keep)) if keep else []
    if as_json:
        print_json(_as_json(run, metrics, classes))
        return
    out.print(_by_mutation(metrics, lang))
    if classes:
        out.print(_classes(classes, lang))
    show_targets(judged, lang, out)
    if written:
        out.print(say("written", lang, path=f"{keep} ({len(written)})"), markup=False)
    out.print(say("log", lang, path=run.path))


def _by_mutation(metrics: Sequence[Metric], lang: Any) -> Any:
    from rich.table import Table

    from eval.command.words import say
    from eval.figures import figure
    from eval.suite_data import suite_data

    data, table = suite_data("fuzz"), Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say("fuzz_mutation", lang))
    table.add_column(say("bench_documents", lang), justify="right")
    for name in MUTATION_COLUMNS:
        table.add_column(data.label(name, lang), justify="right")
    groups: dict[str, dict[str, Metric]] = {}
    for each in metrics:
        if set(each.by) <= {"mutation"}:
            groups.setdefault(each.by.get("mutation", say("bench_all", lang)), {})[each.name] = each
    for name, found in groups.items():
        shown = (figure(found[column].value, found[column].unit) for column in MUTATION_COLUMNS)
        table.add_row(name, f"{found['judged'].count:,}", *shown)
    return table


def _classes(classes: Sequence[FailureClass], lang: Any) -> Any:
    from rich.markup import escape
    from rich.table import Table

    from eval.command.words import say

    title = say("fuzz_classes", lang)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("fuzz_outcome", "fuzz_where", "count", "fuzz_error", "cases"):
        table.add_column(say(heading, lang), overflow="fold")
    for each in classes:
        named = ", ".join(each.cases[:SHOWN_CASES])
        row = (each.outcome, each.where, str(len(each.cases)), each.error, named)
        table.add_row(*(escape(cell) for cell in row), style="red")
    return table


def _as_json(run: Run, metrics: Sequence[Metric], classes: Sequence[FailureClass]) -> Mapping[str, Any]:
    return {
        "log": run.path,
        "header": run.header,
        "metrics": [asdict(metric) for metric in metrics],
        "failures": [asdict(each) for each in classes],
    }
