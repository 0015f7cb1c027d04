"""The body whose report it is, from the best place that names it, completed and located by the others.

A longer name elsewhere that ends in the title's name ("地区教育局" and "和田地区教育局") is the same body named in
full. A place that several bear (鼓楼区) is settled by what stands around it, if that leaves one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from canonical.agencies import Agency, classify
from canonical.regions import place_in, region_of, regions_named, within
from canonical.report import Region, ReportFlagId
from canonical.text import plain
from extraction.identity_lines import Label, Paper
from extraction.identity_names import (
    GOVERNMENT,
    behind_its_place,
    dated_names,
    narrated_names,
    office_name,
    signed_names,
    written,
)
from extraction.identity_titles import Title, titles_in
from extraction.report_flags import Note


class Named(NamedTuple):
    """A body's name and the note it leaves when it has to serve."""

    name: str
    note: ReportFlagId


_MAKER_LABELS = re.compile(r"^(?:发布机构|发布单位|发布部门|公开[机单主].|制作..|发文..|编制单位)$")
_SOURCE_LABELS = re.compile(r"^(?:信息来源|文章来源|稿件来源|来源|作者|单位)$")
_OWNER_LABELS = re.compile(r"^(?:主办单位|主办|版权所有)$")
_GENERIC = re.compile(r".{1,2}?区(?=.)")
_GOVERNS_TOWN = re.compile(r"(?<=[乡镇道木])(?:人民政府|政府|办事处)$")
_NOT_SPOKEN_BY = {
    "general_government": re.compile(r"[我本](?:局|委|厅|办|院|校|中心)"),
    "government_office": re.compile(r"[我本](?:局|委|厅|院|校|中心)"),
}
_ADDRESS = re.compile(r"地址[:为是]{0,2}(?P<address>[^,;。()]+)")
_TOWN_SPEAKS = re.compile(r"[我本全](?:镇|乡(?!镇)|街道|苏木)")


def find_agency(paper: Paper, title: Title | None) -> tuple[Agency | None, tuple[Note, ...]]:
    """The body with its region, and notes on what was guessed."""
    strong, weak = _strong(paper), _weak(paper)
    titled = [each.body for each in titles_in([*paper.file_title, *paper.head]) if each.body]
    others = [*titled, *(each.name for each in (*strong, *weak))]
    body = _body_of_title(paper, title)
    if body:
        name, completed = _completed(body, others, paper)
        notes = (*completed, *_disagreement(name, [*titled, *(each.name for each in strong)]))
    else:
        chosen = next(iter(strong), None) or _most_specific(weak)
        if chosen is None:
            return None, ()
        name, completed = _completed(chosen.name, others, paper)
        rivals = [each.name for each in (strong if chosen in strong else weak)]
        notes = (Note(id=chosen.note, about=name), *completed, *_disagreement(name, rivals))
    agency, located = _located(classify(name), paper, others)
    return agency, (*notes, *located)


def _body_of_title(paper: Paper, title: Title | None) -> str | None:
    """The body that the title names; a government in a line above it may be the site's, whose bureau speaks."""
    if title is None or title.body is None:
        return None
    is_above = title.lines > 1 and title.body in map(written, paper.head)
    return None if is_above and classify(title.body).department in _silent(paper) else title.body


def _strong(paper: Paper) -> tuple[Named, ...]:
    """Names that stand for the report's own body: its signature, the site's 发布机构, a sentence on who made it."""
    signatures = (*signed_names(paper.closing), *dated_names(paper.head))
    signed = (Named(name, "agency_from_signature") for name in signatures)
    labelled = (name for name in _beside(paper.labels, _MAKER_LABELS) if not _is_of_county(name, paper))
    makers = (Named(name, "agency_from_label") for name in labelled)
    names = narrated_names([*paper.head, *paper.overview.split("\n")], paper.rest)
    told = (Named(name, "agency_from_text") for name in names)
    return tuple(dict.fromkeys([*signed, *makers, *told]))


def _weak(paper: Paper) -> tuple[Named, ...]:
    """Names that stand on the page, but may be those of the site: never a government where a part of it speaks."""
    labels = (*paper.labels, *paper.site_labels)
    names = (
        *_beside(labels, _SOURCE_LABELS),
        *_owners(paper),
        *(name for part in paper.trail if (name := office_name(part))),
    )
    silent = _silent(paper)
    found = (name for name in dict.fromkeys(names) if classify(name).department not in silent)
    return tuple(Named(name, "agency_from_site") for name in found)


def _is_of_county(name: str, paper: Paper) -> bool:
    """Whether it is a government that publishes what one of its towns says: 我镇, 全镇."""
    agency = classify(name)
    above = agency.department in GOVERNMENT and agency.level != "township"
    return above and _TOWN_SPEAKS.search("\n".join([*paper.head, paper.overview])) is not None


def _silent(paper: Paper) -> frozenset[str]:
    """The departments that do not call themselves as the text does: no government says 我局."""
    said = "\n".join([*paper.head, paper.overview])
    return frozenset(department for department, speech in _NOT_SPOKEN_BY.items() if speech.search(said))


def _owners(paper: Paper) -> Iterator[str]:
    """Bodies whose site it is: behind the title of the page, in a line of its own at the top, or at the foot."""
    yield from (name for part in paper.file_title if (name := office_name(part)))
    yield from _beside(paper.site_labels, _OWNER_LABELS)
    yield from (name for line in paper.head if (name := office_name(line)))


