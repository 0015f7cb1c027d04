"""Identity where no plain title gives it: site labels, trails, signatures, contexts, and years that disagree."""

from __future__ import annotations

from datetime import date

import pytest

from canonical.regions import _gazetteer
from extraction.identity import Who, identify
from extraction.identity_names import body_name
from extraction.sections import split_sections
from ingest import load_bytes

TITLE = "2023年政府信息公开工作年度报告"


def who(head: str, *, overview: str = "我局认真贯彻落实条例。", closing: str = "") -> Who:
    text = f"{head}\n一、总体情况\n{overview}\n二、主动公开政府信息情况\n六、其他需要报告的事项\n无。\n{closing}"
    document = load_bytes(text.encode(), path="a.txt")
    return identify(document, split_sections(document))


def name_of(found: Who) -> str | None:
    return found.agency.name if found.agency else None


def region_of(found: Who) -> str | None:
    return found.agency.region.code if found.agency and found.agency.region else None


def notes_of(found: Who) -> dict[str, str]:
    return {note.id: note.about for note in found.notes}


def test_a_trail_is_read_step_by_step_and_never_as_one_name() -> None:
    found = who(f"当前位置：首页 > 政府信息公开 > 清砚市教育局 > 政府信息公开年报\n{TITLE}")
    assert name_of(found) == "清砚市教育局"
    assert notes_of(found) == {"agency_from_site": "清砚市教育局"}


@pytest.mark.parametrize("title", [TITLE, "我局2023年政府信息公开工作年度报告"])
def test_a_menu_above_a_nameless_title_is_no_body(title: str) -> None:
    assert name_of(who(f"首页\n政务公开\n政府信息公开年报\n{title}")) is None


@pytest.mark.parametrize(
    "title",
    [
        "淮安市教育局政府信息公开工作年度报告（2022年度）",
        "淮安市教育局政府信息公开工作年度报告(2022年)",
        "淮安市教育局政府信息公开工作年度报告（二〇二二年度）",
        "淮安市教育局政府信息公开年报2022年度",
    ],
)
def test_the_year_may_stand_behind_the_title(title: str) -> None:
    found = who(title)
    assert (name_of(found), found.year, found.notes) == ("淮安市教育局", 2022, ())


@pytest.mark.parametrize(
    "name",
    [
        "本溪满族自治县教育局",
        "乾安县教育局",
        "乾县财政局",
        "张家口市万全区统计局",
        "尖扎县马克唐镇",
        "双桥经济技术开发区财政局",
    ],
)
def test_a_name_keeps_all_its_characters(name: str) -> None:
    assert name_of(who(f"{name}{TITLE}")) == name


@pytest.mark.parametrize("name", ["清砚二中", "清砚县一小", "中共清砚县委党校", "清砚县国有林场"])
def test_schools_and_farms_are_bodies(name: str) -> None:
    assert name_of(who(f"{name}{TITLE}")) == name


@pytest.mark.parametrize("name", ["清砚市房屋征收工作管理办公室", "清砚市同城化发展工作局"])
def test_work_may_be_part_of_a_name(name: str) -> None:
    assert name_of(who(f"{name}{TITLE}")) == name
    assert name_of(who(TITLE, overview=f"2023年，{name}认真贯彻落实条例。")) == name
    assert body_name("政府信息公开工作办公室") is None


def test_every_place_of_the_gazetteer_can_name_a_body() -> None:
    places = _gazetteer().by_code.values()
    assert [place.name for place in places if body_name(f"{place.name}教育局") != f"{place.name}教育局"] == []


def test_traditional_characters_and_full_width_are_read() -> None:
    found = who("沭陽縣教育局政府信息公開工作年度報告（２０２２年度）", closing="沭陽縣教育局\n二○二三年元月二十日")
    assert (name_of(found), found.year, found.published) == ("沭阳县教育局", 2022, date(2023, 1, 20))


def test_links_to_other_years_reports_give_no_date_of_publication() -> None:
    found = who(
        f"时间：2024-03-19　来源：淮安市教育局\n{TITLE}",
        closing="淮安市教育局\n2024年2月1日\n淮安市教育局2018年政府信息公开年报\n[2019-01-25]\n淮安市教育局2024年政府信息公开年报[2025-01-25]",
    )
    assert found.published == date(2024, 3, 19)


