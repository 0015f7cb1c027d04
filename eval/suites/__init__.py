"""The suites by name, each imported when it is asked for.

- `extraction`: is every cell of every table read as it is printed, by format and damage
- `checks`: are planted errors found, and nothing else
- `mentions`: are the counted things of the narrative found, and what disagrees with the tables
- `identity`: agency, year and region, in the ways reports state them
- `retrieval`: are the passages found that a question is about, by meaning, by words, and by both
- `questions`: are questions over many reports answered exactly, refused for the right reason, with every cell cited
- `speed`: what reading, storing and searching cost
- `scans`: are scanned pages read right, and how fast, beside other ways to read them
- `chain`: what a language model adds, and what a bad one can spoil
- `faults`: what a failing server of a language model does to an ingest
- `bench`: documents by the thousand in every format, counted, beside the targets
- `fuzz`: broken files do no harm
"""

from __future__ import annotations

from importlib import import_module

from canonical.errors import UnusableRequestError
from eval.records import Suite

SUITES = (
    "extraction",
    "checks",
    "mentions",
    "identity",
    "retrieval",
    "questions",
    "speed",
    "scans",
    "chain",
    "faults",
    "bench",
    "fuzz",
)


def suite_of(name: str) -> Suite:
    """The suite of that name; raises UnusableRequestError listing all names."""
    if name not in SUITES:
        raise UnusableRequestError(f"{name}: 没有这个评测 / no such suite; there are: {', '.join(SUITES)}")
    suite: Suite = import_module(f"eval.suites.{name}").SUITE
    return suite
