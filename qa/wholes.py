"""What a share is taken of, a place is counted among, or an average is the average of."""

from __future__ import annotations

from canonical.regions import parent, region
from qa.cues import Cues
from qa.entities import Place
from qa.intent import Intent
from qa.plan import PlanScope
from qa.scoping import codes_of, filters_in, without_own_name


def whole_of_all(cues: Cues, intent: Intent, scope: PlanScope) -> PlanScope | None:
    """The larger scope of a share or a place in a ranking: all, or what else the question names."""
    if any(comparison.of for comparison in cues.comparisons) and scope.agencies:
        return PlanScope(years=scope.years)
    if intent.kind not in {"share", "place"}:
        return None
    wide = filters_in(cues if cues.bodies else without_own_name(cues)) if scope.agencies else PlanScope()
    around = _around(cues, scope)
    return wide.model_copy(
        update={"regions": around, "years": scope.years, "excluded": cues.excluded, "templates": scope.templates}
    )


def _around(cues: Cues, scope: PlanScope) -> tuple[str, ...] | None:
    """The place that the whole lies in: the widest one named around the part, or 全省 and the like."""
    own = [body.region.code for key in scope.agencies or () if (body := cues.directory.bodies.get(key)) and body.region]
    part = own or list(scope.regions or ())
    around = cues if cues.bodies else without_own_name(cues)
    named = [place for place in around.all(Place) if scope.agencies or not set(place.codes) & set(part)]
    if named:
        return codes_of(named)
    if cues.says("whole_place") and part:
        return _wider(part[0], cues)
    return None


def _wider(code: str, cues: Cues) -> tuple[str, ...] | None:
    place = region(code)
    ends = {"全省": "省", "全自治区": "区", "全市": "市", "全州": "州", "全县": "县", "全地区": "区", "全师": "师"}
    said = next((ending for word, ending in ends.items() if word in cues.text), None)
    while place is not None:
        if said is None or place.name.endswith(said):
            return (place.code,)
        place = parent(place)
    return None