def test_the_signatures_date_goes_before_those_of_links() -> None:
    found = who(TITLE, closing="淮安市教育局\n2024年2月1日\n淮安市教育局2024年政府信息公开年报\n2025-01-25")
    assert (name_of(found), found.published) == ("淮安市教育局", date(2024, 2, 1))


def test_a_date_before_the_years_end_is_none_of_publication() -> None:
    found = who(f"淮安市教育局{TITLE}", overview="2023年，我局认真。", closing="2023年11月30日")
    assert found.published is None
    assert "years_disagree" in notes_of(found)


@pytest.mark.parametrize("day", [19, 31])
def test_a_report_may_be_published_in_the_last_month_of_its_year(day: int) -> None:
    found = who(f"发布时间：2023-12-{day} 12:10 来源：滁州市气象局\n滁州市气象局{TITLE}", overview="2023年，我局认真。")
    assert (found.year, found.published) == (2023, date(2023, 12, day))
    assert "years_disagree" not in notes_of(found)


def test_labels_behind_each_other_in_one_line_are_told_apart() -> None:
    found = who(f"发布日期：2024-01-09 来源：淮安市教育局 【打印】\n{TITLE}")
    assert (name_of(found), found.published) == ("淮安市教育局", date(2024, 1, 9))
    assert notes_of(found) == {"agency_from_site": "淮安市教育局"}


def test_a_government_as_source_does_not_speak_as_we_the_bureau() -> None:
    head = f"来源：淮安市人民政府 发布日期：2024-01-09\n{TITLE}"
    assert name_of(who(head, overview="我局深入学习。")) is None
    assert name_of(who(head, overview="我市深入学习。")) == "淮安市人民政府"


def test_the_sites_owner_serves_where_nothing_else_does() -> None:
    found = who(TITLE, closing="主办单位：淮安市教育局　承办单位：淮安市教育局办公室")
    assert notes_of(found) == {"agency_from_site": "淮安市教育局"}


def test_a_signature_names_the_body_of_a_title_that_says_we() -> None:
    found = who("我局2023年政府信息公开工作年度报告", closing="淮安市教育局\n二〇二四年元月二十日")
    assert (name_of(found), found.published) == ("淮安市教育局", date(2024, 1, 20))
    assert notes_of(found) == {"agency_from_signature": "淮安市教育局"}


def test_a_name_and_a_date_under_the_title_are_a_signature() -> None:
    found = who(f"{TITLE}\n（淮安市审计局 2024年1月22日）")
    assert (name_of(found), found.published) == ("淮安市审计局", date(2024, 1, 22))


def test_another_body_in_the_signature_is_noticed() -> None:
    found = who(f"淮安市教育局{TITLE}", closing="淮安市财政局\n2024年1月20日")
    assert notes_of(found) == {"several_agencies": "淮安市教育局、淮安市财政局"}


def test_a_government_and_its_office_are_no_two_bodies() -> None:
    assert who(f"淮安市人民政府{TITLE}", overview="我市认真。", closing="淮安市人民政府办公室").notes == ()


def test_a_township_and_its_office_are_no_two_bodies() -> None:
    overview = "2023年，柳河镇人民政府办公室共制定文件3件。"
    assert notes_of(who(f"清砚市柳河镇人民政府{TITLE}", overview=overview)) == {}


def test_the_end_of_the_period_that_is_counted_signs_nothing() -> None:
    found = who(f"淮安市教育局{TITLE}", closing="统计期限从2023年1月1日到2023年12月31日止。")
    assert (found.published, notes_of(found)) == (None, {})


def test_a_town_that_is_called_like_a_province_is_not_in_it() -> None:
    found = who(f"湖南镇人民政府{TITLE}")
    assert (name_of(found), region_of(found)) == ("湖南镇人民政府", None)


