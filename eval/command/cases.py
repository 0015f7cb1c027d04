"""`nianbao eval export-gold` and `add-case`: a user's own reports become cases with gold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.command.runs import AsJson, print_json


def export_gold(  # noqa: PLR0913, PLR0917  one parameter an option
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="写到这个文件夹 / the folder to write to.")],
    reports: Annotated[list[str] | None, typer.Option("--report", help="只导出这些报告 / only these ids.")] = None,
    corrected: Annotated[bool, typer.Option("--corrected", help="只导出改正过的 / only corrected reports.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖不同的文件 / replace differing files.")] = False,
    as_json: AsJson = False,
) -> None:
    """把库中报告（连同人工改正）写成标准答案 / Write stored reports, with people's corrections, as gold files."""
    from eval.command.words import say
    from eval.gold import export_gold as exported
    from service.app import open_store
    from service.display import console
    from service.settings import read_settings

    with open_store(read_settings()) as store:
        paths = exported(store, folder, ids=reports, corrected_only=corrected, overwrite=overwrite)
    if as_json:
        print_json([str(path) for path in paths])
        return
    for path in paths:
        console().print(say("written", context.obj, path=path), markup=False)


def add_case(
    context: typer.Context,
    report: Annotated[Path, typer.Argument(help="报告文件 / the report's file.")],
    gold: Annotated[Path | None, typer.Option(help="标准答案 / its gold; default: the store's.")] = None,
    folder: Annotated[Path | None, typer.Option(help="案例文件夹 / the folder of cases.")] = None,
    as_json: AsJson = False,
) -> None:
    """把改正过的报告收为案例 / Make a case of a corrected report; `eval run --docs …/docs --gold …/gold` uses it."""
    from eval.command.words import say
    from eval.gold import add_case as added
    from service.app import open_store
    from service.display import console
    from service.settings import read_settings

    settings = read_settings()
    cases = folder or settings.home / "cases"
    if gold:
        document = added(report, gold, None, cases)
    else:
        with open_store(settings) as store:
            document = added(report, None, store, cases)
    if as_json:
        print_json({"document": str(document), "cases": str(cases)})
        return
    console().print(say("case_added", context.obj, path=document), markup=False)
    console().print(say("case_command", context.obj, folder=cases), markup=False)
