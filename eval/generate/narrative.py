"""The words of an invented report: title, six sections, signature and date, with the numbers of its tables.

All sentences are this project's own; only the headings the form demands are shared with real reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from eval.generate.bodies import OFFICES
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """The text of a report. `sections` has the paragraphs by number; `signed` is the date as printed below them."""

    title: str
    opening: tuple[str, ...]
    sections: Mapping[int, tuple[str, ...]]
    signed: str
    published: str


def narrate(values: Values, chance: Random) -> Narrative:
    """The words of a report with these values."""
    name, year = values.body.name, values.year
    signed = date(year + 1, 1, chance.randint(6, 30))
    return Narrative(
        title=chance.choice(TITLES).format(name=name, year=year),
        opening=(chance.choice(OPENINGS).format(name=name, year=year),),
        sections={1: _overview(values, chance), 5: _problems(year, chance), 6: (chance.choice(OTHER_MATTERS),)},
        signed=f"{signed.year}年{signed.month}月{signed.day}日",
        published=signed.isoformat(),
    )


def _overview(values: Values, chance: Random) -> tuple[str, ...]:
    matters = OFFICES[values.body.office]
    training = TRAINING.format(times=chance.randint(1, 6), people=chance.randint(12, 180))
    paragraphs = (
        f"主动公开。{_proactive(values, chance)}公开的重点是{matters}。",
        f"依申请公开。{_requests(values)}",
        f"政府信息管理。{chance.choice(CARE)}",
        f"平台建设。{chance.choice(CARE)}",
        f"监督保障。{training}",
    )
    return tuple(f"（{numeral}）{text}" for numeral, text in zip("一二三四五", paragraphs, strict=True))


def _proactive(values: Values, chance: Random) -> str:
    first, second = chance.sample(CHANNELS, 2)
    ours, theirs = chance.randint(20, 2000), chance.randint(3, 300)
    text = f"{values.year}年，通过{first}公开信息{ours}条，通过{second}公开信息{theirs}条，"
    amount = values.numbers.get("disclosure.fees.amount")
    if amount is None:
        return text
    return text + (f"全年行政事业性收费{number_text(amount)}万元。" if amount else "全年没有行政事业性收费。")


def _requests(values: Values) -> str:
    received, over, done, forward = (
        number_text(values.numbers[f"requests.{row}.total"])
        for row in ("received", "carried_over", "concluded", "carried_forward")
    )
    if (received, over) == ("0", "0"):
        return "全年没有收到政府信息公开申请，也没有上年结转的申请。"
    return f"全年新收政府信息公开申请{received}件，上年结转{over}件，办结{done}件，结转下年度{forward}件。"


def _problems(year: int, chance: Random) -> tuple[str, ...]:
    first, second = chance.sample(range(len(PROBLEMS)), 2)
    return (
        f"一年来的不足主要有两点：一是{PROBLEMS[first]}；二是{PROBLEMS[second]}。",
        f"{year + 1}年打算这样改进：{REMEDIES[first]}；{REMEDIES[second]}。",
    )


def number_text(value: Decimal) -> str:
    """The number as reports print it: without exponent, zeros after the point kept."""
    return f"{value:f}"
