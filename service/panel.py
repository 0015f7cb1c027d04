"""The collection as tables: the panel (a row a report), the long form (a row a fact), and the panel's codebook.

A field without a value is an empty cell, never 0; why it is empty stands in the long form's `status`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from canonical.fields import FIELDS
from canonical.report import Fact, ReportHeader

Value = str | int | Decimal | date | bool | None
Kind = Literal["text", "whole", "number", "date", "truth"]
BATCH = 200  # reports whose facts are in memory at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, what its cells are, and its line of the codebook."""

    name: str
    kind: Kind
    zh: str
    en: str
    unit: str | None = None
    section: int | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns and the rows under them, each with one cell a column; `rows` can be read once."""

    columns: tuple[Column, ...]
    rows: Iterator[tuple[Value, ...]]


class FactSource(Protocol):
    """Where the facts of reports come from."""

    def facts(self, report_ids: Sequence[str], fields: Sequence[str]) -> Mapping[str, Mapping[str, Fact]]: ...


def _text(name: str, zh: str, en: str) -> Column:
    return Column(name=name, kind="text", zh=zh, en=en)


HEADER = (
    _text("report_id", "报告编号", "id of the report in this collection"),
    _text("agency", "机关名称", "name of the body, as printed"),
    Column(name="year", kind="whole", zh="报告年度", en="year reported on"),
    _text("template", "表二格式", "form of table 2: 2021, 2019 or pre-2019"),
    _text("requests_layout", "表三格式", "form of table 3"),
    _text("region_code", "行政区划代码", "GB/T 2260 code of the region"),
    _text("region", "地区", "the region, from the province down"),
    _text("level", "层级", "level of government"),
    _text("department", "部门类别", "department, by this program's taxonomy"),
    _text("kind", "机构类型", "kind of body"),
    Column(name="published", kind="date", zh="发布日期", en="date of publication"),
    _text("title", "标题", "title, as printed"),
    _text("path", "文件", "file the report was read from"),
    _text("sha256", "文件摘要", "SHA-256 of the file"),
    Column(name="preferred", kind="truth", zh="首选", en="false for a second file of the same body and year"),
    _text("report_flags", "报告提示", "why a person should look at the report as a whole, separated by ;"),
)
PANEL_NOTES = (
    Column(name="failed_checks", kind="whole", zh="未通过核对数", en="number of failed checks"),
    Column(name="flagged_fields", kind="whole", zh="存疑项数", en="number of fields with a flag"),
)
LONG = (
    *(column for column in HEADER if column.name in {"report_id", "agency", "year", "template"}),
    _text("field", "项目", "id of the field"),
    _text("label_zh", "中文名", "Chinese label"),
    _text("label_en", "英文名", "English label"),
    Column(name="value", kind="number", zh="数值", en="value; empty where the status says why there is none"),
    _text("unit", "单位", "unit"),
    _text("status", "状态", "reported, inferred, blank, unreadable, missing or not_in_template"),
    _text("raw", "原文", "the cell as printed"),
    _text("remark", "备注", "remark printed in the cell"),
    _text("method", "取得方式", "how the value was obtained"),
    Column(name="confidence", kind="number", zh="置信度", en="confidence, 0 to 1"),
    _text("flags", "提示", "why a person should look, separated by ;"),
    Column(name="page", kind="whole", zh="页", en="page of the evidence"),
    Column(name="line", kind="whole", zh="行", en="line of the evidence"),
    _text("bbox", "位置", "left, top, right, bottom in points"),
    _text("evidence", "依据", "the printed text"),
)
CODEBOOK = (
    _text("column", "列名", "name of the column"),
    _text("type", "类型", "what its cells are"),
    _text("label_zh", "中文名", "Chinese label"),
    _text("label_en", "英文名", "English label"),
    _text("unit", "单位", "unit"),
    Column(name="section", kind="whole", zh="所在部分", en="section of the report"),
    _text("forms", "适用格式", "forms that have this field"),
)


def panel(headers: Sequence[ReportHeader], source: FactSource, failed: Mapping[str, int]) -> Table:
    """A row a report and a column a field; `failed` is the number of failed checks by report."""
    fields = tuple(
        Column(
            name=field.id,
            kind="number",
            zh=field.zh,
            en=field.en,
            unit=field.unit,
            section=field.section,
            forms=field.forms,
        )
        for field in FIELDS.values()
    )
    return Table(columns=(*HEADER, *PANEL_NOTES, *fields), rows=_panel_rows(headers, source, failed))


def long(headers: Sequence[ReportHeader], source: FactSource) -> Table:
    """A row a fact, with its status, how it was read and where it is printed."""
    return Table(columns=LONG, rows=_long_rows(headers, source))


def codebook(columns: Iterable[Column]) -> Table:
    """A row a column of the given ones: type, labels, unit, section and forms."""
    rows = (
        (column.name, column.kind, column.zh, column.en, column.unit, column.section, ";".join(column.forms))
        for column in columns
    )
    return Table(columns=CODEBOOK, rows=rows)


def _panel_rows(
    headers: Sequence[ReportHeader], source: FactSource, failed: Mapping[str, int]
) -> Iterator[tuple[Value, ...]]:
    for header, facts in _with_facts(headers, source):
        flagged = sum(1 for fact in facts.values() if fact.flags)
        values = (facts[name].value if name in facts else None for name in FIELDS)
        yield (*_header_cells(header), failed.get(header.id, 0), flagged, *values)


def _long_rows(headers: Sequence[ReportHeader], source: FactSource) -> Iterator[tuple[Value, ...]]:
    for header, facts in _with_facts(headers, source):
        for name in FIELDS:
            if name in facts:
                yield (header.id, header.agency, header.year, header.template, *_fact_cells(facts[name]))


def _with_facts(
    headers: Sequence[ReportHeader], source: FactSource
) -> Iterator[tuple[ReportHeader, Mapping[str, Fact]]]:
    for start in range(0, len(headers), BATCH):
        some = headers[start : start + BATCH]
        facts = source.facts([header.id for header in some], list(FIELDS))
        for header in some:
            yield header, facts.get(header.id, {})


def _header_cells(header: ReportHeader) -> tuple[Value, ...]:
    return (
        header.id,
        header.agency,
        header.year,
        header.template,
        header.requests_layout,
        header.region.code if header.region else None,
        " ".join(header.region.path) if header.region else None,
        header.level,
        header.department,
        header.kind,
        header.published,
        header.title,
        header.path,
        header.sha256,
        header.preferred,
        ";".join(header.flags) or None,
    )


def _fact_cells(fact: Fact) -> tuple[Value, ...]:
    field, evidence = FIELDS[fact.field], fact.evidence
    return (
        fact.field,
        field.zh,
        field.en,
        fact.value,
        fact.unit,
        fact.status,
        fact.raw,
        fact.remark,
        fact.method,
        Decimal(str(fact.confidence)),
        ";".join(fact.flags) or None,
        evidence.page if evidence else None,
        evidence.line if evidence else None,
        ", ".join(f"{side:g}" for side in evidence.bbox) if evidence and evidence.bbox else None,
        evidence.text if evidence else None,
    )
