"""What a sheet of paper carries besides its print: seals, folds, the back showing through; and how it is then seen.

Every stage takes a picture and gives one; what it draws at random it draws from `chance`, in the same order always.
"""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import numpy.typing as npt

from ingest.ocr import Image

Grey = npt.NDArray[np.float32]

PAPER = 250  # of 255: the lightest that scanners give
BLACK = 25  # the darkest
DESK = (52, 70, 92)  # blue, green, red
GAIN = 1.3  # ink spreads: grey at the edge of a stroke gets darker
THRESHOLD = 165  # of a fax


def faded(sheet: Image, share: float) -> Image:
    """The print in the ink of an office printer: not quite black on not quite white."""
    darkest = BLACK + (PAPER - BLACK) * share
    levels = (darkest + (PAPER - darkest) * np.linspace(0, 1, 256) ** GAIN).astype(np.uint8)
    return cv2.LUT(sheet, levels)  # type: ignore[return-value]


def shown_through(sheet: Image, back: Image, share: float) -> Image:
    """The sheet with so much of the print on its back."""
    if not share:
        return sheet
    mirrored = cv2.blur(cv2.flip(back, 1), (5, 5)).astype(np.float32)
    through = 1 - share * (1 - mirrored / 255)
    shown: Image = (sheet * through).astype(np.uint8)
    return shown


def folded(sheet: Image, count: int, scale: float, chance: Random) -> Image:
    """The sheet with lines across where it was folded: a shadow along a thin light line."""
    height = sheet.shape[0]
    light = np.ones(height, dtype=np.float32)
    rows = np.arange(height, dtype=np.float32)
    for number in range(count):
        at = height * ((number + 1) / (count + 1) + chance.uniform(-0.05, 0.05))
        away = (rows - at) / scale
        light -= 0.22 * np.exp(-np.square((away - 1.5) / 2.5)) - 0.12 * np.exp(-np.square(away / 0.5))
    return lit(sheet, light.reshape(-1, *(1,) * (sheet.ndim - 1))) if count else sheet


def shaded(picture: Image, most: float, chance: Random) -> Image:
    """The picture in light that falls off towards one side, with a shadow somewhere."""
    angle, at = chance.uniform(0, 2 * np.pi), (chance.random(), chance.random())
    if not most:
        return picture
    height, width = picture.shape[:2]
    down, across = np.mgrid[0:1:33j, 0:1:33j].astype(np.float32)
    slope = ((across - 0.5) * np.cos(angle) + (down - 0.5) * np.sin(angle)) / 1.42 + 0.5
    shadow = np.exp(-(np.square(across - at[0]) + np.square(down - at[1])) / 0.12)
    light = 1 - most * (0.6 * slope + 0.4 * shadow)
    wide = cv2.resize(light.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return lit(picture, wide.reshape(height, width, *(1,) * (picture.ndim - 2)))


def bordered(picture: Image, widest: float, scale: float, chance: Random) -> Image:
    """The picture with black along some of its sides, where the lid of the scanner was open."""
    sides = [chance.uniform(-0.5, 1) * widest * scale for _ in range(4)]
    left, top, right, bottom = (round(max(0.0, side)) for side in sides)
    height, width = picture.shape[:2]
    done = picture.copy()
    done[:top], done[height - bottom :] = 12, 12
    done[:, :left], done[:, width - right :] = 12, 12
    return done


def blurred(picture: Image, deviation: float) -> Image:
    """The picture out of focus, by so many pixels."""
    return cv2.GaussianBlur(picture, (0, 0), deviation) if deviation > 0.1 else picture  # type: ignore[return-value]


def grained(picture: Image, deviation: float, dust: int, chance: Random) -> Image:
    """The picture with the noise of the sensor and so many specks of dust."""
    source = np.random.default_rng(chance.getrandbits(64))
    height, width = picture.shape[:2]
    noise = source.standard_normal((height, width), dtype=np.float32) * np.float32(deviation)
    noise = noise.reshape(height, width, *(1,) * (picture.ndim - 2))
    done = np.clip(picture + noise, 0, 255).astype(np.uint8)
    for _ in range(dust):
        at = (chance.randrange(width), chance.randrange(height))
        level = chance.choice((40, 90, 230))
        cv2.circle(done, at, chance.choice((0, 0, 1)), (level,) * 3, -1)
    return done


def in_colour(picture: Image) -> Image:
    """The picture as blue, green and red."""
    return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture  # type: ignore[return-value]


def in_grey(picture: Image) -> Image:
    """The picture without its colours."""
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture  # type: ignore[return-value]


def black_and_white(picture: Image) -> Image:
    """The picture as a fax has it: each place black or white."""
    return cv2.threshold(picture, THRESHOLD, 255, cv2.THRESH_BINARY)[1]  # type: ignore[return-value]


def packed(picture: Image, quality: int) -> Image:
    """The picture with what JPEG of that quality leaves of it."""
    stored = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return cv2.imdecode(stored, cv2.IMREAD_UNCHANGED)  # type: ignore[return-value]


def lit(picture: Image, light: Grey) -> Image:
    """The picture in that much light at each place."""
    lit: Image = np.clip(picture * light, 0, 255).astype(np.uint8)
    return lit
