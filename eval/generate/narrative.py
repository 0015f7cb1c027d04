"""The words of an invented report: title, six sections, signature and date, with the numbers of its tables.

All sentences are this project's own; only the headings the form demands are shared with real reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from eval.generate.retold import Retold, retold
from eval.generate.topics import Told, Topic, any_topics, told_in
from eval.generate.values import Values

TITLES = (
    "{name}{year}年政府信息公开工作年度报告",
    "{name}{year}年度政府信息公开工作年度报告",
    "{name}政府信息公开工作{year}年度报告",
)
OPENINGS = (
    "依照《中华人民共和国政府信息公开条例》第五十条编写本报告，数据自{year}年1月1日起，至{year}年12月31日止。",
    "本报告由{name}编写，说明{year}年全年政府信息公开工作的办理情况，所列数字均截至{year}年12月31日。",
)
CHANNELS = ("门户网站", "政务服务大厅电子屏", "便民服务手册", "村（社区）公示栏", "官方短视频账号")
PLAIN_CHANNELS = CHANNELS[:2]
"""The channels that no topic is about."""
CARE = (
    "发布前由承办科室、办公室、分管负责人逐一过目，发布后每季度抽看一遍，过期内容及时下线。",
    "对照目录逐条认领公开任务，明确由谁写、由谁审、何时发，台账每月对一次。",
    "把常被问到的办事问题整理成问答，随政策文件一起刊出，并请窗口人员试读。",
)
TRAINING = "年内组织业务学习{times}次，参加{people}人次，内容以条例释义和答复文书写法为主。"
PROBLEMS = (
    "有的栏目更新间隔偏长，查找不够方便",
    "答复文书的说理部分还比较简略",
    "图表和短视频类解读数量偏少",
    "基层承办人员变动较多，业务衔接不够顺畅",
)
REMEDIES = (
    "重新梳理栏目设置，给每个栏目定下更新期限",
    "汇编答复范例，疑难件先会商再答复",
    "重要文件出台时同步准备一图读懂",
    "建立交接清单，新到岗人员先培训后上岗",
)
OTHER_MATTERS = (
    "本年度没有收取政府信息公开信息处理费，也没有其他需要报告的事项。",
    "无其他需要报告的事项。",
)


NO_OTHER_MATTERS = OTHER_MATTERS[1]
FLAWED = "一年来的工作仍有不足，逐项说明如下。"
TOLD_ROWS = {
    "received": "新收申请",
    "carried_over": "上年结转申请",
    "concluded": "办结申请",
    "carried_forward": "结转申请",
}
"""The rows of table 3 whose totals the narrative tells too, with what they are called."""
TOLD_CLAUSES = (
    "全年新收政府信息公开申请{received}件",
    "上年结转{carried_over}件",
    "办结{concluded}件",
    "结转下年度{carried_forward}件",
)
FEES = "disclosure.fees.amount"
MORE_TOLD = (
    "review.total",
    "litigation.direct.total",
    "litigation.after_review.total",
    "disclosure.licensing.decisions",
    "disclosure.penalties.decisions",
    "disclosure.coercion.decisions",
)
"""Of the tables, what a wide narrative can tell otherwise too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """The text of a report. `sections` has the paragraphs by number; `signed` is the date as printed below them.

    `told` is everything it counts, `topics` the passages that belong to a topic.
    """

    title: str
    opening: tuple[str, ...]
    sections: Mapping[int, tuple[str, ...]]
    signed: str
    published: str
    told: tuple[Told, ...] = ()
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sections:
    """The paragraphs of all sections, and what they tell."""

    paragraphs: Mapping[int, tuple[str, ...]]
    told: tuple[Told, ...] = ()
    topics: tuple[Topic, ...] = ()


def narrate(values: Values, chance: Random, said: Mapping[str, Decimal]) -> Narrative:
    """The words of a report with these values; `said` are the numbers that it gives for those of the tables."""
    return _around(values, chance, lambda: _usual_sections(values, said, chance))


