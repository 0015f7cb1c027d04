"""Rows with lost cells, tables cut off or printed twice: right, or flagged; never read one column further."""

from __future__ import annotations

from extraction import extract
from ingest import load_bytes
from tests.extraction.documents import TABLE_2, report_of, table_3, whole

ENDS = ("natural_person", "total")
TITLE = "<p>清砚市教育局2023年政府信息公开工作年度报告</p><p>三、收到和处理政府信息公开申请情况</p>"
NAMES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LABELS = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "（一）予以公开",
    "（二）部分公开",
    "（七）总计",
    "四、结转下年度继续办理",
)


def table(*rows, names=NAMES) -> str:
    head = "<tr><td></td>" + "".join(f"<td>{name}</td>" for name in names) + "</tr>"
    body = "".join(
        f"<tr><td>{label}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for label, *cells in rows
    )
    return f"<table>{head}{body}</table>"


def read(page: str, suffix: str = "html"):
    return extract(load_bytes(page.encode(), path=f"x.{suffix}")).facts


def full(label):
    return (label, *"0000000")


def test_a_web_row_that_lost_a_cell_is_flagged_and_not_shifted_silently():
    rows = [full(label) for label in LABELS]
    rows[0] = (LABELS[0], 3, 0, 5, 0, 9, 17)  # company is gone
    facts = read(TITLE + table(*rows))
    for name in ("company", "research", "social", "legal_service", "other", "total"):
        fact = facts[f"requests.received.{name}"]
        assert fact.value is None or fact.flags, name


def test_columns_cut_off_at_the_right_do_not_move_the_others():
    rows = [(label, 2, 0, 0, 0) for label in LABELS]
    facts = read(TITLE + table(*rows, names=NAMES[:4]))
    values = [facts[f"requests.received.{name}"].value for name in ("natural_person", "company", "research", "social")]
    assert values == [2, 0, 0, 0]
    assert facts["requests.received.total"].status != "reported"


def test_columns_cut_off_in_tabs_do_not_move_zeros_into_the_total():
    head = "\t".join(("", *NAMES[:4]))
    lines = [head, *(f"{label}\t0\t0\t0\t0" for label in LABELS)]
    text = "清砚市教育局2023年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n" + "\n".join(lines)
    facts = read(text, "txt")
    assert facts["requests.received.natural_person"].status == "reported"
    assert facts["requests.received.total"].status != "reported"


def test_a_broken_name_in_the_head_is_no_applicant_left_out():
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法�服务机构", "其他", "总计")
    rows = [(label, 3, 0, 0, 0, 0, 1, "") for label in LABELS]
    text = "\n".join("\t".join(map(str, row)) for row in [("", *names), *rows])
    for facts in (
        read("清砚市教育局2023年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n" + text, "txt"),
        read(TITLE + table(*rows, names=names)),
    ):
        assert [facts[f"requests.received.{name}"].value for name in ("legal_service", "other")] == [0, 1]
        assert facts["requests.received.total"].status in {"blank", "inferred"}


def test_a_row_without_its_label_is_not_the_end_of_the_row_above():
    rows = {label: list("0000000") for label in LABELS}
    rows[LABELS[0]], rows[LABELS[1]] = list("2001003"), list("0040004")
    cells = [*NAMES, *(cell for label, row in rows.items() for cell in (label, *row) if cell != LABELS[1])]
    text = "清砚市教育局2023年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n\n" + "\n\n".join(cells)
    facts = read(text, "txt")
    for row, values in (("received", [2, 0, 0, 1, 0, 0, 3]), ("carried_over", [0, 0, 4, 0, 0, 0, 4])):
        read_as = [fact.value for name, fact in facts.items() if name.startswith(f"requests.{row}.")]
        assert read_as == values, row


def test_a_table_printed_twice_is_read_once():
    parts = ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "3.其他")
    rows = [full(label) for label in (*LABELS[:4], *parts, *LABELS[4:])]
    facts = read(TITLE + table(*rows) + "<p>附表</p>" + table(*rows))
    assert facts["requests.other_handling.all.total"].status == "not_in_template"
    assert not facts["requests.received.total"].flags


def test_two_tables_that_differ_are_told():
    rows, others = [full(label) for label in LABELS], [full(label) for label in LABELS]
    others[0] = (LABELS[0], 4, 0, 0, 0, 0, 0, 4)
    facts = read(TITLE + table(*rows) + "<p>全市汇总</p>" + table(*others))
    assert facts["requests.received.total"].value == 0
    assert "sources_disagree" in facts["requests.received.total"].flags


