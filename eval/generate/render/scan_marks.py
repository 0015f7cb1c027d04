"""What people and machines leave on a sheet: ticks and rings of a pen, streaks of a dirty glass, fingers, a spine.

Every stage takes a picture and gives one; what it draws at random it draws from `chance`, in the same order always.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import cv2
import numpy as np

from canonical.report import Box
from eval.generate.render.scan_sheet import lit
from ingest.ocr import Image

BLUE = (150, 70, 30)  # blue, green, red
SKIN = (120, 150, 205)
PEN = 0.9  # points wide
SPINE = 0.045  # of the width: how far the shadow of a spine reaches
FINGER = (26.0, 44.0)  # points: half its width, and how far it reaches over the sheet


def penned(sheet: Image, boxes: Sequence[Box], share: float, scale: float, chance: Random) -> Image:
    """The sheet with ticks in some of these boxes, and rings round what stands in others: blue, or dark in grey."""
    done = sheet.copy()
    for box in boxes:
        if chance.random() < share:
            _mark(done, box, scale, chance)
    return done


def _mark(sheet: Image, box: Box, scale: float, chance: Random) -> None:
    left, top, right, bottom = box
    middle = ((left + right) / 2 + chance.uniform(-1, 1), (top + bottom) / 2 + chance.uniform(-1, 1))
    if chance.random() < 0.5:
        start = (right - chance.uniform(10, 13), middle[1])
        strokes = [start, (start[0] + 3, start[1] + 4), (start[0] + chance.uniform(8, 12), start[1] - 6)]
    else:
        wide, high = min(12.0, 0.45 * (right - left)), 0.42 * (bottom - top)
        angles = [math.radians(chance.uniform(-10, 10) + 12 * step) for step in range(32)]  # the ends overlap
        strokes = [(middle[0] + wide * math.cos(each), middle[1] + high * math.sin(each)) for each in angles]
    points = np.round(np.array(strokes) * scale * 16).astype(np.int32)
    colour = BLUE if sheet.ndim == 3 else (70,)
    cv2.polylines(sheet, [points], False, colour, max(1, round(PEN * scale)), cv2.LINE_AA, 4)


def streaked(picture: Image, count: int, chance: Random) -> Image:
    """The picture with lines from end to end, where dirt lay on the glass that the sheet was drawn over."""
    done = picture.copy()
    for _ in range(count):
        at, dark = chance.randrange(picture.shape[1]), chance.uniform(0.25, 0.6)
        column = done[:, at : at + chance.choice((1, 1, 2))]
        column[:] = (column * (1 - dark)).astype(np.uint8)
    return done


def beside_spine(sheet: Image, dark: float) -> Image:
    """The sheet with the shadow that the spine of its volume casts along its left side."""
    if not dark:
        return sheet
    across = np.arange(sheet.shape[1], dtype=np.float32) / sheet.shape[1]
    light = 1 - dark * np.exp(-across / SPINE)
    return lit(sheet, light.reshape(1, -1, *(1,) * (sheet.ndim - 2)))


def held(sheet: Image, fingers: int, scale: float, chance: Random) -> Image:
    """The sheet, in colour, with fingers on its sides that hold it down, and their shadows."""
    done = sheet
    height, width = sheet.shape[:2]
    for _ in range(fingers):
        at = (chance.choice((0, width - 1)), round(height * chance.uniform(0.1, 0.9)))
        size = (round(FINGER[1] * scale * chance.uniform(0.6, 1.0)), round(FINGER[0] * scale * 0.6))
        light = np.ones((height, width), np.float32)
        cv2.ellipse(light, (at[0], at[1] + size[1] // 2), (size[0] + size[1] // 2, size[1]), 0, 0, 360, 0.6, -1)
        soft = np.asarray(cv2.GaussianBlur(light, (0, 0), 5 * scale), np.float32)
        done = lit(done, soft.reshape(height, width, *(1,) * (sheet.ndim - 2)))
        cv2.ellipse(done, at, size, 0, 0, 360, SKIN if sheet.ndim == 3 else (165,), -1)
    return done
