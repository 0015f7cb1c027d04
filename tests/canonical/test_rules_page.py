from __future__ import annotations

from pathlib import Path

from canonical.rules_page import rules_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_page_of_rules_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), "run: make docs"