def test_a_row_of_table_2_that_lost_a_cell_is_flagged():
    text = (
        "清砚市教育局2023年政府信息公开工作年度报告\n\n二、主动公开政府信息情况\n"
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n行政规范性文件\t2\t822\n"
    )
    facts = read(text, "txt")
    for column in ("repealed", "in_force"):
        fact = facts[f"disclosure.normative_documents.{column}"]
        assert fact.value is None or fact.flags


def test_what_is_inferred_from_a_guess_is_a_guess():
    lines = ["\t".join(("", *NAMES)), *("\t".join(full(label)) for label in LABELS)]
    lines[3] = "（一）予以公开\t2\t2"  # five cells are gone, nobody knows which
    text = "清砚市教育局2023年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n" + "\n".join(lines)
    facts = read(text, "txt")
    for name in ("natural_person", "company", "research", "social", "legal_service", "other", "total"):
        fact = facts[f"requests.granted.{name}"]
        assert fact.value is None or fact.flags


def test_heads_that_moved_above_the_labels_of_table_2_leave_the_numbers_flagged():
    rows = (("本年制发件数", "本年废止件数", "现行有效件数"), ("规章", 0, 0, 0), ("行政规范性文件", 2, 1, 8))
    drawn = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    facts = read(
        f"<p>清砚市教育局2023年政府信息公开工作年度报告</p><p>二、主动公开政府信息情况</p><table>{drawn}</table>"
    )
    for column, value in (("issued", 2), ("repealed", 1), ("in_force", 8)):
        fact = facts[f"disclosure.normative_documents.{column}"]
        assert (fact.value, fact.flags) == (value, ("layout_guess",))


def test_a_damaged_label_that_both_forms_could_have_is_flagged():
    rows = [full(label) for label in LABELS]
    rows.insert(4, ("（大）其他外埋", 0, 0, 0, 0, 2, 0, 2))
    facts = read(TITLE + table(*rows))
    told = [fact for name, fact in facts.items() if "other_handling" in name and fact.value is not None]
    assert told
    assert all(fact.flags for fact in told)


def test_a_column_left_blank_in_a_table_of_tabs_moves_no_other():
    labels = [(f"{label}\t\t" if place < 2 else f"\t{label}\t") for place, label in enumerate(LABELS)]
    lines = ["\t\t\t" + "\t".join(NAMES), *(f"{label}\t3\t0\t0\t0\t1\t0\t" for label in labels)]
    text = "清砚市教育局2023年政府信息公开工作年度报告\n\n三、收到和处理政府信息公开申请情况\n" + "\n".join(lines)
    facts = read(text, "txt")
    for row in ("received", "granted"):
        for name, value in zip(("natural_person", "company", "legal_service", "other"), (3, 0, 1, 0), strict=True):
            fact = facts[f"requests.{row}.{name}"]
            assert (fact.value, fact.flags) == (value, ())
        assert facts[f"requests.{row}.total"].status != "reported"


def test_two_rows_of_table_2_with_one_label_are_not_certain_unless_they_say_the_same():
    head = (
        "清砚市教育局2020年政府信息公开工作年度报告\n\n二、主动公开政府信息情况\n信息内容\t采购项目数量\t采购总金额\n"
    )
    facts = read(head + "政府集中采购\t15\t5330.55\n政府集中采购\t367\t\n", "txt")
    assert facts["disclosure.procurement.items"].flags
    facts = read(head + "政府集中采购\t15\t5330.55\n政府集中采购\t15\t5330.55\n", "txt")
    assert (facts["disclosure.procurement.items"].value, facts["disclosure.procurement.items"].flags) == (15, ())


def test_a_number_below_no_head_of_table_2_leaves_its_row_flagged():
    rows = (("信息内容", "本年废止件数", "现行有效件数"), ("规章", 0, 0, 0), ("行政规范性文件", 2, 1, 8))
    drawn = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    facts = read(
        f"<p>清砚市教育局2023年政府信息公开工作年度报告</p><p>二、主动公开政府信息情况</p><table>{drawn}</table>"
    )
    for column in ("repealed", "in_force"):
        assert facts[f"disclosure.normative_documents.{column}"].flags == ("layout_guess",)


def test_columns_too_many_in_table_4_move_no_number_and_a_number_too_many_is_told():
    head = "<p>清砚市教育局2023年政府信息公开工作年度报告</p><p>四、政府信息公开行政复议、行政诉讼情况</p>"
    numbers = [25, 10, 26, 28, 89, 0, 0, 0, 0, 0, 24, 20, 30, 17, 91]

    def row(*cells):
        return f"<table><tr>{'<td>结果</td>' * 17}</tr><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"

    facts = read(head + row(*numbers[:12], "", 30, "", 17, 91))
    assert [fact.value for name, fact in facts.items() if name.startswith(("review", "litigation"))] == numbers
    facts = read(head + row(*numbers[:12], "", *numbers[11:]))
    assert all(fact.flags for name, fact in facts.items() if name.startswith(("review", "litigation")))


