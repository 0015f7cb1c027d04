"""Pictures of tables drawn for tests: what is printed and where is known to the pixel."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from noto_cjk_sans_jp_regular import FONT_PATH
from PIL import Image, ImageDraw, ImageFont

from canonical.report import Box
from ingest.ocr import Image as Pixels

DRAWN_DPI = 300


class Drawn(NamedTuple):
    image: Pixels
    boxes: tuple[Box, ...]
    texts: tuple[str, ...]


@cache
def font(points: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_PATH), round(points * DRAWN_DPI / 72))


def table(
    rows: Sequence[Sequence[str]],
    *,
    dpi: int = 150,
    cell: tuple[float, float] = (48, 22),
    points: float = 10.5,
    ink: int = 20,
    rules: bool = True,
) -> Drawn:
    """Rows of cells, each cell `cell` points wide and high, its text in the middle, lines parted by "\\n"."""
    wide, high = (round(size * DRAWN_DPI / 72) for size in cell)
    edge, columns = 60, max(map(len, rows))
    picture = Image.new("L", (2 * edge + columns * wide, 2 * edge + len(rows) * high), 250)
    pen = ImageDraw.Draw(picture)
    boxes, texts = [], []
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            left, top = edge + x * wide, edge + y * high
            if rules:
                pen.rectangle((left, top, left + wide, top + high), outline=ink, width=3)
            pen.multiline_text(
                (left + wide / 2, top + high / 2), text, font=font(points), fill=ink, anchor="mm", align="center"
            )
            boxes.append((left + 2, top + 2, left + wide - 2, top + high - 2))
            texts.append(text)
    scale = dpi / DRAWN_DPI
    grey = cv2.resize(np.asarray(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    scaled = tuple((a * scale, b * scale, c * scale, d * scale) for a, b, c, d in boxes)
    return Drawn(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), scaled, tuple(texts))


def worn(drawn: Drawn, *, seed: int = 1, noise: float = 9.0, blur: float = 0.6, jpeg: int = 60) -> Drawn:
    """The same table as a bad scanner sees it."""
    dice = np.random.default_rng(seed)
    grey = cv2.GaussianBlur(drawn.image[:, :, 0], (0, 0), blur).astype(np.float32)
    grey = np.clip(40 + grey * 0.82 + dice.normal(0, noise, grey.shape), 0, 255).astype(np.uint8)
    _, file = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, jpeg])
    return drawn._replace(image=cv2.imdecode(file, cv2.IMREAD_COLOR))


def numbers(rows: int, columns: int, *, seed: int = 1) -> list[list[str]]:
    """What a table of requests holds: mostly zeros, a few larger numbers."""
    dice = random.Random(seed)
    kinds = ("0", "0", "0", str(dice.randint(1, 9)))
    several = [*kinds, "11", "100", "667", "1111", "77", "7", "1"]
    return [
        [dice.choice([*several, str(dice.randint(1, 9)), str(dice.randint(10, 9999))]) for _ in range(columns)]
        for _ in range(rows)
    ]
