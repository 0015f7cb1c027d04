"""Reports, facts and checks of a scope."""

import pytest
from handmade_reports import FEES, HOTAN, a_report, some_passages

from canonical.regions import region, within
from canonical.report import Region
from factstore import Scope

PLACES = {
    "县": Region(code="653201", name="和田市", path=("新疆维吾尔自治区", "和田地区", "和田市")),
    "州": HOTAN,
    "区": Region(code="650000", name="新疆维吾尔自治区", path=("新疆维吾尔自治区",)),
    "乌": Region(code="650100", name="乌鲁木齐市", path=("新疆维吾尔自治区", "乌鲁木齐市")),
    "兵": Region(code="660100", name="第一师", path=("新疆生产建设兵团", "第一师")),
    "淮": Region(code="320813", name="洪泽区", path=("江苏省", "淮安市", "洪泽区")),
}


@pytest.fixture
def places(store):
    for name, place in PLACES.items():
        store.write(a_report(name, agency=f"{name}局", region=place))
    store.write(a_report("none", agency="无处局", region=None))
    return store


@pytest.mark.parametrize(
    ("code", "expected"),
    [("650000", "县州区乌"), ("653200", "县州"), ("653201", "县"), ("660000", "兵"), ("320000", "淮"), ("110000", "")],
)
def test_a_region_stands_for_everything_within_it(places, code, expected):
    found = {header.path[0] for header in places.headers(Scope(region_codes=(code,)))}
    assert found == set(expected)
    assert found == {name for name, place in PLACES.items() if region(place.code) and within(place.code, code)}


def test_several_regions_are_joined_and_no_region_matches_nothing(places):
    assert len(places.headers(Scope(region_codes=("660000", "320000")))) == 2
    assert places.headers(Scope(region_codes=())) == ()
    assert len(places.headers()) == 7


def test_every_restriction_restricts(store):
    store.write(a_report("a", agency="甲教育局", year=2023))
    store.write(a_report("b", agency="乙教育局", year=2024))
    first, second = sorted(store.headers(), key=lambda header: header.year)
    for scope in (
        Scope(years=(2023,)),
        Scope(agency_keys=(first.agency_key,)),
        Scope(report_ids=(first.id,)),
        Scope(
            years=(2023,), departments=("education",), kinds=("bureau",), levels=("prefecture",), templates=("2021",)
        ),
    ):
        assert store.headers(scope) == (first,)
    for scope in (
        Scope(departments=("finance",)),
        Scope(kinds=("office",)),
        Scope(levels=()),
        Scope(templates=("2019",)),
    ):
        assert store.headers(scope) == ()
    assert store.header(second.id) == second
    assert store.header("unknown") is None
    assert store.report("unknown") is None


def test_long_lists_of_ids_are_answered_whole(store):
    for number in range(3):
        store.write(a_report(str(number), agency=f"{number}局"))
    ids = [f"{number:016x}" for number in range(60_000)] + [header.id for header in store.headers()]
    assert len(store.facts(ids, [FEES])) == 3
    assert len(store.headers(Scope(report_ids=tuple(ids)))) == 3
    assert len(store.checks(Scope(report_ids=tuple(ids)))) == 3


def test_only_the_fields_asked_for_come_back(store):
    store.write(a_report(values={FEES: "1", "x": "2"}))
    [identifier] = [header.id for header in store.headers()]
    assert list(store.facts([identifier], ["x", "unknown"])[identifier]) == ["x"]
    assert store.facts([identifier], []) == {identifier: {}}


def test_a_failed_check_comes_with_the_places_of_its_fields(store):
    store.write(a_report(values={FEES: "1", "requests.received.total": "2"}))
    [found] = store.checks(status="failed")
    assert found.header == store.headers()[0]
    assert [evidence.text for evidence in found.evidence] == [f"{FEES} 1", "requests.received.total 2"]
    assert str(found.check.expected) == "11.50"
    assert store.checks(status="passed") == ()
    assert store.checks(Scope(years=(1999,))) == ()


def test_passages_come_back_in_the_order_asked_for(store):
    store.write(a_report(), some_passages("一", "二", "三"))
    identifier = store.headers()[0].id
    found = store.passages([f"{identifier}:3", "unknown", f"{identifier}:1"])
    assert [(passage.text, passage.page, passage.section) for passage in found] == [("三", 1, 1), ("一", 1, 1)]
