from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from canonical.records import of_many
from canonical.report import Evidence


@of_many
@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    name: str
    place: tuple[int, ...] = (1, 2)


def test_a_record_of_many_is_as_frozen_as_any_other():
    named = Named(name="甲")
    assert type(named) is Named
    with pytest.raises(FrozenInstanceError):
        named.name = "乙"
    with pytest.raises(FrozenInstanceError):
        del named.name
    with pytest.raises(AttributeError):
        object.__setattr__(named, "other", 1)


def test_a_record_of_many_has_its_defaults_and_no_others():
    assert (Named(name="甲").place, Named(name="甲", place=()).place) == ((1, 2), ())
    with pytest.raises(TypeError, match="name"):
        Named()
    with pytest.raises(TypeError, match="other"):
        Named(name="甲", other=1)


@pytest.mark.parametrize("again", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each)), replace])
def test_a_copy_of_a_record_of_many_is_equal_to_it_and_as_frozen(again):
    first = Evidence(page=3, bbox=(1.0, 2.0, 3.0, 4.0), text="总计 5")
    second = again(first)
    assert (second, hash(second), type(second)) == (first, hash(first), Evidence)
    with pytest.raises(FrozenInstanceError):
        second.page = 4


def test_records_of_many_are_told_apart_by_their_fields():
    assert Named(name="甲") == Named(name="甲", place=(1, 2)) != Named(name="乙")
    assert repr(Named(name="甲")) == "Named(name='甲', place=(1, 2))"
