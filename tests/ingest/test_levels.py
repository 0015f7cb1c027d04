"""Percentiles of pixels are those that sorting them gives."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.scan.levels import levels


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (7, 9), (300, 200)])
def test_levels_are_what_sorting_gives(size: tuple[int, int]):
    pixels = np.random.default_rng(size[1]).integers(0, 256, size, dtype=np.uint8)
    shares = (0, 0.02, 3, 50, 97, 99.8, 100)
    assert levels(pixels, shares) == pytest.approx(np.percentile(pixels, shares).tolist())


def test_levels_of_every_other_pixel_are_told_too():
    pixels = np.arange(100, dtype=np.uint8).reshape(10, 10)
    assert levels(pixels[::2, ::2], (50,)) == [np.percentile(pixels[::2, ::2], 50)]
