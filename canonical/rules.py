"""The dozen lines that interpret the rule table: three outcomes, passed, failed, not stated.

An input that is not stated makes the outcome "not stated": a missing number never breaks a rule, and neither does one
whose place in the table was a guess. Printed values are not changed by any rule; a broken one is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from canonical.agencies import classify, may_make_rules
from canonical.fields import FIELDS, form_of_year
from canonical.forms import blocks
from canonical.narrative import told_of, told_value
from canonical.report import CheckResult, CheckStatus, Fact, Flag, Identity, Language, Mention
from canonical.rule_table import PER, RULES, Rule

GUESS: Flag = "layout_guess"
PREVIOUS, ABOUT = "previous:", "identity."  # begin the names of inputs that are no fields of the report
LANGUAGES: tuple[Language, ...] = ("zh", "en")

Value = Decimal | str | bool | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """Two sets of fields whose sums are equal in a correct report."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]


def check(identity: Identity, facts: Mapping[str, Fact], mentions: tuple[Mention, ...] = ()) -> tuple[CheckResult, ...]:
    """The outcome of every rule within one report; of the rules about its narrative, where that tells something."""
    known = _known(identity, facts, {})
    tables = _run(_trials(across_years=False), known)
    told = (_told(rule, field, known, mentions) for rule, field in _tales())
    return (*tables, *(result for result in told if result is not None))


def check_years(
    identity: Identity, facts: Mapping[str, Fact], previous_facts: Mapping[str, Fact]
) -> tuple[CheckResult, ...]:
    """The outcome of every rule between a body's report and its report of the year before."""
    return _run(_trials(across_years=True), _known(identity, facts, previous_facts))


@lru_cache(maxsize=1)
def fields_across_years() -> tuple[str, ...]:
    """The fields that `check_years` looks at, in either report."""
    names = (name.removeprefix(PREVIOUS) for trial in _trials(across_years=True) for name in trial.names)
    return tuple(dict.fromkeys(name for name in names if not name.startswith(ABOUT)))


