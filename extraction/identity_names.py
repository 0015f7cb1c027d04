"""Names of public bodies as text carries them: what is one, and the words around it that are not part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from canonical.agencies import classify, is_distinct
from canonical.dates import YEAR_PRINTED, find_dates
from canonical.regions import place_in
from canonical.text import half_width, plain, simplified

SHORTEST, LONGEST = 3, 40  # characters of a body's name
GOVERNMENT = frozenset({"general_government", "government_office"})  # departments on whose sites all bodies publish

_LETTERS = r"[一-鿿〇\d()·]"
_REMARK = r"(?:\([^()]*\))?"
_ENDINGS = (
    "局|委员会|委|厅|部|署|办|办公室|办公厅|办事处|政府|行署|管委会|中心|院|师|兵团|处|队|公司|集团|学校|大学|中学|小学|"
    r"幼儿园|银行|[分支]行|海关|(?<=[一二三四五六七八九十\d])团|联合社|合作社|联社|残联|妇联|工商联|联合会|协会|总工会|红十字会|研究室|参事室|(?<!平)台|站|所|馆|"
    r"党校|职高|附中|附小|(?<=[一二三四五六七八九十])[中小]|林场|农场|牧场"
)
_ENDS_LIKE_A_BODY = re.compile(rf"^{_LETTERS}+(?:{_ENDINGS}){_REMARK}$")
_UNLISTED_PLACE = re.compile(rf"^{_LETTERS}{{2,}}(?:[市县州盟旗]|(?<![城乡])镇|(?<!城)乡|街道|苏木){_REMARK}$")
_STREET = re.compile(rf"^{_LETTERS}{{2,14}}(?<!大)街$")
_ENDS_LIKE_A_PLACE = re.compile(rf"^{_LETTERS}+(?:[省市县区州盟旗镇乡师]|街道|苏木|兵团|国营农场){_REMARK}$")
_SPEECH = re.compile(
    r"信息公开|报告|首页|位置|平台|栏目|目录|网站|年报|年度|打印|登录|来源|时间|日期|我|的|领导|要求|指导|部署|精神|按照|根据|依照|贯彻|落实|"
    r"以及|通过|工作|[省市县区州]委.{0,6}政府|政府[及和与]|党中央|上级|已在|以来|在[省市县区]|^(?:[各局厅委处]|单位|部门|机关(?!事务))|^全[省市县区]|相关"
)
_WORK_IS_A_NAME = re.compile(
    r"(?:社会|干部|党群|群众|农村|民族|宗教|金融|外事|侨务|台湾|对台|老干部|妇女儿童)工作"
    r"|工作(?=(?:管理)?(?:局|委员会|办公室|办事处|服务中心|站|总站)(?:\(.*)?$)"
)
_NARRATED = "局|委员会|委|厅|部|办公室|办公厅|办事处|政府|管委会|中心|院|师|兵团|处|大队|支队|公司|学校|大学"
_BODY = rf"{_LETTERS}{{1,28}}?(?:{_NARRATED})"
_MADE_BY = re.compile(rf"由(?P<body>{_BODY})(?:根据|结合|汇总|编制|编写|负责|按照|依据|依照)")
_ACTS = re.compile(
    rf"(?:^|[年度,。])(?!由)(?P<body>{_BODY}|{_LETTERS}{{2,8}}?(?:乡|镇|街道))(?:20\d\d年)?[现特]?(?:深入|认真|坚持|严格|全面|根据|按照|依照|依据|紧紧|紧密|秉承|聚焦|立足|围绕|积极|高度|切实|"
    r"始终|扎实|持续|贯彻|结合|是主管|编制|编写|撰写|公布|不断|大力|着力|主动|进一步|通过|强化|加强|共|在|以)"
)
_WORKS = re.compile(rf"(?:^|[年度,。])(?P<body>{_LETTERS}{{2,8}}?(?:乡|镇|街道))(?:政府信息公开|政务公开|信息公开)工作")
_OF_ITS_WORK = re.compile(
    rf"(?:根据|结合|按照|汇总|做好|推进|加强|规范)(?:20\d\d年度?)?(?P<body>{_BODY})(?:20\d\d年度?)?"
    r"(?:政府信息|政务|信息)公开(?:工作)?(?:开展)?(?:实际|情况|工作(?!要求|要点|部署|安排|领导|会议))"
)
_PUBLISHED = re.compile(
    rf"(?:[现特](?:(?:予以?|将|向社会)?(?:公布|发布|公开)|将)|(?:总结|梳理)+|(?:编制|编写|撰写|制作)(?:了|形成)?)(?P<body>{_BODY})(?=(?:\([^()]*\))?(?:关于)?(?:{YEAR_PRINTED}年|(?:政府|政务)?信息公开(?:工作)?(?:情况)?年度?报))"
)
_CALLED = re.compile(
    rf"(?:公布|发布|公开|编制|编写|撰写|制作|形成|完成)[^《》,。]{{0,6}}《(?P<body>{_BODY})"
    rf"(?=(?:关于)?{YEAR_PRINTED}年[^《》]{{0,8}}公开[^《》]{{0,10}}(?:报告|年报)》)"
)
_BELOW = rf"(?:{_LETTERS}{{2,8}}?(?:分局|街道办事处|[镇乡]人民政府))?"
_TO_ASK = re.compile(rf"请(?:直接|及时)?(?:联系|咨询|致电)[:为]?(?P<body>{_BODY}{_BELOW})")
_TO_CONTACT = re.compile(rf"与(?P<body>{_BODY}{_BELOW})[^,。;:()]{{0,20}}?(?:\([^()]*\))*联系")
_OF_SITE = re.compile(
    rf"(?P<body>{_BODY})(?:官方|政务)?(?:门户)?(?:网站|官网|微信|公众号)(?=[^,。]{{0,8}}(?:公开|发布|推送|更新))"
)
_GOVERNMENT_OF = re.compile(r"([一-鿿]{2,12}[市县区旗州])人民政府")
_PLACE_BEFORE = re.compile(r"[一-鿿]{1,4}$")
_SHOWN = "公布|发布|公开|印发|转发|报送|呈报|上报"
_MADE = "编制|编写|撰写|制作|制定|起草|形成|完成|审定|批准"
_LEADS_IN = re.compile(
    r"^(?:Page\d{1,3}[-—|]|附件\d{0,2}[:：]?|\d{1,2}[.、](?!\d)|(?:标题|名称)[:：]|欢迎(?:访问|光临)"
    r"|(?:以下|这|本(?:报告|文件|年报|年度报告))[为是]"
    rf"|现就(?!业)|现将|(?:特此|[现特兹])?(?:予以?|向社会)?(?:{_SHOWN})|特此?(?=编|制)|(?:汇总|组织|负责)?(?:{_MADE})[了的]?"
    r"|关于|为?做好|结合|围绕|立足|推进|推动|抓好|加强|规范|深化|根据|对(?![外口台])|20\d\d(?:年度?)?|中华人民共和国(?=.{0,2}$)"
    r"|[我本各该其](?=[省市州县区旗盟师镇乡局委厅部办院校所]|地区|街道|单位|机关|部门|级))+"
)
_TRAILS = re.compile(r"(?:关于|的|系统|本级|门户网站|政府网站|官方网站|网站|官网|网)+$")
_SEAL = re.compile(r"\((?:加?盖?[公印签]?章|代章|印)\)")
_TWICE = re.compile(r"([乡镇县市区])\1(?=人民政府)")  # a slip of many: 鸭南乡乡人民政府
_ROOM_OF_BODY = re.compile(r"(?:(?<=[局厅])|(?<=[镇乡]人民政府)|(?<=街道办事处))(?:综合|党政|党政综合)?办公室$")
_FORMERLY = re.compile(r"\((?:原|曾用名|(?:以下)?简称)[^()]*\)$")
_ALSO_CALLED = re.compile(rf"(?<=[局委厅部署办院处队心])\((?:[^()]*(?:{_ENDINGS})|营销部|分公司)\)$")
_ON_BEHALF = re.compile(r"代表[省市县区州旗镇乡]?(?:人民)?政府$")
"""The other signs at its door: 县文化和旅游局（县文物局、县体育局）."""
_PRONOUN = re.compile(
    r"^(?:开发区|高新区|经开区|园区|新区|管理区|度假区)(?:管委会|管理委员会)?$"
    r"|^[我本各该全]?(?:[省市州县区]|自治区)?(?:局|委|厅|部|办|院|校|单位|机关|政府|部门|中心|镇|乡|街道|[省市州县区])$"
)
SIGNATURE_LINE = 40  # characters: a longer line is a sentence


@lru_cache(maxsize=2048)
def written(text: str) -> str:
    """The text in half width and simplified characters, without white space.

    A character of GB 2312 is simplified as it stands: the 乾 of 乾安县 is no 干, whatever a converter thinks.
    """
    bare = "".join(half_width(text).split())
    converted = simplified(bare)
    if converted == bare or len(converted) != len(bare):
        return converted
    return "".join(old if _in_gb2312(old) else new for old, new in zip(bare, converted, strict=True))


@lru_cache(maxsize=2048)
def body_name(text: str) -> str | None:
    """The body's name in a text that is hardly more than that; None for a pronoun, a menu entry, or a sentence."""
    name = _bare(written(text))
    if not SHORTEST <= len(name) <= LONGEST or _PRONOUN.match(name) or _SPEECH.search(_WORK_IS_A_NAME.sub("", name)):
        return None
    is_name = _ENDS_LIKE_A_BODY.match(name) or _UNLISTED_PLACE.match(name) or _names_a_place(name)
    return name if is_name else None


