"""Measures arithmetic choice on simulated scans: `python -m tests.extraction.proof_reading 2000`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from canonical.fields import FIELDS
from eval.generate import Generated, make_report, wide_order
from eval.generate.gold import ExpectedFact
from extraction import Trace, extract_traced
from extraction.choice import choose
from extraction.facts import facts_from
from extraction.values import read_cell
from tests.extraction.noisy_readings import NOISE, Recogniser, scanned

SURE_TABLES = ("requests", "review")


def measured(share: float, seeds: Iterable[int], *, sharpness: float = 1.0, blanks: bool = True) -> Counter[str]:
    """Counts over reports whose cells are misread in about this share."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        report = make_report(wide_order(seed, blanks=blanks))
        recogniser = Recogniser(noise=NOISE[share], seed=f"scan:{seed}", sharpness=sharpness)
        trace = extract_traced(scanned(report, recogniser))[1]
        counts += _counted(report, trace)
        counts["microseconds"] += _microseconds(trace)
        counts["reports"] += 1
    return counts


def _microseconds(trace: Trace) -> int:
    forms = {"disclosure": trace.report.identity.template, "requests": trace.report.identity.requests_layout}
    facts = facts_from(trace.readings, {**forms, "review": forms["disclosure"]})
    start = time.perf_counter()
    choose(facts, trace.readings, trace.equations)
    return round((time.perf_counter() - start) * 1e6)


def _counted(report: Generated, trace: Trace) -> Counter[str]:
    counts: Counter[str] = Counter()
    outcomes = {choice.field: choice.outcome for choice in trace.choices}
    for name, want in report.gold.facts.items():
        if FIELDS[name].table not in SURE_TABLES or want.status in {"not_in_template", "missing"}:
            continue
        got = trace.report.facts[name]
        right = got.value == want.value and (want.value is None or want.status == got.status)
        silent = not right and got.value is not None and not got.flags
        misread = want.status == "reported" and read_cell(got.raw or "").value != want.value
        outcome = outcomes.get(name, "sure")
        counts["cells"] += 1
        counts["right"] += right
        counts["silent"] += silent
        counts["flagged"] += bool(got.flags)
        counts["misread"] += misread
        counts[f"{'misread' if misread else 'read'} {outcome}"] += 1
        counts["settled wrong"] += outcome == "settled" and not right
        counts["corrected"] += misread and right
        counts["planted"] += _is_planted(report, name, want)
        counts["planted corrected"] += _is_planted(report, name, want) and got.value != want.value and not got.flags
    return counts


def _is_planted(report: Generated, name: str, want: ExpectedFact) -> bool:
    return want.status == "reported" and report.values.numbers.get(name, Decimal(0)) != want.value


if __name__ == "__main__":
    for sharp in (1.0, 2.0):
        for rate in NOISE:
            found = measured(rate, range(int(sys.argv[1])), sharpness=sharp)
            found["ms a report"] = found.pop("microseconds") // found["reports"] // 1000
            sys.stdout.write(f"{rate:.1%} sharpness {sharp} {dict(sorted(found.items()))}\n")
            sys.stdout.flush()
