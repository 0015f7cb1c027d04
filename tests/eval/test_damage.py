"""Damage keeps its promises: layouts stay tables, numbers stay true, and the gold is what can still be read."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest

from canonical.errors import UnusableRequestError
from canonical.text import half_width, simplified
from eval.generate import Order, make_report, wide_order
from eval.generate.bodies import GOVERNMENT, Body
from eval.generate.damage import DAMAGES
from eval.generate.damage_cells import MARKS
from eval.generate.damage_labels import LOOKALIKES
from eval.generate.gold import printed_cells
from eval.generate.grid import Paragraph, Table, TableCell, part_of, slots

BODY = Body(place="沧湄市", office=GOVERNMENT)
SEEDS = range(4)
LABELS_ONLY = (
    "typo_labels",
    "lost_labels",
    "spaced_labels",
    "traditional_labels",
    "unnumbered_labels",
    "header_years",
    "lost_headings",
    "doubled_table",
    "narrative_between",
    "broken_sections",
    "swapped_tables",
    "full_width_digits",
    "thousands_separators",
    "remarks",
    "wide_separators",
    "spaced_thousands",
    "ten_thousands",
    "money_units",
    "signed_changes",
    "counters",
    "touching_digits",
    "zeros_in_words",
    "known_typos",
    "other_wordings",
    "torn_labels",
    "pinyin_noise",
    "lost_heading_2",
    "units_caption",
    "footnotes",
    "signed_tables",
    "repeated_head",
    "total_first",
    "index_column",
    "groups_as_rows",
    "split_groups",
    "tall_review",
    "added_row",
    "subtotals",
    "added_result",
    "unit_column",
    "last_year_columns",
)
PRINTED_ANEW = {"ten_thousands", "money_units", "signed_changes", "counters", "touching_digits", "zeros_in_words"}
"""The damages behind which a number is no longer read digit by digit; `test_reprinted_numbers` looks at those."""


def pair(damage: str, seed: int):
    """The damaged report and the same one unharmed."""
    order = Order(body=BODY, year=2023, seed=seed, damage=damage, template=DAMAGES[damage].template, wide=True)
    return make_report(order), make_report(replace(order, damage=None))


def table(made, name: str) -> Table:
    return next(block for block in made.layout.blocks if isinstance(block, Table) and block.name == name)


def cells(made) -> list[TableCell]:
    return [cell for block in made.layout.blocks if isinstance(block, Table) for row in block.rows for cell in row]


def labels(made) -> list[str]:
    return [cell.text for cell in cells(made) if cell.label]


def lines(made) -> list[str]:
    return [block.text for block in made.layout.blocks if isinstance(block, Paragraph)]


def headings(made) -> list[str]:
    return [block.text for block in made.layout.blocks if isinstance(block, Paragraph) and block.style == "heading"]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_damage_leaves_whole_tables_and_changes_something(damage, seed):
    made, whole = pair(damage, seed)
    assert made.layout != whole.layout
    for block in made.layout.blocks:
        if isinstance(block, Table):
            areas = [cell.rowspan * cell.colspan for row in block.rows for cell in row]
            assert sum(areas) == len(block.rows) * len(block.widths)
            assert len(slots(block)) == len(block.rows)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_damage_changes_a_number_and_what_is_expected_is_true_or_nothing(damage, seed):
    made, whole = pair(damage, seed)
    assert made.values == whole.values
    for field, fact in made.gold.facts.items():
        assert fact.value in (None, whole.gold.facts[field].value)
        if fact.status == "reported" and damage not in PRINTED_ANEW:
            digits = re.sub(r"[ ,]", "", re.match(r"-?[\d,. ]+", half_width(fact.raw))[0])
            assert digits == str(fact.value)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", range(5))
def test_any_wide_order_can_have_any_damage(damage, seed):
    made = make_report(wide_order(seed, damage=damage))
    assert made.order.damage == damage
    broken = {each.check for each in made.gold.broken if not each.check.startswith("narrative.")}
    assert broken <= {"form.year", "form.mixed"}


@pytest.mark.parametrize("damage", LABELS_ONLY)
def test_damage_around_the_numbers_leaves_all_of_them_reported(damage):
    made, whole = pair(damage, 3)
    assert {f: (x.value, x.status) for f, x in made.gold.facts.items()} == {
        f: (x.value, x.status) for f, x in whole.gold.facts.items()
    }


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_gold_says_what_stands_in_each_cell_and_which_row_it_is_in(damage):
    made, _ = pair(damage, 5)
    printed = printed_cells(made.layout)
    for field, fact in made.gold.facts.items():
        if field in printed and not printed[field].cell.lost:
            assert (fact.raw, fact.row) == (printed[field].cell.text, printed[field].row)
        else:
            assert fact.raw is None
            assert fact.status in {"inferred", "missing", "not_in_template"}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_gold_quotes_stands_in_the_report(damage, seed):
    made, whole = pair(damage, seed)
    for quote in [each.quote for each in made.gold.mentions] + [each.text for each in made.gold.topics]:
        assert any(quote in line for line in lines(made))
    if damage != "cut_short":
        assert len(made.gold.mentions) == len(whole.gold.mentions)
        assert len(made.gold.topics) == len(whole.gold.topics)


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_same_seed_damages_in_the_same_way(damage):
    assert pair(damage, 2)[0].layout == pair(damage, 2)[0].layout


def test_an_unknown_damage_is_refused_with_the_known_ones():
    with pytest.raises(UnusableRequestError, match="cut_short"):
        make_report(Order(body=BODY, year=2023, damage="coffee"))


def test_damage_that_hides_numbers_can_not_be_ordered_beside_a_planted_error():
    with pytest.raises(UnusableRequestError, match="one table"):
        make_report(Order(body=BODY, year=2023, plant="row_total", damage="lost_rows"))


def test_damaged_labels_can_be_ordered_beside_a_planted_error():
    assert make_report(Order(body=BODY, year=2023, plant="row_total", damage="typo_labels")).gold.broken


def test_a_text_cut_short_can_not_have_mixed_forms():
    with pytest.raises(UnusableRequestError, match="mixed"):
        make_report(Order(body=BODY, year=2023, requests_layout="2019", damage="cut_short"))


def test_emptied_cells_are_blank_and_lost_ones_missing_unless_they_are_certain():
    for damage, status in (("blank_values", "blank"), ("lost_values", "missing"), ("marks", "blank")):
        statuses = {
            fact.status for seed in SEEDS for fact in pair(damage, seed)[0].gold.facts.values() if not fact.value
        } - {"reported", "not_in_template"}
        assert statuses == {status, "inferred"}


def test_marks_stand_for_zeros_only():
    made, whole = pair("marks", 1)
    marked = [field for field, fact in made.gold.facts.items() if fact.raw in MARKS]
    assert len(marked) > 10
    assert {whole.gold.facts[field].value for field in marked} == {0}


def test_a_quarter_of_the_rows_has_lost_values():
    rows = table(pair("lost_values", 1)[0], "requests").rows
    assert sum(any(cell.lost for cell in row) for row in rows) == round(25 / 4)


def test_misread_labels_look_like_the_right_ones():
    made, whole = pair("typo_labels", 1)
    pairs = [
        (now, was)
        for a, b in zip(labels(made), labels(whole), strict=True)
        for now, was in zip(a, b, strict=True)
        if was in LOOKALIKES
    ]
    swapped = [(now, was) for now, was in pairs if now != was]
    assert all(LOOKALIKES[was] == now for now, was in swapped)
    assert 0.15 < len(swapped) / len(pairs) < 0.35


def test_a_quarter_of_the_labels_is_lost_but_none_that_tells_the_form():
    made, whole = pair("lost_labels", 1)
    lost = len([text for text in labels(whole) if text]) - len([text for text in labels(made) if text])
    assert 0.15 < lost / len(labels(whole)) < 0.3
    assert all(fact.row for field, fact in made.gold.facts.items() if "other_handling" in field and fact.value)


def test_spaced_labels_have_the_same_characters():
    made, whole = pair("spaced_labels", 1)
    assert ["".join(text.split()) for text in labels(made)] == labels(whole)
    assert any(re.fullmatch(r"规\s+章", text) for text in labels(made))


def test_traditional_reports_read_the_same_in_simplified_characters():
    made, whole = pair("traditional_labels", 1)
    assert [simplified(text) for text in (*labels(made), *lines(made))] == [*labels(whole), *lines(whole)]
    assert "三、收到和處理政府信息公開申請情況" in lines(made)


def test_unnumbered_labels_keep_their_words():
    made, _ = pair("unnumbered_labels", 1)
    assert {"予以公开", "属于国家秘密", "结转下年度继续办理", "不予公开"} <= set(labels(made))


def test_the_year_stands_in_the_labels():
    assert "本年(2023)制发件数" in labels(pair("header_years", 1)[0])


def test_lost_rows_are_gone_and_the_labels_over_them_shrink():
    rows = table(pair("lost_rows", 1)[0], "requests").rows
    assert len(rows) == 28 - 22 // 4
    assert sum(cell.text == "三、本年度办理结果" for row in rows for cell in row) == 1
    assert any("other_handling" in (cell.field or "") for row in rows for cell in row)


def test_cut_columns_are_gone_from_the_head_too():
    made, _ = pair("cut_columns", 1)
    assert "requests.received.natural_person" in printed_cells(made.layout)
    assert "requests.received.total" not in printed_cells(made.layout)
    assert len(table(made, "requests").widths) < 10


def test_a_text_cut_short_ends_in_table_3():
    made, whole = pair("cut_short", 1)
    assert made.layout.blocks[-1] == table(made, "requests")
    assert len(table(made, "requests").rows) < len(table(whole, "requests").rows)
    assert made.gold.published is None
    assert {made.gold.facts[f"review.{result}"].status for result in ("upheld", "total")} == {"missing"}
    assert {each.section for each in made.gold.mentions} == {1}


def test_thousands_are_grouped():
    raws = {fact.raw for fact in pair("thousands_separators", 1)[0].gold.facts.values() if fact.raw}
    assert any(re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", raw) for raw in raws)
    assert not any(re.match(r"\d{4}", raw) for raw in raws)


def test_full_width_digits_are_the_same_number():
    for fact in pair("full_width_digits", 1)[0].gold.facts.values():
        if fact.status == "reported":
            assert not re.search("[0-9]", fact.raw)


def test_remarks_stand_behind_the_number():
    raws = [fact.raw for fact in pair("remarks", 1)[0].gold.facts.values() if fact.raw and "（" in fact.raw]
    assert len(raws) >= 5
    assert all(re.match(r"[1-9]", raw) for raw in raws)


def test_headings_are_lost_broken_or_in_another_order():
    assert headings(pair("lost_headings", 1)[0]) == []
    assert [text[0] for text in headings(pair("swapped_tables", 1)[0])] == list("一二四三五六")
    names = [block.name for block in pair("swapped_tables", 1)[0].layout.blocks if isinstance(block, Table)]
    assert names == ["disclosure", "review", "requests"]
    broken = [headings(pair("broken_sections", seed)[0]) for seed in SEEDS]
    assert all(each != headings(pair("lost_rows", 1)[0]) for each in broken)
    assert {len(each) for each in broken} != {6}


def test_a_doubled_table_has_its_fields_once():
    made, _ = pair("doubled_table", 1)
    fields = [cell.field for cell in cells(made) if cell.field]
    assert len(fields) == len(set(fields))
    assert [block.name for block in made.layout.blocks if isinstance(block, Table)].count("requests") == 2


def test_words_stand_between_and_inside_tables():
    made, whole = pair("narrative_between", 1)
    assert len(lines(made)) == len(lines(whole)) + 6
    assert len(table(made, "requests").rows) == len(table(whole, "requests").rows) + 1


def test_part_of_a_table_moves_a_label_down_when_its_first_row_goes():
    tall = TableCell(text="tall", rowspan=2)
    rows = ((tall, TableCell(text="a")), (TableCell(text="b"),), (TableCell(text="wide", colspan=2),))
    part = part_of(Table(name="t", rows=rows, widths=(1, 1)), [1, 2], [0, 1])
    assert [[(cell.text, cell.rowspan) for cell in row] for row in part.rows] == [
        [("tall", 1), ("b", 1)],
        [("wide", 1)],
    ]
    narrow = part_of(Table(name="t", rows=rows, widths=(1, 1)), [0, 1, 2], [1])
    assert [[(cell.text, cell.colspan) for cell in row] for row in narrow.rows] == [
        [("a", 1)],
        [("b", 1)],
        [("wide", 1)],
    ]


def test_each_damage_names_formats_that_exist():
    from eval.generate.render import FORMATS

    for damage in DAMAGES.values():
        assert damage.formats is None or set(damage.formats) < set(FORMATS)
        assert damage.formats != ()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_a_function_of_layout_and_chance(damage):
    layout = pair("header_years", 1)[1].layout
    first, second = (DAMAGES[damage].apply(layout, Random(4)) for _ in range(2))
    assert first == second