def test_a_district_that_several_cities_have_is_left_open_and_noticed() -> None:
    found = who(f"朝阳区教育局{TITLE}")
    assert region_of(found) is None
    assert notes_of(found) == {"region_ambiguous": "北京市朝阳区、吉林省长春市朝阳区"}


@pytest.mark.parametrize(
    ("head", "overview"),
    [
        ("首页 > 徐州市人民政府 > 鼓楼区\n鼓楼区统计局", "我局认真。"),
        ("来源：徐州市人民政府 时间：2024-01-10\n鼓楼区统计局", "我局认真。"),
        ("鼓楼区统计局", "徐州市鼓楼区统计局依照《条例》编写本报告。"),
    ],
)
def test_what_stands_around_settles_which_district_it_is(head: str, overview: str) -> None:
    assert region_of(who(f"{head}{TITLE}", overview=overview)) == "320302"


def test_a_district_named_with_a_word_needs_its_city() -> None:
    assert region_of(who(f"首页 > 西宁市人民政府 > 城中区\n城中区人民政府{TITLE}")) == "630103"
    assert region_of(who(f"城中区人民政府{TITLE}")) is None


def test_two_cities_around_settle_nothing() -> None:
    assert region_of(who(f"首页 > 徐州市人民政府 > 福州市人民政府 > 鼓楼区\n鼓楼区统计局{TITLE}")) is None


def test_a_name_with_its_rank_only_is_the_bureau_of_the_sites_city() -> None:
    found = who(f"市教育局{TITLE}", closing="主办：淮安市人民政府办公室")
    assert (name_of(found), region_of(found)) == ("市教育局", "320800")
    assert "region_from_context" in notes_of(found)


def test_a_short_name_is_completed_by_the_full_one_in_another_spelling() -> None:
    assert name_of(who(f"县卫健局{TITLE}", closing="沭阳县卫生健康局\n2024年1月20日")) == "沭阳县卫生健康局"


def test_the_year_comes_from_the_period_or_the_date_where_the_title_has_none() -> None:
    title = "淮安市教育局政府信息公开工作年度报告"
    by_text = who(title, overview="数据自2022年1月1日起，至2022年12月31日止。2023年我局将努力，2023年再努力。")
    by_date = who(title, closing="淮安市教育局\n2024年1月20日")
    assert (by_text.year, notes_of(by_text)) == (2022, {"year_from_text": "2022"})
    assert (by_date.year, notes_of(by_date)) == (2023, {"year_from_date": "2024-01-20"})


def test_a_title_and_a_text_of_different_years_are_noticed() -> None:
    overview = "数据自2022年1月1日起，至2022年12月31日止。"
    found = who(f"淮安市教育局{TITLE}", overview=overview, closing="2024年1月20日")
    assert (found.year, notes_of(found)) == (2023, {"years_disagree": "2023, 2022"})


def test_text_and_date_together_outvote_a_title_of_a_year_not_yet_over() -> None:
    overview = "数据自2022年1月1日起，至2022年12月31日止。"
    found = who(f"淮安市教育局{TITLE}", overview=overview, closing="2023年1月20日")
    assert (found.year, found.published) == (2022, date(2023, 1, 20))
    assert notes_of(found) == {"year_from_text": "2022", "years_disagree": "2022, 2023"}


def test_text_and_date_together_outvote_a_title_left_from_the_year_before() -> None:
    overview = "数据自2023年1月1日起，至2023年12月31日止。"
    found = who("淮安市教育局2022年政府信息公开工作年度报告", overview=overview, closing="2024年1月20日")
    assert (found.year, found.published) == (2023, date(2024, 1, 20))
    assert notes_of(found) == {"year_from_text": "2023", "years_disagree": "2023, 2022"}


@pytest.mark.parametrize(
    ("overview", "closing"), [("2023年，我局认真贯彻。", ""), ("我局认真贯彻。", "淮安市教育局\n2024年1月20日")]
)
def test_one_place_that_tells_another_year_than_the_title_is_noticed(overview: str, closing: str) -> None:
    found = who("淮安市教育局2022年政府信息公开工作年度报告", overview=overview, closing=closing)
    assert (found.year, notes_of(found)) == (2022, {"years_disagree": "2022, 2023"})


