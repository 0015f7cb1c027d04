"""The recogniser on the models that RapidOCR's wheel brings (PP-OCRv6 small). Nothing is downloaded.

Lines are found by RapidOCR's detector; every crop is read by the recognition network itself, in batches of crops that
are about equally wide, because its time goes by the width and RapidOCR makes every crop 320 pixels wide. Long crops
get a quick look first, squeezed to half their width; what it is not sure of, and numbers, are looked at as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from ingest.cores import cores
from ingest.document import Reading
from ingest.ocr.ctc import (
    MARKS,
    Scores,
    greedy_reading,
    greedy_steps,
    is_words,
    mixed,
    number_or_words,
    number_readings,
)
from ingest.ocr.glance import Glance, close_ups, glance, with_figures
from ingest.ocr.network import Network, place_of_step, shares
from ingest.ocr.recogniser import Image, TextBox

LARGEST_SIDE = 2000  # pixels that text is looked for in
DOUBT = 0.95  # a number that is less likely than this gets a second look
SQUEEZE = 0.5  # of the width of long crops is left for the quick look
LONG = 3.0  # heights
FIGURES = re.compile(r"\d(?!\d?[.．、])")  # digits that may be a value, and not the number of a row
DETECTOR, READER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"


class Seen(NamedTuple):
    """What the network saw in one crop: its marks step by step, and its text over the whole alphabet."""

    marks: Scores
    text: Reading


class RapidRecogniser:
    """Reads with RapidOCR's models, which are loaded at the first use and may be shared between threads."""

    def __init__(self, *, threads: int = 1) -> None:
        """So many `threads` read at a time."""
        self._threads = threads
        self._network = Network(model_path(READER), threads=threads)
        self._detecting = Lock()  # RapidOCR keeps what it is doing on itself

    def lines(self, image: Image) -> tuple[TextBox, ...]:
        """Every line of text on a whole page, top to bottom, then left to right."""
        with self._detecting:
            found = self._detector(image).boxes
        if found is None:
            return ()
        from rapidocr.utils.process_img import get_rotate_crop_image

        quads = [np.asarray(quad, dtype=np.float32) for quad in found]
        readings = self.texts([np.ascontiguousarray(get_rotate_crop_image(image, quad)) for quad in quads])
        return tuple(
            TextBox(box=_upright(quad), reading=reading)
            for quad, reading in zip(quads, readings, strict=True)
            if reading.text
        )

    def texts(self, crops: Sequence[Image]) -> tuple[Reading, ...]:
        """The text of each crop, which holds one line."""
        seen = {place: look for place, look in self._glances(crops).items() if look.enough}
        parts = [(place, part) for place, look in seen.items() for part in close_ups(crops[place], look)]
        closer = defaultdict(list)
        for (place, _), reading in zip(parts, self._read([part for _, part in parts]), strict=True):
            closer[place].append(reading)
        told = {place: with_figures(crops[place], look, closer[place]) for place, look in seen.items()}
        read = {place: reading for place, reading in told.items() if reading}
        careful = [place for place in range(len(crops)) if place not in read]
        read.update(zip(careful, self._read([crops[place] for place in careful]), strict=True))
        return tuple(read[place] for place in range(len(crops)))

    def numbers(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        """The few likeliest readings of each crop as a number or mark, best first."""
        return tuple(number_readings(seen.marks) for seen in self._seen(crops))

    def cells(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        """The readings of each crop, best first: those of `numbers`, and its text where it is no number."""
        glances = self._glances(crops).items()
        words = {place: (look.reading,) for place, look in glances if look.enough and _is_label(look.reading)}
        others = [place for place in range(len(crops)) if place not in words]
        seen = zip(others, self._seen([crops[place] for place in others]), strict=True)
        read = words | {place: number_or_words(*each) for place, each in seen}
        first = [read[place] for place in range(len(crops))]
        doubtful = [place for place, readings in enumerate(first) if _is_doubtful(readings)]
        looks = [_changed(crops[place]) for place in doubtful]
        again = iter(self._seen([look for of_crop in looks for look in of_crop]))
        for place, of_crop in zip(doubtful, looks, strict=True):
            first[place] = mixed([first[place], *(number_or_words(*next(again)) for _ in of_crop)])
        return tuple(first)

    def _glances(self, crops: Sequence[Image]) -> dict[int, Glance]:
        """What a quick look tells of the long ones, by their places."""
        long = [place for place, crop in enumerate(crops) if crop.shape[1] > LONG * crop.shape[0]]
        found, characters = {}, self._network.characters
        for at, (best, sure) in self._network.best([crops[place] for place in long], squeeze=SQUEEZE):
            crop = crops[long[at]]
            places = [(characters[best[step]], place_of_step(step, crop, SQUEEZE)) for step in greedy_steps(best)]
            found[long[at]] = glance(greedy_reading(characters, best, sure), places)
        return found

    def _read(self, crops: Sequence[Image]) -> list[Reading]:
        """The texts of the crops as they are."""
        seen = self._network.best(crops)
        read = {place: greedy_reading(self._network.characters, *steps) for place, steps in seen}
        return [read[place] for place in range(len(crops))]

    def _seen(self, crops: Sequence[Image]) -> list[Seen]:
        """Each crop's pass through the network, in the order of the crops."""
        seen: dict[int, Seen] = {}
        for place, logits in self._network.scored(crops):
            steps = shares(logits)
            best = steps.argmax(axis=1)
            text = greedy_reading(self._network.characters, best.tolist(), steps.max(axis=1).tolist())
            seen[place] = Seen(np.add.reduceat(steps[:, self._columns], self._starts, axis=1), text)
        return [seen[place] for place in range(len(crops))]

    @cached_property
    def _detector(self) -> Any:
        from rapidocr import RapidOCR

        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.use_rec": False,
                "Det.model_path": str(model_path(DETECTOR)),
                "Det.limit_type": "max",  # its default scales a strip of text up to 736 pixels of height
                "Det.limit_side_len": LARGEST_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
            }
        )

    @cached_property
    def _groups(self) -> list[list[int]]:
        """The network's classes of the blank and of each mark."""
        places = {character: place for place, character in enumerate(self._network.characters)}
        return [[0], *([places[each] for each in dict.fromkeys(same) if each in places] for same in MARKS.values())]

    @cached_property
    def _columns(self) -> list[int]:
        return [column for group in self._groups for column in group]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each group begins in `_columns`."""
        sizes = [len(group) for group in self._groups]
        return [sum(sizes[:place]) for place in range(len(sizes))]


@cache
def default_recogniser() -> RapidRecogniser:
    """The one recogniser of this process: its models take 100 MB."""
    return RapidRecogniser(threads=cores())


def _is_label(reading: Reading) -> bool:
    """Whether it is words, and no value among them."""
    return is_words(reading) and not FIGURES.search(reading.text)


def _is_doubtful(readings: Sequence[Reading]) -> bool:
    """Whether a second look may pay: it costs three, and words are compared with labels that are known."""
    return not readings or (readings[0].probability < DOUBT and not is_words(readings[0]))


def _changed(crop: Image) -> tuple[Image, ...]:
    """The crop without specks, softer, and with more paper around it."""
    import cv2

    margin = max(crop.shape[0] // 6, 1)
    looks = (
        cv2.medianBlur(crop, 3),
        cv2.GaussianBlur(crop, (0, 0), 0.8),
        cv2.copyMakeBorder(crop, margin, margin, margin, margin, cv2.BORDER_REPLICATE),
    )
    return tuple(np.asarray(look, dtype=np.uint8) for look in looks)


def model_path(name: str) -> Path:
    """The path of a model in RapidOCR's wheel."""
    import importlib.util

    found = importlib.util.find_spec("rapidocr")
    assert found
    assert found.origin
    return Path(found.origin).parent / "models" / name


def _upright(quad: Any) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = quad.min(axis=0).tolist(), quad.max(axis=0).tolist()
    return left, top, right, bottom
