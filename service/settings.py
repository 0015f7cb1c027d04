"""The program's settings: one frozen object, read once from the environment (docs/settings.md lists them).

A misspelt `NIANBAO_*` name is an error, because a setting that silently does nothing is worse than none.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from canonical.errors import UnusableSettingError
from canonical.report import Language
from service.model_settings import ModelSettings

if TYPE_CHECKING:
    from ingest import Limits
    from llm.config import ModelConfig

PREFIX = "NIANBAO_"
MEGABYTE = 1024 * 1024
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to reach what listens everywhere


class Settings(ModelSettings):
    """Every setting with its default. Field `max_file_mb` is read from `NIANBAO_MAX_FILE_MB`, and so on."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    home: Path = Field(
        default=Path("nianbao-data"), description="the folder that holds everything: store, index, uploads"
    )
    lang: Language | None = Field(default=None, description="language of the command line, zh or en; else the locale's")
    host: str = Field(default="127.0.0.1", description="address that `nianbao serve` listens on")
    port: int = Field(
        default=8765, ge=0, le=65535, description="port that `nianbao serve` listens on; 0 takes a free one"
    )
    max_file_mb: float = Field(default=100, gt=0, description="a larger file is refused")
    max_unpacked_mb: float = Field(default=400, gt=0, description="an archive or .docx that unpacks to more is refused")
    max_pages: int = Field(default=500, gt=0, description="a PDF with more pages is refused")
    max_upload_mb: float = Field(
        default=200, gt=0, description="a larger HTTP upload (all its files together) is refused"
    )
    asks_per_second: float = Field(
        default=200, ge=0, description="questions a second that one client may put to the server; 0 is no limit"
    )
    ask_threads: int = Field(default=4, ge=1, le=64, description="questions that the server answers at the same time")
    processes: int | None = Field(
        default=None, ge=1, le=64, description="processes that serve; unset: one a core, or 1 where something needs it"
    )
    vectors: bool = Field(
        default=True, description="embed narrative and search by meaning; false searches by keyword only"
    )
    log: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="lowest level of log lines shown"
    )

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @property
    def limits(self) -> Limits:
        """What a file may cost before it is refused."""
        from ingest import Limits

        return Limits(
            max_bytes=int(self.max_file_mb * MEGABYTE),
            max_unpacked_bytes=int(self.max_unpacked_mb * MEGABYTE),
            max_pages=self.max_pages,
        )

    @property
    def language_model(self) -> ModelConfig:
        """How the language model is reached, if one is set."""
        return self.model_config_in(self.home)

    @property
    def store_url(self) -> str:
        """Where facts are kept, as a database URL."""
        return f"sqlite:///{self.home / 'nianbao.db'}"

    @property
    def index_folder(self) -> Path:
        """Where the vector index is kept."""
        return self.home / "index"

    @property
    def uploads_folder(self) -> Path:
        """Where files that came over HTTP are kept."""
        return self.home / "uploads"

    @property
    def url(self) -> str:
        """The address at which other processes of this machine reach the server."""
        host = ANY_ADDRESS.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def threads_each(self) -> int:
        """How many questions each process answers at the same time; never fewer than two, so that one is for others."""
        return max(min(2, self.ask_threads), -(-self.ask_threads // (self.processes or 1)))

    @property
    def max_upload_bytes(self) -> int:
        """The largest HTTP upload, in bytes."""
        return int(self.max_upload_mb * MEGABYTE)


def read_settings() -> Settings:
    """The settings of this process's environment; raises `UnusableSettingError` naming the one to mend."""
    _refuse_unknown_names()
    try:
        return Settings()
    except ValidationError as error:
        raise UnusableSettingError("; ".join(_complaints(error))) from None


def variable_names() -> dict[str, str]:
    """The environment variable of each setting, by its field name."""
    return {
        name: name.upper() if name.startswith("openai_") else f"{PREFIX}{name.upper()}"
        for name in Settings.model_fields
    }


def _refuse_unknown_names() -> None:
    known = [name for name in variable_names().values() if name.startswith(PREFIX)]
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            nearest = get_close_matches(name.upper(), known, n=1, cutoff=0.0)[0]
            raise UnusableSettingError(f"{name}: 没有这个设置 / no such setting; 是否 / did you mean {nearest}?")


def _complaints(error: ValidationError) -> list[str]:
    names = variable_names()
    return [
        f"{names.get(str(item['loc'][0]).lower(), item['loc'][0])}: {item['msg']} (现为 / it is {item['input']!r})"
        for item in error.errors()
    ]
