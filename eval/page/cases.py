"""The cases worth a look: worst, slowest, failed, not scored; and what all of them cost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from canonical.fields import FIELDS
from eval.figures import figure
from eval.judged import SEVERITY, UNNOTICED, Judged, cells, judged, tally
from eval.page.outcomes import Part, parts
from eval.page.view import View
from eval.records import CaseResult, Json, Outcome

MOST_WORST = 12
MOST_ROWS = 8  # wrong scores shown of one case
MOST_SLOW = 8
MOST_FAILED = 40
LONGEST = 300  # characters of any text from a log
LONGEST_CROP = 1200
PICTURES = 350_000  # bytes of all pictures of a page together
BASE64_PNG = re.compile(r"iVBORw0KGgo[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A place of a document: a text in three parts, the middle one marked, or a picture; `left_out` to save space."""

    before: str = ""
    mark: str = ""
    after: str = ""
    picture: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRow:
    """A score that is not right."""

    name: str
    label: str
    outcome: Outcome
    expected: str
    expected_status: str
    got: str
    status: str
    flags: str
    crop: Crop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstCase:
    """A case with its wrong scores, the worst first; `left_out` are more of them."""

    id: str
    tags: tuple[tuple[str, str], ...]
    seconds: str
    error: str
    parts: tuple[Part, ...]
    wrong: int
    silent: int
    rows: tuple[WrongRow, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowCase:
    """A case by its time; `width` is in percent of the slowest."""

    id: str
    tags: tuple[tuple[str, str], ...]
    seconds: str
    prepared: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Cases of one sort of failure with the reason of each; `left_out` are more of them."""

    title: str
    kind: str
    count: int
    cases: tuple[tuple[str, str], ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Times and what models cost, as labelled figures; `used_model` is False when none was called."""

    times: tuple[tuple[str, str], ...]
    usage: tuple[tuple[str, str, str], ...]
    used_model: bool
    slowest: str


def worst_cases(view: View, pictures: int = PICTURES) -> tuple[tuple[WorstCase, ...], int]:
    """The cases with most silent errors, then most errors; and how many more have any error.

    Their pictures together are at most so many bytes.
    """
    found = sorted((result for result in view.run.results if _badness(result) > (0, 0)), key=_badness, reverse=True)
    shown = []
    for result in found[:MOST_WORST]:
        worst, pictures = _worst_case(result, view, pictures)
        shown.append(worst)
    return tuple(shown), len(found) - len(shown)


def _badness(result: CaseResult) -> tuple[int, int]:
    wrong = [score.outcome for score in result.scores if SEVERITY[score.outcome] > SEVERITY["unscored"]]
    return sum(outcome in UNNOTICED for outcome in wrong), len(wrong)


def _worst_case(result: CaseResult, view: View, budget: int) -> tuple[WorstCase, int]:
    wrong = [score for score in result.scores if SEVERITY[score.outcome] > SEVERITY["unscored"]]
    wrong.sort(key=lambda each: (-SEVERITY[each.outcome], each.name not in result.crops))
    rows = []
    for each in wrong[:MOST_ROWS]:
        crop, budget = _crop(result.crops.get(each.name), budget)
        rows.append(_wrong_row(judged(result, each), crop, view))
    worst = WorstCase(
        id=result.case.id,
        tags=_tags(result, view),
        seconds=seconds(result.seconds),
        error=said(result.error) if result.error else "",
        parts=parts(tally(cells(result.scores)), view),
        wrong=len(wrong),
        silent=_badness(result)[0],
        rows=tuple(rows),
        left_out=len(wrong) - len(rows),
    )
    return worst, budget


def _wrong_row(each: Judged, crop: Crop | None, view: View) -> WrongRow:
    return WrongRow(
        name=each.name,
        label=view.about(each.name) if each.name in FIELDS else "",
        outcome=each.outcome,
        expected=said(each.expected),
        expected_status=view.say("status", each.expected_status) if each.expected_status else "",
        got=said(each.got),
        status=view.say("status", str(each.status)) if each.status else "",
        flags=", ".join(each.flags),
        crop=crop,
    )


def _crop(crop: Json, budget: int) -> tuple[Crop | None, int]:
    """The crop to show, and what is left of the budget for pictures."""
    if not isinstance(crop, Mapping):
        return None, budget
    picture = crop.get("png")
    if isinstance(picture, str) and BASE64_PNG.fullmatch(picture):
        if len(picture) > budget:
            return Crop(left_out=True), budget
        return Crop(picture=picture), budget - len(picture)
    return (_text_crop(str(crop["text"]), str(crop.get("mark") or "")), budget) if "text" in crop else (None, budget)


def _text_crop(text: str, mark: str) -> Crop:
    before, marked, after = text.partition(mark) if mark else (text, "", "")
    room = max(0, LONGEST_CROP - len(marked)) // 2
    return Crop(before=before[-room:] if room else "", mark=marked[:LONGEST_CROP], after=after[:room])


def slowest_cases(view: View) -> tuple[SlowCase, ...]:
    """The cases whose task took longest."""
    found = sorted(view.run.results, key=lambda result: -result.seconds)[:MOST_SLOW]
    return tuple(
        SlowCase(
            id=result.case.id,
            tags=_tags(result, view),
            seconds=seconds(result.seconds),
            prepared=seconds(result.prepare_seconds),
            width=round(100 * result.seconds / (found[0].seconds or 1), 1),
        )
        for result in found
    )


def failures(view: View) -> tuple[Failures, ...]:
    """Crashes, refused documents, and what could not be scored; only sorts that there are."""
    results = view.run.results
    sorts = (
        ("crashed", [(each.case.id, said(each.error)) for each in results if each.crashed]),
        ("refused", [(each.case.id, said(each.error)) for each in results if _is_refused(each)]),
        ("unscored", list(_unscored(results))),
    )
    return tuple(
        Failures(
            title=view.say("failure", kind),
            kind=kind,
            count=len(found),
            cases=tuple(found[:MOST_FAILED]),
            left_out=len(found[MOST_FAILED:]),
        )
        for kind, found in sorts
        if found
    )


def _is_refused(result: CaseResult) -> bool:
    whole = any(score.name == "case" and score.outcome == "unscored" for score in result.scores)
    return result.error is not None and not result.crashed and not whole


def _unscored(results: Iterable[CaseResult]) -> Iterator[tuple[str, str]]:
    """One line a case: what of it was not scored, and the reason where the log says one."""
    for result in results:
        found = [score for score in result.scores if score.outcome == "unscored"]
        if found:
            reasons = dict.fromkeys(str(score.detail["reason"]) for score in found if "reason" in score.detail)
            names = [score.name for score in found if score.name != "case"]
            yield result.case.id, said("; ".join((*reasons, ", ".join(names))).strip("; "))


def cost(view: View) -> Cost:
    """What the run took of time, tokens and money."""
    results = view.run.results
    usage: dict[str, float] = {}
    for result in results:
        for name, value in result.usage.items():
            usage[name] = usage.get(name, 0) + value
    return Cost(
        times=tuple(_times(results, view)),
        usage=tuple(
            (view.say("cost", name), f"{value:,.6g}", view.say("cost", "a_case", value=f"{value / len(results):,.4g}"))
            for name, value in usage.items()
        ),
        used_model=any(usage.values()),
        slowest=_slowest_share(results, view),
    )


def _times(results: Sequence[CaseResult], view: View) -> Iterator[tuple[str, str]]:
    if not results:
        return
    times = sorted(result.seconds for result in results)
    yield view.say("cost", "task"), seconds(sum(times))
    yield view.say("cost", "prepare"), seconds(sum(result.prepare_seconds for result in results))
    yield view.say("cost", "median"), seconds(median(times))
    yield view.say("cost", "p95"), seconds(times[-(-len(times) * 95 // 100) - 1])


def _slowest_share(results: Sequence[CaseResult], view: View) -> str:
    times = sorted((result.seconds for result in results), reverse=True)
    if len(times) <= MOST_SLOW or not sum(times):
        return ""
    share = figure(sum(times[:MOST_SLOW]) / sum(times), "share")
    return view.say("cost", "slowest_share", count=MOST_SLOW, share=share)


def _tags(result: CaseResult, view: View) -> tuple[tuple[str, str], ...]:
    return tuple((view.say("tag", tag), said(value)) for tag, value in result.case.tags.items())


def seconds(value: float) -> str:
    """A time: milliseconds below one second."""
    return f"{value * 1000:,.1f} ms" if value < 1 else f"{value:,.2f} s"


def said(value: Json) -> str:
    """A value of a log in few words, whatever it is."""
    if value is None or value == "":
        return "–"
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
