"""What a question wants done with the figures: the kind of its plan. The first rule that applies decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from canonical.measures import measure_of
from qa.checking import asks_for_checks
from qa.collecting import collected_in
from qa.counting import asks_each, asks_for_all, counts_bodies
from qa.cues import Cues
from qa.entities import Named, Place
from qa.narrating import counts_what_is_told, is_narrative, ranks_what_is_told
from qa.periods import Years
from qa.plan import Aggregate, Change, Collected, Group, Order, PlanKind
from qa.quantities import Ordinal
from qa.sharing import share_in

STATISTICS: dict[str, Aggregate] = {"median": "median", "average": "average", "max": "max", "min": "min"}
TREND_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The kind of plan. `filtering`: bodies are chosen by filters, not one of them named.

    `chooses` is how the bodies of a mixed question are chosen; `explicit` is False where nothing in the question says
    what is wanted, and it is only the likeliest.
    """

    kind: PlanKind
    filtering: bool = False
    aggregate: Aggregate | None = None
    order: Order | None = None
    group: Group | None = None
    change: Change | None = None
    collected: Collected | None = None
    subtract: bool = False
    counted: bool = False
    chooses: Intent | None = None
    explicit: bool = True


RANKING = Intent(kind="rank", filtering=True, order="descending")
LISTING = Intent(kind="list", filtering=True)


def intent_of(cues: Cues, *, told: bool = True) -> Intent:
    """What is wanted; without `told` no number is looked for that only narratives tell."""
    rules: tuple[Callable[[Cues], Intent | None], ...] = (
        _definition,
        _checks,
        _collection,
        *((_told_number,) if told else ()),
        _narrative,
        _position,
        _share,
        _change,
        _trend,
        _comparison,
        _figures,
    )
    return next(intent for rule in rules if (intent := rule(cues)))


# -- what is not about figures


def _definition(cues: Cues) -> Intent | None:
    """What a figure is: 什么叫结转下年度; beside one of a body its definition is told anyway."""
    is_bare = cues.phrased("what_it_is") and not (cues.all_years_named or cues.has("ratio", "kind", "all_bodies"))
    asks = (cues.phrased("what_it_means") or is_bare) and not cues.is_placed and not cues.comparisons
    is_of_numbers = cues.says("how_many", "most", "fewest", "sum", "which")
    has_a_figure = bool(cues.asked.measures or cues.asked.choices)
    return Intent(kind="define") if asks and has_a_figure and not is_of_numbers else None


def _checks(cues: Cues) -> Intent | None:
    if not asks_for_checks(cues):
        return None
    return Intent(kind="checks", filtering=not cues.all(Named), aggregate=_counted(cues))


def _counted(cues: Cues) -> Aggregate | None:
    if cues.phrased("many_reports"):
        return "count_reports"
    return "count" if counts_bodies(cues) else None


def _collection(cues: Cues) -> Intent | None:
    """The reports themselves: how many, of which years, whose, and who has none."""
    names_a_figure = cues.asked.measures and not cues.phrased("undated", "publication_date")
    if names_a_figure or cues.has("topic", "narrative") or cues.phrased("mentions"):
        return None
    found = collected_in(cues)
    counted: Aggregate | None = "count" if found in {"unreadable", "blank"} and cues.says("how_many") else None
    if not found:
        return None
    order: Order | None = "ascending" if cues.phrased("published_first") else "descending"
    order = order if found == "published" and cues.phrased("published_first", "published_last") else None
    return Intent(kind="reports", filtering=True, collected=found, aggregate=counted, order=order)


def _told_number(cues: Cues) -> Intent | None:
    if not counts_what_is_told(cues):
        return None
    order: Order = "ascending" if cues.says("fewest", "upward") or cues.counts_upward else "descending"
    return Intent(kind="passages", filtering=True, counted=True, order=order if ranks_what_is_told(cues) else None)


def _narrative(cues: Cues) -> Intent | None:
    """Passages; with a ranking or a condition on a figure, those of the bodies that it chooses."""
    if not is_narrative(cues):
        return None
    passages = Intent(kind="passages", filtering=True, aggregate="count" if counts_bodies(cues) else None)
    chooses = cues.says("most", "fewest") or cues.has_a_sure_limit or bool(cues.comparisons or cues.own)
    return replace(passages, chooses=_figures(cues)) if chooses and cues.asked.measures else passages


# -- places, shares, changes, trends, comparisons


