"""A question becomes a plan by rules alone: the lexicon, the collection's bodies, periods and quantities.

Words that could not be placed are kept in the plan and lower its confidence; below `SURE_ENOUGH` nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from canonical.regions import region
from canonical.report import Language
from qa.asking import asked_in
from qa.clauses import with_conditions
from qa.conditions import condition_of
from qa.counting import asks_for_all
from qa.cues import Cues
from qa.dates import PublishedThen
from qa.doubts import SURE_ENOUGH, confidence_of, unplaced_in
from qa.entities import Directory, Place
from qa.excluding import split_excluded
from qa.fragments import GOES_ON
from qa.framing import joined, unframed
from qa.grouping import BY_DEPTH
from qa.intent import Intent, intent_of
from qa.lexicon import check_about, rules_of
from qa.mending import Mended, mended
from qa.obstacles import (
    field_left_open,
    nothing_asked,
    report_or_zero,
    too_unsure,
    without_unit,
    wrong_unit,
    years_left_open,
)
from qa.periods import Years
from qa.pinyin import in_characters
from qa.plan import Aggregate, Group, Obstacle, Plan, PlanScope, Published, can_be_filtered
from qa.quantities import Count, Ordinal
from qa.question import comparable, language_of, left_over, meanings
from qa.recognising import recognised, settled
from qa.scoping import Scoping, scoping_of
from qa.seeking import sought, without_words_looked_for
from qa.several import of_single_bodies
from qa.sharing import with_share
from qa.together import with_beside, with_sum
from qa.wholes import whole_of_all

PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question taken apart, and what it wants. `mended` are words that were taken for slips of the pen."""

    cues: Cues
    intent: Intent
    language: Language
    mended: tuple[str, ...] = ()


def plan(question: str, directory: Directory, today: date, *, told: bool = True) -> Plan:
    """The plan of a question about the bodies of a collection; without `told` narratives are asked for no numbers."""
    return planned(understand(question, directory, today, told=told))


def planned(understood: Understood) -> Plan:
    """The plan of a question taken apart."""
    if understood.intent.kind == "passages":
        understood = replace(understood, cues=without_words_looked_for(understood.cues))
    scoping = _scoping(understood)
    draft = _draft(understood, scoping)
    return _checked(draft, understood, scoping)


def understand(question: str, directory: Directory, today: date, *, told: bool = True) -> Understood:
    """The question taken apart."""
    said = in_characters(comparable(question))
    text = joined(unframed(said))
    language = language_of(said)
    spans = recognised(text, directory, today)
    repaired = mended(text, spans)
    if repaired.changes:
        again = recognised(repaired.text, directory, today)
        if len(left_over(repaired.text, again)) < len(left_over(text, spans)):
            text, spans = repaired.text, again
        else:
            repaired = Mended(text=text)
    kept = split_excluded(text, settled(text, spans))
    asked = asked_in(kept.spans, text)
    cues = Cues(
        text=text,
        spans=kept.spans,
        left=left_over(text, spans),
        asked=asked,
        directory=directory,
        excluded=kept.excluded,
    )
    cues = with_beside(cues)
    added = with_sum(cues)
    cues = with_share(with_conditions(cues)) if added is cues else added
    cues = without_words_looked_for(cues) if cues.phrased("mentions") else cues
    return Understood(cues=cues, intent=intent_of(cues, told=told), language=language, mended=repaired.changes)


# -- whose reports


def _scoping(understood: Understood) -> Scoping:
    """Whose reports are meant. A total over a place is its own figure where the place has one body to say it."""
    cues, intent = understood.cues, understood.intent
    if intent.kind in {"share", "place"}:
        return _part(cues)
    if (cues.excluded and not cues.bodies) or _is_of_all_within(cues, intent):
        return scoping_of(cues, filtering=True)
    is_total = intent.aggregate == "sum" and cues.all(Place) and intent.kind == "aggregate"
    if is_total and not cues.has("kind", "all_bodies", "department", "level") and not cues.says("whole_place"):
        own = scoping_of(cues, filtering=False)
        if own.obstacle is None and _has_reports(own, cues):
            return own
    if intent.kind in {"reports", "checks", "passages"} and _names_one_by_place(cues):
        own = scoping_of(cues, filtering=False)
        if own.obstacle is None:
            return own
    if intent.kind == "compare" and intent.group is None and cues.all(Place) and not cues.bodies:
        own = scoping_of(cues, filtering=False)
        are_bodies = own.obstacle is None and own.scope.agencies and not _compares_regions(cues)
        return own if are_bodies else scoping_of(cues, filtering=True)
    return scoping_of(cues, filtering=intent.filtering)


