"""In which order figures are told."""

from __future__ import annotations

from decimal import Decimal

from qa.readings import Figure


def by_body_and_year(figure: Figure) -> tuple[str, int]:
    """By the name of the body, and its years."""
    return (figure.name, figure.year or 0)


def value_of(figure: Figure) -> Decimal:
    """The value, 0 where there is none."""
    return figure.value or Decimal(0)


def largest_first(figure: Figure) -> tuple[Decimal, str, int]:
    """From the largest on; ties by name and year."""
    return (-value_of(figure), figure.name, figure.year or 0)


def valued_first(figure: Figure) -> tuple[bool, Decimal, str, int]:
    """Like `largest_first`, with those without a value at the end."""
    return (figure.value is None, *largest_first(figure))


def smallest_first(figure: Figure) -> tuple[Decimal, str, int]:
    """From the smallest on; ties by name and year."""
    return (value_of(figure), figure.name, figure.year or 0)
