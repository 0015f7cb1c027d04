"""The command line. Only typer is imported up here: every command imports what it needs when it runs.

Exit codes: 0 done, 1 something failed (one line on stderr says what), 2 the command was used wrongly, 130 interrupted.
"""

from __future__ import annotations

import sys
from datetime import datetime
from importlib.metadata import entry_points
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from canonical.errors import NianbaoError, UnusableRequestError
from service.cli_options import AsJson, print_json, settings_of
from service.cli_reading import extract, ingest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from canonical.report import Language
    from factstore import FactStore, StoredCheck

app = typer.Typer(
    name="nianbao",
    help="年报：读取政府信息公开工作年度报告，核对每个数字，回答问题并注明出处。"
    "Reads disclosure annual reports, checks every number, and answers with citations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ANYWHERE = ("--lang",)
PLUG_INS = "nianbao.commands"


def main() -> NoReturn:
    """Never returns: runs one command and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    add_plug_ins()
    try:
        app(args=with_global_options_first(sys.argv[1:]), prog_name="nianbao")
    except UnusableRequestError as error:
        _fail(str(error), code=2)
    except NianbaoError as error:
        _fail(str(error))
    except Exception as error:  # noqa: BLE001  the last line of defence: a user never sees a traceback
        _fail(_unexpected(error))
    sys.exit(0)


def add_plug_ins() -> None:
    """Nothing; command groups of packages to the right of this one (`eval`) are part of the command line."""
    for point in entry_points(group=PLUG_INS):
        app.add_typer(point.load(), name=point.name)


def with_global_options_first(arguments: list[str]) -> list[str]:
    """The arguments with `--lang X` moved to the front, so that it may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return [*front, *rest, word, *words]
        if word in ANYWHERE:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            (front if word.startswith("--lang=") else rest).append(word)
    return [*front, *rest]


def _print_version(asked: bool) -> None:
    if asked:
        from service.version import VERSION

        typer.echo(f"nianbao {VERSION}")
        raise typer.Exit


Lang = Annotated[str | None, typer.Option(help="zh|en；默认取 NIANBAO_LANG 或系统语言 / default: the locale's.")]
Version = Annotated[
    bool, typer.Option("--version", help="版本 / print the version.", is_eager=True, callback=_print_version)
]


@app.callback()
def start(context: typer.Context, lang: Lang = None, version: Version = False) -> None:  # noqa: ARG001  eager
    from service.texts import language_of

    if lang not in {None, "zh", "en"}:
        raise typer.BadParameter("zh|en", param_hint="--lang")
    context.obj = language_of(lang)


app.command()(extract)
app.command()(ingest)


@app.command()
def ask(  # noqa: PLR0913, PLR0917  one argument an option
    context: typer.Context,
    question: Annotated[str | None, typer.Argument(help="问题 / a question in Chinese or English.")] = None,
    as_json: AsJson = False,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="今天的日期 / the date that “last year” counts from.")
    ] = None,
    chat: Annotated[bool, typer.Option("--chat", help="连续提问 / a session of questions and follow-ups.")] = False,
    conversation: Annotated[
        str | None, typer.Option(help="对话编号，在其中提问 / id of the conversation to go on with.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="查询编号，再次查询 / id of an answer's plan, to run again.")] = None,
) -> None:
    """回答问题并注明出处 / Answer a question, with citations and coverage."""
    settings = settings_of()
    from service.cli_ask import Wish, run

    on = today.date() if today else None
    wish = Wish(question=question, plan=plan, chat=chat, conversation=conversation, today=on)
    run(wish, settings, context.obj, as_json=as_json)


@app.command()
def check(
    context: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="只列未通过的 / failed checks only.")] = False,
    as_json: AsJson = False,
) -> None:
    """列出各项核对及出处 / List every check with its numbers and where they are printed."""
    settings = settings_of()
    from service.app import open_store
    from service.views import check_line

    with open_store(settings) as store:
        found = store.checks(status="failed" if failed else None)
        if as_json:
            print_json([check_line(item) for item in found])
            return
        _show_checks(found, store, context.obj)


@app.command(context_settings={"ignore_unknown_options": True})  # a value may be negative
def correct(  # noqa: PLR0913, PLR0917  one argument an option
    context: typer.Context,
    report: Annotated[
        str, typer.Argument(help="报告编号（或其开头）或文件 / id of a report, its beginning, or its file.")
    ],
    field: Annotated[str | None, typer.Argument(help="项目 / field id.")] = None,
    value: Annotated[str | None, typer.Argument(help="印出的数值 / the number that is printed.")] = None,
    blank: Annotated[bool, typer.Option("--blank", help="印出的是空格 / the cell is empty in print.")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="没有这一行或表 / the row or table is not there.")] = False,
    unreadable: Annotated[bool, typer.Option("--unreadable", help="无法辨认 / nobody can read it.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="撤销更正 / take the correction back.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="列出该报告的更正 / list the report's corrections.")] = False,
    note: Annotated[str | None, typer.Option(help="说明 / why.")] = None,
    by: Annotated[str | None, typer.Option(help="更正人 / who says so; default: the user's name.")] = None,
    as_json: AsJson = False,
) -> None:
    """更正读错的数据：报告实际印的是什么 / Mend a reading: say what the report really prints; what was read is kept."""
    settings = settings_of()
    from service.cli_correct import Wish, run

    said = {"blank": blank, "missing": missing, "unreadable": unreadable}
    wish = Wish(
        report=report,
        field=field,
        value=value,
        statuses=tuple(status for status in ("blank", "missing", "unreadable") if said[status]),
        undo=undo,
        listed=listed,
        note=note,
        author=by,
    )
    typer.echo(run(wish, settings, context.obj, as_json=as_json))


