"""Arithmetic choice on simulated scans: misread cells are mended or flagged, planted errors stay."""

from __future__ import annotations

from tests.extraction.proof_reading import measured


def test_on_simulated_scans_nothing_is_settled_wrong_and_most_misread_cells_are_mended_or_flagged() -> None:
    found = measured(0.01, range(12))
    assert found["misread"] > 10
    assert (found["settled wrong"], found["planted corrected"], found["silent"]) == (0, 0, 0)
    assert found["corrected"] > 0.3 * found["misread"]
