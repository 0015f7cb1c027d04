from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonical.agencies import DEPARTMENTS, KINDS, classify, is_distinct, may_make_rules
from canonical.regions import read_data, region

# name: kind, department, level, region
BODIES = {
    "国务院": ("government", "general_government", "national", None),
    "国务院办公厅": ("office", "government_office", "national", None),
    "教育部": ("department", "education", "national", None),
    "国家发展和改革委员会": ("commission", "development_reform", "national", None),
    "国家税务总局": ("bureau", "taxation", "national", None),
    "审计署": ("department", "audit", "national", None),
    "中国人民银行": ("other", "financial_regulation", "national", None),
    "贵州省人民政府": ("government", "general_government", "province", "520000"),
    "江苏省人民政府办公厅": ("office", "government_office", "province", "320000"),
    "贵州省教育厅": ("department", "education", "province", "520000"),
    "海南省农业农村厅": ("department", "agriculture", "province", "460000"),
    "北京市教育委员会": ("commission", "education", "province", "110000"),
    "北京市城市管理委员会": ("commission", "urban_management", "province", "110000"),
    "贵州省国资委": ("commission", "state_assets", "province", "520000"),
    "新疆生产建设兵团": ("division", "general_government", "province", "660000"),
    "兵团教育局": ("bureau", "education", "province", "660000"),
    "第十一师": ("division", "general_government", "prefecture", "661100"),
    "第十一师办公室": ("office", "government_office", "prefecture", "661100"),
    "十一师教育局": ("bureau", "education", "prefecture", "661100"),
    "和田地区教育局": ("bureau", "education", "prefecture", "653200"),
    "大兴安岭地区行政公署": ("government", "general_government", "prefecture", "232700"),
    "黔东南州人民政府": ("government", "general_government", "prefecture", "522600"),
    "淮安市人民政府": ("government", "general_government", "prefecture", "320800"),
    "淮安市": ("government", "general_government", "prefecture", "320800"),
    "苏州市住房和城乡建设局": ("bureau", "housing_construction", "prefecture", "320500"),
    "苏州市园林和绿化管理局": ("bureau", "forestry", "prefecture", "320500"),
    "苏州市住房公积金管理中心": ("office", "housing_fund", "prefecture", "320500"),
    "无锡市文化广电和旅游局": ("bureau", "culture_tourism", "prefecture", "320200"),
    "雄安新区管理委员会": ("government", "development_zone", "prefecture", "139800"),
    "淮安市洪泽区人民政府": ("government", "general_government", "county", "320813"),
    "洪泽区政府办": ("office", "government_office", "county", "320813"),
    "沭阳县发展和改革局": ("bureau", "development_reform", "county", "321322"),
    "沭阳县市场监督管理局（知识产权局）": ("bureau", "market_regulation", "county", "321322"),
    "沭阳县民政局": ("bureau", "civil_affairs", "county", "321322"),
    "沭阳县信访局": ("bureau", "petition", "county", "321322"),
    "沭阳县退役军人事务局": ("bureau", "veterans", "county", "321322"),
    "沭阳县医疗保障局": ("bureau", "medical_insurance", "county", "321322"),
    "沭阳县行政审批局": ("bureau", "data_bureau", "county", "321322"),
    "沭阳县工业和信息化局": ("bureau", "industry_information", "county", "321322"),
    "沭阳县水利局": ("bureau", "water", "county", "321322"),
    "沭阳县人民法院": ("other", "judiciary", "county", "321322"),
    "沭阳县第一中学": ("other", "school", "county", "321322"),
    "沭阳县人民医院": ("other", "hospital", "county", "321322"),
    "沭阳县自来水有限公司": ("other", "state_enterprise", "county", "321322"),
    "国家税务总局沭阳县税务局": ("bureau", "taxation", "county", "321322"),
    "国家统计局沭阳调查队": ("other", "statistics", "county", "321322"),
    "北京市公安局朝阳分局": ("bureau", "public_security", "county", "110105"),
    "淮安经济技术开发区管理委员会": ("government", "development_zone", "county", "320800"),
    "淮安市开发区教育局": ("bureau", "education", "county", "320800"),
    "第一师十团": ("other", "other", "county", "660100"),
    "鼓楼区教育局": ("bureau", "education", "county", None),
    "沭阳县南关街道办事处": ("government", "general_government", "township", "321322"),
    "淮安市洪泽区岔河镇人民政府": ("government", "general_government", "township", "320813"),
    "沭阳县青龙乡人民政府": ("government", "general_government", "township", "321322"),
    "和田地区": ("government", "general_government", "prefecture", "653200"),
    "锡林郭勒盟行政公署办公室": ("office", "government_office", "prefecture", "152500"),
    "淮安市工业园区管委会": ("government", "development_zone", "county", "320800"),
    "湖南镇人民政府": ("government", "general_government", "township", None),
    "省教育厅": ("department", "education", "province", None),
    "自治区教育厅": ("department", "education", "province", None),
    "地区教育局": ("bureau", "education", "prefecture", None),
    "市教育局": ("bureau", "education", "prefecture", None),
    "县教育局": ("bureau", "education", "county", None),
    "沭阳县乡村振兴局": ("bureau", "agriculture", "county", "321322"),
    "教育局": ("bureau", "education", None, None),
    "某某协会": ("other", "other", None, None),
    "": ("other", "other", None, None),
}