def _beside(labels: Iterable[Label], wanted: re.Pattern[str]) -> Iterator[str]:
    for label in labels:
        if wanted.match(label.label) and label.value:
            name = office_name(label.value.split()[0]) or office_name(label.value)
            if name:
                yield name


def _most_specific(names: tuple[Named, ...]) -> Named | None:
    """The first that is no government, as governments' sites carry the reports of their bureaus; else the first."""
    bureaus = (each for each in names if classify(each.name).department not in GOVERNMENT)
    return next(bureaus, None) or next(iter(names), None)


def _disagreement(name: str, others: Iterable[str]) -> tuple[Note, ...]:
    rivals = dict.fromkeys(other for other in others if not same_body(name, other))
    return (Note(id="several_agencies", about="、".join([name, *rivals])),) if rivals else ()


def same_body(one: str, other: str) -> bool:
    """Whether two names are one body's, as far as they tell; a government and its office report for each other."""
    first, second = classify(one), classify(other)
    if first.key == second.key or plain(one).endswith(plain(other)) or plain(other).endswith(plain(one)):
        return True
    return _govern_together(first, second) or _names_in_full(first, second) or _names_in_full(second, first)


def _govern_together(first: Agency, second: Agency) -> bool:
    """A government and its office; two towns of one county, or two zones of a city, are no such pair."""
    if {first.department, second.department} != GOVERNMENT:
        return False
    if first.region and second.region:
        return first.region == second.region and first.level == second.level
    return first.name.startswith(second.name) or second.name.startswith(first.name)


def _in_full(name: str, others: Iterable[str]) -> str:
    """The name, or the one name elsewhere that names the same body with its place."""
    agency = classify(name)
    if agency.region is not None:
        return name
    fuller = [other for other in others if _names_in_full(classify(other), agency)]
    placed = [other for other in fuller if classify(other).region]
    by_key = {classify(other).key: other for other in sorted(placed or fuller, key=len)}
    return next(iter(by_key.values())) if len(by_key) == 1 else name


def _completed(name: str, others: Iterable[str], paper: Paper) -> tuple[str, tuple[Note, ...]]:
    """The name in full; what only its address tells of its place is noted."""
    full = _in_full(name, others)
    addressed = _in_full(full, _of_address(full, paper))
    region = classify(addressed).region
    if addressed == full or region is None:
        return full, ()
    return addressed, (Note(id="region_from_context", about="".join(region.path)),)


def _of_address(name: str, paper: Paper) -> Iterator[str]:
    """A town's name behind the place that its address names: 微山县两城镇人民政府 of 地址：微山县两城镇府前路1号."""
    town = _GOVERNS_TOWN.sub("", name)
    printed = written("。".join([*paper.head, paper.overview, *paper.closing]))
    addresses = [match["address"] for match in _ADDRESS.finditer(printed)]
    yield from (full + name[len(town) :] for full in behind_its_place(town, addresses))


def _names_in_full(fuller: Agency, agency: Agency) -> bool:
    """鼓楼区教育局 by 徐州市鼓楼区教育局, 西店镇 by 宁海县西店镇人民政府, 县卫健局 by 沭阳县卫生健康局."""
    if len(fuller.name) > len(agency.name) and _town_or_body(fuller).endswith(_town_or_body(agency)):
        return True
    return fuller.region is not None and classify(agency.name, near=fuller.region).key == fuller.key


def _town_or_body(agency: Agency) -> str:
    """The name without the word for what governs a town: 西店镇 of 西店镇人民政府."""
    return _GOVERNS_TOWN.sub("", plain(agency.name))


def _located(agency: Agency, paper: Paper, others: Iterable[str]) -> tuple[Agency, tuple[Note, ...]]:
    """The agency with its region, where its name leaves that open and its surroundings do not."""
    if agency.region is not None or agency.level == "national":
        return agency, ()
    region = _agreed(agency.name, _places_around(paper, others))
    if region is not None:
        note = Note(id="region_from_context", about="".join(region.path))
        return classify(agency.name, near=region), (note,)
    candidates = _bearers(agency.name)
    if not candidates:
        return agency, ()
    names = "、".join("".join(candidate.path) for candidate in candidates)
    return agency, (Note(id="region_ambiguous", about=names),)


def _bearers(name: str) -> tuple[Region, ...]:
    """All places that the body's name can begin with; 城区教育局 names one only where its city is known."""
    place = place_in(name)
    if place:
        return place.candidates
    generic = _GENERIC.match(name)
    return regions_named(generic[0]) if generic else ()


def _agreed(name: str, places: Iterable[Region]) -> Region | None:
    found = {region for around in places if (region := _settled(name, around))}
    return found.pop() if len(found) == 1 else None


def _settled(name: str, around: Region) -> Region | None:
    """The region that a place nearby leaves for the body, if it leaves one.

    鼓楼区教育局 on a page of 福州市 is in that city; 市教育局 is the city's own, but not on a page of a province.
    """
    region = classify(name, near=around).region
    return region if region and within(region.code, around.code) else None


def _places_around(paper: Paper, others: Iterable[str]) -> Iterator[Region]:
    """The places of the bodies that the page and its site name."""
    texts = (*paper.trail, *paper.file_title, *(label.value for label in paper.site_labels), *others)
    sources = (label.value for label in paper.labels if _SOURCE_LABELS.match(label.label))
    yield from (place for text in (*texts, *sources) if (place := region_of(written(text))))
