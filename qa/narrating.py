"""Whether a question asks for what narratives say: in words, or as a number that no table has."""

from __future__ import annotations

from collections.abc import Sequence

from canonical.fields import FIELDS, form_of_year
from canonical.measures import measure_of
from qa.counting import counts_bodies
from qa.cues import Cues
from qa.lexicon import topics
from qa.phrases import counts_no_bodies, names_a_thing

COUNTING = ("how_many", "sum", "average", "median", "max", "min", "most", "fewest", "ordering")


def counts_what_is_told(cues: Cues) -> bool:
    """True when a number is asked for that no table has, and that a narrative may tell: 发布了多少条信息."""
    if ranks_what_is_told(cues):
        return True
    of_bodies = counts_bodies(cues) and not counts_no_bodies(cues)
    if not cues.says("how_many") or of_bodies or cues.asked.measures or cues.has("narrative", "absent"):
        return False
    about = [topics()[name].section for name in cues.keys("topic")]
    if any(section and section > 1 for section in about):
        return False
    return cues.phrased("counted_things") or (bool(cues.left or about) and names_a_thing(cues))


def ranks_what_is_told(cues: Cues) -> bool:
    """哪个单位公众号关注人数最多: the largest of numbers that narratives tell."""
    is_ranking = cues.says("most", "fewest", "ordering") or cues.has_a_sure_limit
    is_other = bool(cues.asked.measures) or cues.has("narrative", "absent", "check", "ratio")
    is_other = is_other or bool(set(cues.keys("column")) - {"issued"})
    about = [topics()[name].section for name in cues.keys("topic")]
    has_a_thing = bool(cues.left or about or cues.has("column")) and not any(
        section and section > 1 for section in about
    )
    return is_ranking and has_a_thing and not is_other and names_a_thing(cues) and cues.phrased("counted_ranking")


def is_narrative(cues: Cues) -> bool:
    """True when the words of reports are asked for, and not their figures."""
    counted = cues.says(*COUNTING) or bool(cues.comparisons)
    lacks = not cues.phrased("mentions") and lacks_in_forms(cues.asked.measures, cues.years.years)
    if _counts_the_unknown(cues) or (lacks and not cues.has("topic")):
        return False
    if cues.has("topic"):
        if cues.asked.measures and counted:
            return cues.phrased("what_is_said")
        return _is_about_reports(cues) or not cues.left
    asks_for_words = cues.phrased("mentions") and not counted
    if cues.has("narrative") or asks_for_words:
        return asks_for_words or not cues.asked.measures or not cues.says("which") or counted
    moves = cues.says("trend", "rise", "fall", "compare", "shift") or cues.years.series
    if cues.asked.measures and (moves or cues.phrased("how_it_is")):
        return False
    return cues.has("weak_narrative") and not counted and _is_about_reports(cues)


def lacks_in_forms(measures: Sequence[str], years: Sequence[int] | None) -> bool:
    """True where no form of these years has any of the figures."""
    fields = [field for name in measures if (measure := measure_of(name)) for field in measure.fields]
    forms = {form_of_year(year) for year in years or ()}
    return bool(fields and forms) and not any(form in FIELDS[field].forms for field in fields for form in forms)


def _counts_the_unknown(cues: Cues) -> bool:
    """True when a number is asked for of something that nobody knows."""
    return cues.says("how_many") and bool(cues.left) and not cues.asked.measures and not cues.has("narrative")


def _is_about_reports(cues: Cues) -> bool:
    """True when a body, a place, a year, a sort of bodies or the reports themselves are named."""
    named = cues.is_placed or cues.all_years_named or cues.has_a_sort
    return named or cues.phrased("reports_or_disclosure")
