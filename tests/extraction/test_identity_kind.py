"""What is no annual report on government-information disclosure is refused, and what it is is said."""

from __future__ import annotations

import pytest

from canonical.errors import UnusableFileError
from tests.extraction.documents import HEAD, TABLE_2, TABLE_4, TAIL, report_of, table_3

BODY = "清砚市教育局"
NEWS = "about an annual report"
LINKS = "a list of annual reports"
OTHER = "another kind of text"
NONE = "not an annual report"

REFUSED = {
    "a news item about a report": (
        NEWS,
        f"{BODY}发布2023年政府信息公开工作年度报告\n近日，{BODY}公布了年度报告。报告显示，主动公开信息123条，收到申请5件。",
    ),
    "a news item that reports were made": (
        NEWS,
        "我市完成2023年度政府信息公开年报编制工作\n记者从市政府获悉，清砚市2023年政府信息公开工作年度报告已经编制完成。",
    ),
    "a drawing that explains a report": (NEWS, f"一图读懂{BODY}2023年政府信息公开工作年度报告\n公开123条"),
    "an explanation of a report": (
        NEWS,
        (
            f"《{BODY}2023年政府信息公开工作年度报告》已经公开，现就年报内容进行如下解读。\n一、编制背景\n条例规定编制。\n"
            "二、统计期限\n本报告中所列数据统计期限从2023年1月1日到2023年12月31日止。"
        ),
    ),
    "a training course": (NEWS, "清砚市召开2023年政府信息公开工作年度报告编制培训会\n会议要求各单位做好编制工作。"),
    "a page that links to reports": (
        LINKS,
        "政府信息公开年报\n"
        + "\n".join(f"{BODY}{year}年政府信息公开工作年度报告 {year + 1}-01-20" for year in range(2018, 2024)),
    ),
    "a guide": (
        OTHER,
        (
            f"{BODY}政府信息公开指南\n一、主动公开\n公开机构职能。\n二、依申请公开\n受理机构是办公室。\n三、监督和救济\n可以申请行政复议。\n"
            "四、其他事项\n每年1月31日前公布政府信息公开工作年度报告。"
        ),
    ),
    "a plan": (
        OTHER,
        (
            f"{BODY}2024年政务公开工作要点\n一、总体要求\n深入贯彻。\n二、主动公开情况\n加强公开。\n"
            "三、依申请公开\n做好2023年政府信息公开工作年度报告编制。"
        ),
    ),
    "the regulation on disclosure": (
        NONE,
        (
            "中华人民共和国政府信息公开条例\n第五十条　政府信息公开工作年度报告应当包括下列内容：\n（一）行政机关主动公开政府信息的情况；\n"
            "（二）行政机关收到和处理政府信息公开申请的情况；\n（三）被申请行政复议、提起行政诉讼的情况；\n（五）其他需要报告的事项。"
        ),
    ),
    "the annual report on the rule of law": (
        OTHER,
        (
            f"{BODY}2023年法治政府建设年度报告\n一、总体情况\n推进法治建设。\n二、行政复议、行政诉讼情况\n3件。\n"
            "三、存在的主要问题及改进情况\n人员不足。\n四、其他需要报告的事项\n无。"
        ),
    ),
    "a budget": (
        OTHER,
        f"{BODY}2024年部门预算公开\n项目\t本年\t上年\t增减\n行政事业性收费\t12.5\t10\t2.5\n政府性基金\t0\t0\t0\n合计\t15\t12\t3",
    ),
    "statistics on law enforcement": (
        OTHER,
        f"{BODY}2023年行政执法统计年报\n项目\t数量\n行政许可\t12\n行政处罚\t3\n行政强制\t0\n行政事业性收费\t5\n规范性文件\t2",
    ),
    "a summary of half a year": (
        OTHER,
        (
            f"{BODY}2023年上半年政务公开工作总结\n一、总体情况\n好。\n二、主动公开政府信息情况\n公开100条。\n"
            "三、收到和处理政府信息公开申请情况\n收到2件。\n四、存在的主要问题及改进情况\n不足。"
        ),
    ),
    "a notice that asks for reports": (
        OTHER,
        "清砚市人民政府办公室关于做好2023年政府信息公开工作年度报告编制和发布工作的通知\n请各单位按附件格式编制。\n"
        + (TABLE_2 + table_3({}))
        .replace("\t0", "\t")
        .replace("\t3\t1\t8", "\t\t\t")
        .replace("345", "")
        .replace("\t6", "\t")
        .replace("1076.1811", ""),
    ),
    "the annual report of a company": (
        NONE,
        "清砚水务有限公司2023年度报告\n一、总体情况\n营业收入1000万元。\n二、其他事项\n无。",
    ),
    "a menu": (NONE, "首页\n政府信息公开指南\n政府信息公开制度\n政府信息公开年报\n通知公告\n2024-01-01"),
}
READ = {
    "narrative only, before there was a form": (
        f"{BODY}2012年政府信息公开年报\n2012年，我局公开信息20条，没有收到申请。\n{BODY}\n2013年1月5日"
    ),
    "a title and a file to download": f"{BODY}2023年政府信息公开工作年度报告\n发布日期：2024-01-15\n附件：年度报告.pdf",
    "a title page before a report without tables": (
        f"{BODY}2023年政府信息公开工作年度报告\n\n{BODY}\n2023年政府信息公开工作年度报告\n\n本报告数据的统计期限为2023年1月1日至"
        "12月31日。\n1、 总体情况\n全年公开信息12条，未收到政府信息公开申请。"
    ),
    "sections without title and tables": (
        "一、总体情况\n2023年公开12条。\n二、主动公开政府信息情况\n略。\n三、收到和处理政府信息公开申请情况\n无申请。\n"
        "四、政府信息公开行政复议、行政诉讼情况\n无。"
    ),
    "a menu with a guide above the title": (
        f"首页\n{BODY}政府信息公开指南\n政府信息公开年报\n{BODY}2023年政府信息公开工作年度报告\n一、总体情况\n好。\n"
        "二、主动公开政府信息情况\n略。\n五、存在的主要问题及改进情况\n无。"
    ),
    "a notice that hands a report on": (
        f"关于印发《{BODY}2023年政府信息公开工作年度报告》的通知\n"
        + HEAD.split("\n", 1)[1]
        + TABLE_2
        + table_3({})
        + TABLE_4
        + TAIL
    ),
    "tables without title and headings": TABLE_2.split("\n", 1)[1] + table_3({"received": "3 0 0 0 0 0 3"}),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_report_is_refused_and_named(kind: str) -> None:
    reason, text = REFUSED[kind]
    with pytest.raises(UnusableFileError, match=reason):
        report_of(text)


@pytest.mark.parametrize("kind", READ)
def test_what_is_a_report_in_an_odd_shape_is_read(kind: str) -> None:
    assert report_of(READ[kind]).facts
