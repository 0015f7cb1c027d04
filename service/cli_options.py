"""What the commands share: options, the settings they run with, JSON on stdout. Only typer is imported up here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from service.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="JSON 输出 / print JSON.")]
AskModel = Annotated[
    bool, typer.Option("--llm/--no-llm", help="询问语言模型（若已设置）/ ask the language model, if one is set.")
]
Paths = Annotated[list[Path], typer.Argument(help="文件、文件夹或 zip / files, folders or zip archives.")]


def settings_of(**over: Any) -> Settings:
    """Those of the environment; options that are given go before them."""
    from service.logs import start_logging
    from service.settings import read_settings

    settings = read_settings().model_copy(update={name: value for name, value in over.items() if value is not None})
    start_logging(settings.log)
    return settings


def print_json(data: Any) -> None:
    """Nothing; the data is on stdout."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
