"""`nianbao eval bench`: generated reports by the thousand, beside the targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.command.runs import AsJson, print_json, run_asked, with_metrics

if TYPE_CHECKING:
    from eval.records import Metric, Options, Run
    from eval.suite_data import SuiteData, Verdict

TIMED = ("docx", "html", "pdf")
TIMED_REPORTS = 20
Workers = Annotated[int | None, typer.Option(min=1, help="进程数 / processes; default: the cores.")]
Seed = Annotated[int, typer.Option(help="随机种子 / which documents are made, and how they break.")]
LogPath = Annotated[Path | None, typer.Option(help="记录文件 / where the log is written.")]
Formats = Annotated[list[str] | None, typer.Option("--formats", help="只用这些格式 / only these formats: 'docx*'.")]


def bench(  # noqa: PLR0913, PLR0917  one parameter an option
    context: typer.Context,
    per_format: Annotated[int, typer.Option(min=1, help="每种格式多少份 / documents a format.")] = 2000,
    formats: Formats = None,
    workers: Workers = None,
    seed: Seed = 0,
    log: LogPath = None,
    as_json: AsJson = False,
) -> None:
    """各种格式成千份报告的准确率与速度；未达目标时退出码为 1 / Accuracy and speed; exit status 1 off target."""
    from eval.command.bench_display import show_bench, show_speed, show_targets
    from eval.command.words import say
    from eval.formats import chosen_formats
    from eval.records import Options
    from service.display import console

    lang, out = context.obj, console()
    options = Options(limit=per_format, seed=seed, formats=tuple(formats or ()))
    run, metrics = finished_run("bench", options, lang, workers=workers, log=log)
    timed = tuple(name for name in TIMED if name in chosen_formats(options.formats))
    few = replace(options, limit=min(per_format, TIMED_REPORTS), formats=timed)
    speed = finished_run("speed", few, lang)[1] if timed else ()
    judged = (*judged_by("bench", metrics), *judged_by("speed", speed))
    if as_json:
        print_json(_as_json(run, metrics, speed, judged))
    else:
        show_bench(run.results, metrics, lang, out)
        if timed:
            show_speed(speed, lang, out)
        show_targets(judged, lang, out)
        out.print(say("log", lang, path=run.path))
    raise typer.Exit(int(any(verdict.missed for _, verdict in judged)))


def finished_run(
    suite: str, options: Options, lang: Any, *, workers: int | None = None, log: Path | None = None
) -> tuple[Run, tuple[Metric, ...]]:
    """The run of a suite, from its beginning or from where it was interrupted, beside its metrics."""
    from eval.command.running import Asked
    from service.settings import read_settings

    settings = read_settings()
    asked = Asked(
        suite=suite,
        options=options,
        folder=settings.home / "evaluations",
        settings=settings.model_dump(mode="json"),
        workers=workers,
        log=log,
    )
    return with_metrics(run_asked(asked, lang).run)


def judged_by(suite: str, metrics: Sequence[Metric]) -> Iterator[tuple[SuiteData, Verdict]]:
    """The targets of a suite with the metrics that they judge."""
    from eval.suite_data import suite_data, verdicts

    data = suite_data(suite)
    return ((data, verdict) for verdict in verdicts(data, metrics))


def _as_json(
    run: Run, metrics: Sequence[Metric], speed: Sequence[Metric], judged: Sequence[tuple[SuiteData, Verdict]]
) -> Mapping[str, Any]:
    from eval.bench_table import failures, matrix, rows, wrong
    from eval.formats import DIGITAL, LOSSY

    return {
        "log": run.path,
        "header": run.header,
        "rows": [asdict(row) for row in rows(run.results)],
        "printed_and_read": {kind: matrix(kind, run.results) for kind in (DIGITAL, LOSSY)},
        "wrong": [asdict(each) for each in wrong(run.results)],
        "crashed": failures(run.results),
        "metrics": [asdict(metric) for metric in metrics],
        "speed": [asdict(metric) for metric in speed],
        "targets": [_target_as_json(verdict) for _, verdict in judged],
    }


def _target_as_json(verdict: Verdict) -> Mapping[str, Any]:
    value = verdict.metric.value if verdict.metric else None
    return {**asdict(verdict.threshold), "value": value, "met": None if value is None else not verdict.missed}
