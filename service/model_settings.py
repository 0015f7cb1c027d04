"""The settings of the language model: which one, where, and what it may cost. Without a model nothing calls one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AliasChoices, BeforeValidator, Field, Secret, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

if TYPE_CHECKING:
    from pydantic import SecretStr

    from llm.config import ModelConfig

KEPT = "model-answers.db"
WAYS = "model-ways.json"


class Masked(Secret[str]):
    """A text that prints as ***."""

    def _display(self) -> str:
        return "***"


def _header_lines(value: object) -> object:
    """`A: b; C: d` as names and values."""
    if not isinstance(value, str):
        return value
    pairs = [line.partition(":") for line in value.split(";") if line.strip()]
    if not all(colon for _, colon, _ in pairs):
        raise ValueError("name: value; name: value")
    return {name.strip(): Masked(text.strip()) for name, _, text in pairs}


def _two_numbers(value: object) -> object:
    """`0.4,1.6` as two numbers."""
    return tuple(value.split(",")) if isinstance(value, str) else value


Price = Annotated[tuple[float, float], NoDecode, BeforeValidator(_two_numbers)]
Headers = Annotated[dict[str, Masked], NoDecode, BeforeValidator(_header_lines)]


class ModelSettings(BaseSettings):
    """The part of the settings that is about the language model."""

    openai_api_key: Masked | None = Field(
        default=None,
        validation_alias=AliasChoices("openai_api_key", "OPENAI_API_KEY"),
        description="key of the language model's server; local servers mostly want none",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("openai_base_url", "OPENAI_BASE_URL"),
        description="address of a server that speaks chat completions; else OpenAI's own",
    )
    llm_model: str | None = Field(default=None, description="name of the language model; without it none is called")
    llm_headers: Headers = Field(default={}, description="more headers for every call: `Name: value; Name: value`")
    llm_ca_file: Path | None = Field(default=None, description="certificates to trust (PEM), besides the machine's")
    llm_azure_deployment: str | None = Field(default=None, description="deployment on Azure; makes it an Azure server")
    llm_azure_api_version: str = Field(default="2024-10-21", description="API version that Azure is asked for")
    llm_way: Literal["json_schema", "function_calling", "json_object"] | None = Field(
        default=None, description="how structured answers are asked for; else tried once a server and remembered"
    )
    llm_vision: bool = Field(default=False, description="the model can see: it is shown cells of scans in doubt")
    llm_narrative: bool = Field(
        default=False, description="the model also reads the narrative: counted things, problems and measures"
    )
    llm_timeout: float = Field(default=120, gt=0, description="seconds that a call may take")
    llm_retries: int = Field(default=2, ge=0, description="how often a call that failed is made again")
    llm_requests_per_second: float | None = Field(default=None, gt=0, description="no more calls than this a second")
    llm_concurrency: int = Field(default=4, ge=1, description="no more calls than this at once")
    llm_max_tokens: int | None = Field(default=None, ge=0, description="tokens that one run may take, all together")
    llm_max_cost: float | None = Field(default=None, ge=0, description="US dollars that one run may cost")
    llm_max_tokens_per_report: int | None = Field(default=None, ge=0, description="tokens that one report may take")
    llm_price: Price | None = Field(
        default=None, description="USD for a million tokens asked and answered: `0.4,1.6`; else the table of prices"
    )
    llm_replay: Path | None = Field(default=None, description="answers come from this file alone; nothing is called")

    @field_validator("llm_ca_file", "llm_replay")
    @classmethod
    def _is_there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError("no such file")
        return value

    def model_config_in(self, home: Path) -> ModelConfig:
        """How the model is reached; its answers and what its server takes are remembered in the home folder."""
        from llm.config import Azure, ModelConfig

        azure = self.llm_azure_deployment
        return ModelConfig(
            model=self.llm_model or azure,
            api_key=SecretStr(self.openai_api_key.get_secret_value()) if self.openai_api_key else None,
            base_url=self.openai_base_url,
            headers={name: value.get_secret_value() for name, value in self.llm_headers.items()},
            ca_file=self.llm_ca_file,
            azure=Azure(deployment=azure, api_version=self.llm_azure_api_version) if azure else None,
            vision=self.llm_vision,
            way=self.llm_way,
            timeout=self.llm_timeout,
            retries=self.llm_retries,
            requests_per_second=self.llm_requests_per_second,
            concurrency=self.llm_concurrency,
            max_tokens=self.llm_max_tokens,
            max_cost=self.llm_max_cost,
            max_tokens_per_report=self.llm_max_tokens_per_report,
            price=self.llm_price,
            cache=home / KEPT,
            replay=self.llm_replay,
            ways=home / WAYS,
        )
