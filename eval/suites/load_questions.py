"""Structured questions of every kind about a generated store, each with a body, place, year and number of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from eval.suites.load_store import Known

KINDS: Mapping[str, tuple[str, ...]] = {
    "lookup": ("{body}{year}年行政事业性收费金额是多少", "How many requests did {body} receive in {year}?"),
    "list": ("{year}年{province}哪些单位收到的申请超过{n}件", "{later}年哪些教育局行政处罚超过{n}件"),
    "none": ("{later}年{province}哪些单位行政许可为0",),
    "count": ("{later}年有多少个单位收费超过{n}万元", "{year}年{province}有多少个单位收到的申请超过{n}件"),
    "sum": ("{year}年{province}各单位一共收到多少件申请", "{year}年所有教育局一共收到多少件申请"),
    "average": ("{later}年{province}各单位行政处罚的平均数", "{year}年各财政局收到申请的中位数"),
    "rank": ("{later}年行政处罚最多的{few}个单位", "{year}年{province}收到申请最多的{few}个单位"),
    "change": ("{body}{second}年收到的申请比{first}年增加了多少",),
    "changes": ("{first}年到{second}年{province}收到的申请增长最多的{few}个单位",),
    "derived": ("{year}年{province}公开率最高的{few}个单位", "{body}{year}年的公开率是多少"),
    "group": ("{year}年各省收到的申请总数", "{later}年{province}各部门行政处罚的总数"),
    "trend": ("{body}历年收到的申请数量",),
    "compare": ("{body}和{other}{shared}年收到的申请哪个多",),
    "collection": ("{province}有多少份{year}年的报告", "{body}有哪些年份的报告"),
    "checks": ("{year}年{province}哪些报告的勾稽关系不成立",),
}
FORM_2021 = 2021


def questions(bodies: Sequence[Known], seed: int) -> Iterator[tuple[str, str]]:
    """Kind and text, one kind after the other, without end."""
    chance = Random(f"asked:{seed}")  # noqa: S311  reproducible, not secret
    placed = [body for body in bodies if body.province and len(body.years) > 1 and body.years[-1] >= FORM_2021]
    turn = 0
    while True:
        for kind, texts in KINDS.items():
            yield kind, texts[turn % len(texts)].format(**_said(chance, placed))
        turn += 1


def _said(chance: Random, bodies: Sequence[Known]) -> dict[str, object]:
    body, other = chance.choice(bodies), chance.choice(bodies)
    first, second = sorted(chance.sample(body.years, 2))
    return {
        "body": body.name,
        "other": other.name,
        "province": chance.choice(bodies).province,
        "year": chance.choice(body.years),
        "later": chance.choice([year for year in body.years if year >= FORM_2021]),
        "shared": next((year for year in body.years if year in other.years), body.years[0]),
        "first": first,
        "second": second,
        "n": chance.randint(1, 400),
        "few": chance.randint(3, 20),
    }
