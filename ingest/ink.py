"""What is printed on a PDF's page: characters, each once, and the shapes and pictures between them.

pdfminer interprets the page. pdfplumber would describe each of its thousands of characters at length and twice; here
they get what finding words and tables needs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from canonical.report import Box
from ingest.dotted import with_whole_rules
from ingest.invisible import SOFT_HYPHEN, printed

Object = dict[str, Any]
"""A character, rectangle, line or curve with the names that pdfplumber gives: x0, top, x1, bottom, text, …"""

SAME_PLACE = 0.15  # of the height: two equal characters closer than that are one, printed twice to look bold
LEAST_PLACE, MOST_PLACE = 1.0, 4.0  # points
NO_ROOM = 0.1  # of a space's width: where the next character begins if the space takes no place
ASKEW = 0.2  # how far text may rise or fall on its way and still be said to run across
AROUND = tuple(product((-1, 0, 1), repeat=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The objects of a page in the order of printing; `turn` degrees clockwise would set its text upright.

    `aside` are the characters that run another way, each with its turn, but for those askew and those across.
    """

    chars: tuple[Object, ...]
    shapes: tuple[Object, ...]
    images: tuple[Box, ...]
    turn: int = 0
    aside: tuple[tuple[int, Object], ...] = ()


def read_ink(page: Any, turn: int | None = None) -> Ink:
    """What a pdfplumber page shows, with the characters that stand upright after this `turn`, or the one most need.

    The others are watermarks and stamps, stand in cells, or are asked for by another `turn`.
    """
    from pdfminer.layout import LTCurve, LTImage

    from ingest.content import layout_of
    from ingest.covered import uncovered
    from ingest.typed import typed_on

    left, base = _corner(page)
    parts = tuple(_leaves(layout_of(page)))
    chars = uncovered(parts)
    ways = [_turn(char) for char in chars]
    images = tuple(_box(part, left, base) for part in parts if isinstance(part, LTImage))
    wanted = turn if turn is not None else 0 if images else _usual(ways)
    shown = [char for char, way in zip(chars, ways, strict=True) if way == wanted]
    described = [_char(char, left, base) for char in (shown if shown or turn is not None else chars)]
    described.extend(typed_on(page, left, base) if shown and not wanted else ())
    aside = [(way, char) for char, way in zip(chars, ways, strict=True) if way and way != wanted] if shown else ()
    return Ink(
        chars=tuple(_each_once(_without_empty_spaces([char for char in described if char["text"]]))),
        shapes=with_whole_rules([_shape(part, left, base) for part in parts if isinstance(part, LTCurve)]),
        images=images,
        turn=wanted,
        aside=tuple((way, _char(char, left, base)) for way, char in aside),
    )


def turned(page: Any, turn: int) -> Any:
    """The pdfplumber page as it looks when it is turned by so many degrees clockwise."""
    shown = copy(page.page_obj)
    shown.rotate = (page.rotation + turn) % 360
    shown.attrs = {**shown.attrs, "Rotate": shown.rotate}
    return type(page)(page.pdf, shown, page.page_number, page.initial_doctop)


def _turn(char: Any) -> int | None:
    """By how many degrees clockwise the character has to be turned to stand upright; None for one that is askew."""
    across, up, back, down = char.matrix[:4]
    if abs(up) <= ASKEW * abs(across):
        return 180 if across < 0 and down < 0 else 0
    if abs(across) <= ASKEW * abs(up):
        return 270 if up < 0 < back else 90
    return None


def _usual(ways: Sequence[int | None]) -> int:
    """The turn that more than half of the characters need, or none."""
    ((usual, count),) = Counter(ways).most_common(1) or ((None, 0),)
    return usual if usual is not None and 2 * count > len(ways) else 0


def _corner(page: Any) -> tuple[float, float]:
    """What to add to a place on the sheet, and to take its height from, to count from the top left of what is shown."""
    left, bottom, right, top = _cut_off(page)
    cut = {0: (left, top), 90: (bottom, left), 180: (right, bottom), 270: (top, right)}  # a page may be shown turned
    beside, above = cut[page.rotation]
    return -float(beside), float(page.height - above)


def _cut_off(page: Any) -> tuple[float, ...]:
    """How much of the sheet is not shown on the left, bottom, right and top, before the page is turned."""
    media, crop = page.page_obj.mediabox, page.page_obj.cropbox
    return tuple(max(crop[n] - media[n], 0) if n < 2 else max(media[n] - crop[n], 0) for n in range(4))


def shown_size(page: Any) -> tuple[float, float]:
    """Width and height of what is shown of a page, in points."""
    left, bottom, right, top = _cut_off(page)
    across, down = (left + right, top + bottom) if page.rotation in {0, 180} else (top + bottom, left + right)
    return float(page.width - across), float(page.height - down)


def _leaves(container: Any) -> Iterator[Any]:
    from pdfminer.layout import LTContainer

    for part in container:
        if isinstance(part, LTContainer):
            yield from _leaves(part)
        else:
            yield part


def _box(part: Any, left: float, base: float) -> Box:
    return part.x0 + left, base - part.y1, part.x1 + left, base - part.y0


def _placed(part: Any, left: float, base: float) -> Object:
    x0, top, x1, bottom = _box(part, left, base)
    size = {"width": part.width, "height": part.height}
    return {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, **size}


def _char(char: Any, left: float, base: float) -> Object:
    text = char.get_text()
    if not text.isascii():  # a soft hyphen on paper is one of the font's hyphens, and others leave no ink
        text = printed(text.replace(SOFT_HYPHEN, "-"))
    return {**_placed(char, left, base), "text": text, "size": char.size, "upright": char.upright}


def _shape(shape: Any, left: float, base: float) -> Object:
    return {
        **_placed(shape, left, base),
        "y0": shape.y0,
        "y1": shape.y1,
        "object_type": type(shape).__name__.removeprefix("LT").lower(),
        "pts": [(x + left, base - y) for x, y in shape.pts],
        "stroke": shape.stroke,
        "non_stroking_color": shape.non_stroking_color,
    }


def _without_empty_spaces(chars: Sequence[Object]) -> Iterator[Object]:
    """The characters without spaces that take no room, for the next one begins where they do.

    Browsers print a zero-width space as the glyph of a space: 6, space, 37 is 637 on paper.
    """
    for char, following in pairwise(chars):
        empty = char["text"] == " " and abs(following["x0"] - char["x0"]) < NO_ROOM * char["width"]
        if not (empty and abs(following["top"] - char["top"]) < char["height"]):
            yield char
    yield from chars[-1:]


def _each_once(chars: Iterable[Object]) -> Iterator[Object]:
    """The characters without those that stand on an equal one."""
    seen: dict[tuple[str, int, int], list[Object]] = defaultdict(list)
    for char in chars:
        text, x, y = char["text"], int(char["x0"] // MOST_PLACE), int(char["top"] // MOST_PLACE)
        around = ((text, x + across, y + down) for across, down in AROUND)
        if not any(_is_same_place(char, other) for place in around for other in seen.get(place, ())):
            seen[text, x, y].append(char)
            yield char


def _is_same_place(char: Object, other: Object) -> bool:
    near = min(max(LEAST_PLACE, SAME_PLACE * float(char["height"])), MOST_PLACE)
    return bool(abs(char["x0"] - other["x0"]) <= near and abs(char["top"] - other["top"]) <= near)
