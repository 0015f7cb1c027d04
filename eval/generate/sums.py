"""What has to add up in a report, and what an empty cell can be: the generator's own judge of sums.

It shares no code with `canonical.rules` and the extraction, so that a mistake there is found and not repeated; the
names of the checks are theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from eval.generate.values import APPLICANTS, GROUPS, OUTSIDE_RESULTS, RESULTS, result_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Two sets of fields with equal sums, and the check that says so."""

    check: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A check that has to fail, with the fields it is about and both sums; None where it compares no numbers."""

    check: str
    fields: tuple[str, ...]
    expected: Decimal | None
    actual: Decimal | None


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

    Tables 3 and 4 are a circulation: every sum is a node where as much comes in as goes out, every cell a pipe between
    two of them. Two fillings differ by flows around circles of empty cells, none of which may run against a 0. So a
    cell is certain when it lies on no such circle, however many cells are empty.
    """
    pipes = {cell: pipe for cell, pipe in _pipes(layout) if cell in blanks}
    ways: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for cell, (start, end) in pipes.items():
        ways[start].append((end, cell))
        if numbers[cell]:
            ways[end].append((start, cell))
    return frozenset(cell for cell, pipe in pipes.items() if not _can_change(cell, pipe, ways, bool(numbers[cell])))


Pipe = tuple[str, str]
Ways = Mapping[str, list[tuple[str, str]]]


def _pipes(layout: str) -> Iterator[tuple[str, Pipe]]:
    """Every cell that sums are about with the nodes it leads from and to; totals flow back."""
    for column in (*APPLICANTS, "total"):
        done, year = f"results of {column}", f"balance of {column}"
        pipes = {row: (row, done) for row in result_rows(layout)}
        pipes |= {"concluded": (done, year), "carried_forward": ("carried_forward", year)}
        pipes |= {row: (year, row) for row in ("received", "carried_over")}
        for row, (start, end) in pipes.items():
            yield f"requests.{row}.{column}", (end, start) if column == "total" else (start, end)
    for group in GROUPS:
        yield from ((f"{group}.{result}", ("parts", group)) for result in RESULTS)
        yield f"{group}.total", (group, "parts")


def _can_change(cell: str, pipe: Pipe, ways: Ways, can_shrink: bool) -> bool:
    start, end = pipe
    return _leads(end, start, ways, without=cell) or (can_shrink and _leads(start, end, ways, without=cell))


def _leads(start: str, end: str, ways: Ways, *, without: str) -> bool:
    """Whether there is a way between two nodes that does not use the cell itself."""
    seen, open_nodes = {start}, [start]
    while open_nodes:
        for node, cell in ways.get(open_nodes.pop(), ()):
            if cell == without or node in seen:
                continue
            if node == end:
                return True
            seen.add(node)
            open_nodes.append(node)
    return False
