"""Scanned reports as files, by what they are kept in: the counterpart of `FORMATS`, which has no pictures.

`drawn_scan(layout, "noisy-100", carrier="tif", seed=7)` is the file and the place of each value in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from canonical.errors import UnusableRequestError
from eval.generate.grid import Layout
from eval.generate.render.places import Drawn, Place
from eval.generate.render.scan_condition import ScanCondition, condition_named
from eval.generate.render.scan_pdf import misread_pdf, mixed_pdf, scan_pdf, searchable_pdf
from eval.generate.render.scan_picture import long_jpeg, long_png, tiff
from eval.generate.render.scan_within import docx_with_pictures, html_with_pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One kind of file that scans are kept in."""

    suffix: str
    draw: Callable[[Layout, ScanCondition, int], Drawn]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scanned report: the file, and page and box of each value where the file has pages."""

    data: bytes
    places: Mapping[str, Place]
    suffix: str


CARRIERS: Mapping[str, Carrier] = {
    "pdf": Carrier(suffix=".pdf", draw=scan_pdf),
    "pdf-mixed": Carrier(suffix=".pdf", draw=mixed_pdf),
    "pdf-searchable": Carrier(suffix=".pdf", draw=searchable_pdf),
    "pdf-misread": Carrier(suffix=".pdf", draw=misread_pdf),
    "tif": Carrier(suffix=".tif", draw=tiff),
    "png": Carrier(suffix=".png", draw=long_png),
    "jpg": Carrier(suffix=".jpg", draw=long_jpeg),
    "docx-picture": Carrier(suffix=".docx", draw=docx_with_pictures),
    "html-picture": Carrier(suffix=".html", draw=html_with_pictures),
}


def drawn_scan(
    layout: Layout, condition: ScanCondition | str = "clean", *, seed: int = 0, carrier: str = "pdf"
) -> Scan:
    """The report as a scan; raises UnusableRequestError for a condition or carrier that there is not."""
    if carrier not in CARRIERS:
        raise UnusableRequestError(f"no scan is kept in {carrier!r}; there are: {', '.join(CARRIERS)}")
    wanted = condition_named(condition) if isinstance(condition, str) else condition
    made = CARRIERS[carrier].draw(layout, wanted, seed)
    return Scan(data=made.data, places=made.places, suffix=CARRIERS[carrier].suffix)
