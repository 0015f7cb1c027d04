"""The recognition network: crops of lines go in, and how well each character fits at each step comes out."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ingest.ocr.ctc import Scores
from ingest.ocr.headless import Numbers, headless
from ingest.ocr.recogniser import Image

HEIGHT = 48  # pixels of a line, as the network was trained
WIDTHS: tuple[int, ...] = (32, 40, 48, 64, 80, 96, *range(128, 1921, 32))  # what is shown is made up to the next
STEP = 8  # pixels
BATCH_PIXELS = 2048  # of width in one run of the network: more takes memory and no less time


class Loaded(NamedTuple):
    """The network without its last layer, ready to run, and that layer."""

    session: Any
    weights: Numbers
    bias: Numbers


class Network:
    """The network in a file, loaded at the first use. May be shared between threads."""

    def __init__(self, path: Path, *, threads: int) -> None:
        self._path, self._threads = path, threads

    @cached_property
    def characters(self) -> list[str]:
        """What each column of `scored` stands for; the first is the blank that parts characters."""
        listed = self._loaded.session.get_modelmeta().custom_metadata_map["character"].splitlines()
        return ["", *listed, " "]

    def scored(self, crops: Sequence[Image], *, squeeze: float = 1.0) -> Iterator[tuple[int, Scores]]:
        """The place of each crop, in any order, and its steps x characters: logarithms of shares, up to a constant.

        The time goes by the crops' widths, which are made so many times as wide as they are.
        """
        for places, batch in _batches(crops, squeeze):
            features = self._loaded.session.run(None, {"x": batch})[0]
            logits = features.reshape(-1, features.shape[2]) @ self._loaded.weights
            logits += self._loaded.bias
            yield from zip(places, logits.reshape(*features.shape[:2], -1), strict=True)

    @cached_property
    def _loaded(self) -> Loaded:
        import onnxruntime
        from threadpoolctl import threadpool_limits

        threadpool_limits(limits=1, user_api="blas")  # threads of numpy's that wait for work spin: a third of all time
        parted = headless(self._path.read_bytes())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads take no core
        session = onnxruntime.InferenceSession(parted.model, options, providers=["CPUExecutionProvider"])
        return Loaded(session, parted.weights, parted.bias)


def shares(logits: Scores) -> Scores:
    """The probability of each character at each step. What is given is written over."""
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def best_shares(logits: Scores) -> tuple[list[int], list[float]]:
    """Each step's best character and its probability; 1 for the blank, if anything else is best anywhere."""
    best = logits.argmax(axis=1)
    sure = np.ones(len(best), np.float32)
    asked = np.flatnonzero(best) if best.any() else np.arange(len(best))
    sure[asked] = shares(logits[asked]).max(axis=1)
    return best.tolist(), sure.tolist()


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