@lru_cache(maxsize=4)
def equations(layout: str) -> tuple[Equation, ...]:
    """Every sum and balance within a report whose table 3 has the given layout, for inference by arithmetic."""
    return tuple(
        Equation(rule=rule.id, left=_filled(rule.left, case), right=_filled(rule.right, case))
        for rule in RULES
        if rule.left and not rule.across_years and not rule.told and rule.layout in {None, layout}
        for case in _cases(rule)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """A rule to be tried for one row, column or field: its inputs by name, which are fields, and their label."""

    rule: Rule
    names: tuple[str, ...]
    fields: tuple[str, ...]
    label: Mapping[Language, str]


@lru_cache(maxsize=2)
def _trials(*, across_years: bool) -> tuple[_Trial, ...]:
    """Every trial of the rules about the tables; of those about two years, or of those within a report."""
    return tuple(
        _trial(rule, case)
        for rule in RULES
        if rule.across_years == across_years and not rule.told
        for case in _cases(rule)
    )


def _trial(rule: Rule, case: Mapping[str, str]) -> _Trial:
    names = _filled(rule.inputs, case)
    fields = tuple(name for name in names if not name.startswith((PREVIOUS, ABOUT)))
    label = {lang: _label(lang, case, fields) for lang in LANGUAGES}
    return _Trial(rule=rule, names=names, fields=fields, label=label)


@lru_cache(maxsize=1)
def _tales() -> tuple[tuple[Rule, str], ...]:
    """The rules about the narrative, each with the field that it compares."""
    return tuple((rule, rule.told) for rule in RULES if rule.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the rules are tried on: `values` are all inputs by their names, `printed` the fields of the form in use."""

    identity: Identity
    facts: Mapping[str, Fact]
    previous: Mapping[str, Fact]
    values: Mapping[str, Value]
    printed: AbstractSet[str]


def _known(identity: Identity, facts: Mapping[str, Fact], previous: Mapping[str, Fact]) -> _Known:
    values: dict[str, Value] = {name: fact.value for name, fact in facts.items()}
    values |= {f"{PREVIOUS}{name}": fact.value for name, fact in previous.items()}
    values |= {name: _about(identity, name.removeprefix(ABOUT)) for name in _inputs_about_identity()}
    printed = {name for name, fact in facts.items() if fact.status != "not_in_template"}
    return _Known(identity=identity, facts=facts, previous=previous, values=values, printed=printed)


@lru_cache(maxsize=1)
def _inputs_about_identity() -> tuple[str, ...]:
    return tuple({name: None for rule in RULES for name in rule.inputs if name.startswith(ABOUT)})


def _run(trials: Iterable[_Trial], known: _Known) -> tuple[CheckResult, ...]:
    layouts = {None, known.identity.requests_layout}
    results = (_result(trial, known) for trial in trials if trial.rule.layout in layouts)
    return tuple(result for result in results if result is not None)


def _result(trial: _Trial, known: _Known) -> CheckResult | None:
    rule, fields = trial.rule, trial.fields
    if fields and known.printed.isdisjoint(fields):
        return None  # the form of this report has no such row: nothing to say
    values = [known.values.get(name) for name in trial.names]
    status = _outcome(rule, values)
    if status == "failed" and any(_is_guess(name, known) for name in trial.names):
        status = "not_stated"  # the reading may be wrong; the cells are flagged
    if rule.quiet and status != "failed":
        return None
    expected, actual = _sides(rule, values) if status != "not_stated" else (None, None)
    return CheckResult(
        id=rule.id,
        status=status,
        severity=rule.severity,
        fields=fields or tuple(name for name in rule.shows if known.values.get(name) is not None),
        expected=expected,
        actual=actual,
        message={
            lang: _said(rule.says[lang], known.identity, _words(trial.label[lang], expected, actual))
            for lang in LANGUAGES
        },
    )


def _told(rule: Rule, field: str, known: _Known, mentions: tuple[Mention, ...]) -> CheckResult | None:
    told = told_of(field, mentions)
    if not told or known.printed.isdisjoint(rule.right):
        return None
    value = told_value(field, mentions, known.facts, known.identity)
    values = [value, *(known.values.get(name) for name in rule.right)]
    status = _outcome(rule, values)
    expected, actual = _sides(rule, values) if status != "not_stated" else (None, None)
    words = {"expected": _number(expected), "actual": _number(actual), "quote": "".join(told[0].quote.split())}
    return CheckResult(
        id=rule.id,
        status=status,
        severity=rule.severity,
        fields=rule.right,
        expected=expected,
        actual=actual,
        message={lang: rule.says[lang].format_map({**words, "where": _where(lang, told[0])}) for lang in LANGUAGES},
    )


def _where(lang: Language, mention: Mention) -> str:
    """The section and page of a mention, as far as they are known."""
    section = {"zh": f"第{mention.section}部分", "en": f"section {mention.section}"} if mention.section else {}
    page = {"zh": f"第{mention.page}页", "en": f"page {mention.page}"} if mention.page else {}
    places = [place[lang] for place in (section, page) if place]
    if not places:
        return ""
    return f"（{'，'.join(places)}）" if lang == "zh" else f" ({', '.join(places)})"


def _outcome(rule: Rule, values: list[Value]) -> CheckStatus:
    if any(value is None for value in values):  # `in` compares, and a Decimal takes its time to differ from None
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


def _is_guess(name: str, known: _Known) -> bool:
    source = known.previous if name.startswith(PREVIOUS) else known.facts
    fact = source.get(name.removeprefix(PREVIOUS))
    return fact is not None and GUESS in fact.flags


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
    for name in ("year", "agency", "template", "requests_layout", "form_of_year") if "{identity." in sentence else ():
        sentence = sentence.replace(f"{{identity.{name}}}", str(_about(identity, name) or "?"))
    return sentence.format_map(words)


def _words(label: str, expected: Decimal | None, actual: Decimal | None) -> Mapping[str, str]:
    return {"label": label, "expected": _number(expected), "actual": _number(actual)}


def _label(lang: Language, case: Mapping[str, str], fields: tuple[str, ...]) -> str:
    """The printed label of the one field, or of the row or column, that a rule was tried for."""
    if len(fields) == 1 and fields[0] in FIELDS:
        return FIELDS[fields[0]].zh if lang == "zh" else FIELDS[fields[0]].en
    keys = set(case.values())
    entries = (entry for block in blocks() for entry in (*block.rows, *block.columns) if entry.key in keys)
    return next((entry.zh if lang == "zh" else entry.en for entry in entries), "")


def _number(value: Decimal | None) -> str:
    return "?" if value is None else f"{value.normalize():f}"
