"""The page in a real browser: no errors, no requests, pictures of it have colours, tables are there."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from canonical.fields import FIELDS
from eval.page import page
from tests.eval.made_up_runs import field_run, scored, wrong_where


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """A run with errors of all kinds against a better one, in both languages."""
    kinds = ("silent", "omitted", "flagged", "invented")
    bad = field_run(lambda case, field: kinds[case % 4] if FIELDS[field].column == "total" else "right", cases=8)
    good = field_run(wrong_where("silent", lambda case, field: case == 0 and field == "review.total"), cases=8)
    folder = tmp_path_factory.mktemp("page")
    for lang in ("zh", "en"):
        drawn = page([scored(bad)], baseline=scored(good), lang=lang)
        (folder / f"{lang}.html").write_text(drawn, encoding="utf-8")
    return {lang: folder / f"{lang}.html" for lang in ("zh", "en")}


def opened(browser: Browser, file: Path, *, width: int = 1200, scheme: str = "light") -> tuple[Page, list[str]]:
    """The page, and everything that went wrong or was asked for beside the file itself."""
    shown = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    noticed: list[str] = []
    shown.on("console", lambda message: noticed.append(f"console: {message.text}"))
    shown.on("pageerror", lambda error: noticed.append(f"error: {error}"))
    shown.on("requestfailed", lambda request: noticed.append(f"failed: {request.url}"))
    own = (file.as_uri(), "data:")
    shown.on("request", lambda request: request.url.startswith(own) or noticed.append(f"asked: {request.url[:60]}"))
    shown.goto(file.as_uri(), wait_until="networkidle")
    return shown, noticed


def colours(shown: Page) -> set[tuple[int, ...]]:
    picture = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
    return {colour for _, colour in picture.getcolors(maxcolors=2**24) or ()}


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_the_page_opens_without_errors_and_without_requests(browser, files, lang, scheme):
    shown, noticed = opened(browser, files[lang], scheme=scheme)
    assert len(colours(shown)) > 50
    assert noticed == []
    for table in ("metrics", "groups", "heat", "fields", "matrix", "errors"):
        assert shown.locator(f"table.{table}").first.is_visible(), table
    assert shown.locator("svg.plot circle").count() >= 1
    assert shown.title().endswith("评测报告" if lang == "zh" else "Evaluation report")
    shown.close()


def test_the_heat_map_is_red_where_values_are_silently_wrong(browser, files):
    shown, _ = opened(browser, files["zh"])
    shown.locator("table.heat").last.scroll_into_view_if_needed()
    wrong = [colour for colour in colours(shown) if colour[0] > 190 and colour[1] < 140 and colour[2] < 170]
    assert wrong
    shown.close()


def test_cases_fold_open_without_scripts(browser, files):
    shown, _ = opened(browser, files["en"])
    case = shown.locator("details.case:not([open])").first
    case.evaluate("element => element.dataset.chosen = '1'")
    case = shown.locator("details[data-chosen]")
    assert not case.locator("table").is_visible()
    case.locator("summary").click()
    assert case.locator("table").is_visible()
    shown.close()


def test_a_phone_scrolls_tables_and_not_the_page(browser, files):
    shown, _ = opened(browser, files["zh"], width=390)
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    heat = shown.locator("div.wide", has=shown.locator("table.heat")).nth(5)
    assert heat.evaluate("element => element.scrollWidth > element.clientWidth")
    shown.close()
