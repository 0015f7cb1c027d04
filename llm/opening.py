"""The model that a run uses: a server or a replay file, within a budget, with answers kept."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from canonical.errors import UnusableSettingError
from llm.budget import Budget, Budgeted, Estimating
from llm.config import ModelConfig
from llm.kept import Cache, Kept, Replayed
from llm.model import Completion, Model, Request, Spent, Structured
from llm.prices import price_of
from llm.served import ServedModel
from llm.vendor import trusted


def open_model(config: ModelConfig, *, dry: bool = False) -> OpenModel | None:
    """The model that is configured, or None: no replay file, and no name of a model with a key or an address.

    `dry` asks nothing: `spent` is then the most that a run would cost. Raises UnusableSettingError. Use it in a `with`.
    """
    if config.replay:
        return OpenModel(Replayed(config.replay, config.model), config)
    if not (config.model and (config.api_key or config.base_url)):
        return None
    _demand_sound(config)
    return OpenModel(ServedModel(config), config, dry=dry)


class Metered:
    """A `Model` that knows what it has `spent`."""

    def __init__(self, model: Model, budget: Budget) -> None:
        self.name, self._model, self._budget = model.name, model, budget

    @property
    def spent(self) -> Spent:
        return self._budget.spent

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:
        """The answer to a request; see `Model`."""
        return self._model.complete(request, cancelled=cancelled)


class OpenModel(Metered):
    """Any model with the budget and the cache of a configuration; `spent` is what the whole run cost."""

    def __init__(self, base: Model, config: ModelConfig, *, dry: bool = False) -> None:
        self.config, self.price, self._base, self._dry = config, price_of(config), base, dry
        self._cache = Cache(config.cache) if config.cache and not config.replay else None
        self._whole = Budget(max_tokens=config.max_tokens, max_cost=config.max_cost)
        super().__init__(self._within(self._whole), self._whole)

    def for_report(self) -> Metered:
        """The same model, within what one report may cost; its `spent` is what that report cost."""
        budget = self._whole.child(max_tokens=self.config.max_tokens_per_report)
        return Metered(self._within(budget), budget)

    def way(self) -> Structured | None:
        """How the server is asked for structured answers, probed where not known; None without a server."""
        return self._base.way() if isinstance(self._base, ServedModel) else None

    def export(self, path: Path) -> int:
        """How many replies are in the replay file that is written: all that the cache has."""
        if self._cache is None:
            raise UnusableSettingError("没有缓存可以导出 / there is no cache to export ")
        return self._cache.export(path)

    def close(self) -> None:
        """Nothing; connections and files are let go."""
        if isinstance(self._base, ServedModel):
            self._base.close()
        if self._cache:
            self._cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _within(self, budget: Budget) -> Model:
        """What is kept costs nothing, so the cache stands before the budget."""
        within: Model = (
            Estimating(self._base.name, budget, self.price) if self._dry else Budgeted(self._base, budget, self.price)
        )
        return Kept(within, self._cache) if self._cache else within


def _demand_sound(config: ModelConfig) -> None:
    """What would fail at the first call is said at the start."""
    if config.base_url and not _is_address(config.base_url):
        address = config.without_secrets(config.base_url)
        raise UnusableSettingError(f"{address}: 不是 http(s) 地址 / is no http(s) address (OPENAI_BASE_URL)")
    if config.max_cost is not None and price_of(config).source == "unknown":
        raise UnusableSettingError(
            f"{config.model}: 不知道价格，无法限制费用 / its price is not known, so its cost can not be limited; "
            "set NIANBAO_LLM_PRICE (USD for a million tokens asked, answered)"
        )
    if config.azure and not config.base_url:
        raise UnusableSettingError("Azure: 缺少资源地址 / the address of the resource is missing (OPENAI_BASE_URL)")
    try:
        trusted(config.ca_file)
    except OSError as error:
        raise UnusableSettingError(f"{config.ca_file}: 不是证书文件 / is no file of certificates: {error}") from None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
