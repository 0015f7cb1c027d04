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
    suites: Annotated[list[str] | None, typer.Argument(help="只看这些评测 / only these suites; default: all.")] = None,
    write: Annotated[bool, typer.Option("--write", help="重写基线 / write the baseline anew.")] = False,
    sabotage: Annotated[str | None, typer.Option(hidden=True)] = None,
    as_json: AsJson = False,
) -> None:
    """各评测抽样，与基线比较；退步时退出码为 1 / Run a slice of every suite; exit status 1 on a drop."""
    import tempfile

    from canonical.errors import UnusableRequestError
    from eval.gate import drops, read_baseline, steady_figures, write_baseline
    from eval.suite_data import suite_data
    from eval.suites import SUITES

    if write and sabotage:
        raise UnusableRequestError("--write --sabotage: 破坏后的结果不能作基线 / a sabotaged run is no baseline")
    baseline, figures, dropped = read_baseline(), {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for name in suites or SUITES:
            metrics = _slice(name, Path(folder), sabotage, context.obj)
            figures[name] = steady_figures(metrics)
            dropped[name] = tuple(drops(baseline.get(name, {}), metrics, suite_data(name).slice.tolerance))
            if not (as_json or write):
                _tell_gate(name, baseline.get(name), dropped[name], context.obj)
    if write:
        write_baseline({**baseline, **figures})
        return
    unknown = [name for name in figures if name not in baseline]
    if as_json:
        told = {name: [asdict(each) for each in found] for name, found in dropped.items()}
        print_json({"dropped": told, "without_baseline": unknown})
    raise typer.Exit(int(any(dropped.values()) or bool(unknown)))


def _slice(name: str, folder: Path, sabotage: str | None, lang: Any) -> tuple[Metric, ...]:
    from eval.command.running import Asked
    from eval.records import Options
    from eval.suite_data import suite_data

    part = suite_data(name).slice
    options = Options(limit=part.limit, formats=part.formats)
    asked = Asked(suite=name, options=options, folder=folder, settings={}, fresh=True, sabotage=sabotage)
    return with_metrics(run_asked(asked, lang).run)[1]


def _tell_gate(name: str, before: Any, dropped: Any, lang: Any) -> None:
    from eval.command.words import say
    from eval.figures import figure
    from service.display import console

    out = console()
    for each in dropped:
        unit = "share" if isinstance(each.before, float) and each.before <= 1 else "count"
        values = {"before": figure(each.before, unit), "after": figure(each.after, unit)}
        out.print(say("dropped", lang, suite=name, metric=each.metric, **values), style="bold red")
    if before is None:
        out.print(say("no_baseline", lang, suite=name), style="bold red")
    elif not dropped:
        out.print(say("held", lang, suite=name, count=len(before)), style="green")
