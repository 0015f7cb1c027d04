"""Where names of places can end: every piece of a text that `regions_named` knows begins and ends there."""

from random import Random

import pytest

from canonical.regions import ends_of_places, everywhere, regions_named
from qa.question import comparable

WORDS = ("2023年", "教育局", "哪些单位", "地区", "公安", "新区", "场监管局", "收到多少申请")


def texts():
    chance = Random(5)
    places = everywhere()
    for _ in range(60):
        path = chance.choice(places).path
        names = [name if chance.random() < 0.6 else name[:-1] for name in path[chance.randrange(len(path)) :]]
        yield chance.choice(WORDS) + "".join(names) + chance.choice(WORDS) + chance.choice(places).name


@pytest.mark.parametrize("text", ["和田地区地区教育局", "新疆生产建设兵团第十三师", *texts()])
def test_no_name_of_a_place_is_overlooked(text):
    text = comparable(text)
    pieces = [(start, end) for start in range(len(text)) for end in range(start + 2, len(text) + 1)]
    named = {(start, end) for start, end in pieces if regions_named(text[start:end])}
    assert named
    assert named <= {(start, end) for start in range(len(text)) for end in ends_of_places(text, start)}
