"""The ways in which reports say whose they are and of which year, as rows of a table.

Each way takes the facts of a report (`Subject`) and gives what is printed of them (`Statement`), with what a reader can
know from that: a district's name alone does not tell its city.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from eval.suites.identity_others import NEWS, OTHER_TEXTS
from eval.suites.places import KINDS, Place, any_place, namesake, renamed

TITLES = (
    "{name}{year}年政府信息公开工作年度报告",
    "{name}{year}年度政府信息公开工作报告",
    "{name}{year}年政府信息公开年度报告",
    "{name}{year}年政府信息公开工作情况报告",
    "{name}政府信息公开{year}年度报告",
    "{name}政府信息公开工作年度报告（{year}年度）",
    "{name}{year}年度政府信息公开年报",
)
WITHOUT_YEAR = ("{name}政府信息公开工作年度报告", "{name}政府信息公开年度报告", "{name}政府信息公开年报")
WITHOUT_NAME = ("{year}年政府信息公开工作年度报告", "{year}年度政府信息公开工作报告", "政府信息公开{year}年度报告")
YEAR_FIRST = ("{year}年{name}政府信息公开工作年度报告", "{year}年度{name}政府信息公开年报")
ABOUT = (
    "{name}关于{year}年度政府信息公开工作情况的报告",
    "关于{name}{year}年政府信息公开工作情况的报告",
    "{name}关于{year}年政府信息公开工作的报告",
)
OURS = ("{us}{year}年政府信息公开工作年度报告", "{year}年度{us}政府信息公开工作报告")
BASIS = "依照《中华人民共和国政府信息公开条例》第五十条编写本报告。"
DIGITS = ("〇一二三四五六七八九", "○一二三四五六七八九", "零一二三四五六七八九")
OWN_WORDS: Mapping[str, str] = {"局": "我局", "委员会": "我委", "教育厅": "我厅", "财政厅": "我厅", "水利厅": "我厅"}
PRESENT = range(2019, 2025)
TITLE_WIDTH = (9, 18)  # characters in a line of a title that is broken where it ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The facts of a report: whose, of which year, published when."""

    place: Place
    office: str
    year: int
    published: date

    @property
    def name(self) -> str:
        """The body's name as the report prints it."""
        return self.place.written + self.office


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a report prints of its identity. `site` and `posted` are what the page around it says.

    `region` and `also` are what a reader can know: the code of the place, and other right names of the body. `flags`
    have to be raised (one of those in "one|other"), `may` can be. `instead` is printed where it is no report at all,
    and `bound` is another report behind it in the file.
    """

    title: tuple[str, ...]
    us: str
    opening: str
    year_in_text: int | None
    signature: tuple[str, ...]
    site: str
    posted: str
    region: str | None
    above_title: tuple[str, ...] = ()
    remark: str = ""
    file_title: str | None = None
    also: tuple[str, ...] = ()
    traditional: bool = False
    flags: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    bound: Subject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to state identity: how, of which places, years and offices, in which formats (any if none is named)."""

    state: Callable[[Subject, Random], Statement]
    place: Callable[[Random], Place]
    years: range = PRESENT
    offices: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


# -- the ways


def _plain(subject: Subject, chance: Random, titles: tuple[str, ...] = TITLES) -> Statement:
    """Everything is said everywhere: title, signature, the page around it, mostly the text."""
    title = chance.choice(titles).format(name=subject.name, year=subject.year, us=_us(subject))
    opening = f"{subject.name}{BASIS}" if chance.random() < 0.5 else BASIS
    return Statement(
        title=(title,),
        us=_us(subject),
        opening=opening,
        year_in_text=subject.year,
        signature=(subject.name, _printed(subject.published)),
        site=subject.name,
        posted=subject.published.isoformat(),
        region=subject.place.code,
    )


def _year_first(subject: Subject, chance: Random) -> Statement:
    return _plain(subject, chance, YEAR_FIRST)


def _about(subject: Subject, chance: Random) -> Statement:
    return _plain(subject, chance, ABOUT)


def _broken_title(subject: Subject, chance: Random) -> Statement:
    """The title in two or three lines, at its joints or wherever a line ends."""
    said = _plain(subject, chance)
    joints = (subject.name, f"{subject.year}年", "政府信息公开工作年度报告")
    lines = {
        "name": (joints[0], joints[1] + joints[2]),
        "year": (joints[0] + joints[1], joints[2]),
        "both": joints,
        "anywhere": _broken("".join(joints), chance.randint(*TITLE_WIDTH)),
    }[chance.choice(("name", "year", "both", "anywhere"))]
    return replace(said, title=lines, opening=BASIS, file_title="年度报告")


