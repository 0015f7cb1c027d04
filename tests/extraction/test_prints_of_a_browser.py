"""Web pages as a real browser prints them to PDF, in the styles of real sites: every cell is read, without a doubt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from eval.generate.render.font import path_of
from eval.records import Prepared
from eval.suites.bench import document_case
from eval.suites.extraction import Given, as_json, prepare, score, task

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CELLS = "td[colspan], td + td, tr:has(td + td) > td, th"
BARE = f"table {{border-collapse: collapse; border: 0; width: 100%}} {CELLS} {{border: 0; padding: 4px 6px}}"
STYLES = {
    "rules": f"table {{border-collapse: collapse}} {CELLS} {{border: 1px solid #000}}",
    "no rules": BARE,
    "no rules, centred": f"{BARE} {CELLS} {{text-align: center}}",
    "no rules, right": f"{BARE} td {{text-align: right}}",
    "bands": f"{BARE} tr:nth-child(even) td {{background: #eee}}",
    "boxes": f"table {{border-collapse: separate; border-spacing: 3px}} {CELLS} {{border: 1px solid #888}}",
    "lines below": f"{BARE} {CELLS} {{border-bottom: 1px solid #999}}",
    "lines beside": f"{BARE} {CELLS} {{border-left: 1px solid #000; border-right: 1px solid #000}}",
    "dotted": f"table {{border-collapse: collapse; border: 0}} {CELLS} {{border: 1px dotted #888}}",
    "dashed": f"table {{border-collapse: collapse; border: 0}} {CELLS} {{border: 2px dashed #888}}",
    "double": f"table {{border-collapse: collapse; border: 0}} {CELLS} {{border: 3px double #888}}",
    "light": f"table {{border-collapse: collapse}} {CELLS} {{border: 1px solid #e5e5e5; padding: 8px}}",
    "coloured": f"{BARE} {CELLS} {{background: #eef; border: 2px solid #fff}}",
    "spaced out": f"body {{letter-spacing: 2px; text-align: justify}} {BARE}",
    "tiny": f"body {{zoom: 0.6}} table {{border-collapse: collapse}} {CELLS} {{border: 1px solid #000}}",
}
PAGES = (0, 1)


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("style", STYLES)
def test_what_a_browser_prints_is_read_as_the_page_is(shown: Page, tmp_path, style: str) -> None:
    for number in PAGES:
        prepared = prepare(document_case("html", "none", 606, number))
        file = tmp_path / f"{number}.html"
        file.write_text(_styled(prepared, STYLES[style]), encoding="utf-8")
        shown.goto(file.as_uri(), wait_until="load")
        printed = Given(name=f"{number}.pdf", data=shown.pdf(format="A4", display_header_footer=number == 1), places={})
        cells = [cell for cell in score(prepared.expected, as_json(task(printed))) if cell.outcome != "graded"]
        assert Counter(cell.outcome for cell in cells) == Counter(right=len(cells)), style
        assert not [cell.name for cell in cells if cell.detail and "layout_guess" in (cell.detail.get("flags") or ())]


def _styled(prepared: Prepared, css: str) -> str:
    """The page with this style in place of its own, in a font that every machine has."""
    page = prepared.given.data.decode("utf-8")
    page = re.sub(r"<table[^>]*>", "<table>", page)
    page = re.sub(r'(<t[dh][^>]*?) style="[^"]*"', r"\1", page)
    font = f"@font-face {{font-family: printed; src: url('{path_of('song').as_uri()}')}} * {{font-family: printed}}"
    return f"<!DOCTYPE html><meta charset='utf-8'><style>{font} {css}</style>{page}"
