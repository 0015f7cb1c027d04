"""The sums of the tables as proof-reader of doubtful cells: chosen where they leave one reading, else flagged."""

from __future__ import annotations

from decimal import Decimal

import pytest

from canonical.report import Fact
from extraction import Trace
from extraction.ways import SURE_READING
from tests.extraction.documents import report_of, table_3, whole
from tests.extraction.pictures import Doubts, scan_of

NEW = "本年新收"
GRANTED = "予以公开"
DONE = "总计"
KEPT = "state_secret"
ROWS = {"received": "13 2 0 0 0 0 15", "granted": "13 2 0 0 0 0 15", "concluded": "13 2 0 0 0 0 15"}
TEXT = whole(requests=table_3(ROWS))
EIGHT_OR_THREE = {"8": 0.6, "3": 0.38}


def fact(trace: Trace, name: str) -> Fact:
    return trace.report.facts[name]


def outcome(trace: Trace, name: str) -> str:
    return next(choice.outcome for choice in trace.choices if choice.field == name)


def scan(doubts: Doubts, rows: dict[str, str] = ROWS) -> Trace:
    return scan_of(whole(requests=table_3(rows)), doubts)


def test_a_cell_of_a_scan_tells_how_sure_it_is_and_that_it_was_read_from_a_picture() -> None:
    sure = fact(scan({}), "requests.received.total")
    assert (sure.value, sure.method, sure.confidence, sure.flags) == (15, "ocr", 0.9999, ())


def test_a_doubtful_cell_that_no_sum_covers_is_flagged() -> None:
    read = fact(scan({("行政许可", 0): {"345": 0.9, "346": 0.08}}), "disclosure.licensing.decisions")
    assert (read.value, read.method, read.confidence, read.flags) == (345, "ocr", 0.9, ("low_confidence",))


def test_a_doubtful_cell_whose_row_and_column_hold_is_confirmed() -> None:
    trace = scan({(GRANTED, 0): {"13": 0.7, "18": 0.28}})
    read = fact(trace, "requests.granted.natural_person")
    assert (read.value, read.method, read.flags) == (13, "ocr", ())
    assert outcome(trace, "requests.granted.natural_person") == "settled"


def test_a_misread_cell_becomes_the_one_reading_with_which_its_sums_hold() -> None:
    trace = scan({(GRANTED, 0): {"18": 0.7, "13": 0.28}})
    read = fact(trace, "requests.granted.natural_person")
    assert (read.value, read.status, read.raw, read.method, read.flags) == (13, "reported", "18", "arithmetic", ())
    assert not [check for check in trace.report.checks if check.status == "failed"]
    (line,) = [line for line in trace.lines() if line.startswith("  requests.granted.natural_person = 13: read as")]
    assert line.endswith("'18' (0.700) or '13' (0.280); chosen by requests.row_sum, requests.concluded_sum")


def test_a_cell_read_for_sure_is_never_changed() -> None:
    trace = scan({(GRANTED, 0): {"18": SURE_READING, "13": 1 - SURE_READING}})
    read = fact(trace, "requests.granted.natural_person")
    assert (read.value, read.method, read.flags) == (18, "ocr", ("failed_check",))


def test_a_value_that_was_not_among_the_readings_is_not_put_there() -> None:
    trace = scan({(GRANTED, 0): {"18": 0.7, "16": 0.28}})
    read = fact(trace, "requests.granted.natural_person")
    assert (read.value, read.method, set(read.flags)) == (18, "ocr", {"low_confidence", "failed_check"})


def test_a_misprint_beside_a_doubtful_cell_is_not_corrected_with_it() -> None:
    rows = {**ROWS, "granted": "13 2 0 0 0 0 20"}  # printed 20 for 15
    trace = scan({(GRANTED, 0): {"13": 0.7, "18": 0.28}}, rows)
    read = fact(trace, "requests.granted.natural_person")
    assert (read.value, read.method, set(read.flags)) == (13, "ocr", {"low_confidence", "failed_check"})
    assert fact(trace, "requests.granted.total").value == 20


def test_a_reading_much_less_likely_than_the_first_is_left_to_a_misprint() -> None:
    rows = {**ROWS, "granted": "18 2 0 0 0 0 15"}
    trace = scan({(GRANTED, 0): {"18": 0.97, "13": 0.01}}, rows)
    assert set(fact(trace, "requests.granted.natural_person").flags) == {"low_confidence", "failed_check"}
    assert fact(trace, "requests.granted.natural_person").value == 18


def test_two_doubtful_cells_that_could_both_be_otherwise_in_one_sum_stay_flagged() -> None:
    text = TEXT.replace("1\t0\t0\t1\t2", "8\t0\t0\t0\t8")
    trace = scan_of(text, {("8", place): EIGHT_OR_THREE for place in (0, 4)})
    for name in ("review.upheld", "review.total"):
        assert fact(trace, name).flags == ("low_confidence",)
        assert outcome(trace, name) == "several fit"


