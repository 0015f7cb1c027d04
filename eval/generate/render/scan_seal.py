"""Round red seals (公章) as bodies put them on reports: a ring, a star, and the name of the body along the ring."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from random import Random

import cv2
import numpy as np
import numpy.typing as npt

from eval.generate.render.font import path_of
from ingest.ocr import Image

SIZE = 480  # pixels of the drawn seal
DIAMETER = 119.0  # points: 42 mm
RED = (58, 44, 205)  # blue, green, red
ARC = 250.0  # degrees that the longest name takes


def stamped(sheet: Image, name: str, middles: Sequence[tuple[float, float]], scale: float, chance: Random) -> Image:
    """The sheet, in colour, with the seal of that name around these points; `scale` is pixels a point."""
    done = sheet.copy()
    side = round(DIAMETER * scale)
    for middle in middles:
        left, top = (round(at * scale - side / 2) for at in middle)
        rows = slice(max(0, top), max(0, top + side))
        columns = slice(max(0, left), max(0, left + side))
        below = done[rows, columns]
        ink = _ink(name, side, chance)[rows.start - top :, columns.start - left :][: below.shape[0], : below.shape[1]]
        through = 1 - ink[:, :, None] * (1 - np.array(RED, dtype=np.float32) / 255)  # what is printed stays visible
        done[rows, columns] = (below * through).astype(np.uint8)
    return done


def _ink(name: str, side: int, chance: Random) -> npt.NDArray[np.float32]:
    """How much ink the seal leaves at each place, 0 to 1: never evenly, never quite upright."""
    turn = cv2.getRotationMatrix2D((SIZE / 2, SIZE / 2), chance.uniform(-12, 12), 1.0)
    seal = cv2.resize(cv2.warpAffine(_seal(name), turn, (SIZE, SIZE)), (side, side), interpolation=cv2.INTER_AREA)
    patches = np.array([[chance.uniform(0.45, 1.0) for _ in range(9)] for _ in range(9)], dtype=np.float32)
    pressed = cv2.resize(patches, (side, side), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    ink: npt.NDArray[np.float32] = seal.astype(np.float32) / 255 * pressed
    return ink


@lru_cache(maxsize=64)
def _seal(name: str) -> npt.NDArray[np.uint8]:
    """How much ink there is at each place, 0 to 255."""
    from PIL import Image as Picture
    from PIL import ImageDraw, ImageFont

    drawn = Picture.new("L", (SIZE, SIZE))
    pen = ImageDraw.Draw(drawn)
    middle = SIZE / 2
    pen.ellipse((6, 6, SIZE - 6, SIZE - 6), outline=255, width=14)
    reach = [SIZE * (0.15 if point % 2 == 0 else 0.058) for point in range(10)]
    angles = [math.radians(36 * point - 90) for point in range(10)]
    star = [(middle + r * math.cos(a), middle + r * math.sin(a)) for r, a in zip(reach, angles, strict=True)]
    pen.polygon(star, fill=255)
    size = round(min(66.0, 2 * math.pi * middle * 0.72 * ARC / 360 / max(len(name), 1)))
    font = ImageFont.truetype(str(path_of("hei")), size)
    for place, character in enumerate(name):
        share = (place + 0.5) / len(name) - 0.5
        angle = share * min(ARC, len(name) * 24.0)
        letter = Picture.new("L", (SIZE, SIZE))
        ImageDraw.Draw(letter).text((middle, SIZE * 0.145), character, fill=255, font=font, anchor="mm", stroke_width=2)
        drawn.paste(255, mask=letter.rotate(-angle, resample=Picture.Resampling.BILINEAR))
    return np.asarray(drawn, dtype=np.uint8)
