"""Builds the abstract layout of a report: title, narrative and the three tables of its forms with official labels.

Labels come from `canonical.forms`; what the forms print around them (numbering, group cells, headings) stands here.
Forms: 国办公开办函〔2019〕60号 and 〔2021〕30号.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from canonical.forms import Block, Entry, blocks_of
from canonical.sections import NUMERALS, SECTIONS
from eval.generate.grid import Layout, Paragraph, Table, TableCell
from eval.generate.narrative import Narrative
from eval.generate.values import Values

WORDINGS = {
    ("2019", "normative_documents"): "规范性文件",
    ("2019", "decisions"): "处理决定数量",
    ("2021", "amount"): "本年收费金额（单位：万元）",
}
"""Labels that a form prints unlike `canonical.forms`, which keeps one label for both."""
SUM_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
RESULTS_LABEL = "三、本年度办理结果"
GROUP_NUMBERS = {"不予公开": "三", "无法提供": "四", "不予处理": "五", "其他处理": "六"}

Printed = Mapping[str, str]
"""The text of each value cell by field id; an empty cell is an empty text."""
TableRow = tuple[TableCell, ...]


def lay_out(values: Values, printed: Printed, narrative: Narrative) -> Layout:
    """The report as blocks: what is printed in the cells is `printed`, whatever the values are."""
    tables = {2: disclosure_table, 3: requests_table, 4: review_table}
    blocks: list[Paragraph | Table] = [Paragraph(text=narrative.title, style="title")]
    blocks += [Paragraph(text=text) for text in narrative.opening]
    for section in SECTIONS:
        numeral = NUMERALS[section.number - 1]
        blocks.append(Paragraph(text=f"{numeral}、{section.zh}", style="heading"))
        blocks += [Paragraph(text=text) for text in narrative.sections.get(section.number, ())]
        if section.number in tables:
            blocks.append(tables[section.number](values, printed))
    blocks += [Paragraph(text=text, style="signature") for text in (values.body.name, narrative.signed)]
    return Layout(
        title=narrative.title, publisher=values.body.name, published=narrative.published, blocks=tuple(blocks)
    )


def disclosure_table(values: Values, printed: Printed) -> Table:
    """Table 2, four columns wide: a heading, a line of labels and the rows of each block of the form."""
    rows: list[TableRow] = []
    for block in blocks_of("disclosure"):
        rows += _block_rows(block, values.form_of(block.id), printed)
    return Table(name="disclosure", rows=tuple(rows), widths=(2.2, 1, 1, 1))


def _block_rows(block: Block, form: str, printed: Printed) -> Iterator[TableRow]:
    columns = block.columns_of(form)
    entries = [row for row in block.rows if form in row.forms]
    if not entries:
        return
    yield (_label(block.heading or "", colspan=4),)
    yield _spread([_label("信息内容"), *(_label(_wording(column, form)) for column in columns)])
    for row in entries:
        values = (_value(printed, block.field_id(row.key, column.key)) for column in columns)
        yield _spread([_label(_wording(row, form)), *values])


def _spread(cells: list[TableCell]) -> TableRow:
    """The cells over all four columns: the last one is as wide as is left."""
    last = cells[-1]
    wide = replace(last, colspan=5 - len(cells))
    return (*cells[:-1], wide)


def requests_table(values: Values, printed: Printed) -> Table:
    """Table 3: three columns of labels and seven of values, under a head of three rows."""
    (block,) = blocks_of("requests")
    columns = [column.zh for column in block.columns]
    head = (
        (_label(SUM_NOTE, rowspan=3, colspan=3), _label("申请人情况", colspan=7)),
        (_label(columns[0], rowspan=2), _label("法人或其他组织", colspan=5), _label(columns[-1], rowspan=2)),
        tuple(_label(zh) for zh in columns[1:-1]),
    )
    rows = [row for row in block.rows if values.requests_layout in row.forms]
    body = (
        (*labels, *(_value(printed, block.field_id(row.key, column.key)) for column in block.columns))
        for row, labels in zip(rows, _row_labels(rows), strict=True)
    )
    return Table(name="requests", rows=(*head, *body), widths=(1, 1.6, 4, *[1.0] * 7))


def _row_labels(rows: list[Entry]) -> Iterator[TableRow]:
    """The label cells that start in each row of table 3: results, group of results, result."""
    results_open = False
    results = sum(1 for row in rows if row.group)
    for group, members in ((key, list(each)) for key, each in groupby(rows, key=lambda row: row.group)):
        for index, row in enumerate(members):
            if group is None:
                yield (_label(f"{row.number}、{row.zh}", colspan=3),)
                continue
            opening = () if results_open else (_label(RESULTS_LABEL, rowspan=results),)
            results_open = True
            yield (*opening, *_result_labels(row, index, len(members)))


def _result_labels(row: Entry, index: int, members: int) -> TableRow:
    if row.group not in GROUP_NUMBERS:
        return (_label(f"（{row.number}）{row.zh}", colspan=2),)
    own = _label(f"{row.number}.{row.zh}")
    if index:
        return (own,)
    return (_label(f"（{GROUP_NUMBERS[row.group]}）{row.group}", rowspan=members), own)


def review_table(_values: Values, printed: Printed) -> Table:
    """Table 4: three groups of five columns side by side, all values in one row."""
    (block,) = blocks_of("review")
    review, *litigation = block.rows
    results = [column.zh for column in block.columns]
    width = len(results)
    rows = (
        (_label(review.zh, colspan=width), _label("行政诉讼", colspan=width * len(litigation))),
        (*(_label(zh, rowspan=2) for zh in results), *(_label(group.zh, colspan=width) for group in litigation)),
        tuple(_label(zh) for _ in litigation for zh in results),
        tuple(_value(printed, block.field_id(row.key, column.key)) for row in block.rows for column in block.columns),
    )
    return Table(name="review", rows=rows, widths=(1.0,) * (width * len(block.rows)))


def _wording(entry: Entry, form: str) -> str:
    return WORDINGS.get((form, entry.key), entry.zh)


def _label(text: str, *, rowspan: int = 1, colspan: int = 1) -> TableCell:
    return TableCell(text=text, rowspan=rowspan, colspan=colspan)


def _value(printed: Printed, field: str) -> TableCell:
    return TableCell(text=printed[field], label=False, field=field)
