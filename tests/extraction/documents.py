"""Small reports drawn as text, in the ways other tools flatten them, for the tests beside this file."""

from __future__ import annotations

from collections.abc import Sequence

from canonical.forms import blocks_of
from canonical.report import Report
from extraction import extract
from ingest import load_bytes

HEAD = "临岚县教育局2023年政府信息公开工作年度报告\n\n一、总体情况\n2023年，我局主动公开信息12条。\n"
TAIL = "\n五、存在的主要问题及改进情况\n人员不足。\n六、其他需要报告的事项\n无。\n临岚县教育局\n2024年1月20日\n"
TABLE_2 = """二、主动公开政府信息情况
第二十条第（一）项\t\t\t
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t0\t0\t0
行政规范性文件\t3\t1\t8
第二十条第（五）项\t\t\t
信息内容\t本年处理决定数量\t\t
行政许可\t345\t\t
第二十条第（六）项\t\t\t
信息内容\t本年处理决定数量\t\t
行政处罚\t6\t\t
行政强制\t0\t\t
第二十条第（八）项\t\t\t
信息内容\t本年收费金额（单位：万元）\t\t
行政事业性收费\t1076.1811\t\t
"""
TABLE_4 = "四、政府信息公开行政复议、行政诉讼情况\n" + "\t".join("100120000010001") + "\n"


def table_3(rows: dict[str, str], layout: str = "2021") -> str:
    """Table 3 as rows of tabs; `rows` gives the values of some rows by key, all others are zeros."""
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计",
    ]
    for row in blocks_of("requests")[0].rows:
        if layout in row.forms:
            values = rows.get(row.key, "0 0 0 0 0 0 0").replace(" ", "\t").replace("_", "")
            lines.append(f"{row.zh}\t{values}")
    return "\n".join(lines) + "\n"


def report_of(text: str, name: str = "report.txt") -> Report:
    """The report that extraction reads from a text file's contents."""
    return extract(load_bytes(text.encode(), path=name))


def whole(requests: str | None = None, disclosure: str = TABLE_2, review: str = TABLE_4) -> str:
    """A complete report with the given tables."""
    return HEAD + disclosure + "\n" + (table_3({}) if requests is None else requests) + "\n" + review + TAIL


Rows = Sequence[Sequence[str]]


def as_tabs(rows: Rows) -> str:
    """A table with a tab between the cells."""
    return "\n".join("\t".join(row) for row in rows)


def as_words(rows: Rows) -> str:
    """A table whose printed cells are words of a line."""
    return "\n".join(" ".join(filter(None, row)) for row in rows)


def as_pipes(rows: Rows) -> str:
    """A table between pipes."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def as_lines(rows: Rows) -> str:
    """A table with each printed cell on a line of its own."""
    return "\n".join(cell for row in rows for cell in row if cell)


def as_page(rows: Rows) -> str:
    """A table of a web page."""
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
