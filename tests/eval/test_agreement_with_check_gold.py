"""The suite `extraction` and `../shared/check_gold.py` judge the same reports alike, cell for cell."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval.records import Options
from eval.runner import run_case
from eval.sabotage import sabotaged
from eval.suites.extraction import SUITE, is_field

EXTRACT = """
import json, sys
from canonical.contract import report_as_json
from eval.sabotage import sabotaged
from extraction import extract
from ingest import load
from pathlib import Path
with sabotaged(sys.argv[1]):
    print(json.dumps(report_as_json(extract(load(Path(sys.argv[2])))), ensure_ascii=False))
"""
KINDS = {"flagged": "flagged", "omitted": "flagged", "silent": "SILENT", "invented": "SILENT", "restated": "SILENT"}
COUNTS = re.compile(r"^(\S+): (\d+) cells, (\d+) right, \d+ flagged, \d+ SILENT", re.MULTILINE)
WRONG = re.compile(r"^   (flagged|SILENT) (\S+):", re.MULTILINE)


def check_gold(shared: Path, extract: Path, sabotage: str) -> dict[str, tuple[int, int, set]]:
    """Cells, right cells and the kind of every other cell, by report."""
    said = subprocess.run(
        [
            *(sys.executable, str(shared / "check_gold.py"), "--verbose", "--gold", str(shared / "gold")),
            *("--docs", str(shared / "seeds"), "--command", f"{sys.executable} {extract} {sabotage} {{file}}"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    ).stdout
    parts = list(COUNTS.finditer(said))
    ends = [part.start() for part in parts[1:]] + [len(said)]
    return {
        part[1]: (int(part[2]), int(part[3]), {(each[2], each[1]) for each in WRONG.finditer(said, part.end(), end)})
        for part, end in zip(parts, ends, strict=True)
    }


def suite(shared: Path, sabotage: str) -> dict[str, tuple[int, int, set]]:
    found = {}
    with sabotaged(sabotage):
        for case in SUITE.cases(Options(docs=(shared / "seeds",), gold=shared / "gold")):
            cells = [each for each in run_case(SUITE, 0, case).scores if is_field(each)]
            wrong = {(each.name, KINDS[each.outcome]) for each in cells if each.outcome != "right"}
            found[case.id] = (len(cells), sum(each.outcome == "right" for each in cells), wrong)
    return found


@pytest.mark.shared
@pytest.mark.parametrize(("sabotage", "at_least"), [("shifted-column", 1), ("last-digit-lost", 12)])
def test_a_report_read_badly_is_judged_like_check_gold_does_cell_for_cell(shared, tmp_path, sabotage, at_least):
    """With regressions planted on purpose: of reports that are read right there is nothing to disagree about."""
    extract = tmp_path / "extract.py"
    extract.write_text(EXTRACT, encoding="utf-8")
    theirs = check_gold(shared, extract, sabotage)
    assert len(theirs) == 5
    assert sum(len(wrong) for _, _, wrong in theirs.values()) >= at_least
    assert suite(shared, sabotage) == theirs