SAME = (
    ("沭阳县马厂镇", "沭阳县马厂镇人民政府", "沭阳县马厂镇政府"),
    ("沭阳县南关街道", "沭阳县南关街道办事处"),
    ("和田地区", "和田地区行政公署", "和田地区行署"),
    ("和田地区教育局", "新疆维吾尔自治区和田地区教育局", "和田地区教育局 ", "和田地区 教育局", "2024年和田地区教育局"),
    ("兵团第十一师教育局", "第十一师教育局", "十一师教育局", "新疆生产建设兵团第十一师教育局"),
    ("第八师石河子市教育局", "八师石河子市教育局", "第八师教育局"),
    ("沭阳县发展和改革局", "沭阳县发改局", "江苏省沭阳县发展改革局", "宿迁市沭阳县发展改革局"),
    ("贵州省发展和改革委员会", "贵州省发改委", "贵州省发展改革委", "贵州省发展改革委员会"),
    ("沭阳县教育和体育局", "沭阳县教体局", "沭阳县教育体育局"),
    ("苏州市卫生健康委员会", "苏州市卫健委", "江苏省苏州市卫生健康委"),
    ("苏州市住房和城乡建设局", "苏州市住建局", "苏州市住房城乡建设局"),
    ("沭阳县市场监督管理局", "沭阳县市监局", "沭阳县市场监管局", "沭阳县市场监督管理局（知识产权局）"),
    ("贵州省国有资产监督管理委员会", "贵州省国资委", "贵州省人民政府国有资产监督管理委员会"),
    ("沭阳县税务局", "国家税务总局沭阳县税务局"),
    ("淮安市洪泽区人民政府", "洪泽区政府", "洪泽区", "洪泽县人民政府"),
    ("洪泽区人民政府办公室", "洪泽区政府办", "洪泽区政府办公室"),
    ("黔东南苗族侗族自治州教育局", "黔东南州教育局", "贵州省黔东南州教育局"),
    ("淮安经济技术开发区管理委员会", "淮安市经济技术开发区管委会"),
    ("国家发展和改革委员会", "国家发改委", "中华人民共和国国家发展和改革委员会"),
    ("北京市公安局朝阳分局", "北京市公安局朝阳区分局", "北京市朝阳区公安分局"),
    ("财政部", "中华人民共和国财政部"),
    ("沭阳县环保局", "沭阳县环境保护局", "沭阳县生态环境局"),
    ("贵州省环境保护厅", "贵州省生态环境厅"),
    ("苏州市卫计委", "苏州市卫生和计划生育委员会", "苏州市卫健委"),
)
DIFFERENT = (
    ("沭阳县教育局", "沭阳县教育和体育局"),
    ("和田地区教育局", "和田市教育局"),
    ("和田教育局", "和田地区教育局"),
    ("第十一师", "第十一师办公室"),
    ("新疆维吾尔自治区教育厅", "兵团教育局"),
    ("福州市鼓楼区教育局", "南京市鼓楼区教育局"),
    ("洪泽区人民政府", "洪泽区人民政府办公室"),
    ("沭阳县工商局", "沭阳县质监局", "沭阳县食药监局", "沭阳县市场监督管理局"),
    ("沭阳县国土资源局", "沭阳县规划局", "沭阳县自然资源和规划局"),
    ("沭阳县卫生局", "沭阳县人口和计划生育局", "沭阳县卫生健康局"),
)
LINEAGES = (
    ("沭阳县工商局", "沭阳县质量技术监督局", "沭阳县食药监局", "沭阳县市监局"),
    ("沭阳县国土局", "沭阳县规划局", "沭阳县自然资源和规划局", "沭阳县自然资源局"),
    ("沭阳县卫生局", "沭阳县卫计委", "沭阳县卫生健康局", "沭阳县卫生健康委员会"),
    ("沭阳县安监局", "沭阳县应急管理局"),
    ("沭阳县农业局", "沭阳县农委", "沭阳县农业农村局"),
    ("沭阳县旅游局", "沭阳县文化局", "沭阳县文广旅局", "沭阳县文旅局"),
    ("沭阳县民族事务局", "沭阳县民宗局"),
    ("沭阳县物价局", "沭阳县发改局"),
    ("沭阳县粮食局", "沭阳县粮食和物资储备局"),
    ("沭阳县扶贫办", "沭阳县乡村振兴局"),
    ("沭阳县大数据局", "沭阳县数据局"),
    ("沭阳县科技局", "沭阳县科学技术局"),
)

