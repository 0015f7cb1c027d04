"""What is asked of the reports there are: how many, of which years, whose, and who has none."""

from __future__ import annotations

from collections.abc import Callable

from qa.counting import counts_bodies
from qa.cues import Cues
from qa.plan import Collected


def collected_in(cues: Cues) -> Collected | None:
    """What is asked of the reports there are: the first row of the table that applies."""
    is_about = cues.phrased("reports", "not_handed_in", "collection") or (counts_bodies(cues) and not cues.left)
    is_about = is_about or (cues.has_a_sort and cues.phrased("which_bodies") and not cues.left)
    return next((found for found, asks in COLLECTED if asks(cues)), None) if is_about else None


def _asks_for_a_year(cues: Cues) -> bool:
    """True when the first or the latest year is asked for that there are reports of."""
    extreme = cues.says("latest", "earliest") or cues.phrased("extreme_report")
    return extreme and cues.phrased("of_year")


COLLECTED: tuple[tuple[Collected, Callable[[Cues], bool]], ...] = (
    ("first_year", lambda cues: _asks_for_a_year(cues) and cues.phrased("earliest")),
    ("latest_year", _asks_for_a_year),
    (
        "without_year",
        lambda cues: (
            (bool(cues.years.years) or cues.phrased("which_years")) and cues.says("none", "unreported", "no_value")
        ),
    ),
    ("years", lambda cues: cues.phrased("which_years")),
    ("count_bodies", counts_bodies),
    ("count", lambda cues: cues.phrased("many_reports", "is_there") or cues.says("whether")),
    ("bodies", lambda cues: cues.has_a_sort and cues.says("which", "what")),
)
