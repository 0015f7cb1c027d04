"""The recognition network: crops of lines go in, and how well each character fits at each step comes out."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ingest.ocr.ctc import Scores
from ingest.ocr.headless import Numbers, headless
from ingest.ocr.recogniser import Image

HEIGHT = 48  # pixels of a line, as the network was trained
WIDTHS: tuple[int, ...] = (32, 40, 48, *range(64, 1921, 16))  # what is shown is made up to the next
STEP = 8  # pixels
CLEARLY_BLANK = 26.0
"""Logit of the blank above which no character is better.

Of 61,000 steps of lines from clean 150 to noisy 90 dpi the blank of those with a character reached 23.9; of the others
three in four have more than this.
"""
BATCH_PIXELS = 512  # of width in one run of the network: more takes memory and no less time
LAYER_STEPS = 256  # that the last layer is asked about at a time: fewer take longer each, more take memory


class Loaded(NamedTuple):
    """The network without its last layer, ready to run, and that layer."""

    session: Any
    weights: Numbers
    bias: Numbers


class Steps(NamedTuple):
    """Of each step its best character, as its place among `Network.characters`, and how likely that is.

    A blank beside characters is certain: it only parts them.
    """

    best: list[int]
    sure: list[float]


class Network:
    """The network in a file, loaded at the first use. May be shared between threads."""

    def __init__(self, path: Path, *, threads: int) -> None:
        """So many `threads` work at a time for all who ask."""
        self._path, self._threads = path, threads

    @cached_property
    def characters(self) -> list[str]:
        """What each column of `scored` stands for; the first is the blank that parts characters."""
        listed = self._loaded.session.get_modelmeta().custom_metadata_map["character"].splitlines()
        return ["", *listed, " "]

    def scored(self, crops: Sequence[Image]) -> Iterator[tuple[int, Scores]]:
        """The place of each crop, in any order, and its steps x characters: logarithms of shares, up to a constant.

        The time goes by the crops' widths.
        """
        for places, ends, features in self._seen(crops, 1.0):
            yield from zip(places, np.split(self._logits(features), ends), strict=True)

    def best(self, crops: Sequence[Image], *, squeeze: float = 1.0) -> Iterator[tuple[int, Steps]]:
        """The place of each crop, in any order, and the best character of each of its steps.

        The crops are made so many times as wide as they are. The last layer is asked only about steps that may be
        anything but blank, which are not half of all.
        """
        weights, bias = self._loaded.weights, self._loaded.bias
        for places, ends, features in self._seen(crops, squeeze):
            asked = np.flatnonzero(features @ weights[:, 0] + bias[0] < CLEARLY_BLANK)
            logits = self._logits(features[asked])
            best, sure = np.zeros(len(features), np.intp), np.ones(len(features), np.float32)
            best[asked] = logits.argmax(axis=1)
            sure[asked] = shares(logits).max(axis=1)
            steps = map(_steps, np.split(best, ends), np.split(sure, ends))
            yield from zip(places, steps, strict=True)

    def _seen(self, crops: Sequence[Image], squeeze: float) -> Iterator[tuple[list[int], list[int], Scores]]:
        """Places of some crops, where the steps of each but the last end, and what the network tells of all steps."""
        group: list[tuple[int, Scores]] = []
        for places, features in self._at_once(self._run, _batches(crops, squeeze)):
            group.extend(zip(places, features, strict=True))
            if sum(len(steps) for _, steps in group) >= LAYER_STEPS:
                yield _together(group)
                group = []
        if group:
            yield _together(group)

    def _run(self, batch: tuple[list[int], Scores]) -> tuple[list[int], Scores]:
        places, pixels = batch
        return places, self._loaded.session.run(None, {"x": pixels})[0]

    @cached_property
    def _at_once(self) -> Callable[..., Iterator[Any]]:
        """`map`, with as much done at a time as there are threads; each run of the network has one to itself."""
        if self._threads == 1:
            return map
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(self._threads, thread_name_prefix="reader").map

    def _logits(self, features: Scores) -> Scores:
        logits = features @ self._loaded.weights
        logits += self._loaded.bias
        return logits

    @cached_property
    def _loaded(self) -> Loaded:
        import onnxruntime
        from threadpoolctl import threadpool_limits

        threadpool_limits(limits=1, user_api="blas")  # threads of numpy's that wait for work spin: a third of all time
        parted = headless(self._path.read_bytes())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(parted.model, options, providers=["CPUExecutionProvider"])
        return Loaded(session, parted.weights, parted.bias)


def _together(group: Sequence[tuple[int, Scores]]) -> tuple[list[int], list[int], Scores]:
    places, features = zip(*group, strict=True)
    ends = list(accumulate(map(len, features)))[:-1]
    return list(places), ends, np.concatenate(features)


def _steps(best: npt.NDArray[np.intp], sure: npt.NDArray[np.float32]) -> Steps:
    if best.any():
        sure[best == 0] = 1.0
    return Steps(best.tolist(), sure.tolist())


def shares(logits: Scores) -> Scores:
    """The probability of each character at each step. What is given is written over."""
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def place_of_step(step: int, crop: Image, squeeze: float) -> float:
    """Where the network is at that step: a share of the crop's width."""
    return (step + 0.5) * STEP / _wide(crop, squeeze)


def _wide(crop: Image, squeeze: float) -> int:
    share: float = squeeze * crop.shape[1] / crop.shape[0]
    return min(max(round(share * HEIGHT), 1), WIDTHS[-1])


def _batches(crops: Sequence[Image], squeeze: float) -> Iterator[tuple[list[int], Scores]]:
    """Crops of about the same width as one array for the network, with their places among all crops."""
    groups: defaultdict[int, list[tuple[int, Image]]] = defaultdict(list)
    for place, crop in enumerate(crops):
        scaled = _scaled(crop, squeeze)
        groups[_width(scaled.shape[1])].append((place, scaled))
    for width, members in sorted(groups.items()):
        size = max(1, BATCH_PIXELS // width)
        for start in range(0, len(members), size):
            part = members[start : start + size]
            batch = np.stack([_padded(scaled, width) for _, scaled in part])
            yield [place for place, _ in part], _normal(batch)


def _scaled(crop: Image, squeeze: float) -> Image:
    """The crop, as high as the network wants it."""
    import cv2

    height, width = crop.shape[:2]
    wide = _wide(crop, squeeze)
    way = cv2.INTER_AREA if height > HEIGHT or wide < width else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (wide, HEIGHT), interpolation=way), dtype=np.uint8)


def _width(width: int) -> int:
    return WIDTHS[bisect_left(WIDTHS, width)]


def _padded(scaled: Image, width: int) -> Image:
    """The crop with its last column's colour on the right."""
    paper = np.median(scaled[:, -1:], axis=0, keepdims=True).astype(np.uint8)
    return np.concatenate([scaled, np.broadcast_to(paper, (HEIGHT, width - scaled.shape[1], 3))], axis=1)


def _normal(batch: Image) -> Scores:
    """Pixels from 0 to 255 as the network wants them: from -1 to 1, colours first."""
    return np.ascontiguousarray((batch.astype(np.float32) / 127.5 - 1.0).transpose(0, 3, 1, 2))
