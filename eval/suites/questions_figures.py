"""The figures of gold reports: a field, a sum of fields, or a derived measure of each; no code is shared with `qa`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eval.generate.collection import GoldReport

Want = Mapping[str, Any]
"""What a question asks, as the data file says it: `ask` names the sort of question, the rest is its details."""

NO_DENOMINATOR = "zero_denominator"
ORDER = ("unreadable", "blank", "missing", NO_DENOMINATOR, "not_in_template", "inferred", "reported")
UNUSUAL = "form."
"""Begins the checks that say that a form is unusual, not that a number is wrong."""

_REFUSED = ("state_secret", "prohibited_by_law", "endangers_stability", "third_party_rights", "internal_affairs")
REFUSED = tuple(
    f"requests.refused.{reason}.total"
    for reason in (*_REFUSED, "process_information", "enforcement_files", "administrative_inquiry")
)
UNAVAILABLE = tuple(
    f"requests.unavailable.{reason}.total" for reason in ("not_held", "needs_creation", "unclear_after_correction")
)
NOT_PROCESSED = tuple(
    f"requests.not_processed.{reason}.total"
    for reason in ("petition", "duplicate", "publication", "excessive", "confirm_or_reissue")
)
CONCLUDED = ("requests.concluded.total",)
LITIGATION = ("litigation.direct", "litigation.after_review")
MEASURES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "disclosure_rate": (("requests.granted.total", "requests.partially_granted.total"), CONCLUDED),
    "full_disclosure_rate": (("requests.granted.total",), CONCLUDED),
    "refusal_rate": (REFUSED, CONCLUDED),
    "unavailable_rate": (UNAVAILABLE, CONCLUDED),
    "correction_rate": (("review.corrected",), ("review.total",)),
    "upheld_rate": (("review.upheld",), ("review.total",)),
    "litigation_loss_rate": (
        tuple(f"{group}.corrected" for group in LITIGATION),
        tuple(f"{group}.total" for group in LITIGATION),
    ),
    "natural_person_share": (("requests.received.natural_person",), ("requests.received.total",)),
    "company_share": (("requests.received.company",), ("requests.received.total",)),
    "legal_service_share": (("requests.received.legal_service",), ("requests.received.total",)),
    "backlog_rate": (
        ("requests.carried_forward.total",),
        ("requests.received.total", "requests.carried_over.total"),
    ),
}
"""What is divided by what, in per cent."""

SUMS: Mapping[str, tuple[str, ...]] = {
    "requests.refused.total": REFUSED,
    "requests.unavailable.total": UNAVAILABLE,
    "requests.not_processed.total": NOT_PROCESSED,
    **{
        f"litigation.{end}": tuple(f"{group}.{end}" for group in LITIGATION) for end in ("total", "corrected", "upheld")
    },
}
"""Sums of fields that questions speak of as one figure."""

TESTS: Mapping[str, Callable[..., bool]] = {
    "gt": lambda value, bound: value > bound,
    "ge": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "le": lambda value, bound: value <= bound,
    "eq": lambda value, bound: value == bound,
    "ne": lambda value, bound: value != bound,
    "between": lambda value, low, high: low <= value <= high,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a report; `fields` are the cells it was made from."""

    report: GoldReport
    field: str
    value: Decimal | None
    status: str
    fields: tuple[str, ...]

    @property
    def in_failed_check(self) -> bool:
        """Whether one of its cells is in a check that fails."""
        broken = {field for each in self.report.broken if not each.check.startswith(UNUSUAL) for field in each.fields}
        return bool(broken.intersection(self.fields))

    @property
    def is_flagged(self) -> bool:
        """Whether a person should look at it."""
        return self.in_failed_check or any(self.report.cells[field].flags for field in self.fields)


def select(gold: Iterable[GoldReport], want: Want) -> list[GoldReport]:
    """The reports that a question is about, by body and year."""
    return [report for report in gold if all(test(report, want) for test in SCOPE)]


def _among(name: str, own: Callable[[GoldReport], Any]) -> Callable[[GoldReport, Want], bool]:
    return lambda report, want: name not in want or own(report) in want[name]


