"""Extraction made worse on purpose: the gate drops, the comparison names the place, the heat map shows it."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest

from eval.compare import compare
from eval.gate import drops, steady_figures
from eval.page.heat import heat_tables
from eval.page.view import view
from eval.records import Options, Run
from eval.runner import run_case
from eval.sabotage import SABOTAGES, sabotaged
from eval.suite_data import suite_data
from eval.suites.extraction import SUITE, cases, metrics

PLACE = {
    "blank-is-zero": {"disclosure"},
    "shifted-column": {"requests"},
    "last-digit-lost": {"disclosure", "requests", "review"},
}
"""The tables whose cells each regression hits without a flag."""


@cache
def made(sabotage: str | None) -> tuple[Run, tuple]:
    """A run over a whole and three partly empty reports."""
    blank = (case for case in cases(Options(limit=400)) if case.tags["damage"] == "blank_values")
    chosen = [*cases(Options(limit=1)), *islice(blank, 3)]
    with sabotaged(sabotage):
        results = tuple(run_case(SUITE, position, case) for position, case in enumerate(chosen))
    header = {"suite": "extraction", "sabotage": sabotage, "cases": {"count": len(chosen)}}
    return Run(header=header, results=results), metrics(results)


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_the_gate_sees_a_planted_regression(sabotage):
    before, tolerance = steady_figures(made(None)[1]), suite_data("extraction").slice.tolerance
    dropped = {each.metric for each in drops(before, made(sabotage)[1], tolerance)}
    assert {"exact", "silent"} <= dropped
    assert list(drops(before, made(None)[1], tolerance)) == []


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_the_comparison_names_where_a_planted_regression_hits(sabotage):
    (before, metrics_before), (after, metrics_after) = made(None), made(sabotage)
    comparison = compare(before, after, metrics_before, metrics_after)
    worst = {group.pattern.split(".")[0] for group in comparison.regressions if group.after in {"silent", "invented"}}
    assert worst == PLACE[sabotage]
    assert [(each.key, each.after) for each in comparison.headers] == [("sabotage", sabotage)]


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_the_heat_map_shows_where_a_planted_regression_hits(sabotage):
    tables = heat_tables(view(*made(sabotage), made(None), "en"))
    red = {
        table.kind
        for table in tables
        for block in table.blocks
        for row in block.rows
        for cell in row.cells
        if cell and cell.is_worse and cell.silent
    }
    assert red == PLACE[sabotage]
