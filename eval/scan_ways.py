"""Ways to read a scan that the product's own is measured against, on the same pages in the same run.

Each replaces one step of production code in this process, for the time of a `with`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache, partial
from typing import Any

import numpy as np

from canonical.report import Box
from eval.ablation import ABLATIONS, ablated
from eval.sabotage import Sabotage, replaced
from ingest.document import Reading
from ingest.ocr import Image, Recogniser, TextBox

OURS, WHOLE_PAGE = "ours", "whole-page"


class WholePage:
    """RapidOCR as its users call it, page after page, each on all cores.

    Its text boxes are put into the cells that our rules find.
    """

    def __init__(self, rapid: Callable[[Image], Any]) -> None:
        self._rapid = rapid
        self._page: Image | None = None
        self._found: tuple[TextBox, ...] = ()

    def read_cells(
        self, image: Image, boxes: Sequence[Box], _recogniser: Recogniser
    ) -> tuple[tuple[Reading, ...], ...]:
        inside: list[list[TextBox]] = [[] for _ in boxes]
        for each in self._read(image):
            if (place := _holder(each.box, boxes)) is not None:
                inside[place].append(each)
        return tuple(map(_joined, inside))

    def text_outside(
        self, image: Image, _gray: Image, tables: Sequence[Any], _unit: float, _recogniser: Recogniser
    ) -> Iterator[TextBox]:
        areas = [table.box for table in tables]
        yield from (each for each in self._read(image) if _holder(each.box, areas) is None)

    def _read(self, image: Image) -> tuple[TextBox, ...]:
        if self._page is not image:
            self._page, self._found = image, tuple(self._boxes(image))
        return self._found

    def _boxes(self, image: Image) -> Iterator[TextBox]:
        read = self._rapid(image)
        if read.boxes is None:
            return
        for quad, text, sure in zip(read.boxes, read.txts, read.scores, strict=True):
            (left, top), (right, bottom) = np.min(quad, axis=0), np.max(quad, axis=0)
            yield TextBox(
                box=(float(left), float(top), float(right), float(bottom)),
                reading=Reading(text=text, probability=float(sure)),
            )


@cache
def _rapid() -> Callable[[Image], Any]:
    from rapidocr import RapidOCR

    threads = int(os.environ.get("OMP_NUM_THREADS", "-1"))
    engine = {"EngineConfig.onnxruntime.intra_op_num_threads": threads}
    found: Callable[[Image], Any] = RapidOCR(params={"Global.log_level": "critical", **engine})
    return found


def _holder(box: Box, boxes: Sequence[Box]) -> int | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((i for i, each in enumerate(boxes) if each[0] <= x <= each[2] and each[1] <= y <= each[3]), None)


def _joined(parts: Sequence[TextBox]) -> tuple[Reading, ...]:
    if not parts:
        return ()
    ordered = sorted(parts, key=lambda each: (each.box[1], each.box[0]))
    text = "\n".join(each.reading.text for each in ordered)
    return (Reading(text=text, probability=min(each.reading.probability for each in ordered)),)


@contextmanager
def _whole_page() -> Iterator[None]:
    whole = WholePage(_rapid())
    cells = Sabotage(module="ingest.scan.cells", function="read_cells", make=lambda _: whole.read_cells)
    text = Sabotage(module="ingest.scan.page", function="_text_outside", make=lambda _: whole.text_outside)
    one_page = Sabotage(module="ingest.scan.reader", function="pages_at_once", make=lambda _: lambda: 1)
    with replaced(cells), replaced(text), replaced(one_page):
        yield


WAYS: Mapping[str, Callable[[], AbstractContextManager[None]]] = {
    OURS: nullcontext,
    **{name: partial(ablated, name) for name in ABLATIONS},
    WHOLE_PAGE: _whole_page,
}
