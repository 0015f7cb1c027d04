"""What has to add up in a report, and what an empty cell can be: the generator's own judge.

It shares no code with `canonical.rules` and the extraction, so that a mistake there is found and not repeated; the
names of the checks are theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from eval.generate.values import APPLICANTS, GROUPS, OUTSIDE_RESULTS, RESULTS, result_rows

FAR = 10**6  # no count of a real report is larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Two sets of fields with equal sums, and the check that says so."""

    check: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A check that has to fail, with the fields it is about and both sums."""

    check: str
    fields: tuple[str, ...]
    expected: Decimal
    actual: Decimal


def sums(layout: str) -> Iterator[Sum]:
    """Everything that has to add up in a report whose table 3 has this layout."""
    rows = result_rows(layout)
    column_sum = "requests.concluded_sum" if layout == "2021" else "requests.concluded_sum_2019"
    for row in (*OUTSIDE_RESULTS, *rows):
        cells = tuple(f"requests.{row}.{applicant}" for applicant in APPLICANTS)
        yield Sum(check="requests.row_sum", left=cells, right=(f"requests.{row}.total",))
    for column in (*APPLICANTS, "total"):
        come, over, done, forward = (f"requests.{row}.{column}" for row in OUTSIDE_RESULTS)
        yield Sum(check=column_sum, left=tuple(f"requests.{row}.{column}" for row in rows), right=(done,))
        yield Sum(check="requests.balance", left=(come, over), right=(done, forward))
    for group in GROUPS:
        cells = tuple(f"{group}.{result}" for result in RESULTS)
        yield Sum(check="review.sum", left=cells, right=(f"{group}.total",))


def broken_sums(numbers: Mapping[str, Decimal], layout: str) -> tuple[Broken, ...]:
    """Every sum that these printed numbers break; sums with an empty cell are not judged."""
    found = []
    for each in sums(layout):
        fields = (*each.left, *each.right)
        if all(field in numbers for field in fields):
            left, right = (sum((numbers[field] for field in side), Decimal(0)) for side in (each.left, each.right))
            if left != right:
                found.append(Broken(check=each.check, fields=fields, expected=left, actual=right))
    return tuple(found)


def certain_blanks(numbers: Mapping[str, Decimal], blanks: AbstractSet[str], layout: str) -> frozenset[str]:
    """The empty cells whose true value is the only one that fits what is printed.

    `numbers` are the true values of all cells and add up. An empty cell is certain when no other whole, non-negative
    filling of all empty cells has another value in it.
    """
    equations = [_equation(each, numbers, blanks) for each in sums(layout)]
    open_equations = [equation for equation in equations if equation.signs]
    summed = {cell for equation in open_equations for cell in equation.signs}
    bounds = _narrowed(dict.fromkeys(summed, (0, FAR)), open_equations) or {}
    return frozenset(
        cell
        for cell, (low, high) in bounds.items()
        if low == high or not _has_other(cell, numbers, bounds, open_equations)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Equation:
    """Unknown cells with their signs, which have to add up to `rest`."""

    signs: Mapping[str, int]
    rest: int


Bounds = dict[str, tuple[int, int]]


def _equation(each: Sum, numbers: Mapping[str, Decimal], blanks: AbstractSet[str]) -> _Equation:
    signed = [(field, 1) for field in each.left] + [(field, -1) for field in each.right]
    known = sum(sign * int(numbers[field]) for field, sign in signed if field not in blanks)
    return _Equation(signs={field: sign for field, sign in signed if field in blanks}, rest=-known)


def _narrowed(bounds: Bounds, equations: Sequence[_Equation]) -> Bounds | None:
    """The bounds after every equation has had its say until nothing changes, None when nothing fits."""
    bounds, before = dict(bounds), None
    while bounds != before:
        before = dict(bounds)
        for equation in equations:
            for cell in equation.signs:
                low, high = _allowed(cell, equation, bounds)
                bounds[cell] = max(low, bounds[cell][0]), min(high, bounds[cell][1])
                if bounds[cell][0] > bounds[cell][1]:
                    return None
    return bounds


def _allowed(cell: str, equation: _Equation, bounds: Bounds) -> tuple[int, int]:
    others = [(sign, *bounds[name]) for name, sign in equation.signs.items() if name != cell]
    least = sum(low if sign > 0 else -high for sign, low, high in others)
    most = sum(high if sign > 0 else -low for sign, low, high in others)
    low, high = equation.rest - most, equation.rest - least
    return (low, high) if equation.signs[cell] > 0 else (-high, -low)


def _has_other(cell: str, numbers: Mapping[str, Decimal], bounds: Bounds, equations: Sequence[_Equation]) -> bool:
    true, (low, high) = int(numbers[cell]), bounds[cell]
    return any(
        first <= last and _can_be_filled({**bounds, cell: (first, last)}, equations)
        for first, last in ((low, true - 1), (true + 1, high))
    )


def _can_be_filled(bounds: Bounds, equations: Sequence[_Equation]) -> bool:
    narrow = _narrowed(bounds, equations)
    if narrow is None:
        return False
    undecided = [cell for cell, (low, high) in narrow.items() if low < high]
    if not undecided:
        return True
    cell = min(undecided, key=lambda name: narrow[name][1] - narrow[name][0])
    low, high = narrow[cell]
    return _can_be_filled({**narrow, cell: (low, low)}, equations) or _can_be_filled(
        {**narrow, cell: (low + 1, high)}, equations
    )