def test_cells_misread_alike_in_every_row_of_a_column_bear_each_other_out_no_better_than_one() -> None:
    """Rows and columns hold with 8 and with 3 alike, and one worn type makes all of them."""
    rows = dict.fromkeys(ROWS, "8 0 0 0 0 0 8")
    places = [(row, place) for row in (NEW, GRANTED, DONE) for place in (0, 6)]
    trace = scan({place: {"8": 0.9, "3": 0.09} for place in places}, rows)
    read = [fact(trace, f"requests.{row}.{column}") for row in rows for column in ("natural_person", "total")]
    assert {each.flags for each in read} == {("low_confidence",)}
    assert {each.value for each in read} == {8}


def test_doubtful_cells_are_settled_by_a_neighbour_that_was_read_for_sure() -> None:
    rows = dict.fromkeys(ROWS, "8 0 0 0 0 0 8")
    places = [(row, place) for row in (NEW, GRANTED, DONE) for place in (0, 6)]
    trace = scan({place: {"8": 0.9, "3": 0.09} for place in places[:-1]}, rows)
    assert all(not each.flags for each in trace.report.facts.values())


def test_choices_that_another_explanation_undoes_together_are_not_made() -> None:
    """Each "18" became "13" because of its total; that all totals are misread alike is nearly as likely."""
    rows = dict.fromkeys(ROWS, "13 2 0 0 0 0 15")
    seen = [{"18": 0.6, "13": 0.38}, {"15": 0.985, "20": 0.0004}]
    doubts = {(row, place): ways for row in (NEW, GRANTED, DONE) for place, ways in zip((0, 6), seen, strict=True)}
    trace = scan(doubts, rows)
    for row in rows:
        read = fact(trace, f"requests.{row}.natural_person")
        assert (read.value, read.method, set(read.flags)) == (18, "ocr", {"low_confidence", "failed_check"})


def test_a_doubtful_blank_is_not_taken_for_a_zero_nor_a_zero_for_a_blank() -> None:
    trace = scan({(GRANTED, 2): {"0": 0.7, "": 0.29}})
    assert fact(trace, "requests.granted.research").flags == ("low_confidence",)
    trace = scan({(GRANTED, 2): {"": 0.7, "0": 0.29}})
    assert "low_confidence" in fact(trace, "requests.granted.research").flags


def test_a_cell_blank_by_ink_is_inferred_from_its_sums_as_anywhere() -> None:
    trace = scan({}, {**ROWS, "granted": "13 2 _ 0 0 0 15"})
    blank = fact(trace, "requests.granted.research")
    assert (blank.value, blank.status, blank.flags) == (0, "inferred", ())


def test_what_is_inferred_beside_a_misread_cell_is_a_guess() -> None:
    rows = {**ROWS, "granted": "18 2 0 0 0 0 _", "received": "13 2 0 0 0 0 15"}  # 18 for 13, read for sure
    total = fact(scan({}, rows), "requests.granted.total")
    assert total.value is None or total.flags


def test_a_sum_that_no_number_in_its_blanks_makes_hold_leaves_its_cells_flagged() -> None:
    text = TEXT.replace("1\t0\t0\t1\t2", "7\t0\t\t1\t2")
    trace = scan_of(text, {})
    assert "low_confidence" in fact(trace, "review.upheld").flags


def test_an_unreadable_first_reading_gives_way_to_one_that_fits() -> None:
    trace = scan({(GRANTED, 0): {"1-3": 0.6, "13": 0.35}})
    read = fact(trace, "requests.granted.natural_person")
    assert (read.value, read.status, read.raw, read.method, read.flags) == (13, "reported", "1-3", "arithmetic", ())


def test_a_table_that_needs_too_many_changes_is_left_as_it_was_read() -> None:
    keys = ("state_secret", "prohibited_by_law", "endangers_stability", "third_party_rights", "internal_affairs")
    rows = {f"refused.{key}": "1 2 3 4 5 6 21" for key in keys}
    rows |= dict.fromkeys(("received", "concluded"), "5 10 15 20 25 30 105")
    labels = ("属于国家秘密", "其他法律行政法规禁止公开", "危及", "保护第三方", "属于三类内部")
    doubts = {(label, place): {"9": 0.5, str(place + 1): 0.45} for label in labels for place in range(3)}
    trace = scan(doubts, rows)
    doubtful = {choice.outcome for choice in trace.choices}
    assert doubtful == {"too many changes"}
    assert all("low_confidence" in choice.fact.flags for choice in trace.choices)


def test_readings_of_one_value_count_together() -> None:
    trace = scan({("行政许可", 0): {"1345": 0.6, "1,345": 0.39}})
    assert fact(trace, "disclosure.licensing.decisions").flags == ()


@pytest.mark.parametrize("name", ["requests.received.total", "disclosure.fees.amount"])
def test_a_report_of_text_is_read_as_before(name: str) -> None:
    read = report_of(TEXT).facts[name]
    assert (read.method, read.flags) == ("table", ())
    assert read.value == {"requests.received.total": 15}.get(name, Decimal("1076.1811"))


def test_dirt_that_is_hardly_likely_to_be_a_number_is_none() -> None:
    read = fact(scan({("行政许可", 0): {"5": 0.04, "8": 0.03}}), "disclosure.licensing.decisions")
    assert (read.value, read.status, read.raw, read.flags) == (None, "unreadable", "5", ("low_confidence",))
