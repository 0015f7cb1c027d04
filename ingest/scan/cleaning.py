"""A picture of a page without what is not printed on it: stamps over numbers, shadows, black borders."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.ocr import Image

Mask = npt.NDArray[np.uint8]

WHITE = 250  # of 255: what a stamp's ink becomes in the channel that it darkens least
REDNESS = 40  # of 255: how much more red than green and blue a stamp's ink has
SMALLEST_STAMP, LARGEST_STAMP = 0.06, 0.5  # of the page's width
ROUND = 0.6  # a stamp's shorter side, of its longer
LEAST_SHADE = 14  # of 255 between the brightest and the darkest paper
DARKEST_PAPER = 225  # of 255: paper is made brighter below
BORDER_DARK = 110  # of 255
BORDER_THICK = 6.0  # points: what is dark, touches the edge of the picture and is thicker than any rule
STREAK = 10  # of 255 by which a line of dirt is darker than what is beside it
STREAK_WIDE = 2.4  # points: a wider one is none
STREAK_LONG = 0.85  # of the page's side that it runs along, and to both ends: no rule of a table does
INK = 40  # of 255 by which print under a line of dirt is darker than it: a rule stays where dirt runs along it
STREAK_ENDS = 2  # pixels of the ends
SHARE = 0.0004  # of the page's area that a border or a stamp has at least


def without_streaks(image: Image, unit: float) -> Image | None:
    """The page without lines from end to end, which dirt on a scanner's glass leaves; None where there are none."""
    import cv2

    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    down, across = _streaks(gray, unit), _streaks(np.ascontiguousarray(gray.T), unit)
    if not down.any() and not across.any():
        return None
    clean = image.copy()
    for view, streaks in ((clean, down), (clean.transpose(1, 0, 2), across)):
        beside = np.flatnonzero(~streaks)
        for at in np.flatnonzero(streaks).tolist():
            place = int(np.searchsorted(beside, at))
            left, right = beside[max(place - 1, 0)], beside[min(place, len(beside) - 1)]
            line = view[:, at]
            dirt = line.max(axis=1) >= np.percentile(line.max(axis=1), 100 * STREAK_LONG) - INK
            line[dirt] = ((view[:, left].astype(np.uint16) + view[:, right]) // 2)[dirt]
    return clean


def _streaks(gray: Mask, unit: float) -> npt.NDArray[np.bool_]:
    """The columns of pixels that are darker than those beside them from end to end."""
    import cv2

    wide = np.ones((1, 2 * round(STREAK_WIDE * unit / 2) + 1), np.uint8)
    found = np.ones(gray.shape[1], bool)
    for part in (gray[:STREAK_ENDS], gray[-STREAK_ENDS:], gray):
        if not found.any():  # as on most pages, before all of it is looked at
            return found
        brightest = np.percentile(part, 100 * STREAK_LONG, axis=0).astype(np.uint8)[None]
        found &= cv2.subtract(cv2.morphologyEx(brightest, cv2.MORPH_CLOSE, wide), brightest)[0] >= STREAK
    return np.asarray(cv2.dilate(found.astype(np.uint8)[None], np.ones((1, 3), np.uint8))[0] > 0)


def without_stamps(image: Image, _unit: float) -> Image | None:
    """The page without red stamps; None where it has none. Red words and numbers stay: they are no stamps."""
    import cv2

    blue, green, red = cv2.split(image)
    other = cv2.max(blue, green)
    reddish = (cv2.subtract(red, other) > REDNESS).astype(np.uint8)
    if reddish.mean() < SHARE:
        return None
    stamps = _stamps(reddish)
    if stamps is None:
        return None
    clean = image.copy()
    ink = float(np.median(red[(stamps & reddish) > 0]))
    bright = np.clip(red.astype(np.float32) * (WHITE / ink), 0, WHITE).astype(np.uint8)  # red ink alone is like paper
    around = np.asarray(cv2.dilate(reddish, np.ones((5, 5), np.uint8)), np.uint8)
    near = cv2.dilate(stamps & around, np.ones((3, 3), np.uint8)) > 0
    for channel in range(3):
        clean[:, :, channel][near] = bright[near]
    return clean


def _stamps(reddish: Mask) -> Mask | None:
    """Where stamps stand: red, large and about as high as wide."""
    import cv2

    width = reddish.shape[1]
    factor = 400 / width
    small = cv2.resize(reddish * 255, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    joined = cv2.morphologyEx((small > 40).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((13, 13), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    keep = np.zeros(count, np.uint8)
    for number in range(1, count):
        _, _, wide, high, _ = (int(value) for value in stats[number])
        least, most = SMALLEST_STAMP * 400, LARGEST_STAMP * 400
        keep[number] = min(wide, high) >= least and max(wide, high) <= most
        keep[number] &= min(wide, high) >= ROUND * max(wide, high)
    if not keep.any():
        return None
    mask = cv2.dilate(keep[labels], np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(mask, (width, reddish.shape[0]), interpolation=cv2.INTER_NEAREST))


def evenly_lit(image: Image, unit: float) -> Image | None:
    """The page as if its paper were white all over; None where it is already."""
    import cv2

    gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    paper = _coarse_paper(gray, unit)
    low, high = np.percentile(paper, (3, 97))
    if high - low < LEAST_SHADE and high >= DARKEST_PAPER:
        return None
    full = np.maximum(_smooth(paper, gray), 40)
    return np.dstack([cv2.divide(image[:, :, channel], full, scale=250) for channel in range(3)])


def paper_of_page(gray: Mask, unit: float) -> Mask:
    """How bright the paper is at each place of the page."""
    return _smooth(_coarse_paper(gray, unit), gray)


def _coarse_paper(gray: Mask, unit: float) -> Mask:
    import cv2

    factor = min(1.0, 1 / (4 * unit))  # a pixel every four points
    coarse = cv2.resize(gray, None, fx=2 * factor, fy=2 * factor, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.medianBlur(cv2.dilate(coarse, np.ones((9, 9), np.uint8)), 9), np.uint8)


def _smooth(paper: Mask, gray: Mask) -> Mask:
    import cv2

    size = gray.shape[1], gray.shape[0]
    return np.asarray(cv2.resize(cv2.blur(paper, (9, 9)), size, interpolation=cv2.INTER_LINEAR), np.uint8)


def without_borders(image: Image, unit: float) -> Image | None:
    """The page without the black edges that a scanner or a desk leaves; None where there are none."""
    import cv2

    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    dark = (gray < BORDER_DARK).astype(np.uint8)
    size = max(3, round(BORDER_THICK * unit))
    framed = cv2.copyMakeBorder(dark, size, size, size, size, cv2.BORDER_REPLICATE)
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    labels = cv2.connectedComponents(thick)[1]
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    if not edge.any():
        return None
    outside = np.isin(labels, edge[edge > 0]).astype(np.uint8)[size:-size, size:-size]
    if outside.mean() < SHARE:
        return None
    clean = image.copy()
    clean[cv2.dilate(outside, np.ones((5, 5), np.uint8)) > 0] = 255
    return clean