def test_other_years_in_passing_disagree_with_nothing() -> None:
    overview = "我局按照2019年修订的《条例》开展工作。与2021年相比有进步，2023年将继续努力。"
    assert who("淮安市教育局2022年政府信息公开工作年度报告", overview=overview).notes == ()


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2024-01-20 10:23:45  浏览次数：10", date(2024, 1, 20)),
        ("[2024-01-20]", date(2024, 1, 20)),
        ("发布时间：2024/1/20 来源：局办公室 字号：大 中 小", date(2024, 1, 20)),
        ("二 〇 二 四 年 一 月 二 十 日", date(2024, 1, 20)),
        ("二〇二四年一月", None),
    ],
)
def test_a_date_under_the_title_is_that_of_publication(line: str, day: date | None) -> None:
    assert who(f"淮安市教育局{TITLE}\n{line}").published == day


@pytest.mark.parametrize("head", ["淮安市教育局门户网站", "淮安市教育局官网", "欢迎访问淮安市教育局网站"])
def test_the_name_of_a_site_above_the_title_is_told_apart_from_the_title(head: str) -> None:
    found = who(f"{head}\n{TITLE}")
    assert notes_of(found) == {"agency_from_site": "淮安市教育局"}


def test_a_governments_name_above_a_title_is_not_the_bureau_that_speaks() -> None:
    assert name_of(who(f"淮安市人民政府\n{TITLE}", overview="我局认真贯彻。")) is None
    assert name_of(who(f"淮安市人民政府\n{TITLE}", overview="我市认真贯彻。")) == "淮安市人民政府"


@pytest.mark.parametrize(
    "signature", ["淮安市教育局（盖章）", "淮 安 市 教 育 局", "淮安市教育局（公章）  2024年1月20日"]
)
def test_a_seal_is_no_part_of_a_signature(signature: str) -> None:
    assert name_of(who(TITLE, closing=signature)) == "淮安市教育局"


def test_a_title_below_a_table_of_contents_is_found() -> None:
    contents = "目录\n一、总体情况\n二、主动公开政府信息情况"
    found = who(f"{contents}\n淮安市教育局{TITLE}", overview="2023年，我局认真。")
    assert (name_of(found), found.year, found.notes) == ("淮安市教育局", 2023, ())


def test_two_towns_of_one_county_are_two_bodies() -> None:
    found = who(f"沭阳县马厂镇人民政府{TITLE}", overview="我镇认真。", closing="沭阳县庙头镇人民政府\n2024年1月20日")
    assert notes_of(found) == {"several_agencies": "沭阳县马厂镇人民政府、沭阳县庙头镇人民政府"}


def test_a_body_that_was_renamed_in_the_meantime_is_one_body() -> None:
    title = "淮安市环境保护局2018年政府信息公开工作年度报告"
    assert who(title, overview="2018年，我局认真。", closing="淮安市生态环境局\n2019年3月20日").notes == ()


def test_a_broken_line_about_fees_is_no_signature() -> None:
    closing = "本年度依据国务院办公厅关于印发\n《政府信息公开信息处理费管理办\n法》未收取费用。"
    assert who(f"淮安市洪泽区人民政府{TITLE}", overview="我区认真。", closing=closing).notes == ()


def test_a_body_named_where_a_report_is_published_is_its_own() -> None:
    ordered = "根据《中华人民共和国政府信息公开条例》和《中华人民共和国政府信息公开工作年度报告格式》的有关规定和要求"
    told = f"{ordered}，现公布青田县财政局2023年政府信息公开工作年度报告。本报告所列数据的统计期限为一年。"
    found = who(f"{TITLE}\n{told}", overview="无。")
    assert (name_of(found), notes_of(found)) == ("青田县财政局", {"agency_from_text": "青田县财政局"})


def test_a_sentence_that_publishes_the_report_puts_no_word_before_the_name() -> None:
    found = who("武宁县交通运输局\n2023年政府信息公开\n现公布武宁县交通运输局2023年政府信息公开工作年度报告。")
    assert name_of(found) == "武宁县交通运输局"


