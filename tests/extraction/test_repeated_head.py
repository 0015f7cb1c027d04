"""Table 3 on several pages, with its head printed again on each."""

from __future__ import annotations

from tests.extraction.documents import report_of, table_3, whole

HEAD_AGAIN = "申请人情况\t\t\t\t\t\t\t\n\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"


def test_the_head_printed_again_below_other_handling_is_none_of_its_parts():
    table = table_3({"other_handling.all": "4 0 0 0 0 0 4"}, layout="2019")
    parted = table.replace("\n总计\t", f"\n{HEAD_AGAIN}总计\t")
    assert parted != table
    facts = report_of(whole(requests=parted).replace("2023年", "2019年")).facts
    assert facts["requests.other_handling.all.natural_person"].value == 4
    assert facts["requests.other_handling.other.natural_person"].status == "not_in_template"
