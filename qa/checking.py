"""Whether a question asks what does not add up."""

from __future__ import annotations

from qa.cues import Cues
from qa.lexicon import Word, check_about


def asks_for_checks(cues: Cues) -> bool:
    """True for failed checks; a mere "wrong" needs totals, numbers or reports that it is said of."""
    named = set(cues.keys("check"))
    tells = cues.has("topic", "narrative") and not _is_of_checks(cues)
    if not named or (named <= {"every", "bad", "good"} and tells):
        return False
    is_of_figures = cues.says("sum", "year_before") or cues.phrased("reports_or_figures") or _compares_rows(cues)
    return not named <= {"bad", "good"} or is_of_figures


def _is_of_checks(cues: Cues) -> bool:
    """True when the problem is one of checks: 校验问题, problems with the checks."""
    checks = [span for span in cues.spans if isinstance(span.meaning, Word) and span.meaning.role == "check"]
    topics = [span for span in cues.spans if isinstance(span.meaning, Word) and span.meaning.role == "topic"]
    return not cues.has("narrative") and any(
        0 <= topic.start - check.end <= 1 and check.meaning.key != "bad"  # type: ignore[attr-defined]
        for check in checks
        for topic in topics
    )


def _compares_rows(cues: Cues) -> bool:
    """True when rows that a check compares are set against each other: 新收加上年结转不等于办结加结转."""
    return len(cues.keys("subject")) > 1 and check_about(cues.keys("subject")) is not None
