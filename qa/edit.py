"""What a question that goes on changes in the plan before: gathered by `rescoping` and `following`, then applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from qa.plan import Obstacle, Plan

Shown = Callable[[Plan], tuple[str, ...]]


@dataclass(slots=True)
class Edit:
    """The changes to a plan, and the words they rest on."""

    shown: Shown
    of_named: bool = False
    """The plan before is of bodies by name, and not of all that filters choose."""
    scope: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    assumed: tuple[str, ...] = ()
    obstacle: Obstacle | None = None
    used: tuple[str, ...] = ()
    again: bool = False
    """The same answer is asked for once more: with its definition, as a chart."""

    def __bool__(self) -> bool:
        """True when anything is changed."""
        return bool(self.scope or self.plan or self.obstacle)
