"""What a text recogniser is asked for. Pictures are arrays of height x width x 3 bytes: blue, green, red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from canonical.report import Box
from ingest.document import Reading

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBox:
    """A line of text in a picture: its upright box in pixels (left, top, right, bottom) and its reading."""

    box: Box
    reading: Reading


class Recogniser(Protocol):
    """Finds and reads text in pictures. Deterministic: the same picture is read the same way."""

    def lines(self, image: Image) -> tuple[TextBox, ...]:
        """Every line of text on a whole page, top to bottom, then left to right."""
        ...

    def texts(self, crops: Sequence[Image]) -> tuple[Reading, ...]:
        """The text of each crop, which holds one line; an empty text where nothing is read."""
        ...

    def numbers(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        """The few likeliest readings of each crop as a number or mark, best first.

        Only digits, `.`, `-`, `/`, `,` and blank can be read; the probabilities of one crop sum to at most 1.
        """
        ...

    def cells(self, crops: Sequence[Image]) -> tuple[tuple[Reading, ...], ...]:
        """The readings of each crop, best first: those of `numbers`, and its text where it is no number.

        Words have one reading. The empty text is among the readings where there may be nothing at all.
        """
        ...
