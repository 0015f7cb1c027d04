"""Public bodies by their names: identity across spellings, kind, department, level, region, and rule-making power.

A name is a place, then what the body is: 沭阳县 | 发展和改革局. The taxonomy and the known spellings are data
(`data/departments.toml`); who may make 规章 follows 立法法 (2023), articles 91 and 93.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from canonical.regions import PlaceName, level_of, place_in, read_data, regions_named, within
from canonical.report import Level, Region
from canonical.successors import name_today, work_today
from canonical.text import half_width, plain

Kind = Literal["government", "bureau", "department", "commission", "office", "division", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

CORPS = "660000"  # 新疆生产建设兵团

_REMARK = re.compile(r"\s*[（(][^（）()]*[）)]\s*$")
_YEAR = re.compile(r"^(?:20\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年度?")
_BRANCH = re.compile(r"^(?P<bureau>.+)局(?P<place>.{2,8})分局$")
_CENTRAL = re.compile(r"^(?:国家税务总局|中华人民共和国|新疆生产建设兵团)+")
_TOWN = re.compile(
    r"^.{1,12}?(?:民族乡|乡|镇|街道|苏木)(?=人民政府|政府|办事处|办$|党|财政所|社会事务|综合|便民|中心|管理委员会|管委会|$)"
)
_TOWN_ALONE = re.compile(r".{1,12}(?:(?<!城)[乡镇]|街道|苏木|(?<!大)街)")
_ZONE = (
    r"(?:开发|高新|经开|新|园|景|度假|示范|管理|实验|试验|合作|保税|保护|功能|商务|港|名胜)区"
    r"|[业技流]园|新城|生态城|科学城"
)
_IN_ZONE = re.compile(rf"^.{{0,14}}?(?:{_ZONE})")
_ZONE_BODY = re.compile(rf"(?:{_ZONE}|[区园岛港湖山])管理委员会$")
_UNLISTED_COUNTY = re.compile(r"^.{1,6}?县(?![级域乡城])")
_NAMED_PLACE = re.compile(r".{2,}?(?:省|市|县|区|州|盟|旗|镇|乡|街道|师|团)(?!级|场)")
_RANK = re.compile(r"^(?:自治区|自治州|自治县|地区|[省州盟旗师](?!略)|市(?![场政容])|县(?!域)|区(?!域))(?=.)")
_REGIMENT = re.compile(r"^第?[一二三四五六七八九十百\d]+团")

# What the end of a body's name says about its kind; the first that fits.
_KIND_OF_END: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"(?:人民政府|行政公署|街道办事处|行政委员会|国务院|.(?:镇|乡|街道|苏木))$"), "government"),
    (_ZONE_BODY, "government"),
    (re.compile(r"(?:村民|居民)委员会$"), "other"),
    (re.compile(r"(?:办公室|办公厅|办事处|研究室|中心)$"), "office"),
    (re.compile(r"局$"), "bureau"),
    (re.compile(r"(?:厅|部|署)$"), "department"),
    (re.compile(r"委员会$"), "commission"),
)

# What the beginning of a body's name says about its level when no place of the gazetteer is in it.
_LEVEL_OF_BEGINNING: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"^省(?!略)|^.{0,8}?自治区|^特别行政区"), "province"),
    (re.compile(r"^(?:自治州|州|盟|地区|师)"), "prefecture"),
    (re.compile(r"^.{0,8}?[县旗](?!级)|^.{0,3}?区(?!域)"), "county"),
    (re.compile(r"^市(?![场政容])"), "prefecture"),
    (re.compile(r".厅$"), "province"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A field of public work. `words` mark it anywhere in a name, `endings` only at the end of one."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    endings: tuple[str, ...] = ()
    general: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A public body; None is "the name does not tell".

    `key` is the same for all spellings of one body's name and for its new name after a mere renaming. `lineage` is
    the same for bodies of one place that merged or took over each other's work, and is the key where none did.
    """

    name: str
    key: str
    lineage: str
    kind: Kind
    department: str
    level: Level | None
    region: Region | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A name taken apart: its place and how that is written, and the body's own name in full spelling."""

    place: PlaceName | None
    region: Region | None
    written: str
    body: str


class _Departments(Mapping[str, Department]):
    """All departments by id, read from their file when first asked for."""

    def __getitem__(self, key: str) -> Department:
        return _departments()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_departments())

    def __len__(self) -> int:
        return len(_departments())


DEPARTMENTS: Mapping[str, Department] = _Departments()