RULE_MAKERS = {
    "教育部": True,
    "国家税务总局": True,
    "审计署": True,
    "中国人民银行": True,
    "国务院国有资产监督管理委员会": True,
    "贵州省人民政府": True,
    "北京市人民政府": True,
    "淮安市人民政府": True,
    "东莞市人民政府": True,
    "黔东南州人民政府": True,
    "大兴安岭地区行政公署": False,
    "锡林郭勒盟行政公署": False,
    "雄安新区管理委员会": False,
    "贵州省教育厅": False,
    "兵团教育局": False,
    "和田地区教育局": False,
    "北京市教育委员会": False,
    "淮安市洪泽区人民政府": False,
    "洪泽区人民政府办公室": False,
    "岔河镇人民政府": False,
    "县教育局": False,
    "苏州市住房公积金管理中心": False,
    "国务院办公厅": None,
    "国家能源局": None,
    "江苏省人民政府办公厅": None,
    "淮安市人民政府办公室": None,
    "新疆生产建设兵团": None,
    "第十一师": None,
    "第十一师办公室": None,
    "香港特别行政区政府": None,
    "市人民政府": None,
    "教育局": False,
    "": None,
}


@pytest.mark.parametrize(("name", "expected"), BODIES.items())
def test_a_body_is_known_by_its_name(name: str, expected: tuple[str, str, str | None, str | None]):
    agency = classify(name)
    code = agency.region.code if agency.region else None
    assert (agency.kind, agency.department, agency.level, code) == expected


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_spellings_of_one_body_have_one_key(names: tuple[str, ...]):
    assert len({classify(name).key for name in names}) == 1


@pytest.mark.parametrize("names", DIFFERENT, ids="-".join)
def test_different_bodies_have_different_keys(names: tuple[str, ...]):
    assert len({classify(name).key for name in names}) == len(names)


