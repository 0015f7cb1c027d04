"""What can go wrong with a call, by what is to be done about it; exceptions of vendors become one of these here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal

from canonical.errors import ModelDownError
from llm.config import ModelConfig

Kind = Literal["busy", "broken", "unreachable", "slow", "adapted", "refused", "too_long", "barred"]
RETRIED: frozenset[Kind] = frozenset({"busy", "broken", "unreachable", "slow", "adapted"})
SAYS: Mapping[Kind, str] = {
    "busy": "服务器繁忙 / the server is busy",
    "broken": "服务器出错 / the server failed",
    "unreachable": "无法连接，或连接中断 / can not be reached, or the connection broke",
    "slow": "超时 / timed out",
    "adapted": "服务器不接受某个参数 / the server does not take a parameter",
    "refused": "服务器拒绝请求 / the server refused the request",
    "too_long": "超出模型的上下文长度 / longer than what the model can take",
    "barred": "密钥、余额、地址或模型名称有误 / key, credit, address or name of the model is wrong",
}
KINDS: Mapping[str, Kind] = {
    "TimeoutError": "slow",
    "APITimeoutError": "slow",
    "APIConnectionError": "unreachable",
    "RateLimitError": "busy",
    "InternalServerError": "broken",
    "ConflictError": "broken",
    "AuthenticationError": "barred",
    "PermissionDeniedError": "barred",
    "NotFoundError": "barred",
    "BadRequestError": "refused",
    "UnprocessableEntityError": "refused",
    "ContentFilterFinishReasonError": "refused",
    "APIStatusError": "refused",
    "OpenAIError": "broken",
}
"""By the name of the exception's class or the nearest of its bases; anything else is a reply that is no completion."""
NO_CREDIT = "insufficient_quota"
LONGEST_WORD = 300
"""Characters of a server's own words that are passed on."""


class Fault(Exception):  # noqa: N818  (not an error to callers: it is retried, or becomes a ModelDownError)
    """A call that failed. `told` is what the server said, without secrets."""

    def __init__(self, kind: Kind, told: str, retry_after: float | None = None) -> None:
        super().__init__(kind, told)
        self.kind, self.told, self.retry_after = kind, told, retry_after

    def as_error(self, model: str) -> ModelDownError:
        """The error for callers."""
        return ModelDownError(f"{model}: {SAYS[self.kind]}: {self.told}")


def fault_of(error: BaseException, config: ModelConfig) -> Fault:
    """The fault that a vendor's exception stands for."""
    kind: Kind = next((KINDS[base.__name__] for base in type(error).__mro__ if base.__name__ in KINDS), "broken")
    if kind == "busy" and getattr(error, "code", None) == NO_CREDIT:
        kind = "barred"
    if kind == "refused" and "context" in str(error).lower():
        kind = "too_long"
    status, body = getattr(error, "status_code", None), getattr(error, "body", None)
    told = _words(body) or str(error) or type(error).__name__
    told = config.without_secrets(" ".join(f"{f'HTTP {status} ' if status else ''}{told}".split()))
    return Fault(kind, told[:LONGEST_WORD], _retry_after(error))


def _words(body: object) -> str:
    """What an error's body says: OpenAI, Azure, vLLM and llama.cpp each nest their message differently."""
    if isinstance(body, dict):
        inner = body.get("error", body)
        said: Any = inner.get("message") if isinstance(inner, dict) else inner
        return str(said or json.dumps(body, ensure_ascii=False))
    return str(body or "")


def _retry_after(error: BaseException) -> float | None:
    """Azure says it in milliseconds too, which is more exact; a date is taken for nothing said."""
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        with suppress(ValueError):
            return max(0.0, float(headers.get(name, "")) * unit)
    return None
