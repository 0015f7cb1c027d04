"""Derived measures: their fields exist, and their definitions say what they are."""

import pytest

from canonical.fields import FIELDS
from canonical.measures import measure_of, ratio_of, ratios, row_sums


@pytest.mark.parametrize("ratio", ratios().values(), ids=ratios().keys())
def test_a_ratio_is_of_fields_that_exist_and_is_defined_in_both_languages(ratio):
    assert set(ratio.fields) <= set(FIELDS)
    assert ratio.parts
    assert ratio.of
    assert ratio.unit == "%"
    assert {language: bool(said) for language, said in ratio.definitions.items()} == {"zh": True, "en": True}


def test_the_disclosure_rate_is_what_was_granted_of_what_was_concluded():
    rate = measure_of("rate.disclosure")
    assert rate.parts == ("requests.granted.total", "requests.partially_granted.total")
    assert rate.of == ("requests.concluded.total",)


def test_a_sum_of_rows_has_every_row_in_its_column():
    assert len(row_sums()["requests.refused"].rows) == 8
    assert measure_of("litigation.corrected").parts == (
        "litigation.direct.corrected",
        "litigation.after_review.corrected",
    )


def test_a_ratio_of_totals_can_be_one_sort_of_applicants():
    assert measure_of("rate.disclosure.company").of == ("requests.concluded.company",)


def test_two_measures_make_a_ratio_and_a_named_one_keeps_its_name():
    assert ratio_of("requests.granted.total", "requests.concluded.total") == "rate.full_disclosure"
    odd = ratio_of("requests.refused.state_secret.total", "requests.refused.total")
    assert measure_of(odd).is_ratio
    assert len(measure_of(odd).of) == 8


@pytest.mark.parametrize(
    "name", ["", "no.such", "rate.nothing", "rate.disclosure.nobody", "a/b", "rate.disclosure/review.total"]
)
def test_what_is_no_measure_is_none(name):
    assert measure_of(name) is None
