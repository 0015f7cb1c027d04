"""A model behind a server: the `Model` that real ones are."""

from __future__ import annotations

from threading import Event, Lock

from canonical.errors import ModelDownError, ModelError, UnusableAnswerError
from llm.config import ModelConfig
from llm.faults import Fault
from llm.line import Line
from llm.model import Completion, Request, Spent, Structured, Way
from llm.prices import price_of
from llm.reading import read_answer
from llm.tokens import count_prompt, count_tokens
from llm.vendor import Heard, Vendor
from llm.ways import ORDER, PROBE_REQUEST, Ready, Ways

PROBE_RETRIES = 1
"""A server that fails twice on a way of asking does not take it: llama.cpp answers 500 to what it does not know."""


class ServedModel:
    """Speaks to one model of one server. Threads share it; `close` it when done."""

    def __init__(self, config: ModelConfig) -> None:
        self.name = config.model or ""
        self.price = price_of(config)
        self._config, self._line, self._vendor = config, Line(config), Vendor(config)
        self._ways, self._probing = Ways(config.ways), Lock()
        self._server = f"{config.address} {config.model}"

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:
        """The answer to a request; see `Model`."""
        if request.images and not self._config.vision:
            raise ModelDownError(f"{self.name}: 未启用图片 / pictures are not switched on (NIANBAO_LLM_VISION)")
        calls = _Calls(self, cancelled or Event())
        try:
            heard, way = self._heard(request, calls)
            return self._completion(request, heard, way, calls.spent)
        except Fault as fault:
            error: ModelError = fault.as_error(self.name)
        except ModelError as raised:
            error = raised
        error.spent = calls.spent
        raise error

    def way(self, *, cancelled: Event | None = None) -> Structured:
        """How this server is asked for structured answers; probed where that is not known. Raises ModelError."""
        try:
            return self._way(_Calls(self, cancelled or Event()))
        except Fault as fault:
            error = fault.as_error(self.name)
        raise error

    def close(self) -> None:
        """Nothing; no more requests can be made."""
        self._vendor.close()

    def _heard(self, request: Request, calls: _Calls) -> tuple[Heard, Way]:
        if request.answer is None:
            return calls.ask(request, "text"), "text"
        way = self._way(calls)
        try:
            return calls.ask(request, way), way
        except Fault as fault:
            if fault.kind not in {"refused", "broken"} or self._config.way:
                raise
            self._ways.forget(self._server)  # of a server that is only down it is found again
            other = self._way(calls) if fault.kind == "refused" else way
            if other == way:
                raise
        return calls.ask(request, other), other

    def _completion(self, request: Request, heard: Heard, way: Way, spent: Spent) -> Completion:
        text = self._config.without_key(heard.text)
        answer = read_answer(text, request.answer, cut=heard.cut) if request.answer else None
        return Completion(text=text, answer=answer, model=self.name, way=way, spent=spent)

    def _way(self, calls: _Calls) -> Structured:
        with self._probing:
            return self._config.way or self._ways.get(self._server) or self._probed(calls)

    def _probed(self, calls: _Calls) -> Structured:
        """The first way that gives a valid answer, else the first that the server takes at all."""
        taken: list[Structured] = []
        refusal = Fault("refused", "")
        for way in ORDER:
            try:
                read_answer(calls.ask(PROBE_REQUEST, way, PROBE_RETRIES).text, Ready)
            except UnusableAnswerError:
                taken.append(way)
            except Fault as fault:
                if fault.kind not in {"refused", "broken"}:
                    raise
                refusal = fault
            else:
                self._ways.remember(self._server, way, proven=True)
                return way
        if not taken:
            raise refusal
        self._ways.remember(self._server, taken[0], proven=False)
        return taken[0]


class _Calls:
    """The calls that one request takes, and what they have cost so far."""

    def __init__(self, model: ServedModel, cancelled: Event) -> None:
        self._line, self._vendor, self._price = model._line, model._vendor, model.price  # noqa: SLF001  its own part
        self._cancelled = cancelled
        self.spent = Spent()

    def ask(self, request: Request, way: Way, retries: int | None = None) -> Heard:
        def once() -> Heard:
            self.spent += Spent(calls=1)
            heard = self._vendor.ask(request, way, self._cancelled)
            self.spent += self._cost(request, heard)
            return heard

        return self._line.call(once, self._cancelled, retries)

    def _cost(self, request: Request, heard: Heard) -> Spent:
        """By what the server counted, else by our own count."""
        asked = count_prompt(request) if heard.prompt_tokens is None else heard.prompt_tokens
        said = count_tokens(heard.text) if heard.completion_tokens is None else heard.completion_tokens
        return Spent(prompt_tokens=asked, completion_tokens=said, cost_usd=self._price.of(asked, said))