def _position(cues: Cues) -> Intent | None:
    asks = cues.says("position") or _is_one_the_most(cues)
    of_parts = cues.has("rows", "columns") and len(cues.asked.measures) > 1
    if not asks or not cues.asked.measures or not cues.is_placed or of_parts:
        return None
    return Intent(kind="place", order="ascending" if cues.says("fewest") else "descending")


def _is_one_the_most(cues: Cues) -> bool:
    """True when one body is said to have the most: it is set among all, and not ranked by itself."""
    one_figure = cues.bodies == 1 and len(cues.years.years or ()) == 1
    return one_figure and cues.says("most", "fewest") and not cues.says("rise", "fall", "max", "min")


def _share(cues: Cues) -> Intent | None:
    """One sum in percent of another, or the bodies that meet a condition in percent of all."""
    if not cues.says("share") or not cues.asked.measures:
        return None
    conditioned = bool(cues.comparisons) or cues.says("none", "having", "no_value", "rise", "fall")
    shares_bodies = cues.phrased("share_of_bodies")
    of_bodies = (cues.has_a_sort and not cues.is_placed) or shares_bodies
    if of_bodies and conditioned and (shares_bodies or not _is_within_a_report(cues)):
        return replace(_statistic("share_meeting"), change=None)
    if _is_within_a_report(cues):
        return None  # the measure itself is a share
    return Intent(kind="share", filtering=True)


def _is_within_a_report(cues: Cues) -> bool:
    """True when part and whole are both figures of the same report."""
    return _is_a_rate(cues) or share_in(cues.spans, cues.text) is not None


def _change(cues: Cues) -> Intent | None:
    """A figure less the one of an earlier year: of one body, of a total, or of many, ranked or listed."""
    if cues.bodies > 1 and cues.says("than", "gap") and not cues.says("year_before"):
        return None
    by_percent = cues.says("percent") and not cues.says("share") and not _is_within_a_report(cues)
    by_multiple = any(comparison.moves for comparison in cues.comparisons)
    by_percent = by_percent or by_multiple
    moves = cues.says("rise", "fall") or by_percent or (cues.says("year_before") and not _is_carried_over(cues))
    if _goes_either_way(cues):
        return None
    is_between = cues.says("shift", "gap") and len(cues.years.years or ()) == 2 and cues.bodies < 2
    if not (moves or is_between) or not cues.asked.measures:
        return None
    percent = by_percent or (cues.says("rise", "fall", "year_before") and cues.phrased("in_percent"))
    change: Change = "percent" if percent else "difference"
    return replace(_of_change(cues), change=change)


def _is_carried_over(cues: Cues) -> bool:
    """What was carried over comes from the previous year anyway."""
    return all(name.startswith("requests.carried_over.") for name in cues.asked.measures)


def _goes_either_way(cues: Cues) -> bool:
    """多了还是少了 and 是不是一直在涨, over three years and more, ask how it went."""
    asks = (cues.says("rise") and cues.says("fall")) or (cues.bodies == 1 and cues.phrased("steadily"))
    of_all = cues.says("rise", "fall") and cues.bodies == 1 and cues.phrased("these_years") and not cues.years.years
    return (asks and len(cues.years.years or ()) >= TREND_YEARS) or of_all


def _of_change(cues: Cues) -> Intent:
    falls = cues.says("fall") and not cues.says("rise")
    if cues.says("most", "fewest") or cues.has_a_sure_limit:
        upward = falls != cues.says("fewest")
        group = _group(cues)
        return Intent(kind="rank", filtering=True, order="ascending" if upward else "descending", group=group)
    if counts_bodies(cues):
        return _statistic("count")
    if cues.says("average", "median"):
        return _statistic("average" if cues.says("average") else "median")
    if (not cues.is_placed or cues.has_a_sort) and _lists_changes(cues):
        return replace(LISTING, group=_group(cues))
    return Intent(kind="lookup", filtering=_is_of_many(cues))


def _lists_changes(cues: Cues) -> bool:
    is_of_one = cues.is_placed and cues.phrased("whether_one") and not asks_for_all(cues.text)
    moved = cues.says("rise", "fall") and not cues.says("how_many", "percent", "sum") and not is_of_one
    return _lists(cues) or (cues.has_a_sort and (asks_each(cues.text) or moved))


def _is_of_many(cues: Cues) -> bool:
    """True where bodies are chosen by filters: none is named, and no place that stands for itself."""
    return not cues.bodies and (not cues.all(Place) or (cues.has_a_sort and asks_for_all(cues.text)))


