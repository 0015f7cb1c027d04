"""The bench measures what it says; nothing here asserts a time."""

from __future__ import annotations

import json

import pytest

from eval.bench import main, measure_format
from eval.generate import any_order, make_report
from eval.generate.render import FORMATS, render


def test_a_format_is_measured_on_every_file_of_its_folder(tmp_path):
    for seed in range(3):
        layout = make_report(any_order(seed, blanks=False)).layout
        (tmp_path / f"{seed}.txt").write_bytes(render(layout, "text-lines", seed=seed))
    figures = measure_format(tmp_path)
    assert {each.count for each in (figures.load, figures.extract, figures.chunk, figures.whole)} == {3}
    assert figures.whole.p95 >= figures.whole.median > 0
    assert figures.whole.median >= max(figures.load.median, figures.extract.median, figures.chunk.median)


@pytest.mark.slow
def test_the_bench_prints_every_format_and_the_store_as_json(capsys):
    main(["--reports", "2", "--json"])
    figures = json.loads(capsys.readouterr().out)
    assert set(figures["formats"]) == set(FORMATS)
    assert figures["store"]["write"]["count"] == 2
    assert figures["store"]["passages"] > 0