@pytest.mark.parametrize(
    ("short", "full"),
    [("西店镇", "宁海县西店镇人民政府"), ("铜官街道", "长沙市望城区铜官街道办事处")],
)
def test_a_town_is_named_in_full_by_its_government(short: str, full: str) -> None:
    found = who(f"{short}{TITLE}\n现公布{full}2023年政府信息公开工作年度报告。")
    assert (name_of(found), "several_agencies" in notes_of(found)) == (full, False)
    assert region_of(found) is not None


def test_a_former_name_is_no_part_of_the_name() -> None:
    assert name_of(who(f"合肥市数据资源管理局（原合肥市大数据局）{TITLE}")) == "合肥市数据资源管理局"


def test_a_broken_line_about_the_period_is_no_date_of_publication() -> None:
    found = who(f"淮安市教育局{TITLE}\n所列数据的统计期限自2023年1月1日\n起至2023年12月31日止。")
    assert (found.year, found.published, found.notes) == (2023, None, ())


def test_a_date_with_a_time_of_day_is_a_stamp_among_other_words() -> None:
    found = who(f"淮安市教育局{TITLE}\n原创 淮安教育在线 公众号 2024-01-22 16:05 江苏")
    assert found.published == date(2024, 1, 22)


def test_a_zone_without_its_name_is_no_second_body() -> None:
    found = who(f"淮北经济技术开发区管理委员会{TITLE}\n现公布开发区管委会2023年政府信息公开工作年度报告。")
    assert (name_of(found), found.notes) == ("淮北经济技术开发区管理委员会", ())


def test_a_regiment_of_the_corps_is_a_body() -> None:
    assert name_of(who(f"51团{TITLE}", closing="第三师图木舒克市51团\n2024年1月8日")) == "第三师图木舒克市51团"


@pytest.mark.parametrize(
    ("head", "overview", "name"),
    [
        ("如有疑问，请与望澜县审计局办公室联系（电话：1234567）。", "我局认真落实条例。", "望澜县审计局"),
        ("如有疑问，请与望澜县审计局（地址：望澜县一路1号）联系。", "我局认真落实条例。", "望澜县审计局"),
        ("", "2023年，清砚市教育局不断强化宣传。", "清砚市教育局"),
        ("", "本年度，望云乡严格依照条例推进公开。", "望云乡"),
        ("", "现将市教育局情况报告如下。2023年，市教育局认真贯彻条例。印发《清远市教育局制度》。", "清远市教育局"),
        ("现将信访局2023年度政府信息公开工作报告如下：", "我局认真落实条例。", "信访局"),
    ],
)
def test_a_page_without_a_title_names_its_body_in_a_sentence(head: str, overview: str, name: str) -> None:
    """Pages saved without their title named nobody."""
    assert name_of(who(head, overview=overview)) == name


def test_a_paragraph_with_brackets_and_addresses_is_no_trail() -> None:
    head = "依据<条例>和<格式>编制，见 http://www.example.cn/ 。如有疑问，请与望澜县审计局联系。"
    assert name_of(who(head)) == "望澜县审计局"


def test_the_room_of_a_bureau_that_published_is_the_bureau() -> None:
    assert name_of(who(f"{TITLE}\n发布机构：望澜县审计局办公室")) == "望澜县审计局"


def test_a_county_that_publishes_for_its_town_is_not_the_one_that_speaks() -> None:
    overview = "青石镇人民政府严格按照条例公开。2023年，全镇公开信息12条。"
    assert name_of(who(f"{TITLE}\n发布机构：望澜县人民政府", overview=overview)) == "青石镇人民政府"


def test_a_year_before_the_name_and_a_doubled_word_make_no_second_body() -> None:
    head = "2023年建新镇政府信息公开工作年度报告\n现公布2023年度建新镇政府信息公开年度报告"
    found = who(head, overview="建新镇镇人民政府认真贯彻条例。")
    assert "several_agencies" not in notes_of(found)


def test_a_verb_before_a_pronoun_makes_no_second_body() -> None:
    head = "本年度报告根据条例要求，结合本街道政府信息公开工作情况编制而成。青石街道严格按照条例要求公开。"
    found = who(head, overview="青石街道认真落实条例。")
    assert (name_of(found), "several_agencies" in notes_of(found)) == ("青石街道", False)


