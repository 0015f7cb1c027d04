"""`nianbao eval gate`: what CI runs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.command.runs import AsJson, print_json, run_asked, with_metrics

if TYPE_CHECKING:
    from eval.records import Metric


def gate(
    context: typer.Context,
    write: Annotated[bool, typer.Option("--write", help="重写基线 / write the baseline anew.")] = False,
    as_json: AsJson = False,
) -> None:
    """各评测抽样，与基线比较；退步时退出码为 1 / Run a slice of every suite; exit status 1 on a drop."""
    import tempfile

    from eval.gate import drops, read_baseline, steady_figures, write_baseline
    from eval.suite_data import suite_data
    from eval.suites import SUITES

    baseline, figures, dropped = read_baseline(), {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for name in SUITES:
            metrics = _slice(name, Path(folder), context.obj)
            figures[name] = steady_figures(metrics)
            before = baseline.get(name, {})
            dropped[name] = tuple(drops(before, metrics, suite_data(name).slice.tolerance))
            if not as_json:
                _tell_gate(name, before, dropped[name], context.obj)
    if write:
        write_baseline(figures)
        return
    if as_json:
        print_json({"dropped": {name: [asdict(each) for each in found] for name, found in dropped.items()}})
    raise typer.Exit(int(any(dropped.values()) or not baseline))


def _slice(name: str, folder: Path, lang: Any) -> tuple[Metric, ...]:
    from eval.command.running import Asked
    from eval.records import Options
    from eval.suite_data import suite_data

    options = Options(limit=suite_data(name).slice.limit)
    finished = run_asked(Asked(suite=name, options=options, folder=folder, settings={}, fresh=True), lang)
    return with_metrics(finished.run)[1]


def _tell_gate(name: str, before: Any, dropped: Any, lang: Any) -> None:
    from eval.command.words import say
    from eval.figures import figure
    from service.display import console

    out = console()
    for each in dropped:
        unit = "share" if isinstance(each.before, float) and each.before <= 1 else "count"
        values = {"before": figure(each.before, unit), "after": figure(each.after, unit)}
        out.print(say("dropped", lang, suite=name, metric=each.metric, **values), style="bold red")
    if not dropped:
        out.print(say("held", lang, suite=name, count=len(before)), style="green")
