"""What a page's own style sheet says of its elements, written into them: how wide grids are, what a cell does not show.

Whole parts of a page are not hidden by it: scripts show them again, and a report is more often behind a tab than gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)  # one that is not closed hides the rest
AT_RULE = re.compile(r"@[^{};@]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
RULE = re.compile(r"(?<![\w\-.#\s>,])(?P<selectors>[\w\-.#\s>,]++)\{(?P<said>[^{}]*)\}")
GRID = re.compile(r"(?:^|;)\s*(grid-(?:template-columns|column|row)\s*:[^;]+)", re.IGNORECASE)
SHOWN = re.compile(r"(?:^|;)\s*((?:display|visibility|text-decoration(?:-line)?)\s*:[^;]+)", re.IGNORECASE)
CELLS = frozenset({"td", "th"})


def with_page_styles(tree: LexborHTMLParser) -> None:
    """Puts what the sheets in the page say before what each element says itself, which is stronger."""
    said: dict[int, tuple[LexborNode, list[str]]] = {}
    for sheet in tree.css("style"):
        for selector, grid, shown in _rules(sheet.text()):
            for node in _selected(tree, selector):
                told = grid + (shown if shown and _is_in_cell(node) else [])
                said.setdefault(node.mem_id, (node, []))[1].extend(told)
    for node, told in said.values():
        if told:
            node.attrs["style"] = ";".join((*told, node.attributes.get("style") or ""))


def _selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:  # what no browser understands applies to nothing
        return []


def _rules(sheet: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each selector with what its rule says of grids and of what is shown; rules for other media are none."""
    for rule in RULE.finditer(AT_RULE.sub("", COMMENT.sub("", sheet))):
        grid, shown = GRID.findall(rule["said"]), SHOWN.findall(rule["said"])
        if grid or shown:
            yield from (
                (selector, grid, shown) for selector in map(str.strip, rule["selectors"].split(",")) if selector
            )


def _is_in_cell(node: LexborNode) -> bool:
    above = node.parent
    while above is not None and above.tag not in CELLS:
        above = above.parent
    return above is not None
