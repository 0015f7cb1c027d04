"""Whose report of which year: titles as they are really printed, and names found elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from extraction.identity import Who, identify
from extraction.sections import split_sections
from ingest import load_bytes

BODY = "\n一、总体情况\n我局认真贯彻落实条例。\n二、主动公开政府信息情况\n"


def who(text: str) -> Who:
    document = load_bytes((text + BODY).encode(), path="a.txt")
    return identify(document, split_sections(document))


@pytest.mark.parametrize(
    ("text", "agency", "year"),
    [
        ("沭阳县人民政府办公室关于2023年政府信息公开工作年度报告", "沭阳县人民政府办公室", 2023),
        ("2022年淮安市财政局政府信息公开工作年度报告", "淮安市财政局", 2022),
        ("贵州省水利厅\n政府信息公开工作年度报告\n（2023年）", "贵州省水利厅", 2023),
        ("尖扎县马克唐镇2023年政府信息公开年度报告", "尖扎县马克唐镇", 2023),
        ("尖扎县马克唐镇2023年政府信息公开 工作告年度报", "尖扎县马克唐镇", 2023),
        ("洪泽区教育体育局2021年政府信息公开年报", "洪泽区教育体育局", 2021),
        ("贵州省水利厅政府信息公开工作2023年度报告", "贵州省水利厅", 2023),
        ("沭阳县水利局二〇二三年政府信息公开工作年度报告", "沭阳县水利局", 2023),
        ("沭阳县水利局\n2023年政府信息公开\n工作年度报告", "沭阳县水利局", 2023),
        ("和田地区行政公署2022年度政府信息公开工作报告", "和田地区行政公署", 2022),
        ("关于沭阳县公安局2023年政府信息公开工作情况的报告", "沭阳县公安局", 2023),
        ("沭陽縣教育局2023年政府信息公開工作年度報告", "沭阳县教育局", 2023),
        ("2023 年度\n沭阳县教育局\n政府信息公开工作年度报告", "沭阳县教育局", 2023),
        ("2023\n沭阳县教育局\n政府信息公开工作年度报告", "沭阳县教育局", 2023),
        ("沭阳县马厂镇人民政府信息公开年度报告（2023年度）", "沭阳县马厂镇人民政府", 2023),
        ("2023年度沭阳县人民政府信息公开工作年度报告", "沭阳县人民政府", 2023),
        ("沭阳县教育局2023年政务公开工作年度报告", "沭阳县教育局", 2023),
        ("沭阳县教育局信息公开2023年度报告", "沭阳县教育局", 2023),
        ("沭阳县教育局2O23年政府信息公开工作年度报告", "沭阳县教育局", 2023),
        ("沭阳县住建局政府信息公开2023年年度报告", "沭阳县住建局", 2023),
        ("关于公布沭阳县供销合作社联合社2023年度政府信息公开工作年度报告的公告", "沭阳县供销合作社联合社", 2023),
        ("2023年沭阳县教育局系统政府信息公开工作年度报告", "沭阳县教育局", 2023),
        ("关于报送沭阳县教育局2023年政府信息公开工作年度报告的函", "沭阳县教育局", 2023),
        ("您的位置：首页>政府信息公开年报>县教育局\n沭阳县教育局2023年政府信息公开工作年度报告", "沭阳县教育局", 2023),
        (
            "政府信息公开工作年度报告\n本报告由洪泽区司法局编制，数据统计期限为2023年1月1日至12月31日。",
            "洪泽区司法局",
            2023,
        ),
        (
            "本报告依据《条例》要求，由安平街道办事处结合有关统计数据编制。数据统计期限为2023年1月1日至12月31日。",
            "安平街道办事处",
            2023,
        ),
        ("根据《条例》的要求，清砚市临岚区东湖街道特编制2023年政府信息公开年度报告。", "清砚市临岚区东湖街道", 2023),
        ("清砚市文化和旅游局（清砚市文物局、清砚市体育局）2023年政府信息公开工作年度报告", "清砚市文化和旅游局", 2023),
        ("清砚市烟草专卖局（营销部）2022年政府信息公开工作年度报告", "清砚市烟草专卖局", 2022),
        ("清砚市第三中学2022-2023学年信息公开年度报告", "清砚市第三中学", 2023),
        ("按照要求，现编制形成《清砚市柳河镇人民政府2023年政府信息公开工作年度报告》。", "清砚市柳河镇人民政府", 2023),
        ("清砚市教育局《2023年政府信息公开工作年度报告》", "清砚市教育局", 2023),
        ("玉泉里街2021年政府信息公开工作年度报告", "玉泉里街", 2021),
    ],
)
def test_titles_give_the_body_and_the_year(text: str, agency: str, year: int) -> None:
    found = who(text)
    assert (found.agency and found.agency.name, found.year) == (agency, year)


def test_a_short_title_is_completed_by_the_signature() -> None:
    document = load_bytes(
        f"地区教育局2024年政府信息公开工作\n年度报告{BODY}六、其他需要报告的事项\n无。\n和田地区教育局\n2025年1月20日".encode(),
        path="a.txt",
    )
    found = identify(document, split_sections(document))
    assert found.agency is not None
    assert found.agency.name == "和田地区教育局"
    assert found.published == date(2025, 1, 20)


def test_nothing_is_made_up_where_nothing_says_whose_it_is() -> None:
    found = who("政府信息公开年报")
    assert (found.agency, found.year, found.title) == (None, None, None)