@lru_cache(maxsize=8192)
def classify(name: str, *, near: Region | None = None) -> Agency:
    """The body of that name. `near` is a place around it, for names such as 鼓楼区教育局 that several bodies bear."""
    shown = " ".join(half_width(name).split()) if name.isascii() else "".join(name.split())
    parts = _take_apart(shown, near)
    where = f"{parts.region.code}:" if parts.region else parts.written
    return Agency(
        name=shown,
        key=where + parts.body,
        lineage=where + (work_today(parts.body) or parts.body),
        kind=_kind(parts),
        department=_department(parts),
        level=_level(parts),
        region=parts.region,
    )


@lru_cache(maxsize=65536)
def key_at(place: Region, words: str) -> str:
    """The key of the body that words right behind the name of its place mean: [沭阳县]发改局."""
    body = plain(words)
    if _BRANCH.match(body):
        return classify("".join(place.path) + body).key
    return f"{place.code}:{_body_in_full(body)}"


def may_make_rules(agency: Agency) -> bool | None:
    """Whether the body has the power to make 规章; None where its name does not tell (立法法 91, 93).

    Departments of the State Council, provincial governments, and governments of cities with districts and of
    autonomous prefectures have it. A government's general office may be reporting for its government.
    """
    if not agency.key or agency.level is None:
        return False if agency.kind == "bureau" else None  # national bureaus are known by name, no other has it
    if agency.level == "national":
        return _national_power(agency)
    if agency.level in {"county", "township"}:
        return False
    return _WIDE_POWER.get(agency.kind, _never)(agency)


def _national_power(agency: Agency) -> bool | None:
    if agency.key in _spellings().national.under_ministries:
        return None
    return True if agency.kind in {"department", "bureau", "commission"} or agency.key == "中国人民银行" else None


def is_distinct(agency: Agency) -> bool:
    """Whether the name tells this body from all others; 市教育局 or 人民政府办公室 alone does not."""
    if agency.region is not None or agency.level == "national" or agency.kind == "other":
        return True
    return _NAMED_PLACE.match(agency.key) is not None


def _never(_: Agency) -> bool | None:
    return False


def _government_power(agency: Agency) -> bool | None:
    if agency.department != "general_government":
        return False  # the committee of a zone is no government
    if agency.region is None:
        return None  # 市人民政府 may be that of a county-level city
    if within(agency.region.code, CORPS) or agency.region.name.endswith("特别行政区"):
        return None
    return agency.level == "province" or agency.region.name.endswith(("市", "州"))


def _office_power(agency: Agency) -> bool | None:
    return None if agency.department == "government_office" or agency.key.endswith(":办公室") else False


def _other_power(agency: Agency) -> bool | None:
    return None if agency.department == "other" else False


# Who may make 规章 at province and prefecture level, by kind of body.
_WIDE_POWER: Mapping[Kind, Callable[[Agency], bool | None]] = {
    "government": _government_power,
    "office": _office_power,
    "division": lambda _: None,
    "other": _other_power,
}


def _take_apart(shown: str, near: Region | None) -> _Parts:
    text = _YEAR.sub("", plain(_REMARK.sub("", shown)))
    place = place_in(text, near=near)
    if place is None:
        return _of_rank(text.removeprefix("中华人民共和国"), near)
    body = _in_full(_CENTRAL.sub("", text[: place.start]) + text[place.end :])
    written = text[place.start : place.end]
    seat = _seat_of_branch(body, place.region)
    if seat:
        return _Parts(place=place, region=seat, written=written, body=_BRANCH.sub(r"\g<bureau>分局", body))
    return _Parts(place=place, region=place.region, written=written, body=_or_government(body, place))


def _of_rank(text: str, near: Region | None) -> _Parts:
    """市教育局 near 淮安市 is that city's; near a province or a county it is nobody's."""
    rank = _RANK.match(text)
    if rank and near and near.name.endswith(rank[0]):
        return _Parts(place=None, region=near, written="", body=_in_full(text[rank.end() :]))
    return _Parts(place=None, region=None, written="", body=_in_full(text))


def _seat_of_branch(body: str, around: Region | None) -> Region | None:
    """The district of 公安局朝阳分局, when there is one such in the city."""
    branch = _BRANCH.match(body)
    if around is None or branch is None:
        return None
    seats = [place for place in regions_named(branch["place"]) if _lies_below(place, around)]
    return seats[0] if len(seats) == 1 else None


def _lies_below(inner: Region, outer: Region) -> bool:
    return inner != outer and within(inner.code, outer.code)


def _or_government(body: str, place: PlaceName | None) -> str:
    """A place alone, as titles have it, speaks for its government; the 兵团 and its divisions are bodies themselves."""
    if body or place is None:
        return body
    if any(within(candidate.code, CORPS) for candidate in place.candidates):
        return ""
    return "行政公署" if all(candidate.name.endswith(("地区", "盟")) for candidate in place.candidates) else "人民政府"