def _has_reports(scoping: Scoping, cues: Cues) -> bool:
    """True when the bodies have a report of each year that is named."""
    years = set(cues.years.years or ())
    return all(years <= set(cues.directory.years.get(key, ())) for key in scoping.scope.agencies or ())


def _is_of_all_within(cues: Cues, intent: Intent) -> bool:
    """True when one figure is asked for of all bodies in a place: 全省, added up."""
    is_one_figure = intent.kind in {"lookup", "trend"} or (intent.kind == "aggregate" and intent.aggregate == "sum")
    asks = cues.phrased("added_up") or cues.says("whole_place")
    return is_one_figure and asks and bool(cues.all(Place)) and not cues.bodies


def _compares_regions(cues: Cues) -> bool:
    """Provinces and prefectures side by side, without a word for their governments or bureaus."""
    codes = [code for place in cues.all(Place) for code in place.codes]
    return not cues.has("kind", "department") and all(code.endswith("00") for code in codes)


def _names_one_by_place(cues: Cues) -> bool:
    """Jiangsu Province Government is a body; the governments in 江苏 are a filter."""
    is_plural = asks_for_all(cues.text) or cues.has("all_bodies", "level") or cues.says("which", "how_many")
    return bool(cues.all(Place)) and not cues.bodies and cues.has("kind", "department") and not is_plural


def _part(cues: Cues) -> Scoping:
    """The body, or the bodies by filters, whose share or place in a larger scope is asked for."""
    is_place_alone = len(cues.all(Place)) == 1 and not cues.says("whole_place") and cues.says("share")
    if cues.bodies or is_place_alone or (cues.has_a_sort and asks_for_all(cues.text)):
        return scoping_of(cues, filtering=True)
    if cues.all(Place):
        own = scoping_of(cues, filtering=False)
        return own if own.obstacle is None else scoping_of(cues, filtering=True)
    return scoping_of(cues, filtering=True)


# -- the plan


def _draft(understood: Understood, scoping: Scoping) -> Plan:
    cues, intent = understood.cues, understood.intent
    narrative = intent.kind == "passages"
    years, assumed = _years(cues, intent, scoping)
    scope = scoping.scope.model_copy(update={"years": years})
    if intent.kind in {"reports", "checks"} and not scope.levels and not scope.agencies:
        levels = tuple(key for key in cues.keys("dimension") if key in BY_DEPTH)
        scope = scope.model_copy(update={"levels": levels or None})
    scope, intent, of_places = of_single_bodies(scope, intent, cues)
    if intent.kind == "define":
        scope = PlanScope()
    base = Plan(
        kind=intent.kind,
        measures=() if narrative or intent.kind == "reports" else _measures(cues, intent),
        change=intent.change,
        group=_group(intent, scope),
        condition=None,
        scope=scope,
        whole=whole_of_all(cues, intent, scope),
        latest_only=_takes_latest(cues, intent, scope),
        aggregate=_aggregate(intent, scope),
        order=intent.order,
        limit=_limit(cues, intent),
        nth=next((each.number for each in cues.all(Ordinal)), None) if intent.kind == "rank" else None,
        every_year=_is_of_every_year(cues, intent, scope),
        subtract=intent.subtract and intent.kind == "compare",
        rules=_rules(cues) if intent.kind == "checks" else (),
        collected=intent.collected,
        published=_published(cues, intent),
        language=understood.language,
        assumed=(*understood.mended, *scoping.assumed, *assumed, *of_places),
        obstacle=Obstacle(kind="outside"),
    )
    changes: dict[str, Any] = {"condition": condition_of(cues, intent)}
    if cues.where and can_be_filtered(base):
        changes |= {"where": cues.where, "either": cues.either}
    if cues.beside and can_be_filtered(base) and base.kind != "aggregate":
        changes["beside"] = cues.beside
    return _with_words(base.model_copy(update=changes), understood, scoping)


