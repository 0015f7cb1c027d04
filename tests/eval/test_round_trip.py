"""What is rendered is read back: extraction finds exactly the gold of the generator, in every format."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from canonical.fields import FIELDS
from eval.generate import any_order, gold_as_json, make_report
from eval.generate.gold import SUMS
from eval.generate.render import FORMATS, render
from eval.samples.make import HERE, SAMPLES
from extraction import extract
from ingest import load

SEEDS = range(10)  # fifty a format are read by the benchmark in the gate
HARDER = (72, 144)  # pipes with blanks scattered over tables 3 and 4


def differences(report, gold) -> list[str]:
    """One line for everything that was not found as it is."""
    expected = gold_as_json(gold)
    identity = report.identity
    found = {
        "agency_contains": identity.agency,
        "year": identity.year,
        "template": identity.template,
        "requests_layout": identity.requests_layout,
        "published": identity.published and identity.published.isoformat(),
    }
    lines = [f"{key}: {found[key]!r} for {value!r}" for key, value in expected["report"].items() if found[key] != value]
    for name in FIELDS:
        want, got = gold.facts[name], report.facts[name]
        if (got.value, got.status) != (want.value, want.status):
            lines.append(f"{name}: {got.value} {got.status} for {want.value} {want.status} {got.flags}")
    return lines


def broken(checks) -> Counter:
    """The failed sums with their numbers."""
    return Counter(
        (each.id, each.expected, each.actual) for each in checks if each.status == "failed" and each.id in SUMS
    )


def assert_read_back(path, gold):
    report = extract(load(path))
    assert differences(report, gold) == []
    sums = (each for each in gold.broken if each.check in SUMS)
    assert broken(report.checks) == Counter((each.check, each.expected, each.actual) for each in sums)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_sample_is_read_back(sample):
    assert_read_back(HERE / sample.path, make_report(sample.order).gold)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", [*SEEDS, *HARDER])
def test_every_generated_report_is_read_back(seed, name, tmp_path):
    made = make_report(any_order(seed, blanks=FORMATS[name].keeps_blanks))
    path = tmp_path / f"report{FORMATS[name].suffix}"
    path.write_bytes(render(made.layout, name, seed=seed))
    assert_read_back(path, made.gold)


def test_the_comparison_sees_a_wrong_number():
    """The test of the test: a gold with one other number is not what the sample says."""
    sample = SAMPLES[0]
    gold = make_report(sample.order).gold
    report = extract(load(HERE / sample.path))
    facts = {
        **gold.facts,
        "disclosure.fees.amount": type(gold.facts["disclosure.fees.amount"])(value=Decimal(1), status="reported"),
    }
    wrong = type(gold)(**{name: getattr(gold, name) for name in gold.__slots__} | {"facts": facts})
    assert len(differences(report, wrong)) == len(differences(report, gold)) + 1