def _broken(text: str, width: int) -> tuple[str, ...]:
    """At most three lines."""
    width = max(width, -(-len(text) // 3))
    return tuple(text[start : start + width] for start in range(0, len(text), width))


def _year_in_numerals(subject: Subject, chance: Random) -> Statement:
    said = _plain(subject, chance)
    return replace(said, title=(_in_numerals(said.title[0], chance),), year_in_text=None)


def _year_in_text(subject: Subject, chance: Random) -> Statement:
    return replace(_plain(subject, chance, WITHOUT_YEAR), flags=("year_from_text",))


def _year_from_date(subject: Subject, chance: Random) -> Statement:
    """Only the date of publication tells: the report is of the year before."""
    return replace(_plain(subject, chance, WITHOUT_YEAR), year_in_text=None, flags=("year_from_date",))


def _date_in_numerals(subject: Subject, chance: Random) -> Statement:
    said = _plain(subject, chance)
    return replace(said, signature=(subject.name, _date_in_words(subject.published, chance)), posted="")


def _years_disagree(subject: Subject, chance: Random) -> Statement:
    """The text was copied from another year's report; the title is the report's."""
    return replace(
        _plain(subject, chance), year_in_text=subject.year + chance.choice((-1, 1)), flags=("years_disagree",)
    )


def _year_slip(subject: Subject, chance: Random) -> Statement:
    """The title has another year than text and date, which agree."""
    year = subject.year + chance.choice((-1, 1))
    title = chance.choice(TITLES).format(name=subject.name, year=year)
    said = replace(_plain(subject, chance), title=(title,), flags=("years_disagree", "year_from_text"))
    return replace(said, year_in_text=subject.year)


def _in_signature(subject: Subject, chance: Random) -> Statement:
    """The title names nobody, and the page is the whole government's."""
    said = _plain(subject, chance, WITHOUT_NAME)
    around = subject.place.path[:2][-1]
    site = chance.choice((f"{around}政府信息公开平台", f"{around}人民政府门户网站"))
    return replace(said, opening=BASIS, site=site, flags=("agency_from_signature",))


def _in_header(subject: Subject, chance: Random) -> Statement:
    """Only the head of the web site names the body: its title, or a line at the top."""
    said = replace(_in_source(subject, chance), site="政府信息公开平台")
    name = subject.name + chance.choice(("门户网站", "网站", "官网"))
    told: Mapping[str, Any] = {
        "title": {"file_title": f"{''.join(said.title)}-{subject.name}"},
        "short": {"file_title": f"政府信息公开年报_{name}"},
        "line": {"above_title": (name,), "file_title": "政府信息公开年报"},
    }
    return replace(said, **told[chance.choice(list(told))])


def _in_source(subject: Subject, chance: Random) -> Statement:
    """Only the page around the text names the body (来源)."""
    said = _plain(subject, chance, WITHOUT_NAME)
    return replace(said, opening=BASIS, signature=(), flags=("agency_from_site|agency_from_label",))


def _in_label(subject: Subject, chance: Random) -> Statement:
    """A line of properties above the title names the body."""
    label = chance.choice(("发布机构", "公开机构", "制作单位", "发布单位"))
    line = f"{label}：{subject.name}"
    said = replace(_in_source(subject, chance), above_title=(line,), site="政府信息公开平台")
    return replace(said, flags=("agency_from_label",))


def _in_breadcrumb(subject: Subject, chance: Random) -> Statement:
    crumbs = f"当前位置：首页 > 政府信息公开 > {subject.name} > 政府信息公开年报"
    return replace(_in_source(subject, chance), above_title=(crumbs,), site="政府信息公开平台")


def _ours(subject: Subject, chance: Random) -> Statement:
    """本机关 stands where the name should; the signature has it."""
    said = replace(_plain(subject, chance, OURS), opening=BASIS, site="政府信息公开平台")
    return replace(said, flags=("agency_from_signature",))


def _place_alone(subject: Subject, chance: Random) -> Statement:
    """The title has the place for its government: 某某县2022年…"""
    title = chance.choice(TITLES).format(name=subject.place.written, year=subject.year)
    return replace(_plain(subject, chance), title=(title,), also=(subject.place.written,))


def _in_traditional(subject: Subject, chance: Random) -> Statement:
    return replace(_plain(subject, chance), traditional=True, also=(as_traditional(subject.name),))


def _ambiguous(subject: Subject, chance: Random) -> Statement:
    """Nothing tells which city's district it is."""
    return replace(_plain(subject, chance), region=None, flags=("region_ambiguous",))


def _ambiguous_in_context(subject: Subject, chance: Random) -> Statement:
    """The title has the district alone; the signature, the first sentence or the path to the page has its city."""
    said = _plain(subject, chance)
    full = subject.place.path[-2] + subject.name
    told: Mapping[str, Any] = {
        "signature": {"signature": (full, said.signature[1])},
        "opening": {"opening": f"{full}{BASIS}"},
        "breadcrumb": {
            "above_title": (f"当前位置：首页 > {subject.place.path[-2]}人民政府 > {subject.place.written}",)
        },
    }
    return replace(said, also=(full,), may=("region_from_context",), **told[chance.choice(list(told))])


def _renamed_body(subject: Subject, chance: Random) -> Statement:
    """The text tells the name that the body had before."""
    former = f"{subject.place.written}{chance.choice(('物价局', '旅游局', '粮食局', '计划生育委员会'))}"
    return replace(
        _plain(subject, chance), opening=BASIS, remark=f"本年度机构改革，原{former}的职责划入{subject.name}。"
    )


def _title_twice(subject: Subject, chance: Random) -> Statement:
    """A cover and a table of contents with the title on it: one report all the same."""
    said = _plain(subject, chance)
    contents = ("目录", "一、总体情况……1", "二、主动公开政府信息情况……2", "三、收到和处理政府信息公开申请情况……3")
    return replace(said, above_title=(*said.title, *contents), file_title="年度报告")


def _bound(subject: Subject, chance: Random) -> Statement:
    """Another report stands behind it in the file: of the year before, or of another body."""
    before = replace(subject, year=subject.year - 1, published=subject.published.replace(year=subject.year))
    beside = replace(subject, office="司法局" if subject.office != "司法局" else "统计局")
    said = _plain(subject, chance)
    return replace(said, bound=chance.choice((before, beside)), flags=("several_reports",), file_title="年度报告")


def _no_report(subject: Subject, chance: Random, texts: Mapping[str, tuple[str, ...]]) -> Statement:
    """Another kind of text, which speaks of such reports."""
    lines = texts[chance.choice(list(texts))]
    filled = tuple(line.format(name=subject.name, year=subject.year, next=subject.year + 1) for line in lines)
    return replace(_plain(subject, chance), instead=filled, file_title=filled[0])


def _news(subject: Subject, chance: Random) -> Statement:
    return _no_report(subject, chance, NEWS)


def _other_text(subject: Subject, chance: Random) -> Statement:
    return _no_report(subject, chance, OTHER_TEXTS)


def _us(subject: Subject) -> str:
    """What a body calls itself."""
    return next((us for end, us in OWN_WORDS.items() if subject.office.endswith(end)), "本机关")


# -- how things are printed


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _in_numerals(text: str, chance: Random) -> str:
    return text.translate(dict(zip(map(ord, "0123456789"), chance.choice(DIGITS), strict=True)))


def _date_in_words(day: date, chance: Random) -> str:
    return f"{_in_numerals(str(day.year), chance)}年{_counted(day.month)}月{_counted(day.day)}日"


def _counted(number: int) -> str:
    """1 to 31 as Chinese counts: 三, 十, 十一, 二十八."""
    tens, ones = divmod(number, 10)
    ten = {0: "", 1: "十"}.get(tens, DIGITS[0][tens] + "十")
    return ten + (DIGITS[0][ones] if ones else "")


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")


def as_traditional(text: str) -> str:
    """The text in traditional characters."""
    return str(_converter().convert(text))


# -- the table of ways


def _anywhere(chance: Random) -> Place:
    return any_place(chance.choice((*KINDS, "county", "district")), chance)


def _with_government(chance: Random) -> Place:
    return any_place(chance.choice(("prefecture", "county", "district", "township")), chance)


WEB = ("html", "html-editor")
FORMER = ("环境保护局", "国土资源局", "工商行政管理局", "安全生产监督管理局", "卫生和计划生育局")
WAYS: Mapping[str, Way] = {
    "plain": Way(state=_plain, place=_anywhere),
    "year_first": Way(state=_year_first, place=_anywhere),
    "broken_title": Way(state=_broken_title, place=_anywhere),
    "year_in_numerals": Way(state=_year_in_numerals, place=_anywhere),
    "year_in_text": Way(state=_year_in_text, place=_anywhere),
    "year_from_date": Way(state=_year_from_date, place=_anywhere),
    "years_disagree": Way(state=_years_disagree, place=_anywhere),
    "year_slip": Way(state=_year_slip, place=_anywhere, years=range(2021, 2025)),
    "date_in_numerals": Way(state=_date_in_numerals, place=_anywhere),
    "in_signature": Way(state=_in_signature, place=_anywhere),
    "in_header": Way(state=_in_header, place=_anywhere, formats=WEB),
    "in_source": Way(state=_in_source, place=_anywhere, formats=WEB),
    "in_label": Way(state=_in_label, place=_anywhere, formats=WEB),
    "in_breadcrumb": Way(state=_in_breadcrumb, place=_anywhere, formats=WEB),
    "ours": Way(state=_ours, place=_anywhere),
    "about": Way(state=_about, place=_anywhere),
    "place_alone": Way(state=_place_alone, place=_with_government, offices=("人民政府",)),
    "traditional": Way(state=_in_traditional, place=_anywhere),
    "ambiguous": Way(state=_ambiguous, place=namesake),
    "ambiguous_in_context": Way(state=_ambiguous_in_context, place=namesake),
    "renamed_place": Way(state=_plain, place=renamed, years=range(2014, 2021)),
    "renamed_body": Way(state=_renamed_body, place=_anywhere),
    "former_body": Way(
        state=_plain, place=lambda chance: any_place("county", chance), years=range(2012, 2018), offices=FORMER
    ),
    "title_twice": Way(state=_title_twice, place=_anywhere),
    "two_reports": Way(state=_bound, place=lambda chance: any_place("county", chance), years=range(2022, 2025)),
    "news": Way(state=_news, place=_anywhere),
    "other_text": Way(state=_other_text, place=_anywhere),
    "before_forms": Way(state=_plain, place=_anywhere, years=range(2012, 2019)),
}