def narrate_wide(
    values: Values, chance: Random, said: Mapping[str, Decimal], *, demanded: Iterable[str] = ()
) -> Narrative:
    """The words of a report that talks about many topics, and tells the `demanded` numbers without any doubt."""
    return _around(values, chance, lambda: _wide_sections(values, said, chance, demanded))


def narrate_empty(values: Values, chance: Random) -> Narrative:
    """The words of a report without any number."""
    return _around(values, chance, lambda: _empty_sections(values, chance))


def disagreement(values: Values, chance: Random, *, wide: bool = False) -> dict[str, Decimal]:
    """One number of the tables that the narrative tells, and the other number that it says."""
    fields = [f"requests.{row}.total" for row in TOLD_ROWS] + [FEES] + [*MORE_TOLD] * wide
    field = chance.choice([field for field in fields if field in values.numbers])
    return {field: values.numbers[field] + chance.randint(1, 4)}


def reworded(narrative: Narrative, change: Callable[[str], str]) -> Narrative:
    """The narrative with what it tells, and its topics, as they read after a change of all its words."""
    return replace(
        narrative,
        told=tuple(replace(told, quote=change(told.quote)) for told in narrative.told),
        topics=tuple(replace(topic, text=change(topic.text)) for topic in narrative.topics),
    )


def _around(values: Values, chance: Random, sections: Callable[[], _Sections]) -> Narrative:
    """Title, opening and date around the sections: drawn before, in the middle and after, as they always were."""
    name, year = values.body.name, values.year
    signed = date(year + 1, 1, chance.randint(6, 30))
    title = chance.choice(TITLES).format(name=name, year=year)
    opening = (chance.choice(OPENINGS).format(name=name, year=year),)
    words = sections()
    return Narrative(
        title=title,
        opening=opening,
        sections=words.paragraphs,
        signed=f"{signed.year}年{signed.month}月{signed.day}日",
        published=signed.isoformat(),
        told=words.told,
        topics=words.topics,
    )


def _usual_sections(values: Values, said: Mapping[str, Decimal], chance: Random) -> _Sections:
    times, people = str(chance.randint(1, 6)), str(chance.randint(12, 180))
    training = TRAINING.format(times=times, people=people)
    proactive = _proactive(values, said, chance, CHANNELS)
    first, second = chance.choice(CARE), chance.choice(CARE)
    asked = _requests(said)
    texts = (
        f"主动公开。{proactive.text}公开的重点是{values.body.matters}。",
        f"依申请公开。{asked.text}",
        f"政府信息管理。{first}",
        f"平台建设。{second}",
        f"监督保障。{training}",
    )
    trained = (told_in(training, "业务学习", times, "次", 1), told_in(training, "参加学习", people, "人次", 1))
    paragraphs = {1: _numbered(texts), 5: _problems(values.year, chance), 6: (chance.choice(OTHER_MATTERS),)}
    return _Sections(paragraphs=paragraphs, told=(*proactive.told, *asked.told, *trained))


def _wide_sections(values: Values, said: Mapping[str, Decimal], chance: Random, demanded: Iterable[str]) -> _Sections:
    asked, disputed, decided, charged = (
        retold(part, values, said, chance, demanded=demanded) for part in ("requests", "disputes", "decisions", "fees")
    )
    published = _published(values, chance, PLAIN_CHANNELS)
    passages = any_topics(chance)
    texts = _numbered(
        (
            f"主动公开。{published.text}公开的重点是{values.body.matters}。{decided.text}{charged.text}",
            f"依申请公开。{asked.text}",
            *([f"监督救济。{disputed.text}"] if disputed.text else []),  # apart: 全县 before them may be their subject
        )
    )
    topics = tuple(topic for topic, _ in passages)
    by_section = {number: _paragraphs(topics, number, chance) for number in (1, 5, 6)}
    paragraphs = {
        1: (*texts, *by_section[1]),
        5: (FLAWED, *by_section[5]),
        6: by_section[6] or (NO_OTHER_MATTERS,),
    }
    counted = (each for _, told in passages for each in told)
    told = (*published.told, *decided.told, *charged.told, *asked.told, *disputed.told, *counted)
    return _Sections(paragraphs=paragraphs, told=told, topics=topics)