def _measures(cues: Cues, intent: Intent) -> tuple[str, ...]:
    """The measures asked for; what a word means is told of each of those that it may stand for."""
    return cues.asked.measures or (cues.asked.choices if intent.kind == "define" else ())


def _with_words(draft: Plan, understood: Understood, scoping: Scoping) -> Plan:
    """The draft with what it searches for, if it does, and with the words that it has no use for."""
    cues, intent = understood.cues, understood.intent
    if intent.kind == "passages":
        among = _among(draft, understood) if intent.chooses else None
        draft = draft.model_copy(update={**sought(cues, counted=intent.counted), "among": among})
    has_enough = intent.kind in {"passages", "checks", "reports"} or bool(cues.asked.measures)
    settled = draft.model_copy(update={"obstacle": None if has_enough else draft.obstacle})
    unplaced = unplaced_in(cues, settled, scoping.used, blocked=scoping.obstacle is not None)
    return settled.model_copy(update={"unplaced": unplaced})


def _published(cues: Cues, intent: Intent) -> Published | None:
    """When the reports asked for were published, or that they do not say."""
    if intent.kind != "reports":
        return None
    named = next((each.dates for each in cues.all(PublishedThen)), None)
    return named or (Published(undated=True) if cues.phrased("undated") else None)


def _among(draft: Plan, understood: Understood) -> Plan:
    """How the bodies of a mixed question are chosen."""
    cues, chooses = understood.cues, understood.intent.chooses
    assert chooses is not None
    return Plan(
        kind=chooses.kind if chooses.kind in {"rank", "list"} else "list",
        measures=cues.asked.measures,
        scope=draft.scope,
        order=chooses.order,
        limit=_limit(cues, chooses),
        condition=condition_of(cues, chooses),
        where=cues.where,
        either=cues.either,
        language=draft.language,
    )


def _years(cues: Cues, intent: Intent, scoping: Scoping) -> tuple[tuple[int, ...] | None, tuple[str, ...]]:
    """The years of the plan, and what had to be assumed: a change is between two of them."""
    years = cues.years.years
    if intent.kind == "checks" and years and len(years) == PAIR and _checks_last_year(cues):
        return years[-1:], ()
    if years is None and cues.directory.all_years:
        if intent.collected == "without_year" or _names_each_year(cues, intent):
            return cues.directory.all_years, ()
        if cues.says("latest") and not scoping.scope.agencies and intent.kind != "reports" and not intent.change:
            return cues.directory.all_years[-1:], ()
    if intent.change is None:
        return years, ()
    if years is None:
        keys = scoping.scope.agencies or ()
        known = sorted({year for key in keys for year in cues.directory.years.get(key, ())})
        return ((known[-2], known[-1]), (f"{known[-2]}–{known[-1]}",)) if len(known) > 1 else (None, ())
    return ((years[0] - 1, years[0]) if len(years) == 1 else (years[0], years[-1])), ()


def _names_each_year(cues: Cues, intent: Intent) -> bool:
    """每年都没有申请的单位: in each of all years that there are."""
    is_choice = intent.kind == "list" or intent.aggregate == "count" or cues.phrased("report_every_year")
    each = cues.matches(r"每一?年|年年|各年度?|历年|(?:every|each) (?:single )?year") and not cues.phrased(
        "in_which_years"
    )
    return is_choice and each and intent.change is None and cues.has_a_sort and intent.group is None


def _group(intent: Intent, scope: PlanScope) -> Group | None:
    if intent.kind == "trend":
        return None if scope.agencies else "year"
    if intent.kind == "compare" and intent.group is None and scope.regions and not scope.agencies:
        depths = {len(place.path) for code in scope.regions if (place := region(code))}
        if len(depths) > 1:
            return "place"
        return BY_DEPTH[min(max(depths), 3) - 1] if depths else None
    if intent.group == "year" and intent.kind == "rank" and len(scope.agencies or ()) == 1:
        return None  # the years of one body are its reports
    return intent.group


