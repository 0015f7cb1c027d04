"""Table 4 with columns that the form has not, or without a group of its, read by its heads."""

from __future__ import annotations

from tests.extraction.documents import HEAD, TAIL, report_of

RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
HEADING = "<p>四、政府信息公开行政复议、行政诉讼情况</p>"


def page(*rows: str) -> str:
    """A web page with such a table: a cell is "text", "text×columns" or "text|rows"."""
    made = []
    for row in rows:
        cells = []
        for cell in row.split():
            text, _, wide = cell.partition("×")
            text, _, tall = text.partition("|")
            cells.append(f'<td colspan="{wide or 1}" rowspan="{tall or 1}">{text}</td>')
        made.append(f"<tr>{''.join(cells)}</tr>")
    head, tail = (f"<p>{text.replace(chr(10), '</p><p>')}</p>" for text in (HEAD, TAIL))
    return f"<html><body>{head}{HEADING}<table>{''.join(made)}</table>{tail}</body></html>"


def test_columns_that_the_form_has_not_are_no_results() -> None:
    """Two totals behind the fifteen columns moved all numbers by two."""
    upper = " ".join(f"{result}|2" for result in RESULTS)
    report = report_of(
        page(
            "行政复议×5 行政诉讼×10 诉讼合计|3 全部合计|3",
            f"{upper} 未经复议直接起诉×5 复议后起诉×5",
            " ".join(RESULTS * 2),
            "1 0 2 0 3 0 4 0 0 4 5 0 0 1 6 10 13",
        ),
        "report.html",
    )
    assert [report.facts[f"review.{key}"].value for key in ("upheld", "other", "total")] == [1, 2, 3]
    assert report.facts["litigation.direct.total"].value == 4
    assert report.facts["litigation.after_review.total"].value == 6
    assert [each.text for each in report.unplaced] == ["10", "13"]
    assert not any(fact.flags for field, fact in report.facts.items() if fact.value is not None)


def test_a_table_without_litigation_after_review_has_no_numbers_for_it() -> None:
    report = report_of(
        page("行政复议×5 行政诉讼（未经复议直接起诉）×5", " ".join(RESULTS * 2), "1 0 2 0 3 0 4 0 0 4"), "report.html"
    )
    assert [report.facts[f"review.{key}"].value for key in ("upheld", "other", "total")] == [1, 2, 3]
    assert [report.facts[f"litigation.direct.{key}"].value for key in ("corrected", "total")] == [4, 4]
    after = [fact for field, fact in report.facts.items() if "after_review" in field]
    assert {(fact.value, fact.status) for fact in after} == {(None, "missing")}
    assert not report.unplaced


def test_a_head_that_fell_out_of_the_table_puts_no_other_order_on_its_numbers() -> None:
    """未经复议直接起诉 before the table made lawsuits of the reviews, and reviews of the lawsuits."""
    whole = page(
        "行政复议×5 行政诉讼×10",
        f"{' '.join(f'{result}|2' for result in RESULTS)} 未经复议直接起诉×5 复议后起诉×5",
        " ".join(RESULTS * 2),
        "1 0 2 0 3 0 4 0 0 4 5 0 0 1 6",
    )
    head = '<td colspan="5" rowspan="1">未经复议直接起诉</td>'
    assert head in whole
    report = report_of(whole.replace(head, "").replace("<table>", "<p>未经复议直接起诉</p><table>"), "report.html")
    printed = report_of(whole, "report.html").facts
    assert {field: fact.value for field, fact in report.facts.items()} == {f: fact.value for f, fact in printed.items()}
    assert all(fact.flags for field, fact in report.facts.items() if field.startswith(("review.", "litigation.")))


def test_results_whose_heads_fell_out_of_the_table_keep_the_order_of_the_form() -> None:
    """总计 and 尚未审结 before the table were taken for the first two of five."""
    results = " ".join(RESULTS * 2)
    whole = page(
        "行政复议×5 行政诉讼×10",
        f"{' '.join(f'{result}|2' for result in RESULTS)} 未经复议直接起诉×5 复议后起诉×5",
        results,
        "1 0 2 0 3 0 4 0 0 4 5 0 0 1 6",
    )
    lost = whole
    for head in ("总计", "尚未审结"):
        lost = lost.replace(f'<td colspan="1" rowspan="1">{head}</td>', "", 1)
    report = report_of(lost.replace("<table>", "<p>总计 尚未审结</p><table>"), "report.html")
    told = [(fact.value, fact.flags) for field, fact in report.facts.items() if field.startswith("litigation.after")]
    assert told == [(value, ("layout_guess",)) for value in (5, 0, 0, 1, 6)]


def test_five_results_of_several_groups_whose_others_are_damaged_tell_no_order() -> None:
    """What was left of fifteen heads named each result once, and so the columns seemed to come in another order."""
    upper = " ".join(f"{text}|2" for text in ("结杲继待", "结果钊正", "其他诘杲", "尚未审结", "息计"))
    lower = "结果维持 结果纠正 其他诘果 尚未审诘 息计 诘杲维待 诘果纠止 其他结果 向未审结 总计"
    facts = report_of(
        page("行政复议×5 行政诉讼×10", f"{upper} 未经复议直接起诉×5 复议后起诉×5", lower, "0 1 1 0 2 " + "0 " * 10),
        "report.html",
    ).facts
    assert [facts[f"review.{key}"].value for key in ("upheld", "corrected", "other", "pending", "total")] == [
        0,
        1,
        1,
        0,
        2,
    ]
