"""What every part of the page is drawn from: a run with its metrics, those of the baseline, the suite's texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from canonical.fields import FIELDS
from canonical.report import Language
from eval.page.texts import say, texts_of_suite
from eval.records import Metric, Run
from eval.suite_data import SuiteData, Verdict, verdicts

Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A run as it is to be shown. `before` are the baseline's metrics, empty where there is no baseline."""

    run: Run
    metrics: tuple[Metric, ...]
    lang: Language
    suite: SuiteData | None
    before: Mapping[Key, Metric]
    baseline: Run | None
    verdicts: Mapping[Key, tuple[Verdict, ...]]

    @property
    def name(self) -> str:
        """The suite as the log names it."""
        return str(self.run.header.get("suite", "?"))

    @property
    def overall(self) -> tuple[Metric, ...]:
        """The metrics over all cases."""
        return tuple(metric for metric in self.metrics if not metric.by)

    def label(self, name: str) -> str:
        """A metric's name in words, or as it is."""
        return self.suite.label(name, self.lang) if self.suite else name

    def about(self, score: str) -> str:
        """What a score is about: the field in the words of the form, or the metric of that name."""
        field = FIELDS.get(score)
        return (field.zh if self.lang == "zh" else field.en) if field else self.label(score)

    def say(self, section: str, text: str, **values: object) -> str:
        """A text of the page with its holes filled."""
        return say(section, text, self.lang, **values)


def view(run: Run, metrics: Sequence[Metric], baseline: tuple[Run, Sequence[Metric]] | None, lang: Language) -> View:
    """The view of a run; a baseline of another suite is none."""
    suite = texts_of_suite(str(run.header.get("suite")))
    same = baseline if baseline and baseline[0].header.get("suite") == run.header.get("suite") else None
    judged: dict[Key, tuple[Verdict, ...]] = {}
    for verdict in verdicts(suite, metrics) if suite else ():
        if verdict.metric:
            judged[key(verdict.metric)] = (*judged.get(key(verdict.metric), ()), verdict)
    return View(
        run=run,
        metrics=tuple(metrics),
        lang=lang,
        suite=suite,
        before={key(metric): metric for metric in same[1]} if same else {},
        baseline=same[0] if same else None,
        verdicts=judged,
    )


def key(metric: Metric) -> Key:
    """What makes a metric the same in another run."""
    return metric.name, tuple(sorted(metric.by.items()))
