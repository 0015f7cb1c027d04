"""The pen that writes on pages from top to bottom, and the paper it writes on. Sizes are in points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from eval.generate.render.font import FONT, Face
from eval.generate.render.places import Place

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Align = Literal["left", "center", "right"]
LEADING = 1.5  # of the size, from line to line
CLOSING = "，。、；：）”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a report is printed on, and how its tables are ruled.

    rules          "lines" around each cell, thin "bars" instead of lines as Word draws them, "across" between rows
                   only, or "none"
    breaks_rows    a page may end inside a row
    repeats_head   the head of a table stands again on each page that it goes on over
    shades         headings inside a table stand on colour
    numbered       each page has its number at its foot
    face           what the text is set in
    times          numbers that stand alone are set in Times, as offices like it
    """

    width: float = 595.0
    height: float = 842.0
    margin: float = 64.0
    text_size: float = 12.0
    table_size: float = 9.0
    rules: Literal["lines", "bars", "across", "none"] = "lines"
    breaks_rows: bool = False
    repeats_head: bool = False
    shades: bool = False
    numbered: bool = True
    face: Face = "hei"
    times: bool = False

    @property
    def inner(self) -> float:
        """How wide the text is."""
        return self.width - 2 * self.margin


@dataclass(slots=True, kw_only=True)
class Pen:
    """Where the next block goes: a canvas, the current page's number and how high above its foot the pen stands."""

    canvas: Canvas
    paper: Paper
    y: float
    page: int = 1
    places: dict[str, Place] = field(default_factory=dict)

    def room(self) -> float:
        """The height that is left on the page."""
        return self.y - self.paper.margin

    def turn_page(self) -> None:
        """Prints the page number and starts the next page."""
        paper = self.paper
        if paper.numbered:
            self.write(f"— {self.page} —", paper.width / 2, paper.margin / 2, paper.table_size)
        self.canvas.showPage()
        self.page, self.y = self.page + 1, paper.height - paper.margin

    def write(self, line: str, x: float, y: float, size: float, align: Align = "center") -> None:
        """Writes a line that begins, ends or has its middle at `x`."""
        self.canvas.setFont("Times-Roman" if self.paper.times and line.isascii() else FONT, size)
        draw = {
            "left": self.canvas.drawString,
            "center": self.canvas.drawCentredString,
            "right": self.canvas.drawRightString,
        }
        draw[align](x, y, line)


def wrap(text: str, width: float, size: float) -> list[str]:
    """The text cut into lines that fit the width; numbers are never cut, and no line begins with punctuation."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines = [""]
    for word in _words(text):
        if word == "\n" or (lines[-1] and stringWidth(lines[-1] + word, FONT, size) > width):
            lines.append("")
        lines[-1] += word.strip("\n")
    return lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for character in text:
        in_number = words and "\n" < character < "\x7f" and "\n" < words[-1][-1] < "\x7f"
        if words and (in_number or character in CLOSING):
            words[-1] += character
        else:
            words.append(character)
    return words
