"""The page `docs/rules.md`, made from the rule table: `python -m canonical.rules_page > docs/rules.md`."""

from __future__ import annotations

import sys

from canonical.rule_table import RULES, Rule

HEAD = """# Check rules

Made from `canonical/rule_table.py` by `make docs`; do not edit. A rule has three outcomes: passed, failed, not stated
(an input is missing, or the numbers do not agree and the place of one of them was a guess: that tells of the reading,
not of the print, and the cell is flagged `layout_guess`). A failed rule changes no value: printed numbers stay as
printed, and the facts concerned are flagged. Rules marked *quiet* are listed only where they fail. `told:` is what the
narrative says of a field; these rules are listed where it says something, and flag a cell only where no sum of its
table bears it out.

| id | severity | for each | reads | source |
|---|---|---|---|---|
"""


def rules_page() -> str:
    """The whole page as Markdown."""
    return HEAD + "".join(_row(rule) for rule in RULES)


def _row(rule: Rule) -> str:
    notes = [rule.per or "report"]
    notes += [f"layout {rule.layout}"] if rule.layout else []
    notes += ["year and year before"] if rule.across_years else []
    notes += ["quiet"] if rule.quiet else []
    return f"| `{rule.id}` | {rule.severity} | {', '.join(notes)} | {_reads(rule)} | {rule.source} |\n"


def _reads(rule: Rule) -> str:
    if rule.left:
        return f"{_sum(rule.left)} = {_sum(rule.right)}"
    return ", ".join(f"`{name}`" for name in rule.reads)


def _sum(names: tuple[str, ...]) -> str:
    return " + ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.stdout.write(rules_page())
