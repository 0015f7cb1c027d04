"""Planted regressions: switches that make extraction worse on purpose, to see that the evaluation notices.

They replace one function of production code in this process only, for the time of a `with`. A run log says which one
was on; nothing outside `nianbao eval run --sabotage` and the tests reaches them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import import_module
from typing import Any

from canonical.errors import UnusableRequestError


@dataclass(frozen=True, slots=True, kw_only=True)
class Sabotage:
    """What is replaced, where, and by what: `make` turns the honest function into the broken one."""

    module: str
    function: str
    make: Callable[[Callable[..., Any]], Callable[..., Any]]


def _blank_is_zero(read_cell: Callable[..., Any]) -> Callable[..., Any]:
    def broken(text: str) -> Any:
        printed = read_cell(text)
        return replace(printed, kind="number", value=Decimal(0)) if printed.kind == "blank" else printed

    return broken


def _last_digit_lost(read_cell: Callable[..., Any]) -> Callable[..., Any]:
    def broken(text: str) -> Any:
        printed = read_cell(text)
        return replace(printed, value=printed.value // 10) if printed.value else printed

    return broken


def _shifted_column(place: Callable[..., Any]) -> Callable[..., Any]:
    def broken(*inputs: Any, **named: Any) -> Any:
        placement = place(*inputs, **named)
        return replace(placement, cells=(*placement.cells[1:], placement.cells[0]))

    return broken


SABOTAGES: Mapping[str, Sabotage] = {
    "blank-is-zero": Sabotage(module="extraction.reading", function="read_cell", make=_blank_is_zero),
    "last-digit-lost": Sabotage(module="extraction.reading", function="read_cell", make=_last_digit_lost),
    "shifted-column": Sabotage(module="extraction.requests", function="_place", make=_shifted_column),
}


@contextmanager
def sabotaged(name: str | None) -> Iterator[None]:
    """Production code with one planted regression, or as it is for None; mended again at the end."""
    if name is None:
        yield
        return
    if name not in SABOTAGES:
        known = ", ".join(SABOTAGES)
        raise UnusableRequestError(f"--sabotage {name}: 没有这一项 / no such sabotage; there are: {known}")
    with replaced(SABOTAGES[name]):
        yield


@contextmanager
def replaced(sabotage: Sabotage) -> Iterator[None]:
    """Production code with one function replaced; mended again at the end."""
    module = import_module(sabotage.module)
    honest = getattr(module, sabotage.function)
    setattr(module, sabotage.function, sabotage.make(honest))
    try:
        yield
    finally:
        setattr(module, sabotage.function, honest)
