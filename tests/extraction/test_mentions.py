"""Counted things of the narrative: what is one, and which number of the tables it tells again, if any."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from canonical.report import Identity, Mention, Section, Source
from extraction.mentions import find_mentions
from extraction.mentions_counts import value_of_numeral
from extraction.sections import Narrative
from ingest.document import Line

BUREAU = Identity(
    agency="云溪市白石区教育局",
    year=2023,
    template="2021",
    requests_layout="2021",
    region=None,
    level="county",
    department="education",
    published=None,
    title=None,
    source=Source(path="a.txt", sha256="0" * 64, media_type="text/plain"),
)
GOVERNMENT = replace(BUREAU, agency="云溪市白石区人民政府", department="general_government")
TOWNSHIP = replace(GOVERNMENT, agency="云溪市白石区青石镇人民政府", level="township")
RECEIVED, CARRIED_OVER, CONCLUDED, CARRIED_FORWARD = (
    f"requests.{row}.total" for row in ("received", "carried_over", "concluded", "carried_forward")
)
REVIEW, DIRECT, AFTER_REVIEW = "review.total", "litigation.direct.total", "litigation.after_review.total"
LITIGATION = f"{DIRECT}+{AFTER_REVIEW}"
LICENSING, PENALTIES = "disclosure.licensing.decisions", "disclosure.penalties.decisions"
FEES = "disclosure.fees.amount"


def mentions_in(text: str, who: Identity = BUREAU, section: int = 1) -> tuple[Mention, ...]:
    lines = tuple(Line(text=line) for line in text.split("\n"))
    narrative = Narrative(preamble=(), sections=(Section(number=section, title="", text=text),), lines={section: lines})
    return find_mentions(narrative, who)


def counts_in(text: str) -> list[tuple[str, str]]:
    return [(f"{mention.value:f}", mention.unit) for mention in mentions_in(text)]


def fields_in(text: str, who: Identity = BUREAU) -> dict[str, int | float]:
    """The fields that the text tells, with their numbers."""
    told = [mention for mention in mentions_in(text, who) if mention.field]
    assert len({mention.field for mention in told}) == len(told)
    return {mention.field or "": float(mention.value) for mention in told}


def test_a_counted_thing_has_label_value_unit_and_the_words_that_say_it() -> None:
    (mention,) = mentions_in("2023年，在“新苗”公众号发布信息280条。")
    assert (mention.label, mention.value, mention.unit, mention.quote) == (
        "在“新苗”公众号发布信息",
        280,
        "条",
        "在“新苗”公众号发布信息280条",
    )
    assert (mention.section, mention.approximate, mention.field) == (1, False, None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到申请十二件", [("12", "件")]),
        ("培训一百零五人次，开展两期", [("105", "人次"), ("2", "期")]),
        ("发布信息３５条", [("35", "条")]),
        ("发布信息3,119条、图解 75 篇", [("3119", "条"), ("75", "篇")]),
        ("其中自然人3件、法人2件", [("3", "件"), ("2", "件")]),
        ("报送评估报告一份", [("1", "份")]),
        ("召开一次推进会", [("1", "次")]),
        ("收费1276.55万元、251000元和1.2亿元", [("1276.55", "万元"), ("251000", "元"), ("1.2", "亿元")]),
    ],
)
def test_numbers_are_counted_in_every_script(text: str, found: list[tuple[str, str]]) -> None:
    assert counts_in(text) == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("关注人数1.1万余人", 11000),
        ("浏览量超过12万次", 120000),
        ("发布信息近300条", 300),
        ("约30件申请", 30),
        ("发布3790余条", 3790),
        ("接待30人以上", 30),
        ("推送数据约260万余条", 2600000),
    ],
)
def test_a_rounded_number_is_marked_approximate(text: str, value: int) -> None:
    (mention,) = mentions_in(text)
    assert (mention.value, mention.approximate) == (value, True)


@pytest.mark.parametrize(
    "text",
    [
        "根据国办发〔2021〕30号文件要求",
        "依照《条例》第十五条、第3条和第二十条第（一）项",
        "数据自2023年1月1日起至12月31日止",
        "答复率100%，同比增长16.7%",
        "在20个工作日内答复，热线24小时值守，为期3个月",
        "拨打12345热线，电话0517-83593059，邮编223100",
        "按照《2023年政务公开工作要点（3件）》部署",
        "一件事一次办，每人一份，二次供水，三个方面，第3期",
        "参照1-3件的标准",
    ],
)
def test_dates_numbers_of_documents_articles_and_durations_count_nothing(text: str) -> None:
    assert counts_in(text) == []


def test_a_quote_is_verbatim_over_wrapped_lines_and_spaces() -> None:
    text = "白石区教育局认真开展政务公开工作，在门户网\n站主动发布各类 信息2428条，接受监督。"
    (mention,) = mentions_in(text)
    assert mention.value == 2428
    assert mention.quote == "在门户网\n站主动发布各类 信息2428条"
    assert mention.label == "在门户网站主动发布各类信息"


def test_numbers_on_two_lines_are_not_one() -> None:
    assert ("1234", "件") not in counts_in("全年发布公开信息及政策解读材料合计约12\n34件留言得到办理和答复")


def test_a_mention_is_on_the_page_of_its_line() -> None:
    lines = (Line(text="发布信息12条。", page=2), Line(text="解读7篇。", page=3))
    section = Section(number=1, title="", text="\n".join(line.text for line in lines), page=1)
    found = find_mentions(Narrative(preamble=(), sections=(section,), lines={1: lines}), BUREAU)
    assert [(mention.value, mention.page) for mention in found] == [(12, 2), (7, 3)]


def test_what_stands_before_the_first_heading_is_of_no_section() -> None:
    narrative = Narrative(preamble=(Line(text="全年发布信息12条。", page=1),), sections=())
    (mention,) = find_mentions(narrative, BUREAU)
    assert (mention.section, mention.page) == (None, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "2023年，我局共收到政府信息公开申请35件，上年结转2件，办结33件，结转下年度继续办理4件。",
            {RECEIVED: 35, CARRIED_OVER: 2, CONCLUDED: 33, CARRIED_FORWARD: 4},
        ),
        ("收到12件政府信息公开申请，全部按期办结。", {RECEIVED: 12}),
        ("本年度收到政府信息公开申请，共3件。", {RECEIVED: 3}),
        ("本年新收政府信息公开申请（含网上申请）35件。", {RECEIVED: 35}),
        ("区教育局全年共收到公民、法人和其他组织提出的政府信息公开申请35件。", {RECEIVED: 35}),
        (
            "新收政府信息公开申请33件，从2022年结转2件，结转至2024年1件。",
            {RECEIVED: 33, CARRIED_OVER: 2, CARRIED_FORWARD: 1},
        ),
        ("办理政府信息公开申请35件，其中新收33件，上年结转2件。", {RECEIVED: 33, CARRIED_OVER: 2}),
        ("因政府信息公开被申请行政复议2件，提起行政诉讼1件。", {REVIEW: 2, LITIGATION: 1}),
        ("涉及政府信息公开的行政复议、行政诉讼共3件。", {f"{REVIEW}+{LITIGATION}": 3}),
        ("因信息公开未经复议直接起诉1件，复议后起诉2件。", {DIRECT: 1, AFTER_REVIEW: 2}),
        ("作出行政许可决定1,235件，作出行政处罚决定56件。", {LICENSING: 1235, PENALTIES: 56}),
        ("全年收取行政事业性收费1276.55万元。", {FEES: 1276.55}),
        ("收到政府信息公开申请8件，办结6件，2件结转下年度继续办理。", {RECEIVED: 8, CONCLUDED: 6, CARRIED_FORWARD: 2}),
        ("收到政府信息公开申请8件，尚有2件申请结转2024年办理。", {RECEIVED: 8, CARRIED_FORWARD: 2}),
        ("收到政府信息公开申请8件，其中2件结转2022年办理。", {RECEIVED: 8}),
        ("共办理回复依申请公开事项23件。", {CONCLUDED: 23}),
        (
            "受理政府信息公开申请95件。答复政府信息公开申请98件（含上年度转结申请8件，另有5件申请转结下年度继续办理）。",
            {RECEIVED: 95, CONCLUDED: 98, CARRIED_OVER: 8, CARRIED_FORWARD: 5},
        ),
        ("收到政府信息公开申请8件，2件转至其他部门办理，涉及校车1件结转下年度。", {RECEIVED: 8}),
        ("去年收到政府信息公开申请30件，2023年收到政府信息公开申请35件。", {RECEIVED: 35}),
        ("全区教育系统收到政府信息公开申请120件。我局收到政府信息公开申请35件。", {RECEIVED: 35}),
    ],
)
def test_a_sentence_tells_a_number_of_the_tables_again(text: str, told: dict[str, float]) -> None:
    assert fields_in(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("全年未收到政府信息公开申请，未发生行政复议、行政诉讼案件。", {RECEIVED: 0, REVIEW: 0, LITIGATION: 0}),
        ("2023年区教育局没有收到申请，也没有上年结转的申请。", {RECEIVED: 0, CARRIED_OVER: 0}),
        ("无政府信息公开申请，无结转下年度申请。", {RECEIVED: 0, CARRIED_FORWARD: 0}),
        ("全年无政府信息公开申请、无纸质信件申请，无互联网申请。", {RECEIVED: 0}),
        ("我局无依申请公开事项。", {RECEIVED: 0}),
        ("政府信息公开申请0件，行政复议0起。", {RECEIVED: 0, REVIEW: 0}),
        ("政府信息公开行政复议、行政诉讼0条。", {f"{REVIEW}+{LITIGATION}": 0}),
        ("未收取行政事业性收费。", {FEES: 0}),
        ("无下年度结转。", {CARRIED_FORWARD: 0}),
        ("没有因政府信息公开提起行政复议和行政诉讼的情况发生.", {REVIEW: 0, LITIGATION: 0}),
        ("未收到行政许可申请；未接到信息公开申请；刊发公告44篇。", {RECEIVED: 0}),
        ("区教育局未收到公众关于政府信息公开的申请。", {RECEIVED: 0}),
        ("2023全年未收到政府信息公开申请。", {RECEIVED: 0}),
        ("2022全年未收到政府信息公开申请。", {}),
        ("2023年区教育局未收到依申请公开信息。", {RECEIVED: 0}),
        ("我局未收到公民、法人或其他组织的依申请公开诉求。", {RECEIVED: 0}),
        ("未收到申请公开政府信息要求。", {RECEIVED: 0}),
        ("未收到政府信息申请公开。", {RECEIVED: 0}),
        ("无转结下年度继续办理件。", {CARRIED_FORWARD: 0}),
        ("未收到个人、法人或者其他组织向本机关申请公开政府信息。", {RECEIVED: 0}),
        ("我局2023年未收到依申请公开信件。", {RECEIVED: 0}),
        ("我局未收到和受理政府信息公开申请。", {RECEIVED: 0}),
        ("未收到社会组织或群众个人提出的政府信息依申请公开。", {RECEIVED: 0}),
        ("2023年度我局无依法申请公开件。", {RECEIVED: 0}),
        ("不予公开信息数为0条.2023年全年未发生依申请政府信息。", {RECEIVED: 0}),
        ("年度内未有公民、法人或其他组织提出政府信息公开申请。", {RECEIVED: 0}),
        ("全年未收到依申请公开来信，无意见投诉情况。", {RECEIVED: 0}),
        ("2023年度，我局未受理任何形式的政府信息公开申请。", {RECEIVED: 0}),
        ("未收到群众诉求。", {}),
        ("本年度无新收政府信息公开申请。", {RECEIVED: 0}),
        ("我局未收费。", {}),
        ("未收到网上政府信息公开申请。", {}),
        ("未发生因政府信息公开引起的行政复议被纠错情况。", {}),
        ("没有依申请公开政府信息及收费情况。", {}),
        ("部分单位未收到政府信息公开申请。", {}),
        ("无正当理由大量反复申请的，不予处理。", {}),
    ],
)
def test_words_that_say_there_was_none_tell_zero(text: str, told: dict[str, float]) -> None:
    assert fields_in(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "通过网络收到政府信息公开申请8件，通过信函收到政府信息公开申请3件。",
        "收到涉及征地拆迁的政府信息公开申请12件。",
        "全市教育系统共收到政府信息公开申请120件，其中区教育局收到35件。",
        "市教育局收到政府信息公开申请35件。",
        "云溪市教育局收到政府信息公开申请35件。",
        "各科室收到政府信息公开申请35件。",
        "上半年收到政府信息公开申请20件。",
        "2022年收到政府信息公开申请30件。",
        "自2008年以来累计收到政府信息公开申请500件。",
        "政府信息公开申请按期答复33件。",
        "收到市民热线投诉1200件，办结1198件。",
        "办理人大建议12件、政协提案9件，答复21件。",
        "救助平台运行良好，收到申请1200件。",
        "我局办理行政复议案件45件，行政诉讼案件12件。",
        "依法办理涉及政府信息公开的行政复议27件、行政诉讼15件。",
        "主动公开行政许可决定345件、行政处罚决定6件。",
        "公布行政许可事项12项，规范性文件4件。",
        "公布行政事业性收费项目12项，收取信息处理费20元。",
    ],
)
def test_where_words_narrow_a_number_or_leave_doubt_no_field_is_told(text: str) -> None:
    assert fields_in(text) == {}
    assert mentions_in(text)


def test_what_was_received_with_what_was_carried_over_in_it_is_not_what_is_new() -> None:
    assert fields_in("收到政府信息公开申请12件（其中上年度结转1件）。") == {CARRIED_OVER: 1}
    assert fields_in("收到政府信息公开申请12件（其中网上3件），上年结转1件。") == {RECEIVED: 12, CARRIED_OVER: 1}


@pytest.mark.parametrize(
    "text",
    [
        "全区共收到政府信息公开申请135件。",
        "我区收到政府信息公开申请135件。",
        "区政府办代表区政府受理政府信息公开申请17件。",
        "区政府办公室代表区政府收到政府信息公开申请17件；答复政府信息公开申请16件。",
        "区政府本级收到政府信息公开申请17件。",
        "本机关收到政府信息公开申请17件。",
    ],
)
def test_a_government_that_says_whose_numbers_they_are_may_mean_others_than_its_tables(text: str) -> None:
    assert fields_in(text, GOVERNMENT) == {}


def test_the_name_of_the_body_is_no_topic() -> None:
    """办结申请1件 was taken for something else than requests for disclosure, as 信访 had been spoken of."""
    who = replace(BUREAU, agency="云溪市白石区信访局")
    assert fields_in("区信访局上年结转申请0件，办结申请1件。", who) == {CARRIED_OVER: 0, CONCLUDED: 1}
    assert fields_in("上年结转信访件0件，办结申请1件。", who) == {}


def test_a_township_and_all_of_it_are_the_same_body() -> None:
    assert fields_in("2023年全镇收到政府信息公开申请3件，我镇办结3件。", TOWNSHIP) == {RECEIVED: 3, CONCLUDED: 3}


@pytest.mark.parametrize(("place", "office"), [("青石镇", "人民政府"), ("青石街道", "办事处")])
def test_a_township_may_be_called_by_its_place_alone(place: str, office: str) -> None:
    who = replace(TOWNSHIP, agency=f"云溪市白石区{place}{office}")
    assert fields_in(f"2023年，{place}共受理政府信息公开申请16件。", who) == {RECEIVED: 16}
    assert fields_in(f"2023年，{place.replace('青石', '红岩')}共受理政府信息公开申请16件。", who) == {}


def test_plans_and_problems_tell_no_number_of_the_tables() -> None:
    (mention,) = mentions_in("收到政府信息公开申请35件。", section=5)
    assert mention.field is None


def test_traditional_characters_are_read_like_simplified_ones() -> None:
    assert fields_in("全年收到政府信息公開申請35件，上年結轉2件。") == {RECEIVED: 35, CARRIED_OVER: 2}


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十二", 12),
        ("二十", 20),
        ("两", 2),
        ("一百零五", 105),
        ("三千二百", 3200),
        ("两万", 20000),
        ("一百五", None),
        ("三五", None),
    ],
)
def test_a_numeral_is_read_only_where_it_is_one_number(numeral: str, value: int | None) -> None:
    assert value_of_numeral(numeral) == value


def test_the_value_of_a_mention_is_a_decimal_as_printed() -> None:
    (mention,) = mentions_in("行政事业性收费1276.50万元。")
    assert mention.value == Decimal("1276.50")


def test_numbers_before_what_they_count_have_each_their_own_label() -> None:
    """The label of each was that of the one before."""
    mentions = mentions_in("公开信息32条，其中1条权责清单、11条工作信息、4条议案、16条提案。")
    assert [(mention.label, mention.value) for mention in mentions[1:]] == [
        ("权责清单", 1),
        ("工作信息", 11),
        ("议案", 4),
        ("提案", 16),
    ]


def test_what_leads_a_list_of_things_behind_their_numbers_is_the_label_of_the_first() -> None:
    mentions = mentions_in("法定主动公开共公布1条领导信息、0条机构信息、11条行政许可。")
    labels = [(mention.label, mention.value) for mention in mentions]
    assert labels == [("法定主动公开共公布领导信息", 1), ("机构信息", 0), ("行政许可", 11)]


def test_a_number_alone_in_brackets_and_a_rule_of_counting_are_no_counted_things() -> None:
    text = "共收到信息公开申请22起，比2022年（31起）下降29%。发布信息49条（不同渠道发布的同一信息计为1条）。"
    assert counts_in(text) == [("22", "起"), ("49", "条")]
