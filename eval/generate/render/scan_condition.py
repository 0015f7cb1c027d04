"""What happens to a printed report on its way to a scan, as named conditions.

`condition_named("noisy-100")` is the condition `noisy` at 100 dots an inch; without a number it is its own dpi.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from canonical.errors import UnusableRequestError
from eval.generate.render.font import Face
from eval.generate.render.pdf import LANDSCAPE, PORTRAIT
from eval.generate.render.pen import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanCondition:
    """How a report is printed, scanned and kept. What varies from page to page is drawn up to the figure given.

    paper         what the report is printed on, and how its tables are ruled
    faces         what the text is set in: one of these a report
    colour        kept in colour; else in grey
    skew          degrees that the sheet lies askew, either way
    blur          standard deviation, in points
    grain         standard deviation of the noise, in levels of 255
    dust          dark and light specks on a page
    faded         how far black ink has gone towards white, 0 to 1
    shade         how much darker the darkest corner is than the lightest, 0 to 1
    stamps        a round red seal over the signature, and one over numbers
    bleed         how much of the back shows through, 0 to 1
    folds         lines where the sheet was folded
    border        points of black beside the sheet
    perspective   how far the corners of a photographed sheet are off, in widths of it; 0 for scanners
    bow           how far a photographed sheet bends up in its middle, in points
    turns         quarter turns, one drawn a page
    pen           share of the values that somebody ticked or put a ring round
    streaks       lines from end to end, of dirt on the glass
    spine         how dark the shadow is along the side where the sheet is bound, 0 to 1
    curl          how far the sheet bends up on that side, in points
    fingers       that hold the sheet down on its sides
    fax           black and white only
    jpeg          quality of the kept picture
    """

    dpi: int = 150
    paper: Paper = PORTRAIT
    faces: tuple[Face, ...] = ("song", "hei")
    colour: bool = False
    skew: float = 0.3
    blur: float = 0.12
    grain: float = 2.0
    dust: int = 0
    faded: float = 0.05
    shade: float = 0.0
    stamps: bool = False
    bleed: float = 0.0
    folds: int = 0
    border: float = 0.0
    perspective: float = 0.0
    bow: float = 0.0
    turns: tuple[int, ...] = (0,)
    pen: float = 0.0
    streaks: int = 0
    spine: float = 0.0
    curl: float = 0.0
    fingers: int = 0
    fax: bool = False
    jpeg: int = 85


NOISY = ScanCondition(skew=1.0, blur=0.25, grain=9.0, dust=60, faded=0.15, shade=0.1, bleed=0.06, jpeg=60)
PHOTOGRAPH = ScanCondition(colour=True, skew=2.0, blur=0.25, grain=5.0, shade=0.35, perspective=0.05, bow=4.0, jpeg=75)

SCANS: Mapping[str, ScanCondition] = {
    "clean": ScanCondition(),
    "noisy": NOISY,
    "stamped": ScanCondition(colour=True, skew=0.6, grain=3.0, stamps=True),
    "photograph": PHOTOGRAPH,
    "fax": ScanCondition(dpi=200, skew=0.8, blur=0.2, grain=14.0, dust=80, faded=0.2, fax=True),
    "folded": ScanCondition(skew=0.8, blur=0.2, grain=4.0, folds=2, border=10.0, bleed=0.12, shade=0.15, jpeg=70),
    "turned": ScanCondition(skew=0.6, grain=3.0, turns=(1, 2, 3)),
    "landscape": ScanCondition(paper=LANDSCAPE, skew=0.6, grain=3.0),
    "borderless": ScanCondition(paper=replace(PORTRAIT, rules="none"), skew=0.6, grain=3.0),
    "tilted": replace(PHOTOGRAPH, skew=8.0, turns=(0, 1, 2, 3)),
    "held": replace(PHOTOGRAPH, skew=1.0, fingers=2),
    "bled": ScanCondition(skew=0.6, blur=0.2, grain=4.0, bleed=0.4, jpeg=75),
    "carbon": ScanCondition(skew=0.6, blur=0.3, grain=4.0, faded=0.6, jpeg=75),
    "bound": ScanCondition(skew=0.8, grain=4.0, spine=0.8, curl=9.0, border=6.0, jpeg=75),
    "streaked": ScanCondition(skew=0.6, grain=4.0, streaks=4, dust=40, jpeg=75),
    "penned": ScanCondition(colour=True, skew=0.6, grain=3.0, pen=0.15),
    "pencilled": ScanCondition(skew=0.6, grain=3.0, pen=0.15),
    "heavy": replace(
        NOISY, dpi=90, skew=1.5, blur=0.35, grain=16.0, dust=120, bleed=0.1, border=8.0, folds=1, stamps=True, jpeg=40
    ),
}


def condition_named(name: str) -> ScanCondition:
    """The condition of that name, at the dpi behind its dash; raises UnusableRequestError with the names there are."""
    base, _, dpi = name.partition("-")
    if base not in SCANS or not (dpi.isdecimal() or not dpi):
        raise UnusableRequestError(f"no scan {name!r}; there are: {', '.join(SCANS)}, each with -DPI if wanted")
    return replace(SCANS[base], dpi=int(dpi)) if dpi else SCANS[base]
