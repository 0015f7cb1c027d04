"""Intervals: whole cases are drawn again, nothing is ever certain, nothing to count is not zero."""

from __future__ import annotations

import pytest

from eval.metrics import count, exact_interval, mean, share


def test_a_share_is_the_ratio_of_sums():
    metric = share("exact", [(1, 2), (9, 18)])
    assert (metric.value, metric.count) == (0.5, 20)


def test_cases_without_anything_to_count_are_left_out():
    assert share("exact", [(1, 2), (0, 0)]) == share("exact", [(1, 2)])


def test_nothing_to_count_is_no_value():
    assert share("exact", []).value is None
    assert share("exact", [(0, 0)]).value is None
    assert mean("recall", []).value is None


def test_the_interval_is_about_cases_and_not_about_cells():
    """One bad report of ten spoils the figure as one of ten, however many cells it has."""
    metric = share("exact", [(100, 100)] * 9 + [(0, 100)])
    assert metric.low <= 0.75
    assert metric.high == 1.0


def test_perfection_over_few_cases_proves_little():
    low, high = exact_interval(20, 20)
    assert high == 1.0
    assert 0.8 < low < 0.85
    assert share("exact", [(226, 226)] * 20).low == pytest.approx(low)


def test_the_interval_holds_the_value_and_is_the_same_at_every_run():
    values = [0.1, 0.9, 0.4, 0.7, 0.3]
    first = mean("recall", values)
    assert first.low < first.value < first.high
    assert mean("recall", values) == first


def test_one_case_has_no_interval_of_its_mean():
    assert mean("recall", [0.4]).low is None


def test_a_count_has_no_interval():
    assert (count("crashed", 3).value, count("crashed", 3).low) == (3, None)