def _paragraphs(topics: tuple[Topic, ...], section: int, chance: Random) -> tuple[str, ...]:
    """The section's passages, one or two a paragraph."""
    texts = [topic.text for topic in topics if topic.section == section]
    paragraphs = []
    while texts:
        count = chance.randint(1, 2)
        paragraphs.append("".join(texts[:count]))
        texts = texts[count:]
    return tuple(paragraphs)


def _empty_sections(values: Values, chance: Random) -> _Sections:
    texts = (
        f"主动公开。公开的重点是{values.body.matters}。",
        "依申请公开。申请的受理和答复情况见下表。",
        f"政府信息管理。{chance.choice(CARE)}",
    )
    return _Sections(
        paragraphs={1: _numbered(texts), 5: _problems(values.year, chance), 6: (chance.choice(OTHER_MATTERS),)}
    )


def _numbered(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"（{numeral}）{text}" for numeral, text in zip("一二三四五", texts, strict=False))


def _proactive(values: Values, said: Mapping[str, Decimal], chance: Random, channels: tuple[str, ...]) -> Retold:
    published = _published(values, chance, channels)
    text, told = published.text.removesuffix("。") + "，", list(published.told)
    amount = said.get(FEES)
    if amount is None:
        return Retold(text, tuple(told))
    if not amount:
        told.append(_none_told("全年没有行政事业性收费", FEES))
        return Retold(f"{text}全年没有行政事业性收费。", tuple(told))
    fees = f"全年行政事业性收费{number_text(amount)}万元"
    told.append(told_in(fees, "行政事业性收费", number_text(amount), "万元", 1, field=FEES))
    return Retold(f"{text}{fees}。", tuple(told))


def _published(values: Values, chance: Random, channels: tuple[str, ...]) -> Retold:
    names = chance.sample(channels, 2)
    counts = str(chance.randint(20, 2000)), str(chance.randint(3, 300))
    clauses = [f"通过{name}公开信息{count}条" for name, count in zip(names, counts, strict=True)]
    told = (
        told_in(clause, f"{name}公开信息", count, "条", 1)
        for clause, name, count in zip(clauses, names, counts, strict=True)
    )
    return Retold(f"{values.year}年，{clauses[0]}，{clauses[1]}。", tuple(told))


def _requests(said: Mapping[str, Decimal]) -> Retold:
    totals = {row: number_text(said[f"requests.{row}.total"]) for row in TOLD_ROWS}
    if set(totals.values()) == {"0"}:
        clauses = ["全年没有收到政府信息公开申请", "也没有上年结转的申请"]
        told = (_none_told(clause, f"requests.{row}.total") for clause, row in zip(clauses, TOLD_ROWS, strict=False))
        return Retold(f"{'，'.join(clauses)}。", tuple(told))
    clauses = [clause.format_map(totals) for clause in TOLD_CLAUSES]
    told = (
        told_in(clause, label, totals[row], "件", 1, field=f"requests.{row}.total")
        for clause, (row, label) in zip(clauses, TOLD_ROWS.items(), strict=True)
    )
    return Retold(f"{'，'.join(clauses)}。", tuple(told))


def _none_told(clause: str, field: str) -> Told:
    return Told(label=clause, value=Decimal(0), unit="", quote=clause, section=1, field=field)


def _problems(year: int, chance: Random) -> tuple[str, ...]:
    first, second = chance.sample(range(len(PROBLEMS)), 2)
    return (
        f"一年来的不足主要有两点：一是{PROBLEMS[first]}；二是{PROBLEMS[second]}。",
        f"{year + 1}年打算这样改进：{REMEDIES[first]}；{REMEDIES[second]}。",
    )


def number_text(value: Decimal) -> str:
    """The number as reports print it: without exponent, zeros after the point kept."""
    return f"{value:f}"