def _takes_latest(cues: Cues, intent: Intent, scope: PlanScope) -> bool:
    """A figure of one body without a year is that of its latest report."""
    if cues.all(Years) or intent.change or scope.years:
        return False
    is_one = bool(scope.agencies) and intent.kind in {"lookup", "compare", "place"}
    return is_one or intent.kind == "lookup"


def _aggregate(intent: Intent, scope: PlanScope) -> Aggregate | None:
    """A place that is no body is asked for the sum of its bodies."""
    is_group = (
        intent.kind == "lookup" and intent.change is None and (scope.regions or (scope.excluded and not scope.agencies))
    )
    return "sum" if is_group else intent.aggregate


def _rules(cues: Cues) -> tuple[str, ...]:
    """The rules that the words name; "errors" beside a rule only says that it fails."""
    named = [key for key in cues.keys("check") if key not in {"bad", "good"}]
    if about := check_about(cues.keys("subject")):
        return rules_of(about)
    if set(named) <= {"sums", "every"} and (cues.says("year_before") or _checks_last_year(cues)):
        return rules_of("years")
    special = [key for key in named if key not in {"every", "sums"}]
    chosen = special or (["sums"] if "sums" in named or cues.says("sum") else [])
    return tuple(dict.fromkeys(rule for key in chosen for rule in rules_of(key)))


def _checks_last_year(cues: Cues) -> bool:
    """与上年结转数对不上, 2024年结转数与2023年报告不一致: what one report carries into the next."""
    rows = set(cues.keys("subject"))
    of_years = len(cues.years.years or ()) == PAIR or cues.matches("[与和跟同]上|去年")
    return bool(rows) and rows <= {"requests.carried_over", "requests.carried_forward"} and of_years


def _is_of_every_year(cues: Cues, intent: Intent, scope: PlanScope) -> bool:
    """2022年和2023年都超过100件: in each of them, not in any."""
    if intent.collected in {"bodies", "count_bodies"}:
        return cues.phrased("report_every_year")
    is_choice = intent.kind == "list" or intent.aggregate in {"count", "share_meeting"}
    several = len(scope.years or ()) > 1 and intent.change is None
    return is_choice and several and cues.matches(r"都|均|每年|年年|连续|\b(?:both|every year|each year|in each)\b")


def _limit(cues: Cues, intent: Intent) -> int | None:
    chosen = intent.chooses or intent
    is_ordered = chosen.kind == "rank" or (chosen.kind in {"reports", "passages"} and chosen.order is not None)
    if not is_ordered or cues.all(Ordinal):
        return None
    counts = sorted(meanings(cues.spans, Count), key=lambda count: not count.sure)
    if counts:
        return counts[0].number
    return None if cues.says("ordering", "upward", "compare") and not cues.says("most", "fewest") else 1


# -- how sure


def _checked(draft: Plan, understood: Understood, scoping: Scoping) -> Plan:
    """The plan with its confidence, and with the first thing that is in its way."""
    cues = understood.cues
    plan = draft if draft.kind != "lookup" or draft.aggregate is None else _summed(draft)
    dangling = bool(GOES_ON.search(cues.text)) and not plan.scope.restricts
    sure = confidence_of(plan, explicit=understood.intent.explicit, dangling=dangling)
    plan = plan.model_copy(update={"confidence": sure})
    names = {key: body.name for key in plan.scope.agencies or () if (body := cues.directory.bodies.get(key))}
    nobody = scoping.obstacle is not None and scoping.obstacle.kind == "unknown_body"
    unasked = nothing_asked(plan, cues, names)
    obstacle = (
        (scoping.obstacle if nobody and unasked and unasked.kind == "unsure_field" else None)
        or unasked
        or scoping.obstacle
        or field_left_open(plan, names)
        or without_unit(plan, names)
        or report_or_zero(plan, cues, names)
        or years_left_open(plan, names, cues)
        or wrong_unit(plan, understood.cues, understood.intent)
        or too_unsure(plan, names, SURE_ENOUGH)
    )
    return Plan.model_validate(plan.model_copy(update={"obstacle": obstacle}).model_dump())


def _summed(plan: Plan) -> Plan:
    return plan.model_copy(update={"kind": "aggregate", "latest_only": False})
