"""`nianbao eval faults`: an ingest while the language model's server fails in every way."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from eval.command.benches import LogPath, Seed, finished_run, judged_by
from eval.command.runs import AsJson, print_json


def faults(
    context: typer.Context,
    documents: Annotated[
        int, typer.Option(min=1, help="多少份，每份至多八个故障 / documents, up to eight faults each.")
    ] = 200,
    seed: Seed = 0,
    log: LogPath = None,
    as_json: AsJson = False,
) -> None:
    """模型服务失灵时入库；有害则退出码为 1 / Ingest beside a failing model server; exit status 1 on harm."""
    from eval.command.display import show_metrics, show_verdicts
    from eval.command.words import say
    from eval.records import Options
    from eval.suite_data import suite_data
    from service.display import console

    lang, out, data = context.obj, console(), suite_data("faults")
    run, metrics = finished_run("faults", Options(limit=documents, seed=seed), lang, log=log)
    verdicts = tuple(verdict for _, verdict in judged_by("faults", metrics))
    if as_json:
        print_json({"log": run.path, "header": run.header, "metrics": [asdict(metric) for metric in metrics]})
    else:
        show_metrics(metrics, data, lang, out)
        show_verdicts(verdicts, data, lang, out)
        out.print(say("log", lang, path=run.path))
    raise typer.Exit(int(any(verdict.missed for verdict in verdicts)))
