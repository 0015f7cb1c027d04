"""`nianbao eval list`, `run`, `score`, `report`, `compare`: runs of suites and what is made of their logs."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from eval.command.running import Asked
    from eval.records import Metric, Run

AsJson = Annotated[bool, typer.Option("--json", help="JSON 输出 / print JSON.")]
SuiteName = Annotated[str, typer.Argument(help="评测名，见 eval list / a suite; `eval list` has them.")]
LogFile = Annotated[Path, typer.Argument(help="运行记录 / a run log.")]


def list_suites(context: typer.Context, as_json: AsJson = False) -> None:
    """列出全部评测 / List the suites."""
    from rich.table import Table

    from eval.command.words import say
    from eval.suite_data import suite_data
    from eval.suites import SUITES
    from service.display import console

    found = {name: suite_data(name) for name in SUITES}
    if as_json:
        print_json([{"suite": name, "title": data.title, "about": data.about} for name, data in found.items()])
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("suite", "about"):
        table.add_column(say(heading, context.obj))
    for name, data in found.items():
        table.add_row(name, data.about[context.obj])
    console().print(table)


def run_suite(  # noqa: PLR0913, PLR0917  one parameter an option
    context: typer.Context,
    suite: SuiteName,
    limit: Annotated[int | None, typer.Option(min=1, help="最多多少例 / at most so many cases.")] = None,
    seed: Annotated[int, typer.Option(help="随机种子 / which cases are made.")] = 0,
    workers: Annotated[int | None, typer.Option(min=1, help="进程数 / processes; default: the cores.")] = None,
    docs: Annotated[list[Path] | None, typer.Option(help="自备报告的文件夹 / a folder of own reports.")] = None,
    gold: Annotated[Path | None, typer.Option(help="其标准答案的文件夹 / the folder of their gold.")] = None,
    model: Annotated[str | None, typer.Option(help="语言模型 / the language model, where a suite calls one.")] = None,
    log: Annotated[Path | None, typer.Option(help="记录文件 / where the log is written.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="不接着中断的运行 / do not go on with a run.")] = False,
    by_field: Annotated[bool, typer.Option("--by-field", help="按字段列出 / show accuracy by field.")] = False,
    sabotage: Annotated[str | None, typer.Option(hidden=True)] = None,
    as_json: AsJson = False,
) -> None:
    """运行一个评测；未达阈值时退出码为 1 / Run a suite; exit status 1 when it misses a threshold."""
    from eval.command.running import Asked
    from eval.records import Options
    from service.display import console
    from service.settings import read_settings

    settings = read_settings()
    asked = Asked(
        suite=suite,
        options=Options(limit=limit, seed=seed, docs=tuple(docs or ()), gold=gold),
        folder=settings.home / "evaluations",
        settings=settings.model_dump(mode="json"),
        model=model,
        workers=workers,
        log=log,
        fresh=fresh,
        sabotage=sabotage,
    )
    from eval.command.words import say

    finished = run_asked(asked, context.obj)
    times = {"task": finished.task, "prepare": finished.prepare, "own": finished.own, "wall": finished.wall}
    missed = _tell(finished.run, context.obj, as_json=as_json, fields=by_field or bool(docs), times=times)
    if not as_json:
        console().print(say("times", context.obj, **times), style="dim")
        console().print(say("log", context.obj, path=finished.run.path))
    raise typer.Exit(missed)


def run_asked(asked: Asked, lang: Any) -> Any:
    """The finished run; ends the program with 130 when a person interrupts it."""
    from eval.command.running import Interrupted, finish
    from eval.command.words import say
    from service.display import console

    out = console(stderr=True)
    try:
        return finish(asked, out, lang)
    except Interrupted as stopped:
        out.print(say("interrupted", lang, done=stopped.done, path=stopped.path), style="yellow")
        raise typer.Exit(130) from None


def _tell(run: Run, lang: Any, *, as_json: bool, fields: bool, times: Any = None) -> int:
    """The exit code: 1 where a threshold is missed."""
    from eval.command.display import show_accuracy, show_metrics, show_verdicts, show_wrong
    from eval.suite_data import suite_data, verdicts
    from eval.suites import suite_of
    from service.display import console

    name = run.header["suite"]
    metrics, data = suite_of(name).metrics(run.results), suite_data(name)
    judged = tuple(verdicts(data, metrics))
    if as_json:
        missed = [asdict(each.threshold) for each in judged if each.missed]
        shown = [asdict(metric) for metric in metrics]
        print_json({"log": run.path, "header": run.header, "metrics": shown, "missed": missed, "seconds": times})
    else:
        out = console()
        show_metrics(metrics, data, lang, out)
        if fields:
            show_accuracy(run.results, lang, out)
        show_wrong(run.results, lang, out)
        show_verdicts(judged, data, lang, out)
    return int(any(each.missed for each in judged))


def score(context: typer.Context, log: LogFile, as_json: AsJson = False) -> None:
    """重新评分，不读文件、不调用模型 / Score a log again; reads no document and calls no model."""
    from eval.command.words import say
    from eval.log import read, rewrite
    from eval.rescoring import rescored
    from service.display import console

    before = read(log)
    after = rescored(before)
    changed = sum(1 for old, new in zip(before.results, after.results, strict=True) if old.scores != new.scores)
    if changed:
        rewrite(after, log)
    missed = _tell(after, context.obj, as_json=as_json, fields=False)
    if not as_json:
        console().print(say("rescored", context.obj, total=len(after.results), changed=changed))
    raise typer.Exit(missed)


def report(
    context: typer.Context,
    logs: Annotated[list[Path], typer.Argument(help="运行记录 / run logs.")],
    html: Annotated[Path, typer.Option("--html", help="写到这里 / the page to write.")],
    baseline: Annotated[Path | None, typer.Option(help="与之相比的记录 / the log to compare with.")] = None,
) -> None:
    """生成网页报告（单个文件）/ Draw a report: one self-contained web page."""
    from eval.command.words import say
    from eval.log import read
    from eval.page import page
    from service.display import console

    runs = [with_metrics(read(path)) for path in logs]
    before = with_metrics(read(baseline)) if baseline else None
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(page(runs, baseline=before, lang=context.obj), encoding="utf-8")
    console().print(say("written", context.obj, path=html))


def compare(
    context: typer.Context,
    before: Annotated[Path, typer.Argument(help="先前的记录 / the log before.")],
    after: Annotated[Path, typer.Argument(help="之后的记录 / the log after.")],
    as_json: AsJson = False,
) -> None:
    """逐例比较两次运行 / Compare two runs case by case."""
    from eval.compare import compare as compared
    from eval.log import read
    from eval.page import lines
    from service.display import console

    (run_a, metrics_a), (run_b, metrics_b) = (with_metrics(read(path)) for path in (before, after))
    comparison = compared(run_a, run_b, metrics_a, metrics_b)
    if as_json:
        print_json(asdict(comparison))
        return
    for line in lines(comparison, context.obj):
        console().print(line, markup=False, highlight=False, soft_wrap=True)


def with_metrics(run: Run) -> tuple[Run, tuple[Metric, ...]]:
    """The run beside its metrics, as its suite makes them now."""
    from eval.suites import suite_of

    return run, suite_of(run.header["suite"]).metrics(run.results)


def print_json(data: Any) -> None:
    """Nothing; prints JSON for people and programs."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
