"""Reports under the names of real places, without a single number, that state their identity in one of many ways.

The way (`eval.suites.identity_ways`) says what is printed of whose report it is and of which year; here stand the words
and the empty tables around that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from canonical.fields import FIELDS
from canonical.sections import NUMERALS, SECTIONS
from eval.generate.bodies import Body
from eval.generate.grid import Layout, Paragraph, Table
from eval.generate.layout import disclosure_table, requests_table, review_table
from eval.generate.values import Values
from eval.suites.identity_ways import WAYS, Statement, Subject, Way, as_traditional
from eval.suites.places import Kind, Place

SPAN = "数据自{year}年1月1日起，至{year}年12月31日止。"
WORK = (
    "{we}对照年度公开要点逐项认领任务，承办科室写、办公室审、分管负责人签发。",
    "{we}把常被问到的办事问题整理成问答，随政策文件一起刊出。",
    "{we}每季度抽看一遍已发布的内容，过期的及时下线。",
)
ABOVE = ("按照{above}人民政府办公厅的统一部署，", "在上级主管部门指导下，", "")
PLANS = "不足是有的栏目更新间隔偏长。下一步给每个栏目定下更新期限，新到岗人员先培训后上岗。"
NOTHING_ELSE = "无其他需要报告的事项。"
OFFICES: Mapping[Kind, tuple[str, ...]] = {
    "province": ("教育厅", "财政厅", "水利厅", "卫生健康委员会", "人民政府办公厅", "农业农村厅", "湿地管护中心"),
    "prefecture": (
        "教育局",
        "财政局",
        "发展和改革委员会",
        "人力资源和社会保障局",
        "城市管理局",
        "人民政府",
        "茶叶产业局",
    ),
    "county": ("教育局", "审计局", "民政局", "市场监督管理局", "住房和城乡建设局", "人民政府办公室", "河湖管护局"),
    "district": ("教育局", "统计局", "司法局", "卫生健康委员会", "退役军人事务局", "人民政府", "数据局"),
    "township": ("人民政府",),
    "division": ("教育局", "财政局", "民政局", "农业农村局"),
    "zone": ("管理委员会", "财政局", "行政审批局"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report with the identity that a reader has to find in it; `kind` is what sort of place it is from."""

    layout: Layout
    kind: Kind
    expected: Mapping[str, Any]


def make_paper(way: str, seed: int) -> Paper:
    """The report that states its identity in that way; the same seed gives the same report."""
    chance = Random(f"identity:{way}:{seed}")  # noqa: S311  reproducible, not secret
    subject = _subject(WAYS[way], chance)
    said = WAYS[way].state(subject, chance)
    layout = _layout(subject, said, chance)
    if said.bound:
        second = _layout(said.bound, WAYS["plain"].state(said.bound, chance), chance)
        layout = replace(layout, blocks=layout.blocks + second.blocks)
    return Paper(
        layout=_traditional(layout) if said.traditional else layout,
        kind=subject.place.kind,
        expected={
            "agency": subject.name,
            "year": subject.year,
            "region": said.region,
            "template": _form(subject.year),
            "published": subject.published.isoformat(),
            "also": list(said.also),
            "flags": list(said.flags),
            "may": list(said.may),
            "refused": bool(said.instead),
        },
    )


def _subject(way: Way, chance: Random) -> Subject:
    place = way.place(chance)
    year = chance.choice(way.years)
    published = date(year + 1, chance.randint(1, 3), chance.randint(1, 28))
    return Subject(place=place, office=_office(place, way.offices, chance), year=year, published=published)


def _office(place: Place, offices: tuple[str, ...], chance: Random) -> str:
    if place.kind == "township" and place.written.endswith("街道"):
        return "办事处"
    return chance.choice(offices or OFFICES[place.kind])


def _form(year: int) -> str:
    """The form that a report of the year has to use (国办公开办函〔2019〕60号, 〔2021〕30号)."""
    if year < 2019:
        return "pre-2019"
    return "2019" if year < 2021 else "2021"


def _layout(subject: Subject, said: Statement, chance: Random) -> Layout:
    blocks: list[Paragraph | Table] = [Paragraph(text=line) for line in said.above_title]
    title = "".join(said.title) if said.file_title is None else said.file_title
    if said.instead:
        blocks += [Paragraph(text=line) for line in said.instead]
        return Layout(title=title, publisher=said.site, published=said.posted, blocks=tuple(blocks))
    blocks += [Paragraph(text=line, style="title") for line in said.title]
    span = SPAN.format(year=said.year_in_text) if said.year_in_text else ""
    blocks.append(Paragraph(text=said.opening + span))
    texts = {1: _overview(subject, said, chance), 5: PLANS, 6: NOTHING_ELSE}
    tables = _empty_tables(subject)
    for section in SECTIONS:
        blocks.append(Paragraph(text=f"{NUMERALS[section.number - 1]}、{section.zh}", style="heading"))
        blocks += [Paragraph(text=texts[section.number])] if section.number in texts else []
        blocks += [tables[section.number]] if section.number in tables else []
    blocks += [Paragraph(text=line, style="signature") for line in said.signature]
    return Layout(title=title, publisher=said.site, published=said.posted, blocks=tuple(blocks))


def _overview(subject: Subject, said: Statement, chance: Random) -> str:
    led = chance.choice(ABOVE).format(above=subject.place.path[0])
    when = f"{said.year_in_text}年，" if said.year_in_text else ""
    return when + led + chance.choice(WORK).format(we=said.us) + said.remark


def _empty_tables(subject: Subject) -> Mapping[int, Table]:
    """The three tables without a number, on the form of the year; none where there was no form."""
    form = _form(subject.year)
    if form == "pre-2019":
        return {}
    body = Body(place=subject.place.written, office=subject.office)
    values = Values(body=body, year=subject.year, template=form, requests_layout=form, numbers={})
    empty = dict.fromkeys(FIELDS, "")
    tables = {2: disclosure_table, 3: requests_table, 4: review_table}
    return {number: table(values, empty) for number, table in tables.items()}


def _traditional(layout: Layout) -> Layout:
    return Layout(
        title=as_traditional(layout.title),
        publisher=as_traditional(layout.publisher),
        published=layout.published,
        blocks=tuple(_block_in_traditional(block) for block in layout.blocks),
    )


def _block_in_traditional(block: Paragraph | Table) -> Paragraph | Table:
    if isinstance(block, Paragraph):
        return replace(block, text=as_traditional(block.text))
    rows = tuple(tuple(replace(cell, text=as_traditional(cell.text)) for cell in row) for row in block.rows)
    return replace(block, rows=rows)
