"""Table 3 with a column for the subtotal of the organisations, 小计, which no form has."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from canonical.report import Report
from tests.extraction.documents import report_of, table_3, whole

ROWS = {
    "received": "12 3 1 2 0 4 22",
    "granted": "7 3 1 2 0 4 17",
    "concluded": "7 3 1 2 0 4 17",
    "carried_forward": "5 0 0 0 0 0 5",
}
TOTALS = {"received": 22, "granted": 17, "concluded": 17, "carried_forward": 5}


def read(table: str, sign: str) -> Report:
    return report_of(whole(table.replace("\t", sign)))


def with_subtotals(place: int) -> str:
    """Table 3 with the subtotal in this column, counted from that of the individuals."""
    return "\n".join(_lines(place))


def _lines(place: int) -> Iterator[str]:
    heading, head, *rows = table_3(ROWS).splitlines()
    yield from (heading, _put(head, place, "小计"))
    yield from (_put(row, place, str(sum(map(int, row.split("\t")[2:7])))) for row in rows)
    yield ""


def _put(line: str, place: int, text: str) -> str:
    cells = line.split("\t")
    return "\t".join([*cells[: place + 1], text, *cells[place + 1 :]])


@pytest.mark.parametrize("sign", ["\t", "   ", " | "])
@pytest.mark.parametrize("place", [1, 6], ids=["before", "behind"])
def test_a_subtotal_in_a_flattened_table_is_no_applicant(place, sign):
    report = read(with_subtotals(place), sign)
    assert not any(report.facts[field].flags for field in report.facts)
    values = {field: fact.value for field, fact in report.facts.items() if fact.value is not None}
    assert values == {
        field: fact.value for field, fact in read(table_3(ROWS), sign).facts.items() if fact.value is not None
    }
    assert [values[f"requests.{row}.total"] for row in TOTALS] == [Decimal(total) for total in TOTALS.values()]
    assert "10" in {each.text for each in report.unplaced}


def test_where_a_row_lacks_a_value_it_may_be_the_subtotal_and_every_value_is_flagged():
    table = with_subtotals(6).replace("7\t3\t1\t2\t0\t4\t10\t17", "7\t3\t1\t2\t4\t10\t17")
    facts = read(table, "   ").facts
    assert all(fact.flags for field, fact in facts.items() if field.startswith("requests.") and fact.value is not None)


def test_a_column_called_a_subtotal_that_is_none_is_left_in_and_every_value_is_flagged():
    table = with_subtotals(6).replace("\t10\t17", "\t11\t17")
    facts = read(table, "   ").facts
    assert all(fact.flags for field, fact in facts.items() if field.startswith("requests.") and fact.value is not None)
