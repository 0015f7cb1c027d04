"""What the network saw becomes texts: repeats, blanks, look-alikes and what is no number."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.document import Reading
from ingest.ocr.ctc import MARKS, greedy_reading, mixed, number_or_words, number_readings


def steps(*likely: dict[str, float]) -> np.ndarray:
    """Scores of a few marks at each step; "" is the blank."""
    columns = ["", *MARKS]
    return np.array([[step.get(column, 0.0) for column in columns] for step in likely], dtype=np.float32)


def test_equal_neighbours_are_one_digit_and_two_when_a_blank_parts_them() -> None:
    together = steps({"1": 1.0}, {"1": 1.0}, {"": 1.0})
    apart = steps({"1": 1.0}, {"": 1.0}, {"1": 1.0})
    assert number_readings(together) == (Reading(text="1", probability=1.0),)
    assert number_readings(apart) == (Reading(text="11", probability=1.0),)


def test_a_text_is_as_likely_as_all_the_ways_to_see_it_together() -> None:
    readings = number_readings(steps({"": 0.5, "7": 0.4, "1": 0.1}, {"": 0.5, "7": 0.5}))
    seven = next(each for each in readings if each.text == "7")
    assert seven.probability == pytest.approx(0.5 * 0.5 + 0.4 * 0.5 + 0.4 * 0.5)
    assert sum(each.probability for each in readings) == pytest.approx(1.0)


def test_the_empty_text_is_a_reading() -> None:
    assert [each.text for each in number_readings(steps({"": 0.7, "0": 0.3}))] == ["", "0"]


def test_a_speck_after_a_number_is_no_decimal_point() -> None:
    (reading,) = number_readings(steps({"9": 1.0}, {".": 0.6, "": 0.4}))
    assert reading.text == "9"
    assert reading.probability == pytest.approx(1.0)


def test_a_number_does_not_begin_with_zero_or_a_point() -> None:
    assert number_readings(steps({"0": 1.0}, {"7": 1.0})) == ()
    assert number_readings(steps({".": 1.0}, {"7": 1.0})) == ()


def test_what_the_network_gives_to_letters_is_no_probability_of_a_number() -> None:
    (reading,) = number_readings(steps({"0": 0.3}))  # the other 0.7 are for a letter
    assert reading.probability == pytest.approx(0.3)


def test_words_are_one_reading_and_no_number() -> None:
    readings = number_or_words(steps({"": 1e-4}, {"": 1e-4}), Reading(text="维持", probability=0.98))
    assert readings == (Reading(text="维持", probability=0.98),)


def test_a_letter_in_a_table_comes_after_the_number_it_may_be() -> None:
    readings = number_or_words(steps({"0": 0.2}), Reading(text="U", probability=0.8))
    assert [each.text for each in readings] == ["0", "U"]
    assert readings[0].probability == pytest.approx(0.2)


def test_marks_that_are_no_number_stay_as_seen_and_doubtful() -> None:
    readings = number_or_words(steps({"0": 1.0}, {"": 1.0}, {"7": 1.0}), Reading(text="07", probability=1.0))
    assert readings == (Reading(text="07", probability=0.5),)


def test_several_looks_are_averaged() -> None:
    one = (Reading(text="8", probability=0.6), Reading(text="6", probability=0.4))
    other = (Reading(text="6", probability=0.9),)
    assert mixed([one, other]) == (Reading(text="6", probability=0.65), Reading(text="8", probability=0.3))


def test_words_are_as_likely_as_their_least_likely_character() -> None:
    reading = greedy_reading(["", "维", "持"], [1, 1, 0, 2], [0.9, 0.8, 0.99, 0.7])
    assert reading == Reading(text="维持", probability=0.7)
