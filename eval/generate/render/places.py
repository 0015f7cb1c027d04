"""What drawing a report gives: the bytes of the file, and where in it each value stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from canonical.report import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value stands: page and box of its cell where a format has pages, else the line of the file (from 1)."""

    page: int | None = None
    bbox: Box | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawn report. `places` by field id has the values whose place the format can tell; none where it can not."""

    data: bytes
    places: Mapping[str, Place] = field(default_factory=dict)
