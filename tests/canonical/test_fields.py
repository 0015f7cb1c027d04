from __future__ import annotations

import pytest

from canonical.fields import FIELDS, fields_of_form, form_of_year


@pytest.mark.parametrize(
    ("template", "layout", "count"), [("2021", "2021", 200), ("2021", "2019", 186), ("2019", "2019", 198)]
)
def test_each_mix_of_forms_has_its_number_of_fields(template: str, layout: str, count: int) -> None:
    assert len(fields_of_form(template, layout)) == count


def test_the_2019_form_has_no_fee_amount() -> None:
    assert FIELDS["disclosure.fees.amount"].forms == ("2021",)
    assert FIELDS["disclosure.fees.amount"].unit == "万元"


def test_every_field_has_both_labels_and_labels_are_unique() -> None:
    assert all(field.zh and field.en for field in FIELDS.values())
    by_form = [(field.zh, form) for field in FIELDS.values() if field.id.startswith("requests") for form in field.forms]
    assert len(set(by_form)) == len(by_form)


@pytest.mark.parametrize(
    ("year", "form"), [(2015, "pre-2019"), (2019, "2019"), (2020, "2019"), (2021, "2021"), (2030, "2021")]
)
def test_the_form_of_a_year(year: int, form: str) -> None:
    assert form_of_year(year) == form
