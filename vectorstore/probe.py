"""What queries can find in a Chroma folder, asked in a process of its own: `python -m vectorstore.probe FOLDER FILE`.

`count()` says what was promised, only a query says what is there (DESIGN.md, decision 8). And a Chroma folder whose
graph file was cut short does not raise, it ends the process with a segmentation fault; here that is only an answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.chroma import BATCH, Collection, DamagedIndexError, as_matrix

if TYPE_CHECKING:
    from vectorstore.ports import Vector

NEAR, FAR = 5, 500  # texts that differ in one number crowd: who is not among the first 5 may be among 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """`known`: the index says it holds these; `lost`: it does, and their own vector does not find them."""

    known: frozenset[str]
    lost: frozenset[str]


def probe(folder: Path, vectors: Mapping[str, bytes]) -> Findings | None:
    """What a query finds of these vectors in the folder; None when it can not be read at all."""
    import numpy as np

    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "vectors.npz"
        np.savez(file, names=np.array(list(vectors)), matrix=as_matrix(vectors))
        command = [sys.executable, "-m", "vectorstore.probe", str(folder), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own module)
    if done.returncode:
        return None
    said = json.loads(done.stdout.splitlines()[-1])
    return Findings(known=frozenset(said["known"]), lost=frozenset(said["lost"]))


def look(collection: Collection, names: list[str], matrix: Vector) -> Findings:
    """What a query finds of these vectors in an open collection."""
    known = collection.ids()
    rows = [row for row, name in enumerate(names) if name in known]
    for limit in (NEAR, FAR):
        rows = _not_found(collection, names, matrix, rows, limit)
    return Findings(known=known, lost=frozenset(names[row] for row in rows))


def _not_found(collection: Collection, names: list[str], matrix: Vector, rows: list[int], limit: int) -> list[int]:
    lost = []
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        answers = collection.nearest(matrix[some], limit)
        lost += [row for row, answer in zip(some, answers, strict=True) if names[row] not in answer]
    return lost


def main(folder: str, file: str) -> int:
    """The exit code: 0 with the findings on standard output, 3 when the folder is damaged."""
    import numpy as np

    given = np.load(file)
    try:
        findings = look(Collection(Path(folder)), [str(name) for name in given["names"]], given["matrix"])
    except DamagedIndexError:
        return 3
    sys.stdout.write(json.dumps({"known": sorted(findings.known), "lost": sorted(findings.lost)}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
