"""Table 4 as tools write it that go down the columns of a page: heads and numbers in turns."""

from __future__ import annotations

from collections.abc import Mapping

from canonical.report import Fact
from tests.extraction.documents import report_of, whole

TURNS = (
    "行政复议\n结果维持", "结果纠正", "其他结果", "0", "1", "5",
    "行政诉讼\n尚未审结 总计\n5", "11",
    "未经复议直接起诉\n结果维持", "结果纠正", "其他结果", "0", "0", "6",
    "复议后起诉\n尚未审结 总计 结果维持\n2", "8", "7",
    "结果纠正", "其他结果", "4", "0",
    "尚未审结 总计\n3", "14",
)  # fmt: skip
GROUPS = ("review", "litigation.direct", "litigation.after_review")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
FIELDS = [f"{group}.{result}" for group in GROUPS for result in RESULTS]


def read(turns: tuple[str, ...]) -> Mapping[str, Fact]:
    review = "四、政府信息公开行政复议、行政诉讼情况\n" + "\n\n".join(turns) + "\n"
    facts = report_of(whole(review=review)).facts
    return {field: facts[field] for field in FIELDS}


def test_heads_and_numbers_in_turns_belong_to_each_other() -> None:
    """5 cases of another result were read as 0, one of the courts', without a flag."""
    facts = read(TURNS)
    assert [facts[field].value for field in FIELDS] == [0, 1, 5, 5, 11, 0, 0, 6, 2, 8, 7, 4, 0, 3, 14]
    assert not any(fact.flags for fact in facts.values())


def test_where_a_number_of_the_turns_was_lost_every_value_is_in_doubt() -> None:
    facts = read(TURNS[:5] + TURNS[6:])
    assert all(fact.value is None or fact.flags for fact in facts.values())


def test_reviews_and_litigation_printed_apart_are_no_turns_in_doubt() -> None:
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    parts = ("行政复议", *results, *"12003", "未经复议直接起诉", *results, *"40004", "复议后起诉", *results, *"01001")
    facts = read(parts)
    assert [facts[field].value for field in FIELDS] == [int(each) for each in "120034000401001"]
    assert not any(fact.flags for fact in facts.values())
