"""What may be spent on a run and on a report: counted before a call, by the most it can cost; settled after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from canonical.errors import BudgetSpentError, ModelError
from llm.model import Completion, Model, Request, Spent
from llm.prices import Price
from llm.tokens import count_prompt


class Budget:
    """Tokens and USD that may be spent, and what has been; None is no limit. A child's spending is its parent's too."""

    def __init__(
        self, *, max_tokens: int | None = None, max_cost: float | None = None, parent: Budget | None = None
    ) -> None:
        self._max_tokens, self._max_cost, self._parent = max_tokens, max_cost, parent
        self._lock, self._spent = Lock(), Spent()
        self._held: list[Spent] = []

    @property
    def spent(self) -> Spent:
        """What has been spent so far."""
        return self._spent

    def child(self, *, max_tokens: int | None = None, max_cost: float | None = None) -> Budget:
        """A part of this budget."""
        return Budget(max_tokens=max_tokens, max_cost=max_cost, parent=self)

    def add(self, spent: Spent) -> None:
        """Nothing; so much more has been spent, here and above."""
        with self._lock:
            self._spent += spent
        if self._parent:
            self._parent.add(spent)

    @contextmanager
    def holding(self, most: Spent) -> Iterator[None]:
        """Keeps so much free while a call runs, here and above. Raises BudgetSpentError where there is not so much."""
        with self._lock:
            self._demand(sum((*self._held, most), start=self._spent))
            self._held.append(most)
        try:
            if self._parent:
                with self._parent.holding(most):
                    yield
            else:
                yield
        finally:
            with self._lock:
                self._held.remove(most)

    def _demand(self, then: Spent) -> None:
        tokens = then.prompt_tokens + then.completion_tokens
        if self._max_tokens is not None and tokens > self._max_tokens:
            raise BudgetSpentError(
                f"再问一次可能超过 {self._max_tokens} 个词元 / one more call could pass {self._max_tokens} tokens"
            )
        if self._max_cost is not None and then.cost_usd > self._max_cost:
            raise BudgetSpentError(
                f"再问一次可能超过 {self._max_cost:g} 美元 / one more call could pass {self._max_cost:g} USD"
            )


class Budgeted:
    """A model that is asked only within a budget."""

    def __init__(self, model: Model, budget: Budget, price: Price) -> None:
        self.name, self._model, self._budget, self._price = model.name, model, budget, price

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:
        """The answer to a request; see `Model`."""
        with self._budget.holding(most_of(request, self._price)):
            try:
                completion = self._model.complete(request, cancelled=cancelled)
            except ModelError as error:
                self._budget.add(error.spent or Spent())
                raise
            self._budget.add(completion.spent)
            return completion


class Estimating:
    """A model that is never asked: a dry run. Its budget has what the calls would cost at most."""

    def __init__(self, name: str, budget: Budget, price: Price) -> None:
        self.name, self._budget, self._price = name, budget, price

    def complete(self, request: Request, *, cancelled: Event | None = None) -> Completion:  # noqa: ARG002  the port
        """Never returns; raises BudgetSpentError."""
        self._budget.add(most_of(request, self._price))
        raise BudgetSpentError("只是估算 / only an estimate")


def most_of(request: Request, price: Price) -> Spent:
    """The most that one call can cost: all that is sent, and an answer as long as is allowed."""
    asked, said = count_prompt(request), request.max_tokens
    return Spent(calls=1, prompt_tokens=asked, completion_tokens=said, cost_usd=price.of(asked, said))
