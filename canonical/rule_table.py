"""The check rules as rows of a table; `canonical.rules` interprets them.

Most rules say that two sums are equal (`left` and `right`); those are also what inference by arithmetic works with.
The others have a predicate `holds`. Names in `left`, `right`, `reads`:

    requests.received.{applicant}       a field; the rule is tried for each value of what stands in braces (`per`)
    previous:requests.…                 the same body's field in the year before
    identity.year                       an attribute of the report's identity
    identity.may_make_rules, identity.form_of_year    derived from it
    told:requests.received.total        what the narrative says of that field (`canonical.narrative`); fields joined by
                                        "+" where it tells their sum

Source of the sums: the forms' own note 本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和 and
国办公开办函〔2021〕30号, 填报说明.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from canonical.fields import FIELDS
from canonical.forms import blocks, blocks_of
from canonical.report import Language, Severity

APPLICANTS = tuple(column.key for column in blocks_of("requests")[0].columns)
"""The seven columns of table 3; the last is the total."""
TOTAL = "total"
TOLD = "told:"
RESULTS = tuple(column.key for column in blocks_of("review")[0].columns)
"""The five columns of each group of table 4; the last is the total."""
REQUEST_ROWS = tuple(row.key for row in blocks_of("requests")[0].rows)
DOCUMENT_COLUMNS = ("issued", "repealed", "in_force", "made", "disclosed", "disclosed_total")

Expansion = Mapping[str, tuple[str, ...]]

PER: Expansion = {
    "applicant": APPLICANTS,
    "row": REQUEST_ROWS,
    "group": tuple(row.key for row in blocks_of("review")[0].rows),
    "kind": tuple(row.key for block in blocks() if block.id == "documents" for row in block.rows),
    "document_column": DOCUMENT_COLUMNS,
    "count": tuple(field.id for field in FIELDS.values() if field.is_count),
    "amount": tuple(field.id for field in FIELDS.values() if field.column == "amount"),
}


def _results_of(layout: str) -> tuple[str, ...]:
    """The rows that add up to （七）总计 in one layout of table 3."""
    rows = blocks_of("requests")[0].rows
    outside = {"received", "carried_over", "concluded", "carried_forward"}
    return tuple(f"requests.{row.key}.{{applicant}}" for row in rows if layout in row.forms and row.key not in outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. Either `left` and `right` (their sums are equal) or `reads` and `holds`.

    `per` names what the rule is repeated over (a key of `PER`), `layout` the form of table 3 it is for, `quiet`
    rules report only what they find broken, `shows` names fields to cite where the rule reads none.
    `good` and `bad` are inputs, in the order of the names, for which it holds and breaks.
    """

    id: str
    severity: Severity
    source: str
    says: Mapping[Language, str]
    good: tuple[Any, ...]
    bad: tuple[Any, ...]
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    holds: Callable[..., bool] | None = None
    per: str | None = None
    layout: str | None = None
    quiet: bool = False
    shows: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every name the rule reads, in order."""
        return (*self.left, *self.right, *self.reads)

    @property
    def across_years(self) -> bool:
        """True when the rule needs the same body's report of the year before."""
        return any(name.startswith("previous:") for name in self.inputs)

    @property
    def told(self) -> str | None:
        """The field that a rule about the narrative compares, or its fields joined by "+"; None of other rules."""
        return next((name.removeprefix(TOLD) for name in self.inputs if name.startswith(TOLD)), None)


def _narrative_rule(topic: str, zh: str, en: str, *fields: str) -> Rule:
    """What the narrative tells about these fields, or about their sum, is what the tables print."""
    return Rule(
        id=f"narrative.{topic}",
        severity="warning",
        source="国办公开办函〔2021〕30号：报告各部分数据应当一致",
        left=(TOLD + "+".join(fields),),
        right=fields,
        says={
            "zh": f"正文{{where}}“{{quote}}”，{zh}为 {{expected}}，表中印为 {{actual}}",
            "en": f"The narrative{{where}} has {{expected}} as {en} (“{{quote}}”), the table prints {{actual}}",
        },
        good=(3, 3, *[0] * (len(fields) - 1)),
        bad=(4, 3, *[0] * (len(fields) - 1)),
    )