def _is_seat(report: GoldReport, want: Want) -> bool:
    """Whether it is the report of the government of one of some places."""
    seats = want.get("seats")
    return seats is None or (report.member.path[-1] in seats and report.agency.endswith(("人民政府", "行政公署")))


SCOPE: tuple[Callable[[GoldReport, Want], bool], ...] = (
    _among("years", lambda report: report.year),
    _among("agencies", lambda report: report.agency),
    _among("departments", lambda report: report.member.department),
    _among("levels", lambda report: report.member.level),
    _among("forms", lambda report: report.template),
    lambda report, want: "places" not in want or bool(set(want["places"]) & set(report.member.path)),
    _is_seat,
    lambda report, want: report.agency not in want.get("without", ()),
    lambda report, want: report.member.department not in want.get("other_departments", ()),
    lambda report, want: not set(want.get("other_places", ())) & set(report.member.path),
    lambda report, want: report.agency.endswith(want.get("ending", "")),
)


def figures(reports: Sequence[GoldReport], want: Want) -> list[Figure]:
    """The figures asked for, of each report in turn; of several fields those the form lacks are left out."""
    if "measure" in want:
        return [_measured(report, want["measure"]) for report in reports]
    names = want["field"]
    if isinstance(names, str):
        return [_figure(report, names) for report in reports]
    return [each for report in reports for each in _printed([_figure(report, name) for name in names])]


def _printed(each: list[Figure]) -> list[Figure]:
    return [figure for figure in each if figure.status != "not_in_template"] or each[:1]


def _figure(report: GoldReport, field: str) -> Figure:
    parts = SUMS.get(field, (field,))
    value, status = _sum(report, parts)
    return Figure(report=report, field=field, value=value, status=status, fields=tuple(parts))


def _sum(report: GoldReport, fields: Sequence[str]) -> tuple[Decimal | None, str]:
    cells = [report.cells[field] for field in fields]
    status = min((cell.status for cell in cells), key=ORDER.index)
    values = [cell.value for cell in cells if cell.value is not None]
    return (sum(values, Decimal(0)), status) if len(values) == len(cells) else (None, status)


def _measured(report: GoldReport, name: str) -> Figure:
    above, below = MEASURES[name]
    part, part_status = _sum(report, above)
    whole, whole_status = _sum(report, below)
    status = min(part_status, whole_status, key=ORDER.index)
    value = None
    if part is not None and whole is not None:
        value, status = (100 * part / whole, status) if whole else (None, NO_DENOMINATOR)
    fields = tuple(dict.fromkeys((*above, *below)))
    return Figure(report=report, field=name, value=value, status=status, fields=fields)


def parts_of(report: GoldReport, name: str) -> tuple[Decimal, Decimal] | None:
    """Both sums of a measure, None where one is not known."""
    (part, _), (whole, _) = (_sum(report, fields) for fields in MEASURES[name])
    return None if part is None or whole is None else (part, whole)


def meets(figure: Figure, want: Want) -> bool:
    """Whether a figure meets the condition; without one, whether it has a value."""
    if want.get("op") == "no_value":
        return figure.value is None and figure.status != "not_in_template"
    if figure.value is None:
        return False
    return "op" not in want or TESTS[want["op"]](figure.value, *map(Decimal, want["values"]))


def coverage(reports: Sequence[GoldReport], found: Sequence[Figure]) -> dict[str, Any]:
    """How many reports were looked at, how many have a figure, and why the others have none."""
    used = [figure for figure in found if figure.value is not None]
    valued = {_key(figure) for figure in used}
    lacking = {_key(figure): figure.status for figure in found if _key(figure) not in valued}
    return {
        "reports": len(reports),
        "with_value": len(valued),
        "without_value": dict(sorted(Counter(lacking.values()).items())),
        "flagged": len({_key(figure) for figure in used if figure.is_flagged}),
        "failed_checks": len({_key(figure) for figure in used if figure.in_failed_check}),
    }


def _key(figure: Figure) -> tuple[str, int]:
    return figure.report.agency, figure.report.year