def test_rows_that_lost_their_labels_are_not_certain_beside_one_that_found_no_place_or_a_wrong_one():
    rows = [
        (LABELS[1], 1, 0, 0, 0, 0, 0, 1),
        ("", 18, 0, 0, 0, 0, 0, 18),  # 予以公开
        ("", 4, 0, 0, 0, 0, 0, 4),  # 部分公开
        ("（三）不予公开", 0, 0, 0, 0, 0, 0, 0),  # its part 1.属于国家秘密 is gone
        full("2.其他法律行政法规禁止公开"),
    ]
    for gone in (None, 1):
        facts = read(TITLE + table(*(row for place, row in enumerate(rows) if place != gone)))
        for field, value in (("granted", 18), ("partially_granted", 4)):
            fact = facts[f"requests.{field}.total"]
            assert fact.value in {None, value} or fact.flags, (gone, field)


def test_applicants_whose_heads_were_lost_keep_their_columns():
    """A page break took the line of the head with 自然人 and 总计: their values were listed as unplaced."""
    rows = [(label, 26, "", "", "", "", "", 26) for label in LABELS]
    page = TITLE + table(*rows).replace("<td>自然人</td>", "<td></td>").replace("<td>总计</td>", "<td></td>")
    facts = read(page)
    told = [(facts[f"requests.received.{key}"].value, facts[f"requests.received.{key}"].flags) for key in ENDS]
    assert told == [(26, ()), (26, ())]


def test_columns_without_names_that_are_more_than_the_applicants_leave_every_value_flagged():
    """A head taken for two made a column too many, and the last seven were read as the applicants."""
    rows = [(label, 26, 0, 0, 1, 3, "", 0, "") for label in LABELS]
    facts = read(TITLE + table(*rows, names=("人", "企业", "机构", "公组织", "法服机构", "律务", "其", "计")))
    told = [fact for field, fact in facts.items() if field.startswith("requests.") and fact.value is not None]
    assert told
    assert all(fact.flags for fact in told)


def test_digits_above_and_below_a_row_leave_it_flagged():
    """A narrow column printed 522 as a digit a line: the row's own line said 2."""
    rows = [full(label) for label in LABELS]
    for place in (0, 2, 4):
        rows[place] = (LABELS[place], 2, 0, 0, 0, 0, 0, 2)
    rows[:1] = [("", 5, *[""] * 5, 5), rows[0], ("", 2, *[""] * 5, 2)]
    facts = read(TITLE + table(*rows))
    assert [facts[f"requests.received.{key}"].value for key in ENDS] == [2, 2]
    assert all(facts[f"requests.received.{key}"].flags for key in ENDS)


def test_a_row_of_table_2_whose_last_value_begins_the_next_row_is_flagged():
    """A cell too many behind a torn label moved every value of the row by one."""
    text = TABLE_2.replace("行政规范性文件\t3\t1\t8\n", "行政规范性文\t\t3\t1\n8\t").replace(
        "第二十条第（五）项\t\t\t", "第二十条第（五）项\t\t"
    )
    facts = report_of(whole(disclosure=text)).facts
    found = [facts[f"disclosure.normative_documents.{key}"] for key in ("issued", "repealed", "in_force")]
    assert [fact.value for fact in found] == [None, 3, 1]
    assert all(fact.flags for fact in found)


def test_rows_whose_labels_are_heaped_in_one_cell_are_all_in_doubt():
    """Rules too far apart to be one made a single cell of all labels, and each row was read as the one above it."""
    labels = "".join(f"<p>{label}</p>" for label in LABELS)
    rows = [(n, 0, 0, 0, 0, 0, n) for n in range(len(LABELS))]
    page = TITLE + table((labels, *[""] * 7), *[("", *row) for row in rows])
    facts = [fact for field, fact in read(page).items() if field.startswith("requests.") and fact.value is not None]
    assert facts
    assert all(fact.flags for fact in facts)


def test_a_row_that_lost_cells_is_placed_by_the_sums_whatever_its_cells_were_printed_as():
    """A cell that is opened for the sums is no mark for nothing that they make something."""
    text = whole(table_3(dict.fromkeys(("received", "granted", "concluded"), "5 0 0 0 2 0 7")))
    row = next(line for line in text.split("\n") if line.startswith("本年新收"))
    facts = report_of(text.replace(row, row.split("\t")[0] + "\t\t5\t0\t0\t2\t0")).facts
    read = [facts[f"requests.received.{name}"] for name in ("natural_person", "legal_service", "total")]
    assert [(fact.value, fact.status, fact.flags) for fact in read] == [
        (5, "reported", ()),
        (2, "reported", ()),
        (7, "inferred", ()),
    ]