@app.command()
def show(  # noqa: PLR0913, PLR0917  one argument an option
    context: typer.Context,
    report: Annotated[
        str, typer.Argument(help="报告编号（或其开头）或文件 / id of a report, its beginning, or its file.")
    ],
    field: Annotated[str, typer.Argument(help="项目 / field id.")],
    out: Annotated[Path | None, typer.Option(help="图片文件 / the picture to write, .png.")] = None,
    whole: Annotated[bool, typer.Option("--page", help="整页 / the whole page, not only the cell.")] = False,
    as_json: AsJson = False,
) -> None:
    """显示某项数据印在何处、如何读得 / Show where a number is printed and how it was read; saves the picture."""
    settings = settings_of()
    from service.cli_show import Wanted, run

    run(Wanted(report=report, field=field, out=out, whole=whole), settings, context.obj, as_json=as_json)


@app.command()
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="输出文件 / .csv, .xlsx, .parquet or .jsonl.")],
    long: Annotated[
        bool, typer.Option("--long", help="每项数据一行 / one row a fact, with status and evidence.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="含同一年度的其他文件 / with second files of a body's year.")
    ] = False,
) -> None:
    """导出数据表及代码本 / Write the panel (a row a report) and its codebook."""
    settings = settings_of()
    from service import panel
    from service.app import open_store
    from service.export import write_table
    from service.texts import say
    from service.views import failed_counts

    with open_store(settings) as store:
        headers = store.headers(preferred_only=not every)
        table = panel.long(headers, store) if long else panel.panel(headers, store, failed_counts(store))
        written = write_table(table, out)
    typer.echo(say("export.done", context.obj, rows=written.rows, path=out, codebook=written.codebook))


@app.command()
def reports(context: typer.Context, as_json: AsJson = False) -> None:
    """列出库中的报告 / List the reports of the collection."""
    settings = settings_of()
    from canonical.contract import as_json as plain
    from service.app import open_store

    with open_store(settings) as store:
        headers = store.headers(preferred_only=False)
    if as_json:
        print_json([plain(header) for header in headers])
        return
    from service.display import console, show_headers

    show_headers(headers, context.obj, console())


@app.command()
def doctor(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="修复 / repair what can be repaired.")] = False,
    as_json: AsJson = False,
) -> None:
    """检查数据库、索引和设置 / Check store, index, embeddings and settings."""
    settings = settings_of()
    from service.doctor import examine

    findings = examine(settings, repair=repair)
    if as_json:
        print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            typer.secho(finding.line(context.obj), fg=None if finding.well else "red")
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="监听地址 / address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口 / port to listen on; 0 takes a free one.")] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="进程数 / processes that serve.")] = None,
) -> None:
    """启动 HTTP 服务 / Serve the HTTP interface."""
    settings = settings_of()
    given = {"host": host, "port": port, "processes": processes}
    asked = {name: value for name, value in given.items() if value is not None}
    from service.serving import run

    run(settings.model_copy(update=asked), context.obj)


@app.command()
def mcp() -> None:
    """以 MCP 协议（标准输入输出）提供查询 / Offer the collection to an assistant over MCP, on stdin and stdout."""
    settings = settings_of()
    from service.mcp_tools import run_stdio

    run_stdio(settings)


@app.command("export-answers")
def export_answers(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="重放文件 / the replay file to write (NIANBAO_LLM_REPLAY reads it).")],
    as_json: AsJson = False,
) -> None:
    """导出语言模型的回答 / Write the kept answers of the language model as a replay file."""
    settings = settings_of()
    from service.language_model import export_kept
    from service.texts import say

    count = export_kept(settings, out)
    if as_json:
        print_json({"answers": count, "file": str(out)})
    else:
        typer.echo(say("llm.exported", context.obj, count=count, file=out))


@app.command("scripted-llm")
def scripted_llm(
    behaviour: Annotated[
        str, typer.Option(help="表现 / answer, lie, garbage, busy, hang …; “busy*2,answer” is one after another.")
    ] = "answer",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="监听端口 / port to listen on; 0 takes a free one.")
    ] = 8076,
    refuse: Annotated[
        list[str] | None,
        typer.Option(help="不接受 / json_schema, function_calling, json_object, temperature, max_tokens …."),
    ] = None,
    key: Annotated[str | None, typer.Option(help="要求的密钥 / the key it demands.")] = None,
) -> None:
    """假的语言模型服务，用于试验 / Serve a language model that says what it is told to, to try nianbao against."""
    from service.scripted_llm import run

    run(port, behaviour, refuse or [], key)


def _show_checks(found: Sequence[StoredCheck], store: FactStore, lang: Language) -> None:
    from service.display import console, show_check, show_flags
    from service.texts import say
    from service.views import telling_citations

    out = console()
    for header, items in groupby(found, key=lambda item: item.header):
        facts = store.facts([header.id]).get(header.id, {})
        show_flags(header, lang, out)
        for item in items:
            show_check(item, telling_citations(item, facts), lang, out)
    if not found:
        out.print(say("check.none", lang))
    counts = {status: sum(item.check.status == status for item in found) for status in ("failed", "not_stated")}
    out.print(say("check.summary", lang, reports=len(store.headers()), checks=len(found), **counts))


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")
    import os

    if os.environ.get("NIANBAO_LOG") == "debug":
        raise error
    return f"程序缺陷 / a defect of this program: {type(error).__name__}: {error} (NIANBAO_LOG=debug shows where)"


def _fail(sentence: str, code: int = 1) -> NoReturn:
    typer.secho(f"错误 / error: {' '.join(sentence.split())}", fg="red", err=True)
    sys.exit(code)