def _in_full(body: str) -> str:
    """The body's name with its known short spellings written out."""
    data = _spellings()
    for short, full in data.endings:
        if body.endswith(short) and not body.endswith(full):
            body = body.removesuffix(short) + full
            break
    body = re.sub(r"^(人民政府|政府)(?!办公|$)(?=..)", "", body)
    if _TOWN_ALONE.fullmatch(body):
        return re.sub("街$", "街道", body) + ("办事处" if body.endswith(("街道", "街")) else "人民政府")
    return name_today(data.short.sub(lambda match: match["state"] + data.full[match["short"]], body, count=1))


@lru_cache(maxsize=65536)
def _body_in_full(body: str) -> str:
    """As `_in_full`: questions about bodies of every place have the same words behind it."""
    return _in_full(body)


def _kind(parts: _Parts) -> Kind:
    if not parts.body:
        return "division" if parts.place else "other"
    if parts.body == "管理委员会" and parts.region:
        return "government"
    return next((kind for end, kind in _KIND_OF_END if end.search(parts.body)), "other")


def _department(parts: _Parts) -> str:
    body = parts.body
    if not body:
        return "general_government" if parts.place else "other"
    if body in {"办公室", "办公厅"} and parts.place:
        return "government_office"
    if _TOWN.match(body) and _KIND_OF_END[0][0].search(body):
        return "general_government"
    if _ZONE_BODY.search(body):
        return "development_zone"
    finders = _department_finders()
    ending = max((word for word in finders.endings if body.endswith(word)), key=len, default=None)
    if ending:
        return finders.endings[ending]
    found = finders.special.search(body.replace("人民政", "")) or finders.general.search(body)
    return finders.words[found[0]] if found else "other"


def _level(parts: _Parts) -> Level | None:
    if _TOWN.match(parts.body):
        return "township"
    if parts.place is None:
        return level_of(parts.region) if parts.region else _level_of_beginning(parts.body)
    levels = {level_of(candidate) for candidate in parts.place.candidates if parts.region is None}
    level = level_of(parts.region) if parts.region else levels.pop() if len(levels) == 1 else None
    if level == "province" and parts.region and _IN_ZONE.match(parts.body):
        return None  # zones under a province have no fixed rank
    below = (_IN_ZONE, _UNLISTED_COUNTY, _REGIMENT)
    return "county" if level in {"province", "prefecture"} and any(p.match(parts.body) for p in below) else level


def _level_of_beginning(body: str) -> Level | None:
    national = _spellings().national
    if body in national.names or body.startswith(national.beginnings):
        return "national"
    return next((level for beginning, level in _LEVEL_OF_BEGINNING if beginning.search(body)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _National:
    names: frozenset[str]
    beginnings: tuple[str, ...]
    under_ministries: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spellings:
    short: re.Pattern[str]
    full: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]
    national: _National


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finders:
    """`words` and `endings` lead to department ids; of several words at one place the longest is found."""

    special: re.Pattern[str]
    general: re.Pattern[str]
    words: Mapping[str, str]
    endings: Mapping[str, str]


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return read_data("departments.toml")


@lru_cache(maxsize=1)
def _departments() -> Mapping[str, Department]:
    return {
        entry["id"]: Department(
            id=entry["id"],
            zh=entry["zh"],
            en=entry["en"],
            words=tuple(entry.get("words", ())),
            endings=tuple(entry.get("endings", ())),
            general=entry.get("general", False),
        )
        for entry in _data()["department"]
    }


@lru_cache(maxsize=1)
def _spellings() -> _Spellings:
    data = _data()
    full: dict[str, str] = data["spellings"]
    return _Spellings(
        short=re.compile(
            rf"^(?P<state>(?:国家)?)(?P<short>{_any_of(full)})(?=和|与|分?局|委员会|厅|办公|中心|服务中心|$)"
        ),
        full=full,
        endings=tuple(data["endings"].items()),
        national=_National(
            names=frozenset(data["national"]["names"]),
            beginnings=tuple(data["national"]["beginnings"]),
            under_ministries=frozenset(data["national"]["under_ministries"]),
        ),
    )


@lru_cache(maxsize=1)
def _department_finders() -> _Finders:
    departments = _departments().values()
    words = {word: department.id for department in departments for word in department.words}
    return _Finders(
        special=re.compile(_any_of(w for d in departments if not d.general for w in d.words)),
        general=re.compile(_any_of(w for d in departments if d.general for w in d.words)),
        words=words,
        endings={ending: department.id for department in departments for ending in department.endings},
    )


def _any_of(words: Any) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
