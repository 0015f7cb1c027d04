"""The page itself: everything there is to show of some runs, put into the template.

Whatever stands in a log may come from a hostile document: the template escapes all of it, and the page's own policy
forbids scripts and requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from canonical.report import Language
from eval.compare import compare, flat
from eval.page.agreement import SIDE, calibration, judged_fields, matrix
from eval.page.bars import TICKS, odds_place
from eval.page.cases import PICTURES, cost, failures, said, slowest_cases, worst_cases
from eval.page.compared import MOST_GROUPS, change_rows, difference_rows, group_rows
from eval.page.groups import group_tables
from eval.page.heat import field_rows, heat_tables
from eval.page.rows import headline, side_by_side
from eval.page.texts import words
from eval.page.view import View, view
from eval.records import Json, Metric, Run

FIELDS_OPEN = 15
Scored = tuple[Run, Sequence[Metric]]


def page(runs: Sequence[Scored], *, baseline: Scored | None = None, lang: Language) -> str:
    """The HTML of the runs, in their order; runs of the baseline's suite are compared with it."""
    views = [view(run, metrics, baseline, lang) for run, metrics in runs]
    template = _environment().get_template("page.html.j2")
    return template.render(
        lang=lang,
        t=words(lang),
        titles=list(dict.fromkeys(_title(each) for each in views)),
        sections=[_section(each, f"r{number}", PICTURES // len(views)) for number, each in enumerate(views, 1)],
        compared=list(_side_by_side(views)),
        ticks=[(f"{tick * 100:g}", odds_place(tick)) for tick in TICKS],
        side=SIDE,
        fields_open=FIELDS_OPEN,
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _section(view: View, anchor: str, pictures: int) -> dict[str, Any]:
    """Everything of one run, by the names the template knows; what has no data is None or empty."""
    worst, more_worst = worst_cases(view, pictures)
    fields = judged_fields(view)
    return {
        "id": anchor,
        "title": _title(view),
        "about": view.suite.about[view.lang] if view.suite else "",
        "name": run_name(view.run),
        "facts": list(_facts(view)),
        "banners": list(_banners(view)),
        "header": [(key, said(value)) for key, value in flat(view.run.header)],
        "headline": headline(view),
        "has_baseline": view.baseline is not None,
        "baseline": _baseline(view),
        "groups": group_tables(view),
        "heat": heat_tables(view),
        "fields": field_rows(view),
        "matrix": matrix(fields, view),
        "calibration": calibration(fields),
        "worst": worst,
        "more_worst": more_worst,
        "slowest": slowest_cases(view),
        "failures": failures(view),
        "cost": cost(view),
    }


def _title(view: View) -> str:
    return view.suite.title[view.lang] if view.suite else view.name


def run_name(run: Run) -> str:
    """What tells a run from others of its suite: its log and model."""
    model = run.header.get("model")
    return " · ".join(filter(None, (Path(run.path).stem, said(model) if model else "")))


def _facts(view: View) -> Iterator[tuple[str, str, str]]:
    """Label, value and tone of what a reader has to know of a run before its figures."""
    header = view.run.header
    commit = str(header.get("commit") or "")
    machine = header.get("machine") or {}
    yield view.say("header", "started"), said(header.get("started")).replace("T", " ").replace("+00:00", " UTC"), ""
    yield view.say("header", "cases"), f"{len(view.run.results):,}", ""
    yield view.say("header", "commit"), commit[:10] or view.say("header", "no_commit"), ""
    if header.get("dirty"):
        yield "", view.say("header", "dirty"), "warning"
    yield view.say("header", "model"), said(header.get("model") or view.say("header", "no_model")), ""
    yield view.say("header", "seed"), said(_inner(header, "options", "seed")), ""
    yield view.say("header", "python"), said(_inner(header, "versions", "python")), ""
    yield view.say("header", "machine"), said(_machine(machine)), ""


def _inner(header: Any, *keys: str) -> Json:
    for key in keys:
        header = header.get(key) if hasattr(header, "get") else None
    return header


def _machine(machine: Json) -> str:
    if not isinstance(machine, dict):
        return str(machine)
    known = (("processor", "{}"), ("cores", "{} ×"), ("memory_gb", "{} GB"))
    return ", ".join(text.format(machine[key]) for key, text in known if machine.get(key))


def _banners(view: View) -> Iterator[tuple[str, str]]:
    """Tone and text of what a reader must not miss."""
    header, results = view.run.header, view.run.results
    if sabotage := header.get("sabotage"):
        yield "danger", view.say("banner", "sabotage", name=said(sabotage))
    planned = _inner(header, "cases", "count")
    if isinstance(planned, int) and len(results) < planned:
        yield "warning", view.say("banner", "incomplete", done=len(results), all=planned)
    if crashed := sum(result.crashed for result in results):
        yield "danger", view.say("banner", "crashed", count=crashed)


def _baseline(view: View) -> dict[str, Any] | None:
    if view.baseline is None:
        return None
    comparison = compare(view.baseline, view.run, tuple(view.before.values()), view.metrics)
    changes = change_rows(comparison, view.lang)
    return {
        "about": view.say("about", "baseline", paired=comparison.paired),
        "headers": [(each.key, said(each.before), said(each.after)) for each in comparison.headers],
        "unpaired": [
            view.say("compare", name, count=len(cases))
            for name in ("only_before", "only_after", "other_inputs")
            if (cases := getattr(comparison, name))
        ],
        "differences": difference_rows(comparison, view.lang),
        "groups": group_rows(comparison, view.lang),
        "more_groups": max(0, len(comparison.groups) - MOST_GROUPS),
        "changes": changes,
        "all_changes": len(comparison.changes),
        "failures": [(each.case, said(each.before), said(each.after)) for each in comparison.failures],
    }


def _side_by_side(views: Sequence[View]) -> Iterator[Any]:
    for name in dict.fromkeys(each.name for each in views):
        same = [each for each in views if each.name == name]
        if len(same) > 1:
            yield side_by_side(same, [run_name(each.run) for each in same])
