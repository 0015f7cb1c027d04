from __future__ import annotations

from canonical.forms import blocks_of
from extraction.alignment import Labelled, align

ROWS = blocks_of("requests")[0].rows
KEYS = [row.key for row in ROWS]


def keys(*labels: str, values: bool = True) -> dict[str, str]:
    """Which row of the form each printed label was aligned with."""
    printed = [Labelled(labels=(label,) if label else (), has_values=values) for label in labels]
    return {labels[match.row]: ROWS[match.entry].key for match in align(printed, ROWS)}


def official(key: str) -> str:
    row = ROWS[KEYS.index(key)]
    return f"{row.number}.{row.zh}"


def test_official_labels_find_their_rows() -> None:
    for form in ("2019", "2021"):
        rows = [row for row in ROWS if form in row.forms]
        matches = align([Labelled(labels=(row.zh,), has_values=True) for row in rows], ROWS)
        assert [ROWS[match.entry].key for match in matches] == [row.key for row in rows]
        assert all(match.certain for match in matches)


def test_damaged_labels_are_placed_by_their_order() -> None:
    placed = keys(
        "一、太白言息公开申请数量", "二、上年结转政府信息公开申请数量", "(一)予以", "分公开(区分处理的,只计这一情形,"
    )
    assert list(placed.values()) == ["received", "carried_over", "granted", "partially_granted"]


def test_a_typo_and_a_swapped_word_do_not_matter() -> None:
    assert list(keys("2.没有线程信息需要另行制作", "四、转结下年度继续办理").values()) == [
        "unavailable.needs_creation",
        "carried_forward",
    ]


def test_missing_rows_do_not_shift_the_others() -> None:
    labels = [official(key) for key in ("received", "refused.process_information", "concluded")]
    assert list(keys(*labels).values()) == ["received", "refused.process_information", "concluded"]


def test_the_other_results_of_table_3_are_told_from_those_of_the_2021_form() -> None:
    assert list(keys("（六）其他处理", "（七）总计").values()) == ["other_handling.all", "concluded"]
    assert list(keys("3.其他", "（七）总计").values()) == ["other_handling.other", "concluded"]


def test_a_row_without_a_label_between_two_good_ones_takes_the_free_place() -> None:
    printed = [official("refused.state_secret"), "", official("refused.endangers_stability")]
    matches = align([Labelled(labels=(p,) if p else (), has_values=True) for p in printed], ROWS)
    assert [ROWS[match.entry].key for match in matches][1] == "refused.prohibited_by_law"
    assert matches[1].certain


def test_a_row_without_a_label_where_two_places_are_free_is_uncertain() -> None:
    printed = [official("refused.state_secret"), "", official("refused.third_party_rights")]
    matches = align([Labelled(labels=(p,) if p else (), has_values=True) for p in printed], ROWS)
    assert not matches[1].certain


def test_the_wrapped_rest_of_a_label_does_not_take_the_place_of_the_row_with_values() -> None:
    printed = [
        Labelled(labels=("2. 申请人逾期未按要求缴纳",), has_values=True),
        Labelled(labels=("费用，行政机关不再处理其政府信息公开申请",), has_values=False),
        Labelled(labels=("3. 其他",), has_values=True),
    ]
    placed = {match.row: ROWS[match.entry].key for match in align(printed, ROWS)}
    assert (placed[0], placed[2]) == ("other_handling.overdue_fee", "other_handling.other")
    assert 1 not in placed


def test_rows_that_changed_places_keep_the_fields_of_their_labels() -> None:
    swapped = [*ROWS]
    for one, other in (("partially_granted", "concluded"), ("refused.prohibited_by_law", "refused.enforcement_files")):
        i, j = KEYS.index(one), KEYS.index(other)
        swapped[i], swapped[j] = swapped[j], swapped[i]
    printed = [Labelled(labels=(f"（{row.number}）{row.zh}",), has_values=True) for row in swapped]
    matches = align(printed, ROWS)
    assert [ROWS[match.entry] for match in matches] == swapped
    assert all(match.certain for match in matches)


def test_a_damaged_label_does_not_keep_the_place_of_a_row_that_stands_elsewhere() -> None:
    labels = [official(key) for key in ("refused.endangers_stability", "refused.process_information")]
    printed = [labels[0], "某某某某某某", labels[1], official("refused.third_party_rights")]
    matches = align([Labelled(labels=(label,), has_values=True) for label in printed], ROWS)
    assert {printed[m.row]: KEYS[m.entry] for m in matches}[printed[3]] == "refused.third_party_rights"
    assert all(m.row != 1 or KEYS[m.entry] == "refused.internal_affairs" for m in matches)


def test_a_label_that_two_rows_have_leaves_the_second_one_uncertain() -> None:
    printed = [official(key) for key in ("refused.state_secret", "refused.state_secret", "refused.endangers_stability")]
    matches = align([Labelled(labels=(label,), has_values=True) for label in printed], ROWS)
    assert [match.row for match in matches if match.certain] == [0, 2]
