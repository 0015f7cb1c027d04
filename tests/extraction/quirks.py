"""Reports with one quirk of real ones, made by the generator and read back: what became of each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from eval.generate import Generated, Order, make_report, wide_order
from eval.generate.render import FORMATS, render
from eval.records import Score
from eval.suites.extraction import as_json, score
from eval.suites.facts import packed
from extraction import extract
from ingest import load_bytes

DIGITAL = ("docx", "html", "markdown-html")
LOSSY = ("text-lines", "text-tabs", "text-flow", "text-spaced", "text-layout")
SEEDS = (1, 2)


def order_with(damage: str | None, seed: int, **changes) -> Order:
    """A report of which every cell is printed, with that damage."""
    order = replace(wide_order(seed, damage=damage), plant=None, blanks=(), disagree=False)
    return replace(order, **changes)


def read_back(made: Generated, name: str, changed: Callable[[bytes], bytes] = bytes):
    """The report that extraction makes of it in that format, once its file is `changed`."""
    data = changed(render(made.layout, name, seed=made.order.seed))
    return extract(load_bytes(data, path=f"report{FORMATS[name].suffix}"))


def outcomes(damage: str | None, name: str, seed: int, **changes) -> Counter:
    """How many cells are right, silent and so on; `doubted` are those that are right and flagged."""
    cells = scores(make_report(order_with(damage, seed, **changes)), name)
    doubted = sum(1 for each in cells if each.outcome == "right" and each.detail and each.detail["flags"])
    return Counter(each.outcome for each in cells) + Counter(doubted=doubted)


def scores(made: Generated, name: str, changed: Callable[[bytes], bytes] = bytes) -> list[Score]:
    """What became of each cell."""
    facts = {
        field: (None if fact.value is None else float(fact.value), fact.status)
        for field, fact in made.gold.facts.items()
    }
    found = as_json(read_back(made, name, changed))
    return [each for each in score({"report": {}, "facts": packed(facts)}, found) if each.outcome != "graded"]


def assert_read_whole(damage: str | None, formats=DIGITAL, **changes) -> None:
    """Every cell is right, and none is doubted."""
    for name in formats:
        for seed in SEEDS:
            assert set(outcomes(damage, name, seed, **changes)) == {"right"}, (name, seed)


def assert_honest(damage: str | None, formats=LOSSY, right: float = 0.95, **changes) -> None:
    """Nothing is wrong without saying so, and nearly everything is right."""
    for name in formats:
        for seed in SEEDS:
            found = outcomes(damage, name, seed, **changes)
            assert not found["silent"] + found["invented"], (name, seed, found)
            assert found["right"] >= right * (found.total() - found["doubted"]), (name, seed, found)
