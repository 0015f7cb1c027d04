"""Table 3 in layouts that no form has: turned by a quarter, or its two halves side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pytest

from canonical.report import Report
from extraction import extract
from ingest import load_bytes
from tests.extraction.documents import HEAD, TAIL, table_3

ROWS = {"received": "12 3 0 0 0 0 15", "granted": "7 3 0 0 0 0 10", "concluded": "7 3 0 0 0 0 10"}
HEADING, *PRINTED = table_3(ROWS | {"carried_forward": "5 0 0 0 0 0 5"}).strip("\n").split("\n")
TABLE = [line.split("\t") for line in PRINTED]


def read(rows: Iterable[Sequence[str]]) -> Mapping[str, Decimal | None]:
    report = as_web_page(rows)
    assert not report.unplaced
    assert not any(fact.flags for fact in report.facts.values())
    return {field: fact.value for field, fact in report.facts.items()}


def as_web_page(rows: Iterable[Sequence[str]]) -> Report:
    drawn = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    lines = "".join(f"<p>{line}</p>" for line in [*HEAD.splitlines(), HEADING])
    closing = "".join(f"<p>{line}</p>" for line in TAIL.splitlines())
    return extract(load_bytes(f"<html>{lines}<table>{drawn}</table>{closing}</html>".encode(), path="a.html"))


@pytest.fixture(scope="module")
def upright() -> Mapping[str, Decimal | None]:
    return read(TABLE)


def test_a_table_with_the_applicants_below_each_other_is_turned_back(upright):
    assert upright["requests.received.company"] == 3
    assert read(zip(*TABLE, strict=True)) == upright


def test_the_halves_of_a_table_beside_each_other_are_read_one_below_the_other(upright):
    head, *rows = TABLE
    middle = (len(rows) + 1) // 2
    beside = [*rows[middle:], *([""] * len(head) for _ in range(2 * middle - len(rows)))]
    assert read([head + head, *(left + right for left, right in zip(rows[:middle], beside, strict=True))]) == upright
