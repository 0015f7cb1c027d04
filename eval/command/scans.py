"""`nianbao eval scans`: scanned reports in every condition, beside other ways to read the same pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.command.benches import LogPath, Seed, Workers, finished_run, judged_by
from eval.command.runs import AsJson, print_json

if TYPE_CHECKING:
    from eval.records import Metric

COLUMNS = (
    "exact",
    "flagged",
    "omitted",
    "silent_cells",
    "restated",
    "needless",
    "refused",
    "planted",
    "page",
    "page_cores",
    "memory",
)


def scans(  # noqa: PLR0913, PLR0917  one parameter an option
    context: typer.Context,
    per_condition: Annotated[int, typer.Option(min=1, help="每种条件多少份 / reports a condition.")] = 60,
    conditions: Annotated[
        list[str] | None,
        typer.Option("--conditions", help="只用这些条件或读法 / only these: 'noisy-*', '=ours', 'clean-150=ours'."),
    ] = None,
    workers: Workers = None,
    seed: Seed = 0,
    plot: Annotated[Path | None, typer.Option(help="校准图 / where the calibration plot is saved, as PNG.")] = None,
    log: LogPath = None,
    as_json: AsJson = False,
) -> None:
    """各种条件的扫描件；未达目标时退出码为 1 / Scans in every condition; exit status 1 off target."""
    from canonical.errors import UnusableRequestError
    from eval.calibration_plot import save_plot
    from eval.command.bench_display import show_targets
    from eval.command.words import say
    from eval.records import Options
    from eval.suite_data import suite_data
    from eval.suites.scans import RATIOS
    from ingest.scan.turns import pages_at_once
    from service.display import console

    if plot and not plot.absolute().parent.is_dir():
        raise UnusableRequestError(f"--plot {plot}: 没有这个文件夹 / there is no such folder")
    lang, out = context.obj, console()
    options = Options(limit=per_condition, seed=seed, formats=tuple(conditions or ()))
    run, metrics = finished_run("scans", options, lang, workers=workers, log=log)
    judged = tuple(judged_by("scans", metrics))
    if as_json:
        print_json({"log": run.path, "header": run.header, "metrics": [asdict(metric) for metric in metrics]})
    else:
        out.print(_by_condition(metrics, lang))
        out.print(say("scan_times", lang, pages=pages_at_once() if workers == 1 else 1), style="dim")
        for ratio in (each for each in metrics if each.name in RATIOS and each.value):
            out.print(f"{ratio.by['format']}: {suite_data('scans').label(ratio.name, lang)} {ratio.value:.1f}")
        show_targets(judged, lang, out)
        out.print(say("log", lang, path=run.path))
    if plot:
        save_plot(run.results, plot)
        if not as_json:
            out.print(say("written", lang, path=plot))
    raise typer.Exit(int(any(verdict.missed for _, verdict in judged)))


def _by_condition(metrics: Sequence[Metric], lang: Any) -> Any:
    from rich.table import Table

    from eval.command.words import say
    from eval.figures import figure
    from eval.suite_data import suite_data

    data = suite_data("scans")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(say("format", lang))
    for name in ("bench_cells", *COLUMNS):
        table.add_column(say(name, lang) if name == "bench_cells" else data.label(name, lang), justify="right")
    found = {
        (each.by["way"], each.by["format"], each.name): each for each in metrics if {"way", "format"} <= {*each.by}
    }
    way = None
    for of_way, condition in dict.fromkeys(key[:2] for key in found):
        if of_way != way:
            way = of_way
            table.add_row(say(way, lang), style="bold")
        row = [found.get((of_way, condition, name)) for name in COLUMNS]
        cells = found[of_way, condition, "exact"].count
        table.add_row(f"  {condition}", f"{cells:,}", *(figure(each.value, each.unit) if each else "" for each in row))
    return table