def test_a_title_with_all_of_the_text_behind_it_on_its_line_is_the_title() -> None:
    text = (
        "区审计局秉承公开透明、服务为民的原则，依据条例，紧密结合工作实际，积极履行信息公开职责，高效发布政务信息。" * 2
    )
    assert name_of(who(f"淮阴区审计局 2023年度政府信息公开工作年度报告 2023年，{text}")) == "淮阴区审计局"


@pytest.mark.parametrize("name", ["庙头镇", "庙头镇人民政府"])
def test_a_town_has_its_place_from_its_own_address(name: str) -> None:
    text = f"如有疑问，请与{name}党政办公室联系（地址：沭阳县庙头镇人民政府驻地府前路1号，邮编：223600）。"
    found = who(f"{name}2023年政府信息公开工作年度报告\n{text}")
    assert found.agency is not None
    assert (found.agency.name, found.agency.region and found.agency.region.name) == (f"沭阳县{name}", "沭阳县")
    assert notes_of(found)["region_from_context"] == "江苏省宿迁市沭阳县"


def test_a_year_printed_twice_is_no_part_of_a_name() -> None:
    assert name_of(who("2023望澜县审计局2023年度政府信息公开工作年度报告")) == "望澜县审计局"


def test_a_pronoun_in_a_sentence_about_a_site_makes_no_second_body() -> None:
    found = who(f"望澜县审计局{TITLE}", overview="截止目前,我局已在市政府网站主动公开政府信息504条。")
    assert (name_of(found), "several_agencies" in notes_of(found)) == ("望澜县审计局", False)


def test_a_report_that_is_published_without_its_year_names_its_body() -> None:
    head = "根据条例规定，现公布沭阳县人民政府办公室政府信息公开工作年度报告。所列数据截止日期为2023年12月31日。"
    assert name_of(who(head, overview="2023年，县政府办公室严格落实条例。")) == "沭阳县人民政府办公室"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("根据2023年望澜县司法局信息公开工作实际编制而成。", "望澜县司法局"),
        ("为认真做好望澜县司法局政府信息公开工作，我局按照条例要求，精心组织。", "望澜县司法局"),
        ("根据县政府信息公开工作情况编制而成。", None),
        ("现向社会公布2023年度本单位政府信息公开工作年度报告。", None),
        ("如有疑问，请联系：望澜县青石街道办事处党政综合办公室，地址：青石路1号。", "望澜县青石街道办事处"),
        ("如有疑问，请与望澜县人民政府青石街道办事处联系。", "望澜县人民政府青石街道办事处"),
        ("今年以来在市政府网站发布政策解读57篇。", None),
    ],
)
def test_a_sentence_on_the_work_or_on_whom_to_ask_names_the_body(words: str, name: str | None) -> None:
    assert name_of(who(f"本年报按照条例要求。{words}统计期限自2023年1月1日起至2023年12月31日止。")) == name


def test_a_branch_of_a_bureau_that_is_to_be_asked_is_named_whole() -> None:
    head = "2023年度政府信息公开工作年度报告\n如有疑问，请与杭州市公安局滨江区分局联系，联系电话：0571-89520677。"
    found = who(head, overview="2023年，滨江区公安分局在区委区政府的领导下，紧密结合工作实际，根据条例完善机制。")
    assert "several_agencies" not in notes_of(found)


def test_the_number_of_a_page_is_no_part_of_a_name() -> None:
    assert name_of(who("Page 8 - 望澜县审计局2023年政府信息公开工作年度报告")) == "望澜县审计局"


def test_an_office_that_acts_on_behalf_of_its_government_is_no_second_body() -> None:
    found = who(
        "2019年沭阳县人民政府办公室政府信息公开工作年度报告\n\n一、总体情况\n"
        "沭阳县政府办公室代表县政府共受理政府信息公开申请859件，答复805件。"
    )
    assert (name_of(found), "several_agencies" in notes_of(found)) == ("沭阳县人民政府办公室", False)
