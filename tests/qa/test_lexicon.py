"""Every field can be asked by its id and by its own labels."""

import pytest

from canonical.fields import FIELDS
from canonical.measures import measure_of
from qa.asking import asked_in, label_of
from qa.lexicon import absents, nearest, subjects, topics, words_in
from qa.plan import Plan
from qa.planner import plan
from qa.question import comparable, settle
from qa.restating import restate


def asked(text):
    return asked_in(settle(words_in(comparable(text))))


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_a_field_can_be_asked_by_its_id_and_labels(field):
    for words in (field.id, field.zh, field.en):
        assert asked(words).fields == (field.id,), words


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_field_can_be_asked_by_the_name_that_answers_use(field, language, directory, today):
    made = Plan(kind="lookup", measures=(field.id,), language=language, latest_only=True)
    said = restate(
        made.model_copy(update={"scope": made.scope.model_copy(update={"agencies": ("k",)})}), {"k": "和田地区教育局"}
    )
    again = plan(said, directory, today)
    assert again.fields == (field.id,), said
    assert again.unplaced == (), said


def test_groups_of_rows_are_made_of_fields_that_exist():
    for subject in subjects().values():
        assert subject.measures(subject.defaults)
        assert all(measure_of(name) for name in subject.measures(subject.columns()))


def test_what_is_nearest_exists():
    for field in FIELDS:
        assert set(nearest(field)) <= set(FIELDS)
    assert nearest("disclosure.fees.amount") == ("disclosure.fees.previous_items", "disclosure.fees.change")


def test_what_no_form_has_offers_a_field_that_exists():
    assert all(absent.ask is None or absent.ask in FIELDS for absent in absents().values())
    assert all(topic.search for topic in topics().values())


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("公开", ()),
        ("公开了多少", ()),
        ("予以公开", ("requests.granted.total",)),
        ("部分公开", ("requests.partially_granted.total",)),
        ("罚款", ()),
        ("罚款次数", ("disclosure.penalties.decisions",)),
        ("未按收费通知要求缴纳费用", ("requests.other_handling.overdue_fee.total",)),
        ("上年结转", ("requests.carried_over.total",)),
        ("结转下年度", ("requests.carried_forward.total",)),
        ("收到的申请", ("requests.received.total",)),
        ("予以公开的申请", ("requests.granted.total",)),
        ("public", ()),
    ],
)
def test_words_do_not_mean_more_than_they_say(words, fields):
    assert asked(words).fields == fields


def test_a_sum_is_named_as_a_sum():
    refused = asked("不予公开")
    assert refused.measures == ("requests.refused.total",)
    assert len(refused.fields) == 8
    assert "八项合计" in label_of(refused.measures[0], "zh")