@pytest.mark.parametrize(("name", "expected"), RULE_MAKERS.items())
def test_the_power_to_make_rules_follows_the_law(name: str, expected: bool | None):
    assert may_make_rules(classify(name)) is expected


def test_a_place_around_completes_the_identity():
    agency = classify("鼓楼区教育局", near=region("350100"))
    assert agency.region == region("350102")
    assert agency.key == classify("福州市鼓楼区教育局").key


def test_the_name_stays_as_printed_but_for_white_space():
    assert classify(" 和田地区　教育局\n").name == "和田地区教育局"
    assert classify("沭阳县发改局").name == "沭阳县发改局"


def test_the_taxonomy_is_complete_and_free_of_doubles():
    words = [word for department in DEPARTMENTS.values() for word in department.words]
    assert len(words) == len(set(words))
    assert 40 <= len(DEPARTMENTS) <= 50
    assert all(department.zh and department.en for department in DEPARTMENTS.values())
    assert len(DEPARTMENTS) == len(read_data("departments.toml")["department"])
    assert DEPARTMENTS["education"].words[0] == "教育"


@pytest.mark.parametrize("name", [name for name in BODIES if "（" not in name])
def test_a_key_is_no_further_spelling(name: str):
    """Putting the place back before the key's body gives the same key."""
    agency = classify(name)
    if agency.region and "分局" not in name:
        again = classify("".join(agency.region.path) + agency.key.partition(":")[2])
        assert again.key == agency.key


@given(st.text(alphabet="省市区县自治州和田新疆兵团第十一师教育局人民政府委员会办公室镇乡（） a1", max_size=40))
def test_no_name_breaks_the_classification(name: str):
    agency = classify(name)
    assert agency.kind in KINDS
    assert agency.department in DEPARTMENTS
    assert may_make_rules(agency) in {True, False, None}


@pytest.mark.parametrize(
    ("name", "distinct"),
    [
        ("市教育局", False),
        ("教育局", False),
        ("人民政府办公室", False),
        ("县市场监督管理局", False),
        ("清砚市教育局", True),
        ("望澜县人民政府", True),
        ("和田地区教育局", True),
        ("国家统计局", True),
    ],
)
def test_a_name_without_a_place_does_not_tell_one_body_from_another(name: str, distinct: bool):
    assert is_distinct(classify(name)) == distinct


@pytest.mark.parametrize("names", LINEAGES, ids=lambda names: names[0])
def test_bodies_that_follow_each_other_share_lineage_and_department(names: tuple[str, ...]):
    assert len({classify(name).lineage for name in names}) == 1
    assert len({classify(name).department for name in names}) == 1


@pytest.mark.parametrize(
    "names",
    [("沭阳县工商局", "淮安市工商局"), ("沭阳县人民政府", "沭阳县人民政府办公室"), ("沭阳县教育局", "沭阳县体育局")],
)
def test_lineage_never_leads_to_another_place_or_field(names: tuple[str, ...]):
    assert len({classify(name).lineage for name in names}) == len(names)


def test_the_table_of_successors_is_no_chain_and_names_each_body_once():
    data = read_data("successors.toml")
    stems = [*data["merged"], *(stem for stems in data["merged"].values() for stem in stems)]
    assert len(stems) == len(set(stems))
    assert not set(data["renamed"]) & set(data["renamed"].values())
    assert not set(data["renamed"]) & set(stems)


@pytest.mark.parametrize(
    ("near", "key"), [("320800", "320800:教育局"), ("320000", "市教育局"), ("320813", "市教育局"), (None, "市教育局")]
)
def test_a_rank_word_alone_is_the_place_around_it_where_that_has_the_rank(near: str | None, key: str):
    assert classify("市教育局", near=region(near) if near else None).key == key


def test_the_rank_word_of_a_market_is_no_city():
    assert classify("市场监督管理局", near=region("320800")).key == "市场监督管理局"