def street_name(text: str) -> str | None:
    """The sub-district in a title that calls it a street, as some cities do: 佳荣里街 for 佳荣里街道办事处."""
    name = _bare(written(text))
    return name if _STREET.match(name) and not _SPEECH.search(name) else None


def office_name(text: str) -> str | None:
    """As `body_name`, but a place alone (淮安市) is no body here: site menus list places."""
    name = body_name(text)
    return name if name and _ENDS_LIKE_A_BODY.match(name) else None


def narrated_names(texts: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """Bodies that a sentence says made the report, did the work, or answer for it: 本报告由…编制, 请与…联系.

    One that is but 市教育局 counts by the name with its place that is printed there or in `others`, or by the one city
    whose government is named there.
    """
    printed = [written(text) for text in texts]
    everywhere = [*printed, *map(written, others)]
    for patterns in ((_MADE_BY, _PUBLISHED, _CALLED, _OF_ITS_WORK, _ACTS, _WORKS), (_TO_CONTACT, _TO_ASK), (_OF_SITE,)):
        for pattern, match in ((pattern, pattern.search(text)) for text in printed for pattern in patterns):
            name = body_name(_ON_BEHALF.sub("", match["body"])) if match else None
            if name and pattern in {_OF_SITE, _OF_ITS_WORK} and classify(name).department in GOVERNMENT:
                continue  # on its site, and after its work, any body of the place reports
            if name and is_distinct(classify(name)):
                yield name
            elif name:
                placed = behind_its_place(name, everywhere) or _of_government(name, everywhere)
                yield from placed or ((name,) if pattern in {_PUBLISHED, _CALLED} else ())


def behind_its_place(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The name as it is printed behind the place that it lacks: 东阳市教育局 for 市教育局."""
    before = (text[: found.start()] for text in texts for found in re.finditer(re.escape(name), text))
    places = (match[0] for text in before if (match := _PLACE_BEFORE.search(text)))
    fuller = (place[at:] + name for place in places for at in range(len(place)))
    found = (each for each in fuller if (place := place_in(each)) and not place.start and is_distinct(classify(each)))
    return tuple(dict.fromkeys(found))[:1]


def _of_government(name: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The name behind the one place of its kind whose government is named: 资中县教育局 for 县教育局."""
    named = (match[1] for text in texts for match in _GOVERNMENT_OF.finditer(text))
    found = ((before, place_in(before)) for before in named)
    places = {before[place.start :] for before, place in found if place and place.end == len(before)}
    fitting = [place for place in places if place.endswith(name[0])]
    return (fitting[0] + name[1:],) if len(fitting) == 1 else ()


def signed_names(closing: Iterable[str]) -> Iterator[str]:
    """Names that stand alone, or beside a date, in the closing lines; the last first."""
    for line in reversed(tuple(closing)):
        rest = without_dates(written(line))
        if rest and len(rest) <= SIGNATURE_LINE and (name := office_name(rest)):
            yield name


def dated_names(head: Iterable[str]) -> Iterator[str]:
    """Names that stand beside a date and nothing else under the title: （淮安市审计局 2024年1月22日）."""
    for line in head:
        compact = written(line)
        if find_dates(compact) and (name := office_name(without_dates(compact))):
            yield name


def without_dates(text: str) -> str:
    """The text without its dates and without brackets around it."""
    for found in reversed(find_dates(text)):
        text = text[: found.start] + text[found.end :]
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _in_gb2312(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _bare(text: str) -> str:
    name = re.sub(r"^(?:关于)?(?:印发|公布|发布|报送)《(?=[^》]*$)", "", text)
    name = re.sub(r"[《》<>“”\"【】\[\]]+", "", name)
    for beside in (_SEAL, _FORMERLY, _ALSO_CALLED):
        name = beside.sub("", name)
    name = _TWICE.sub(r"\1", name.strip("-—_|·:：*#"))
    if name.count("(") != name.count(")"):
        name = name.strip("()")
    return _ROOM_OF_BODY.sub("", _TRAILS.sub("", _LEADS_IN.sub("", name)))


def _names_a_place(name: str) -> bool:
    found = place_in(name)
    if found is None or found.start != 0:
        return False
    return found.end == len(plain(name)) or _ENDS_LIKE_A_PLACE.match(name) is not None