def _trend(cues: Cues) -> Intent | None:
    """Figures by year: of one body, or summed over many."""
    years = cues.years
    if not cues.asked.measures or (years.years is not None and len(years.years) < 2):
        return None
    if cues.has_a_sort and cues.phrased("all_of_each_year"):
        return None  # 每年都有收费的单位
    by_year = "year" in cues.keys("dimension") or cues.phrased("by_year")
    if (
        cues.says("trend", "shift")
        or _goes_either_way(cues)
        or (
            by_year and not cues.says("most", "fewest", "which", "average", "median", "max", "min") and cues.bodies == 0
        )
    ):
        return Intent(kind="trend", filtering=_is_of_many(cues), aggregate="average" if cues.says("average") else None)
    return None


def _comparison(cues: Cues) -> Intent | None:
    """Bodies, places, departments or levels side by side."""
    if not cues.asked.measures:
        return None
    order: Order | None = None
    group = _group(cues)
    compares = cues.says("compare", "who_more", "gap", "than")
    averaged = next((STATISTICS[word] for word in ("median", "average") if cues.says(word)), None)
    if averaged and (sorts := _several_sorts(cues)):
        return Intent(kind="compare", filtering=True, group=sorts, aggregate=averaged)
    beside = cues.bodies == 1 and len(cues.all(Place)) == 1 and cues.says("than")
    several = beside or cues.bodies > 1 or _several_sorts(cues) is not None or len(cues.all(Place)) > 1
    if compares and several:
        own = None if cues.bodies > 1 else _several_sorts(cues) or group
        return Intent(
            kind="compare",
            filtering=cues.bodies > 1 or own is not None,
            group=own,
            subtract=cues.says("gap"),
            order=order,
        )
    if cues.says("compare") and cues.has_a_sort and not cues.is_placed and group is None and _is_plain(cues):
        return RANKING
    is_ranked = cues.says("most", "fewest") or cues.has_a_sure_limit or bool(cues.comparisons or cues.own)
    return _of_groups(cues, group) if group and group != "year" and not is_ranked else None


def _of_groups(cues: Cues, group: Group) -> Intent | None:
    """Places, departments or levels side by side; "which county" asks for one of them."""
    if cues.says("which") and not cues.says("compare"):
        return None
    aggregate = next((STATISTICS[word] for word in STATISTICS if cues.says(word)), None)
    return Intent(kind="compare", filtering=True, group=group, aggregate=aggregate)


def _is_plain(cues: Cues) -> bool:
    """True where nothing but a figure is asked for: no condition, no statistic, no row of years."""
    return not cues.comparisons and len(cues.years.years or ()) <= 1 and not cues.says(*STATISTICS, "none", "having")


def _several_sorts(cues: Cues) -> Group | None:
    sorts: tuple[Group, ...] = ("department", "level")
    return next((sort for sort in sorts if len(cues.keys(sort)) > 1), None)


def _group(cues: Cues) -> Group | None:
    found = cues.keys("dimension")
    if not found and cues.says("compare", "average") and cues.phrased("each_department"):
        return "department"
    if not found and cues.says("sum") and cues.says("ordering", "upward") and cues.phrased("each_department"):
        return "department"
    return found[0] if found else None  # type: ignore[return-value]


# -- figures as they are


def _figures(cues: Cues) -> Intent:
    """A ranking, a statistic, a count, a list, a total, or a figure looked up."""
    group = _group(cues)
    ordinals = cues.all(Ordinal)
    of_years = "year" in cues.keys("dimension") and cues.says("max", "min")
    rules = (
        replace(RANKING, order="ascending" if cues.says("min") else "descending") if of_years else None,
        replace(RANKING, order="ascending" if ordinals[0].upward else "descending") if ordinals else None,
        _extreme(cues),
        RANKING if cues.says("most", "fewest", "ordering", "upward") or cues.has_a_sure_limit else None,
        next((_statistic(STATISTICS[word]) for word in STATISTICS if cues.says(word)), None),
        _statistic("count_reports") if cues.phrased("many_reports") and _is_conditioned(cues) else None,
        _statistic("count") if counts_bodies(cues) or _is_a_count(cues) else None,
        LISTING if _lists(cues) else None,
        _total(cues) if cues.says("sum") or cues.phrased("total_of_all_levels") else None,
        LISTING if asks_each(cues.text) and cues.has_a_sort and not cues.all(Named) else None,
    )
    intent = next(filter(None, rules), None) or _one_or_all(cues)
    if _asks_for_parts(cues, intent):
        return Intent(kind="compare", filtering=True, group="measure")
    if intent.order and not ordinals and (cues.says("fewest", "upward") or cues.counts_upward):
        intent = replace(intent, order="ascending")
    aggregate = next((STATISTICS[word] for word in ("average", "median") if cues.says(word)), None)
    is_grouped = group is not None and intent.kind in {"rank", "list"}
    return replace(intent, group=group, aggregate=aggregate) if is_grouped else intent


