"""Small reports for the tests of the service: an invented body's web page on the form of 2021."""

from __future__ import annotations

from pathlib import Path

from canonical.forms import blocks_of

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTSIDE = ("received", "carried_over", "concluded", "carried_forward")
FULL = ("received", "granted", "concluded")
GROUPS = {"不予公开": "（三）", "无法提供": "（四）", "不予处理": "（五）", "其他处理": "（六）"}
HEAD = [
    (
        "<td colspan=3 rowspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
        "<td colspan=7>申请人情况</td>"
    ),
    "<td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td>",
    "".join(f"<td>{name}</td>" for name in APPLICANTS[1:6]),
]


def page(agency: str, year: int = 2024, *, fees: str = "12.5", requests: int = 3, wrong: bool = False) -> str:
    """One report as HTML; with `wrong` the total of the requests received is one too high."""
    place = agency.removesuffix("教育局").removesuffix("财政局")
    narrative = (
        f"{year}年，{agency}围绕群众关心的问题，主动公开政府信息{requests + 100}条，其中通过政府网站公开{requests + 60}条。",
        f"{agency}进一步健全{place}政务公开工作机制，加强对下属单位的指导，组织业务培训{requests}次，培训工作人员{requests * 7}人次。",
    )
    return "\n".join((
        f"<html><head><meta charset='utf-8'><title>{agency}{year}年政府信息公开工作年度报告</title></head><body>",
        f"<h1>{agency}{year}年政府信息公开工作年度报告</h1><p>发布日期：{year + 1}-01-20</p>",
        "<h2>一、总体情况</h2>",
        *(f"<p>{sentence}</p>" for sentence in narrative),
        f"<h2>二、主动公开政府信息情况</h2>{_disclosure(fees)}",
        f"<h2>三、收到和处理政府信息公开申请情况</h2>{_requests(requests, 1 if wrong else 0)}",
        f"<h2>四、政府信息公开行政复议、行政诉讼情况</h2>{_review()}",
        f"<h2>五、存在的主要问题及改进情况</h2><p>{agency}公开内容的深度还不够，下一步将继续完善制度。</p>",
        f"<h2>六、其他需要报告的事项</h2><p>{agency}{year}年没有收取信息处理费。</p></body></html>",
    ))  # fmt: skip


def write_pages(folder: Path, count: int, *, year: int = 2024) -> list[Path]:
    """That many reports of different bodies in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [
        f"{place}{office}"
        for place in ("青石县", "云溪县", "白鹤县", "松岭县", "银滩县")
        for office in ("教育局", "财政局")
    ]
    files = [folder / f"{number:02}.html" for number in range(count)]
    for number, file in enumerate(files):
        agency, later = names[number % len(names)], number // len(names)
        file.write_text(
            page(agency, year - later, fees=f"{number}.5", requests=number + 1, wrong=number == 1), encoding="utf-8"
        )
    return files


def _disclosure(fees: str) -> str:
    return _table(
        ["<td colspan=4>第二十条第（一）项</td>", _cells("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")],
        [_cells("规章", 0, 0, 0), _cells("行政规范性文件", 2, 1, 9)],
        [
            "<td colspan=4>第二十条第（五）项</td>",
            "<td>信息内容</td><td colspan=3>本年处理决定数量</td>",
            _wide("行政许可", 25),
        ],
        ["<td colspan=4>第二十条第（六）项</td>", "<td>信息内容</td><td colspan=3>本年处理决定数量</td>"],
        [_wide("行政处罚", 4), _wide("行政强制", 0)],
        ["<td colspan=4>第二十条第（八）项</td>", "<td>信息内容</td><td colspan=3>本年收费金额（单位：万元）</td>"],
        [_wide("行政事业性收费", fees)],
    )


def _requests(received: int, excess: int) -> str:
    rows = [row for row in blocks_of("requests")[0].rows if "2021" in row.forms]
    results = [row for row in rows if row.key not in OUTSIDE or row.key == "concluded"]
    lines, opened = [], set()
    for row in rows:
        natural = received if row.key in FULL else 0
        numbers = _cells(natural, 0, 0, 0, 0, 0, natural + (excess if row.key == "received" else 0))
        label = f"{row.zh}</td>{numbers}"
        if row not in results:
            lines.append(f"<td colspan=3>{row.number}、{label}")
            continue
        line = "" if "三" in opened else f"<td rowspan={len(results)}>三、本年度办理结果</td>"
        opened.add("三")
        if row.group in GROUPS:
            size = sum(1 for other in results if other.group == row.group)
            line += "" if row.group in opened else f"<td rowspan={size}>{GROUPS[row.group]}{row.group}</td>"
            opened.add(row.group)
            lines.append(f"{line}<td>{row.number}.{label}")
        else:
            lines.append(f"{line}<td colspan=2>（{row.number}）{label}")
    return _table(HEAD, lines)


def _review() -> str:
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return _table(
        ["<td colspan=5 rowspan=2>行政复议</td><td colspan=10>行政诉讼</td>"],
        ["<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>"],
        [_cells(*results * 3), _cells(1, 0, 0, 0, 1, *[0] * 10)],
    )


def _wide(name: str, value: object) -> str:
    return f"<td>{name}</td><td colspan=3>{value}</td>"


def _cells(*values: object) -> str:
    return "".join(f"<td>{value}</td>" for value in values)


def _table(*groups: list[str]) -> str:
    return "<table border=1>" + "".join(f"<tr>{row}</tr>" for group in groups for row in group) + "</table>"
