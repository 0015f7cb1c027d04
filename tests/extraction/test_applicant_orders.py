"""Table 3 with its applicants in any order: the head tells which number is whose, in every way to write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import pytest

from canonical.forms import blocks_of
from canonical.report import Report
from tests.extraction.documents import Rows, as_lines, as_page, as_pipes, as_tabs, as_words, report_of, whole

TITLE = "三、收到和处理政府信息公开申请情况\n"
NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
KEYS = ("natural_person", "company", "research", "social", "legal_service", "other", "total")
RECEIVED, CARRIED, FORWARD = (5, 4, 3, 7, 1, 6), (1, 0, 2, 0, 3, 0), (0, 1, 0, 2, 0, 1)
AS_ON_THE_FORM = (0, 1, 2, 3, 4, 5, 6)
INNER = ((0, 3, 1, 5, 2, 4, 6), (0, 5, 4, 3, 2, 1, 6))
TOTALS_FIRST = ((6, 0, 1, 2, 3, 4, 5), (6, 0, 4, 2, 5, 1, 3))
OTHERS = ((1, 2, 3, 4, 5, 0, 6), (6, 2, 1, 4, 3, 5, 0), (3, 6, 0, 2, 1, 5, 4))


def numbers() -> dict[str, tuple[int, ...]]:
    """The rows of a table that adds up, each with its total last."""
    due = [new + old for new, old in zip(RECEIVED, CARRIED, strict=True)]
    done = [all_of_it - left for all_of_it, left in zip(due, FORWARD, strict=True)]
    rows = {
        "received": RECEIVED,
        "carried_over": CARRIED,
        "granted": done,
        "concluded": done,
        "carried_forward": FORWARD,
    }
    entries = [row.key for row in blocks_of("requests")[0].rows if "2021" in row.forms]
    filled = {key: tuple(rows.get(key, (0,) * 6)) for key in entries}
    return {key: (*row, sum(row)) for key, row in filled.items()}


FLAT: tuple[Callable[[Rows], str], ...] = (as_tabs, as_words, as_lines)
DRAWN: tuple[Callable[[Rows], str], ...] = (as_page, as_pipes)


def one_head(order: Sequence[int]) -> Iterator[list[str]]:
    yield ["", *(NAMES[i] for i in order)]
    yield from values(order)


def two_heads(order: Sequence[int]) -> Iterator[list[str]]:
    yield ["", "自然人", "法人或其他组织", *[""] * 4, "总计"]
    yield ["", "", *(NAMES[i] for i in order[1:-1]), ""]
    yield from values(order)


def values(order: Sequence[int]) -> Iterator[list[str]]:
    labels = {row.key: row.zh for row in blocks_of("requests")[0].rows}
    for key, row in numbers().items():
        yield [labels[key], *(str(row[i]) for i in order)]


def read(rows: Rows, way: Callable[[Rows], str], split: int | None = None) -> Report:
    parts = [rows] if split is None else [rows[:split], rows[split:]]
    text = whole(TITLE + "\n\n".join(map(way, parts)) + "\n")
    return report_of(text.replace("\n", "<br>"), "a.html") if way is as_page else report_of(text)


def wrong_in(report: Report) -> list[str]:
    due = {
        f"requests.{key}.{one}": value for key, row in numbers().items() for one, value in zip(KEYS, row, strict=True)
    }
    return [name for name, value in due.items() if report.facts[name].value != value]


def flagged_in(report: Report) -> bool:
    return any(fact.flags for name, fact in report.facts.items() if name.startswith("requests"))


@pytest.mark.parametrize(
    ("order", "way"),
    [*product((AS_ON_THE_FORM, *INNER, *TOTALS_FIRST), (*FLAT, *DRAWN)), *product(OTHERS, DRAWN)],
)
def test_a_head_in_one_line_tells_whose_each_number_is(order: Sequence[int], way: Callable[[Rows], str]) -> None:
    report = read([*one_head(order)], way)
    assert not wrong_in(report)
    assert not flagged_in(report)


@pytest.mark.parametrize(("order", "way"), list(product((AS_ON_THE_FORM, *INNER), (*FLAT, *DRAWN))))
def test_a_head_in_two_lines_tells_the_order_of_the_organisations(
    order: Sequence[int], way: Callable[[Rows], str]
) -> None:
    report = read([*two_heads(order)], way)
    assert not wrong_in(report)
    assert not flagged_in(report)


@pytest.mark.parametrize(("order", "way"), list(product((OTHERS[0], OTHERS[2]), FLAT)))
def test_a_flattened_head_that_begins_in_the_middle_is_flagged(
    order: Sequence[int], way: Callable[[Rows], str]
) -> None:
    """Its two lines may stand one behind the other."""
    report = read([*one_head(order)], way)
    names = [f"requests.{key}.{one}" for key in numbers() for one in KEYS]
    assert all("layout_guess" in report.facts[name].flags for name in names if report.facts[name].value is not None)


@pytest.mark.parametrize(("order", "way"), list(product((*INNER, *TOTALS_FIRST, OTHERS[1]), DRAWN)))
def test_a_table_that_goes_on_without_its_head_keeps_the_order(
    order: Sequence[int], way: Callable[[Rows], str]
) -> None:
    report = read([*one_head(order)], way, split=8)
    assert not wrong_in(report)


@pytest.mark.parametrize(("way", "lost"), list(product((*FLAT, *DRAWN), (1, 2, 3, 4, 5))))
def test_a_head_in_its_own_order_that_lost_a_name_is_flagged(way: Callable[[Rows], str], lost: int) -> None:
    """The form's own order was taken, and nothing said so."""
    for heads, instead in product((one_head, two_heads), ("", "某某栏目")):
        rows = [*heads(INNER[1])]
        rows[:2] = [[instead if cell == NAMES[lost] else cell for cell in row] for row in rows[:2]]
        report = read(rows, way)
        assert all(report.facts[name].flags for name in wrong_in(report) if report.facts[name].value is not None)


def test_a_damaged_head_printed_again_below_a_page_break_is_no_row_of_the_form() -> None:
    """其他 of the head was taken for the row 3.其他, and （六）其他处理 for the first of its three."""
    rows = [*one_head(AS_ON_THE_FORM)]
    labels = {row.key: row.zh for row in blocks_of("requests")[0].rows}
    first = next(i for i, row in enumerate(rows) if row[0] == labels["other_handling.overdue_correction"])
    rows[first : first + 3] = [["（六）真他处理", *"0000000"]]
    upper = ["", "白然 入", "洁入或其他组织", "", "", "", "", "总讦"]
    lower = ["", "·", "啇亚 企业", "科硏 机构", "社会 分益 组织", "法律 服各 机构", "其他", "·"]
    facts = read([*rows[: first + 1], upper, lower, *rows[first + 1 :]], as_page).facts
    assert facts["requests.other_handling.all.total"].value == 0
    parts = ("overdue_correction", "overdue_fee", "other")
    assert {facts[f"requests.other_handling.{part}.total"].status for part in parts} == {"not_in_template"}
