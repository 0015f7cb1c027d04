"""Invented public bodies: places that no gazetteer has, the offices they could have, and how big their numbers are.

Invented numbers are never put under the name of a real place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from canonical.errors import UnusableRequestError

Tier = Literal["city", "prefecture", "county", "township"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The largest usual number of a year: requests, documents issued, decisions, fees (万元), disputes a group."""

    requests: int
    documents: int
    decisions: int
    fees: int
    disputes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body: where it is and which office it is. Only the invented ones have numbers."""

    place: str
    office: str

    @property
    def name(self) -> str:
        """The full name that its reports carry."""
        return self.place + self.office

    @property
    def is_invented(self) -> bool:
        """Whether its place is one of ours, so that it may be given invented numbers."""
        return self.place in ALL_PLACES

    @property
    def is_government(self) -> bool:
        """Whether it is the government of the place and not one of its offices."""
        return self.office in (GOVERNMENT, STREET_OFFICE)

    @property
    def makes_rules(self) -> bool:
        """Whether it has the power to make 规章: of all bodies here, the governments of cities."""
        return self.office == GOVERNMENT and self.place.endswith("市")

    @property
    def matters(self) -> str:
        """What the narrative of its reports is about."""
        return ALL_OFFICES.get(self.office, "本机关职责范围内的政策文件和办事服务")

    @property
    def scale(self) -> Scale:
        """How big its numbers can get."""
        if not self.is_invented:
            raise UnusableRequestError(f"{self.place} is no invented place: it can have an empty report only")
        if self.office in SMALL_OFFICES:
            return SMALL
        return SCALES[ALL_PLACES[self.place], self.is_government]


GOVERNMENT = "人民政府"
STREET_OFFICE = "办事处"
OFFICES = {
    "教育局": "学校招生、学生资助和校外培训管理",
    "财政局": "预算决算、政府债务和惠民补贴资金",
    "卫生健康局": "疾病预防、医疗服务和托育机构备案",
    "发展和改革委员会": "重大项目审批、价格管理和营商环境",
    "自然资源局": "土地供应、规划许可和不动产登记",
    GOVERNMENT: "重大决策、民生实事和重点领域",
}
"""What an office could be, with the matters its narrative talks about."""
SMALL_OFFICES = {
    "档案局": "档案开放、征集和查阅服务",
    "信访局": "来信来访受理和矛盾化解",
    "统计局": "统计调查、统计数据发布和统计执法",
    "机关事务管理局": "办公用房、公务用车和公共机构节能",
}
"""Offices that hardly anybody asks for anything."""
MORE_OFFICES = {
    "公安局": "出入境、户籍、交通管理和警务公开",
    "市场监督管理局": "登记注册、食品安全和消费维权",
    "住房和城乡建设局": "工程建设审批、物业管理和住房保障",
    STREET_OFFICE: "社区服务、民生保障和基层治理",
}
ALL_OFFICES: Mapping[str, str] = {**OFFICES, **SMALL_OFFICES, **MORE_OFFICES}
PLACES: dict[str, Tier] = {
    "清砚市": "prefecture",
    "岚汐市": "prefecture",
    "枕云市": "prefecture",
    "望澜县": "county",
    "疏桐县": "county",
    "照霜县": "county",
    "栖霁区": "county",
    "抱朴区": "county",
    "禾澜区": "county",
}
MORE_PLACES: dict[str, Tier] = {
    "沧湄市": "city",
    "云棹市": "city",
    "望澜县拾翠镇": "township",
    "照霜县卧雪镇": "township",
    "疏桐县听荷乡": "township",
    "栖霁区问渠街道": "township",
    "抱朴区砚池街道": "township",
}
"""Places that the first pool does not have: what is drawn from that one stays as it is."""
ALL_PLACES: Mapping[str, Tier] = {**PLACES, **MORE_PLACES}
SCALES: Mapping[tuple[Tier, bool], Scale] = {
    ("city", True): Scale(requests=6000, documents=120, decisions=90000, fees=900000, disputes=300),
    ("city", False): Scale(requests=900, documents=30, decisions=40000, fees=60000, disputes=60),
    ("prefecture", True): Scale(requests=400, documents=40, decisions=30000, fees=90000, disputes=30),
    ("prefecture", False): Scale(requests=60, documents=12, decisions=3000, fees=2500, disputes=6),
    ("county", True): Scale(requests=120, documents=15, decisions=12000, fees=9000, disputes=12),
    ("county", False): Scale(requests=12, documents=5, decisions=400, fees=600, disputes=2),
    ("township", True): Scale(requests=4, documents=1, decisions=60, fees=3, disputes=1),
}
SMALL = Scale(requests=2, documents=2, decisions=8, fees=2, disputes=1)


def any_body(chance: Random) -> Body:
    """A body drawn from the first places and offices."""
    return Body(place=chance.choice(list(PLACES)), office=chance.choice(list(OFFICES)))


def any_wide_body(chance: Random) -> Body:
    """A body drawn from all levels alike: cities, prefectures, counties, townships, and small offices."""
    tier = chance.choice(("city", "prefecture", "county", "township"))
    place = chance.choice([name for name, each in ALL_PLACES.items() if each == tier])
    if tier == "township":
        return Body(place=place, office=STREET_OFFICE if place.endswith("街道") else GOVERNMENT)
    pool = chance.choice((OFFICES, SMALL_OFFICES, MORE_OFFICES, {GOVERNMENT: ""}))
    return Body(place=place, office=chance.choice([office for office in pool if office != STREET_OFFICE]))
