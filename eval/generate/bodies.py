"""Invented public bodies: places that no gazetteer has, the offices they could have, and how big their numbers are.

Invented numbers are never put under the name of a real place.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

Tier = Literal["prefecture", "county"]


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
    """An invented body: where it is and which office it is."""

    place: str
    office: str

    @property
    def name(self) -> str:
        """The full name that its reports carry."""
        return self.place + self.office

    @property
    def is_government(self) -> bool:
        """Whether it is the government of the place and not one of its offices."""
        return self.office == GOVERNMENT

    @property
    def scale(self) -> Scale:
        """How big its numbers can get."""
        return SCALES[PLACES[self.place], self.is_government]


GOVERNMENT = "人民政府"
OFFICES = {
    "教育局": "学校招生、学生资助和校外培训管理",
    "财政局": "预算决算、政府债务和惠民补贴资金",
    "卫生健康局": "疾病预防、医疗服务和托育机构备案",
    "发展和改革委员会": "重大项目审批、价格管理和营商环境",
    "自然资源局": "土地供应、规划许可和不动产登记",
    GOVERNMENT: "重大决策、民生实事和重点领域",
}
"""What an office could be, with the matters its narrative talks about."""
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
SCALES = {
    ("prefecture", True): Scale(requests=400, documents=40, decisions=30000, fees=90000, disputes=30),
    ("prefecture", False): Scale(requests=60, documents=12, decisions=3000, fees=2500, disputes=6),
    ("county", True): Scale(requests=120, documents=15, decisions=12000, fees=9000, disputes=12),
    ("county", False): Scale(requests=12, documents=5, decisions=400, fees=600, disputes=2),
}


def any_body(chance: Random) -> Body:
    """A body drawn from all places and offices."""
    return Body(place=chance.choice(list(PLACES)), office=chance.choice(list(OFFICES)))