LAWSUITS = ("litigation.direct.total", "litigation.after_review.total")
FORM_NOTE = "国办公开办函〔2021〕30号 填报说明"
RULES: tuple[Rule, ...] = (
    Rule(
        id="requests.row_sum",
        severity="error",
        source=FORM_NOTE,
        per="row",
        left=tuple(f"requests.{{row}}.{applicant}" for applicant in APPLICANTS if applicant != TOTAL),
        right=("requests.{row}.total",),
        says={
            "zh": "表三“{label}”一行，各类申请人相加为 {expected}，总计栏印为 {actual}",
            "en": "Table 3, row “{label}”: the applicants add up to {expected}, the total is printed as {actual}",
        },
        good=(1, 2, 0, 0, 0, 1, 4),
        bad=(1, 2, 0, 0, 0, 1, 5),
    ),
    *(
        Rule(
            id="requests.concluded_sum" if layout == "2021" else "requests.concluded_sum_2019",
            severity="error",
            source=FORM_NOTE,
            per="applicant",
            layout=layout,
            left=_results_of(layout),
            right=("requests.concluded.{applicant}",),
            says={
                "zh": "表三“{label}”一列，各项办理结果相加为 {expected}，（七）总计印为 {actual}",
                "en": "Table 3, column “{label}”: the results add up to {expected}, (七) total is printed as {actual}",
            },
            good=(1, *[0] * (len(_results_of(layout)) - 1), 1),
            bad=(1, *[0] * (len(_results_of(layout)) - 1), 2),
        )
        for layout in ("2019", "2021")
    ),
    Rule(
        id="requests.balance",
        severity="error",
        source="表三注：第一项加第二项之和，等于第三项加第四项之和",
        per="applicant",
        left=("requests.received.{applicant}", "requests.carried_over.{applicant}"),
        right=("requests.concluded.{applicant}", "requests.carried_forward.{applicant}"),
        says={
            "zh": "表三“{label}”一列，本年新收与上年结转之和为 {expected}，办理总计与结转下年度之和为 {actual}",
            "en": "Table 3, column “{label}”: received and carried over make {expected}, "
            "concluded and carried forward make {actual}",
        },
        good=(3, 1, 2, 2),
        bad=(3, 1, 2, 1),
    ),
    Rule(
        id="review.sum",
        severity="error",
        source=FORM_NOTE,
        per="group",
        left=tuple(f"{{group}}.{result}" for result in RESULTS if result != TOTAL),
        right=("{group}.total",),
        says={
            "zh": "表四“{label}”各项结果相加为 {expected}，总计印为 {actual}",
            "en": "Table 4, “{label}”: the results add up to {expected}, the total is printed as {actual}",
        },
        good=(1, 0, 0, 1, 2),
        bad=(1, 0, 0, 1, 1),
    ),
    Rule(
        id="numbers.whole_non_negative",
        severity="error",
        source=FORM_NOTE,
        per="count",
        quiet=True,
        reads=("{count}",),
        holds=lambda value: value >= 0 and value == int(value),
        says={
            "zh": "“{label}”应为非负整数，印为 {actual}",
            "en": "“{label}” has to be a whole number, zero or more; printed is {actual}",
        },
        good=(0,),
        bad=(-1,),
    ),
    Rule(
        id="numbers.amount_non_negative",
        severity="error",
        source=FORM_NOTE,
        per="amount",
        quiet=True,
        reads=("{amount}",),
        holds=lambda value: value >= 0,
        says={"zh": "“{label}”不应为负数，印为 {actual}", "en": "“{label}” can not be negative; printed is {actual}"},
        good=(Decimal("0.5"),),
        bad=(-1,),
    ),
    Rule(
        id="years.in_force",
        severity="warning",
        source=FORM_NOTE,
        per="kind",
        left=("previous:disclosure.{kind}.in_force", "disclosure.{kind}.issued"),
        right=("disclosure.{kind}.in_force", "disclosure.{kind}.repealed"),
        says={
            "zh": "“{label}”上年现行有效与本年制发之和为 {expected}，本年现行有效与本年废止之和为 {actual}",
            "en": "“{label}”: in force last year plus issued make {expected}, in force now plus repealed make {actual}",
        },
        good=(8, 3, 10, 1),
        bad=(8, 3, 11, 1),
    ),
    Rule(
        id="years.carried_over",
        severity="warning",
        source=FORM_NOTE,
        per="applicant",
        left=("previous:requests.carried_forward.{applicant}",),
        right=("requests.carried_over.{applicant}",),
        says={
            "zh": "表三“{label}”一列，上年报告结转下年度为 {expected}，本年报告上年结转为 {actual}",
            "en": "Table 3, column “{label}”: last year's report carries {expected} forward, "
            "this year's has {actual} carried over",
        },
        good=(2, 2),
        bad=(2, 0),
    ),
    Rule(
        id="form.year",
        severity="warning",
        source="国办公开办函〔2019〕60号、〔2021〕30号",
        reads=("identity.form_of_year", "identity.template", "identity.year"),
        holds=lambda due, used, _year: due == used,
        shows=("disclosure.rules.in_force", "disclosure.rules.disclosed_total"),
        says={
            "zh": "{identity.year} 年的报告应使用 {identity.form_of_year} 年格式，表二使用的是 {identity.template} 年格式",  # noqa: E501
            "en": "A report for {identity.year} has to use the {identity.form_of_year} form; "
            "table 2 is on the {identity.template} form",
        },
        good=("2021", "2021", 2022),
        bad=("2021", "2019", 2022),
    ),
    Rule(
        id="form.mixed",
        severity="warning",
        source="国办公开办函〔2021〕30号",
        reads=("identity.template", "identity.requests_layout"),
        holds=lambda template, layout: template == layout,
        shows=("requests.other_handling.all.total", "requests.other_handling.other.total"),
        says={
            "zh": "表二为 {identity.template} 年格式，表三（（六）其他处理）却为 {identity.requests_layout} 年格式",
            "en": "Table 2 is on the {identity.template} form, table 3 (row (六) other handling) "
            "on the {identity.requests_layout} form",
        },
        good=("2021", "2021"),
        bad=("2021", "2019"),
    ),
    Rule(
        id="disclosure.rule_making_power",
        severity="warning",
        source="《中华人民共和国立法法》第九十一条、第九十三条",
        per="document_column",
        quiet=True,
        reads=("disclosure.rules.{document_column}", "identity.may_make_rules"),
        holds=lambda number, may: may or number == 0,
        says={
            "zh": "{identity.agency}无规章制定权，“{label}”印为 {actual}",
            "en": "{identity.agency} has no power to make rules (规章), “{label}” is printed as {actual}",
        },
        good=(0, False),
        bad=(3, False),
    ),
    _narrative_rule("received", "本年新收申请", "requests received", "requests.received.total"),
    _narrative_rule("carried_over", "上年结转申请", "requests carried over", "requests.carried_over.total"),
    _narrative_rule("concluded", "本年办结申请", "requests concluded", "requests.concluded.total"),
    _narrative_rule("carried_forward", "结转下年度申请", "requests carried forward", "requests.carried_forward.total"),
    _narrative_rule("review", "行政复议", "administrative reviews", "review.total"),
    _narrative_rule("litigation", "行政诉讼", "lawsuits", *LAWSUITS),
    _narrative_rule("litigation_direct", "未经复议直接起诉", "lawsuits without review", LAWSUITS[0]),
    _narrative_rule("litigation_after_review", "复议后起诉", "lawsuits after review", LAWSUITS[1]),
    _narrative_rule("disputes", "行政复议与行政诉讼", "reviews and lawsuits", "review.total", *LAWSUITS),
    _narrative_rule("licensing", "行政许可处理决定", "licensing decisions", "disclosure.licensing.decisions"),
    _narrative_rule("penalties", "行政处罚处理决定", "penalty decisions", "disclosure.penalties.decisions"),
    _narrative_rule("coercion", "行政强制处理决定", "coercion decisions", "disclosure.coercion.decisions"),
    _narrative_rule("fees", "行政事业性收费（万元）", "fees charged (10,000 yuan)", "disclosure.fees.amount"),
)
