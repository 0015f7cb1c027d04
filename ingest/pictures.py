"""Which pictures may show a table: wide ones with no text over them. Emblems, seals, icons and codes are not."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from canonical.report import Box

NARROWEST, LOWEST = 180.0, 50.0  # points; a table of the forms fills a page's width, a seal is 120 wide
STRIP_GAP = 2.0  # points: scanners cut a picture into strips
PIXEL = 0.75  # points
POINTS = {"px": PIXEL, "": PIXEL, "pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "em": 12.0, "rem": 12.0}
LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d+)?)\s*(px|pt|in|cm|mm|r?em|)\s*(?:!\s*important\s*)?", re.IGNORECASE)
STYLE = re.compile(r"(?<![\w-])(?P<name>width|height)\s*:(?P<value>[^;]+)", re.IGNORECASE)
INLINE_PNG = re.compile(r"\s*data:image/png;base64,\s*([A-Za-z0-9+/]{32})", re.IGNORECASE)
INLINE = re.compile(r"\s*data:", re.IGNORECASE)
MARGINS = 160.0  # points of paper beside a picture that stands between paragraphs
SHORTEST_INLINE = 2000  # characters of a picture inside the page; icons have fewer


def is_big(width: float | None, height: float | None) -> bool:
    """Whether a picture of so many points is big enough for a table; a size that nobody states may be any."""
    return (width is None or width >= NARROWEST) and (height is None or height >= LOWEST)


def is_big_img(attributes: Mapping[str, str | None]) -> bool:
    """The same for the `<img>` of a web page with these attributes."""
    source = attributes.get("src") or ""
    stated = {name: _points(attributes.get(name)) for name in ("width", "height")}
    size = _styled(attributes.get("style")), stated, _own_size(source)
    width, height = (next((each[name] for each in size if each.get(name)), None) for name in stated)
    return bool(source) and not _is_icon(source) and is_big(width, height)


def is_big_style(style: str | None) -> bool:
    """The same for a shape of this style."""
    size = _styled(style)
    return is_big(size.get("width"), size.get("height"))


def _styled(style: str | None) -> dict[str, float | None]:
    return {match["name"].lower(): _points(match["value"]) for match in STYLE.finditer(style or "")}


def _points(length: str | None) -> float | None:
    match = LENGTH.fullmatch(length or "")
    return float(match[1]) * POINTS[match[2].lower()] if match else None


def _own_size(source: str) -> dict[str, float | None]:
    """The size in the picture's own head, where it stands in the page as PNG."""
    match = INLINE_PNG.match(source)
    if match is None:
        return {}
    head = base64.b64decode(match[1])
    return {"width": int.from_bytes(head[16:20]) * PIXEL, "height": int.from_bytes(head[20:24]) * PIXEL}


def inline_bytes(source: str) -> bytes | None:
    """The picture that stands in the page itself; None for one elsewhere, which is never fetched."""
    head, comma, body = source.partition(",")
    if not comma or not head.strip().lower().startswith("data:image/") or not head.lower().rstrip().endswith("base64"):
        return None
    try:
        return base64.b64decode("".join(unquote(body).split()))
    except ValueError:
        return None


def _is_icon(source: str) -> bool:
    return INLINE.match(source) is not None and len(source) < SHORTEST_INLINE


def big_boxes(images: Iterable[Box], printed: Sequence[Box]) -> Iterator[Box]:
    """The pictures of a page that may show a table: strips put together, those with print over them left out."""
    for left, top, right, bottom in _whole(images):
        covered = any(left < (box[0] + box[2]) / 2 < right and top < (box[1] + box[3]) / 2 < bottom for box in printed)
        if not covered and is_big(right - left, bottom - top):
            yield left, top, right, bottom


def _whole(images: Iterable[Box]) -> list[Box]:
    whole: list[Box] = []
    for box in sorted(images, key=lambda each: (round(each[0]), round(each[2]), each[1])):
        last = whole[-1] if whole else None
        if last and _is_strip_below(last, box):
            whole[-1] = (min(last[0], box[0]), last[1], max(last[2], box[2]), max(last[3], box[3]))
        else:
            whole.append(box)
    return whole


def _is_strip_below(last: Box, box: Box) -> bool:
    same_edges = abs(last[0] - box[0]) <= STRIP_GAP and abs(last[2] - box[2]) <= STRIP_GAP
    return same_edges and last[1] <= box[1] <= last[3] + STRIP_GAP
