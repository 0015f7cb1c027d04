"""The commands that read reports: `nianbao extract` and `nianbao ingest`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service.cli_options import AsJson, AskModel, Paths, print_json, settings_of


def extract(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="报告文件 / a report.")],
    as_json: AsJson = False,
    llm: AskModel = True,
    trace: Annotated[bool, typer.Option("--trace", help="显示各步骤的判断 / show what each stage decided.")] = False,
) -> None:
    """读取一个文件，输出其数据（不入库）/ Read one file and print its facts; nothing is stored."""
    settings = settings_of()
    from canonical.contract import report_as_json
    from extraction import extract_traced
    from ingest import load
    from service.bars import drawn_bars
    from service.language_model import asking_of

    with drawn_bars(context.obj) as bars:
        document = load(file, limits=settings.limits, progress=partial(bars.page, str(file)))
        bars.end_pages()
    with asking_of(settings, wanted=llm) as asking:
        report, steps = extract_traced(
            document, resolver=asking.resolver(file.read_bytes(), str(file)) if asking else None
        )
    if trace:
        for line in steps.lines():
            typer.echo(line, err=as_json)
    if as_json:
        print_json(report_as_json(report))
    elif not trace:
        from service.display import console, show_report

        show_report(report, context.obj, console())


def ingest(  # noqa: PLR0913, PLR0917  one argument an option
    context: typer.Context,
    paths: Paths,
    as_json: AsJson = False,
    vectors: Annotated[
        bool, typer.Option("--vectors/--no-vectors", help="向量化 / embed for search by meaning.")
    ] = True,
    replace: Annotated[bool, typer.Option("--replace", help="重新读取已入库的文件 / read known files again.")] = False,
    llm: AskModel = True,
    narrative: Annotated[
        bool, typer.Option("--narrative", help="模型也读文字部分 / the model reads the narrative too.")
    ] = False,
    max_tokens: Annotated[int | None, typer.Option(min=0, help="本次词元上限 / tokens this run may take.")] = None,
    max_cost: Annotated[float | None, typer.Option(min=0, help="本次费用上限（美元）/ US dollars it may cost.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只估算模型费用，不入库 / only estimate what the model would cost.")
    ] = False,
) -> None:
    """将报告入库 / Store the reports of files, folders and zip archives; run again, it goes on where it was."""
    settings = settings_of(llm_narrative=narrative or None, llm_max_tokens=max_tokens, llm_max_cost=max_cost)
    if dry_run:
        from service.cli_estimate import run as estimate

        raise typer.Exit(estimate(paths, settings, context.obj, as_json=as_json))
    from service.cli_ingest import run

    vectors = vectors and settings.vectors
    raise typer.Exit(run(paths, settings, context.obj, as_json=as_json, vectors=vectors, replace=replace, llm=llm))
