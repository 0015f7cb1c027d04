"""Digits that the program which read a scan took for letters (O, l, S): numbers where the sums bear them out."""

from __future__ import annotations

import re

import pytest

from eval.generate import make_report
from tests.extraction.documents import TABLE_2, report_of, table_3, whole
from tests.extraction.quirks import order_with, scores

RECEIVED = "12 0 1 0 0 0 13"


def read(received: str, concluded: str = RECEIVED):
    return report_of(whole(requests=table_3({"received": received, "concluded": concluded}))).facts


@pytest.mark.parametrize(
    ("printed", "column", "value"),
    [
        ("12 O 1 0 0 0 13", "company", 0),
        ("12 0 l 0 0 0 13", "research", 1),
        ("12 0 I O Q D 13", "research", 1),
        ("l2 0 1 0 0 0 13", "natural_person", 12),
        ("1Z 0 1 0 0 0 13", "natural_person", 12),
        ("12 0 1 0 0 0 l3", "total", 13),
    ],
)
def test_a_number_in_letters_is_one_where_its_sums_hold_with_it(printed, column, value):
    fact = read(printed)[f"requests.received.{column}"]
    assert (fact.value, fact.status, fact.method, fact.flags) == (value, "reported", "arithmetic", ())
    assert re.search("[A-Za-z]", fact.raw)  # what is printed stays what is printed


@pytest.mark.parametrize("printed", ["12 O 1 0 0 0 14", "12 l 1 0 0 0 13", "1S 0 1 0 0 0 13"])
def test_a_number_in_letters_stays_unreadable_where_its_sums_do_not_bear_it_out(printed):
    facts = read(printed)
    doubtful = [fact for fact in facts.values() if fact.raw and re.search("[A-Za-z]", fact.raw)]
    assert [(fact.value, fact.status, fact.flags) for fact in doubtful] == [(None, "unreadable", ("low_confidence",))]


def test_a_text_with_letters_for_digits_is_no_scan():
    """It was said that a row which the text lacks may have been overlooked in the scan."""
    table = table_3({"received": "12 O 1 0 0 0 14", "concluded": RECEIVED})
    lines = [line for line in table.split("\n") if not line.startswith("属于国家秘密")]
    report = report_of(whole(requests="\n".join(lines)))
    assert {fact.method for fact in report.facts.values() if fact.raw} == {"table"}
    assert not [flag.id for flag in report.flags]


def test_a_number_in_letters_under_no_sum_stays_unreadable():
    facts = report_of(whole(disclosure=TABLE_2.replace("345", "3O5"))).facts
    fact = facts["disclosure.licensing.decisions"]
    assert (fact.value, fact.status, fact.raw, fact.flags) == (None, "unreadable", "3O5", ("low_confidence",))


@pytest.mark.parametrize("name", ["text-tabs", "text-pipes", "text-flow", "text-layout", "text-lines", "text-wrapped"])
def test_a_text_whose_noughts_are_all_letters_is_read_by_its_sums(name):
    """Cells of table 2 have no sums; all others are what was printed, in every way to flatten a table."""
    noughts = re.compile(rb"(?<=[|\t \n])0(?=[|\t \n])")
    cells = scores(make_report(order_with(None, 4)), name, changed=lambda text: noughts.sub(b"O", text))
    wrong = [cell for cell in cells if cell.outcome != "right"]
    assert all(cell.outcome == "omitted" and cell.detail["flags"] for cell in wrong)
    assert not [cell.name for cell in wrong if cell.name.startswith("requests.")]
    assert len(wrong) < len(cells) / 10
