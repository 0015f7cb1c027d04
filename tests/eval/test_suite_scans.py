"""The suite of scans: which cases it has, what it counts, how other ways are put beside ours."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from canonical.errors import UnusableRequestError
from eval.calibration_plot import Bin, bins, save_plot
from eval.records import Options, Score
from eval.runner import unscored
from eval.scan_ways import OURS, WAYS, WHOLE_PAGE, WholePage
from eval.suite_data import suite_data
from eval.suites.scans import CONDITIONS, HEAVY, SUITE, cases, score
from tests.eval.made_up_runs import ALL_FIELDS, field_score, result

PAGES = 3


def tried(
    number, way, *, outcome="right", seconds=3.0, core_seconds=4.5, planted=(0, 0), sure=0.99, condition="clean-150"
):
    scores = tuple(field_score(field, outcome if field == ALL_FIELDS[0] else "right", sure) for field in ALL_FIELDS)
    found, printed = planted
    return result(
        number,
        (*scores, Score(name="planted", outcome="graded", value=found, detail={"printed": printed})),
        id=f"{condition}-{way}-{number}",
        tags={"format": condition, "way": way, "dpi": "150 dpi and up"},
        seconds=seconds,
        output={"pages": PAGES, "megabytes": 700 + number, "failed": [], "core_seconds": core_seconds},
    )


def figure(found, name, **by):
    return next(each.value for each in found if each.name == name and dict(each.by) == by)


def test_every_report_is_read_in_every_condition_and_way():
    made = list(cases(Options(limit=2)))
    assert len(made) == 2 * (len(CONDITIONS) + 1) * len(WAYS)
    assert len({case.id for case in made}) == len(made)
    assert {case.tags["format"] for case in made} == {*CONDITIONS, HEAVY}
    same = [case for case in made if case.inputs["seed"] == 1]
    assert {case.tags["way"] for case in same} == set(WAYS)


@pytest.mark.parametrize(
    ("patterns", "count"),
    [
        (("clean-150",), len(WAYS)),
        (("=ours",), len(CONDITIONS) + 1),
        (("clean-*=ours", "heavy-90=whole-page"), 4),
        (("bled-150=ours", "fax-200=ours"), 2),
    ],
)
def test_conditions_and_ways_can_be_chosen(patterns, count):
    assert len(list(cases(Options(limit=1, formats=patterns)))) == count


def test_an_unknown_condition_is_refused_with_the_known_ones():
    with pytest.raises(UnusableRequestError, match="clean-150"):
        list(cases(Options(formats=("wet-150",))))


def test_silent_cells_pages_memory_and_speed_are_counted_by_condition_and_way():
    made = [tried(0, OURS), tried(1, OURS, outcome="silent"), tried(2, WHOLE_PAGE, seconds=15.0)]
    found = SUITE.metrics(made)
    assert figure(found, "silent_cells") == 1
    assert figure(found, "silent_cells", format="clean-150", way=OURS) == 1
    assert figure(found, "silent_cells", format="clean-150", way=WHOLE_PAGE) == 0
    assert figure(found, "silent", dpi="150 dpi and up", way=OURS) == pytest.approx(1 / (2 * len(ALL_FIELDS)))
    assert figure(found, "page", format="clean-150", way=OURS) == 1000
    assert figure(found, "times_as_fast", format="clean-150") == 5
    assert figure(found, "memory") == 701


def test_the_time_of_all_cores_is_told_beside_the_clocks():
    found = SUITE.metrics([tried(0, OURS), tried(1, WHOLE_PAGE, seconds=15.0, core_seconds=27.0)])
    assert figure(found, "page_cores", format="clean-150", way=OURS) == 1500
    assert figure(found, "times_as_fast", format="clean-150") == 5
    assert figure(found, "times_as_fast_cores", format="clean-150") == 6


def test_a_log_of_old_tells_no_time_of_all_cores_and_breaks_nothing():
    old = tried(0, OURS)
    del old.output["core_seconds"]
    assert figure(SUITE.metrics([old]), "page_cores", format="clean-150", way=OURS) is None


def test_whole_pages_are_read_one_after_the_other_and_ours_side_by_side_again_afterwards(monkeypatch):
    from ingest.scan import reader

    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    with WAYS[WHOLE_PAGE]():
        assert reader.pages_at_once() == 1
    assert reader.pages_at_once() == 3  # one more than cores


def test_mistakes_in_print_have_to_be_found_and_not_mended():
    expected = {"report": {}, "facts": [], "planted": [["requests.balance", ["a", "b"]], ["review.sum", ["c"]]]}
    output = {"report": {}, "facts": [], "failed": [["requests.balance", ["a", "b"]]]}
    assert score(expected, output)[-1].value == 1
    assert score(expected, None)[-1].value == 0
    assert figure(SUITE.metrics([tried(0, OURS, planted=(1, 2))]), "planted") == 0.5


def test_a_case_that_could_not_be_scored_breaks_no_figure():
    lost = result(
        3, (unscored("no font"),), tags={"format": "clean-150", "way": OURS, "dpi": "150 dpi and up"}, output=None
    )
    found = SUITE.metrics([tried(0, OURS, planted=(1, 1)), lost])
    assert figure(found, "planted") == 1
    assert figure(found, "unscored") == 1


def test_every_target_is_on_a_figure_that_the_suite_has():
    made = [tried(n, way, condition=name) for n, name in enumerate((*CONDITIONS, HEAVY)) for way in (OURS, WHOLE_PAGE)]
    known = {(each.name, tuple(sorted(each.by.items()))) for each in SUITE.metrics(made)}
    assert {(each.metric, tuple(sorted(each.by.items()))) for each in suite_data("scans").thresholds} <= known


def test_boxes_of_the_whole_page_go_into_the_cells_that_hold_their_middle():
    quads = [np.array([[x, y], [x + 20, y], [x + 20, y + 10], [x, y + 10]]) for x, y in ((10, 10), (60, 30), (60, 12))]
    read = SimpleNamespace(boxes=quads, txts=("总计", "3", "12"), scores=(0.9, 0.8, 0.99))
    whole = WholePage(lambda _: read)
    page = np.zeros((50, 100, 3), np.uint8)
    words, numbers, empty = whole.read_cells(page, [(0, 0, 40, 50), (40, 0, 100, 50), (100, 0, 140, 50)], None)
    assert [(each.text, each.probability) for each in words] == [("总计", 0.9)]
    assert [(each.text, each.probability) for each in numbers] == [("12\n3", 0.8)]
    assert empty == ()
    outside = whole.text_outside(page, page, [SimpleNamespace(box=(40, 0, 100, 50))], 1.0, None)
    assert [each.reading.text for each in outside] == ["总计"]


def test_the_calibration_plot_counts_the_readings_of_our_way_by_probability(tmp_path):
    made = [tried(0, OURS, sure=0.9995), tried(1, OURS, outcome="flagged", sure=0.85), tried(2, WHOLE_PAGE, sure=0.1)]
    count = len(ALL_FIELDS)
    low, high = bins(made)
    assert (low.cells, low.right, high.cells, high.right) == (count, count - 1, count, count)
    assert isinstance(low, Bin)
    save_plot(made, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