def _asks_for_parts(cues: Cues, intent: Intent) -> bool:
    """各类申请人各提了多少, the ground used most: each of several rows or columns, over all reports."""
    several = len(cues.asked.measures) > 1
    names_parts = several and (cues.has("rows", "columns") or intent.aggregate == "sum")
    is_of_one = intent.kind == "lookup" and not cues.says("most", "fewest")
    is_of_bodies = cues.has("all_bodies", "kind") and cues.says("which") and not cues.phrased("added_up")
    return names_parts and not is_of_one and not is_of_bodies and not cues.comparisons and not _group(cues)


def _extreme(cues: Cues) -> Intent | None:
    """The largest value itself, and not who has it: the highest number of requests any body received."""
    if not cues.says("most", "fewest") or cues.has_a_sure_limit or cues.says("which", "ordering"):
        return None
    is_number = cues.says("how_many", "what") and not cues.has_a_sort and not cues.has("dimension")
    if not (is_number or cues.phrased("any_body")):
        return None
    return _statistic("min" if cues.says("fewest") else "max")


def _is_a_count(cues: Cues) -> bool:
    """True for the terse form: count received=0."""
    return cues.phrased("terse_count") and bool(cues.comparisons) and not cues.bodies


def _is_conditioned(cues: Cues) -> bool:
    return bool(cues.comparisons or cues.own) or cues.says("none", "having", "no_value")


def _statistic(aggregate: Aggregate) -> Intent:
    return Intent(kind="aggregate", filtering=True, aggregate=aggregate)


def _total(cues: Cues) -> Intent:
    """A sum over reports; the total of one body in one year is a figure of its report."""
    several = any(period.years is None or len(period.years) > 1 for period in cues.all(Years))
    if cues.bodies == 1 and not several:
        return Intent(kind="lookup")
    return _statistic("sum")


def _lists(cues: Cues) -> bool:
    conditions = bool(cues.comparisons or cues.own) or cues.says("none", "no_value", "unreported")
    if not cues.says("which") and not cues.comparisons and cues.phrased("how_many_cases"):
        return False  # 没给的有多少件: cases are counted, and not those without any listed
    if cues.all(Named):
        return (
            bool(cues.comparisons)
            or (conditions and cues.phrased("in_which_years"))
            or (cues.bodies > 1 and cues.says("which"))
        )
    if cues.says("having") and cues.has_a_sort and not cues.says("how_many", "sum", "what"):
        return True
    if conditions and cues.phrased("any_body") and not cues.says("how_many", "sum"):
        return True
    if cues.phrased("those_that_have") and not asks_each(cues.text) and not cues.says("how_many", "sum"):
        return True
    return cues.says("which") or (conditions and not cues.says("whether") and (not cues.all(Place) or cues.has_a_sort))


def _one_or_all(cues: Cues) -> Intent:
    sort_is_named = cues.has("kind", "department")
    if _is_a_rate(cues) and not cues.bodies and cues.phrased("taken_together"):
        return _statistic("sum")
    if cues.is_placed or (sort_is_named and not asks_for_all(cues.text)):
        is_of_all = asks_for_all(cues.text) or (cues.has("level") and not cues.phrased("one_government"))
        if cues.all(Place) and not cues.all(Named) and cues.has_a_sort and is_of_all:
            is_sum = cues.says("how_many", "what") and not asks_each(cues.text)
            return _statistic("sum") if is_sum else replace(LISTING, explicit=False)
        return Intent(kind="lookup")
    if cues.says("how_many", "what") or cues.phrased("total_amount") or _is_a_rate(cues):
        return _statistic("sum")
    return replace(LISTING, explicit=False)


def _is_a_rate(cues: Cues) -> bool:
    return any(measure.is_ratio for name in cues.asked.measures if (measure := measure_of(name)))
