"""The check rules as rows of a table, and the dozen lines that interpret them.

Most rules say that two sums are equal (`left` and `right`); those are also what inference by arithmetic works with
(`equations`). The others have a predicate `holds`. An input that is not stated makes the outcome "not stated": a
missing number never breaks a rule. Printed values are not changed by any rule; a broken one is a finding.

Names in `left`, `right`, `reads`:
    requests.received.{applicant}       a field; the rule is tried for each value of what stands in braces (`per`)
    previous:requests.…                 the same body's field in the year before
    identity.year                       an attribute of the report's identity
    identity.may_make_rules, identity.form_of_year    derived from it

Source of the sums: the forms' own note 本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和 and
国办公开办函〔2021〕30号, 填报说明.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from canonical.agencies import classify, may_make_rules
from canonical.fields import FIELDS, form_of_year
from canonical.forms import blocks, blocks_of
from canonical.report import CheckResult, CheckStatus, Fact, Identity, Language, Severity

APPLICANTS = tuple(column.key for column in blocks_of("requests")[0].columns)
"""The seven columns of table 3; the last is the total."""
TOTAL = "total"
RESULTS = tuple(column.key for column in blocks_of("review")[0].columns)
"""The five columns of each group of table 4; the last is the total."""
REQUEST_ROWS = tuple(row.key for row in blocks_of("requests")[0].rows)
DOCUMENT_COLUMNS = ("issued", "repealed", "in_force", "made", "disclosed", "disclosed_total")

LANGUAGES: tuple[Language, ...] = ("zh", "en")

Value = Decimal | str | bool | int | None
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
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """Two sets of fields whose sums are equal in a correct report."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]


def check(identity: Identity, facts: Mapping[str, Fact]) -> tuple[CheckResult, ...]:
    """The outcome of every rule within one report."""
    return _run((rule for rule in RULES if not rule.across_years), identity, facts, {})


def check_years(
    identity: Identity, facts: Mapping[str, Fact], previous_facts: Mapping[str, Fact]
) -> tuple[CheckResult, ...]:
    """The outcome of every rule between a body's report and its report of the year before."""
    return _run((rule for rule in RULES if rule.across_years), identity, facts, previous_facts)


@lru_cache(maxsize=4)
def equations(layout: str) -> tuple[Equation, ...]:
    """Every sum and balance within a report whose table 3 has the given layout, for inference by arithmetic."""
    return tuple(
        Equation(rule=rule.id, left=_filled(rule.left, case), right=_filled(rule.right, case))
        for rule in RULES
        if rule.left and not rule.across_years and rule.layout in {None, layout}
        for case in _cases(rule)
    )


def _run(
    rules: Iterator[Rule], identity: Identity, facts: Mapping[str, Fact], previous: Mapping[str, Fact]
) -> tuple[CheckResult, ...]:
    results = (
        _result(rule, case, identity, facts, previous)
        for rule in rules
        if rule.layout in {None, identity.requests_layout}
        for case in _cases(rule)
    )
    return tuple(result for result in results if result is not None)


def _result(
    rule: Rule, case: Mapping[str, str], identity: Identity, facts: Mapping[str, Fact], previous: Mapping[str, Fact]
) -> CheckResult | None:
    names = _filled(rule.inputs, case)
    fields = tuple(name for name in names if not name.startswith(("previous:", "identity.")))
    if fields and all(_is_foreign(name, facts) for name in fields):
        return None  # the form of this report has no such row: nothing to say
    values = [_value(name, identity, facts, previous) for name in names]
    status = _outcome(rule, values)
    if rule.quiet and status != "failed":
        return None
    expected, actual = _sides(rule, values) if status != "not_stated" else (None, None)
    return CheckResult(
        id=rule.id,
        status=status,
        severity=rule.severity,
        fields=fields or tuple(name for name in rule.shows if name in facts and facts[name].value is not None),
        expected=expected,
        actual=actual,
        message={
            lang: _said(rule.says[lang], identity, _words(lang, case, fields, expected, actual)) for lang in LANGUAGES
        },
    )


def _is_foreign(name: str, facts: Mapping[str, Fact]) -> bool:
    fact = facts.get(name)
    return fact is None or fact.status == "not_in_template"


def _outcome(rule: Rule, values: list[Value]) -> CheckStatus:
    if any(value is None for value in values):
        return "not_stated"
    return "passed" if is_held(rule, values) else "failed"


def is_held(rule: Rule, values: list[Any]) -> bool:
    """True when the rule holds for inputs given in the order of `rule.inputs`, all of them stated."""
    if rule.holds is not None:
        return rule.holds(*values)
    return bool(sum(values[: len(rule.left)]) == sum(values[len(rule.left) :]))


def _sides(rule: Rule, values: list[Any]) -> tuple[Decimal | None, Decimal | None]:
    if rule.left:
        return Decimal(sum(values[: len(rule.left)])), Decimal(sum(values[len(rule.left) :]))
    return None, next((value for value in values if isinstance(value, Decimal)), None)


def _value(name: str, identity: Identity, facts: Mapping[str, Fact], previous: Mapping[str, Fact]) -> Value:
    if name.startswith("identity."):
        return _about(identity, name.removeprefix("identity."))
    source = previous if name.startswith("previous:") else facts
    fact = source.get(name.removeprefix("previous:"))
    return fact.value if fact else None


def _about(identity: Identity, name: str) -> Value:
    if name == "form_of_year":
        return form_of_year(identity.year) if identity.year else None
    if name == "may_make_rules":
        return may_make_rules(classify(identity.agency)) if identity.agency else None
    value: Value = getattr(identity, name)
    return value


def _cases(rule: Rule) -> tuple[Mapping[str, str], ...]:
    return tuple({rule.per: key} for key in PER[rule.per]) if rule.per else ({},)


def _filled(patterns: tuple[str, ...], case: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(pattern.format_map(case) if "{" in pattern else pattern for pattern in patterns)


def _said(sentence: str, identity: Identity, words: Mapping[str, str]) -> str:
    for name in ("year", "agency", "template", "requests_layout", "form_of_year"):
        sentence = sentence.replace(f"{{identity.{name}}}", str(_about(identity, name) or "?"))
    return sentence.format_map(words)


def _words(
    lang: Language,
    case: Mapping[str, str],
    fields: tuple[str, ...],
    expected: Decimal | None,
    actual: Decimal | None,
) -> Mapping[str, str]:
    return {"label": _label(lang, case, fields), "expected": _number(expected), "actual": _number(actual)}


def _label(lang: Language, case: Mapping[str, str], fields: tuple[str, ...]) -> str:
    """The printed label of the one field, or of the row or column, that a rule was tried for."""
    if len(fields) == 1 and fields[0] in FIELDS:
        return FIELDS[fields[0]].zh if lang == "zh" else FIELDS[fields[0]].en
    keys = set(case.values())
    entries = (entry for block in blocks() for entry in (*block.rows, *block.columns) if entry.key in keys)
    return next((entry.zh if lang == "zh" else entry.en for entry in entries), "")


def _number(value: Decimal | None) -> str:
    return "?" if value is None else f"{value.normalize():f}"
