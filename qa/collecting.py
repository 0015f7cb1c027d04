"""What is asked of the reports there are: how many, of which years, whose, and who has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from qa.counting import asks_for_all, counts_bodies
from qa.cues import Cues
from qa.dates import PublishedThen
from qa.periods import FormNamed
from qa.phrasing import said_in
from qa.plan import Collected


def collected_in(cues: Cues) -> Collected | None:
    """What is asked of the reports there are: the first row of the table that applies."""
    is_about = cues.phrased("reports", "not_handed_in", "collection") or (counts_bodies(cues) and not cues.left)
    is_about = is_about or (cues.has_a_sort and cues.phrased("which_bodies") and not cues.left)
    is_about = is_about or asks_for_dates(cues) or bool(cues.all(PublishedThen)) or _names_a_sort_alone(cues)
    return next((found for found, asks in COLLECTED if asks(cues)), None) if is_about else None


def asks_for_dates(cues: Cues) -> bool:
    """True for questions in words that ask for nothing else than dates of reports, or the state of their cells."""
    return cues.phrased(*(way for ways in SAID_BY.values() for way in ways))


def is_said_by(cues: Cues, collected: Collected | None, place: int) -> bool:
    """True for a place in the words that ask for what of the collection is asked, and for nothing else."""
    ways = SAID_BY.get(collected, ()) if collected else ()
    parts = [part for way in ways if (part := said_in(cues.text, way))]
    return any(start <= place < end for start, end in parts)


def unsaid(cues: Cues, collected: Collected | None) -> list[str]:
    """The words nobody knows outside of those."""
    return [word for place, word in cues.left if not is_said_by(cues, collected, place)]


def _is_of_publication(cues: Cues) -> bool:
    """2025年发布的报告, and those that do not say when."""
    return bool(cues.all(PublishedThen)) or cues.phrased("undated")


def _counts_reports(cues: Cues) -> bool:
    return cues.phrased("many_reports") or cues.matches(r"(?:多少|(?<!哪)几)份")


def _names_a_report(cues: Cues) -> bool:
    """南京市教育局2023年的报告: the report itself, and nothing that it says."""
    ends = bool(re.search(r"(?:报告|年报)(?:全文|原文)?[?？。]*$|\breports?[?.]*$", cues.text))
    return ends and cues.bodies == 1 and not cues.left and not cues.has("column", "check", "absent")


def _asks_for_every_year(cues: Cues) -> bool:
    """Who has a report of every year: 年年都有报告的单位."""
    is_of_bodies = cues.has_a_sort or cues.says("which", "who")
    return is_of_bodies and cues.phrased("report_every_year") and not cues.says("none", "unreported", "no_value")


def _names_a_sort_alone(cues: Cues) -> bool:
    """所有县级单位: a sort of bodies as a whole, and nothing that is asked of them."""
    is_sort = cues.has("level", "department", "kind") and (asks_for_all(cues.text) or cues.phrased("which_of_a_sort"))
    return is_sort and not cues.left and not cues.has("column", "check", "absent") and not cues.says(*DOING)


def _asks_for_a_year(cues: Cues) -> bool:
    """True when the first or the latest year is asked for that there are reports of."""
    extreme = cues.says("latest", "earliest") or cues.phrased("extreme_report")
    return extreme and cues.phrased("of_year")


DOING = (
    "how_many",
    "most",
    "fewest",
    "sum",
    "average",
    "median",
    "share",
    "compare",
    "none",
    "having",
    "whether",
    "trend",
)
SAID_BY: Mapping[Collected, tuple[str, ...]] = {
    "unreadable": ("unreadable_cells",),
    "blank": ("blank_cells",),
    "published": ("publication_date", "published_first", "published_last"),
    "reports": ("undated",),
    "count": ("undated",),
    "count_bodies": ("undated",),
}
"""Ways of asking whose words ask for nothing else."""
COLLECTED: tuple[tuple[Collected, Callable[[Cues], bool]], ...] = (
    ("count_bodies", lambda cues: _is_of_publication(cues) and counts_bodies(cues)),
    ("count", lambda cues: _is_of_publication(cues) and _counts_reports(cues)),
    ("reports", _is_of_publication),
    ("unreadable", lambda cues: cues.phrased("unreadable_cells")),
    ("blank", lambda cues: cues.phrased("blank_cells")),
    ("published", lambda cues: cues.phrased("publication_date", "published_first", "published_last")),
    ("count_bodies", lambda cues: _asks_for_every_year(cues) and counts_bodies(cues)),
    ("bodies", _asks_for_every_year),
    ("first_year", lambda cues: _asks_for_a_year(cues) and cues.phrased("earliest")),
    ("latest_year", _asks_for_a_year),
    (
        "without_year",
        lambda cues: (
            (bool(cues.years.years) or cues.phrased("which_years")) and cues.says("none", "unreported", "no_value")
        ),
    ),
    ("years", lambda cues: cues.phrased("which_years")),
    ("reports", lambda cues: cues.phrased("which_reports") and not cues.says("how_many")),
    ("count_bodies", counts_bodies),
    ("count", lambda cues: cues.phrased("many_reports", "is_there") or cues.says("whether")),
    ("bodies", lambda cues: cues.has_a_sort and cues.says("which", "what")),
    ("bodies", _names_a_sort_alone),
    ("reports", lambda cues: bool(cues.all(FormNamed)) or _names_a_report(cues)),
)
