"""The page of an evaluation: what is planted is seen, what is hostile stays text, what is not there is left out."""

from __future__ import annotations

import base64
import io
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from lxml import html
from PIL import Image

import eval.page
from canonical.fields import FIELDS
from canonical.forms import blocks_of
from eval.judged import judged
from eval.page import page
from eval.page.agreement import calibration, judged_fields, matrix
from eval.page.bars import odds_place
from eval.page.rows import points
from eval.page.view import View, view
from eval.records import Metric, Run, Score
from tests.eval.made_up_runs import field_run, field_score, graded_run, result, run, scored, wrong_where

HOSTILE = (
    "\"'><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>{{7*7}}{0.__class__}{x}</pre></style>"
)
TEXTS = tomllib.loads(Path(eval.page.__file__).with_name("texts.toml").read_text(encoding="utf-8"))


def drawn(*runs: Run, baseline: Run | None = None, lang="en") -> html.HtmlElement:
    return html.document_fromstring(
        page([scored(each) for each in runs], baseline=scored(baseline) if baseline else None, lang=lang)
    )


def seen(run: Run) -> View:
    return view(*scored(run), None, "en")


def texts(found) -> list[str]:
    return [" ".join(" ".join(each.itertext()).split()) for each in found]


def hostile_run() -> Run:
    detail = dict.fromkeys(("expected", "got", "status", "expected_status"), HOSTILE) | {"flags": [HOSTILE]}
    silent = Score(name="requests.received.total", outcome="silent", value=0.9, detail=detail)
    wrong = Score(name=HOSTILE, outcome="wrong", detail=detail)
    crops = {silent.name: {"text": f"before {HOSTILE} after", "mark": HOSTILE}, HOSTILE: {"png": HOSTILE}}
    more = {"tags": {HOSTILE: HOSTILE, "format": "pdf"}, "usage": {HOSTILE: 1.0}, "crops": crops}
    cases = (
        result(0, (silent, wrong), id=HOSTILE, **more),
        result(1, (Score(name="case", outcome="unscored", detail={"reason": HOSTILE}),), error=HOSTILE),
        result(2, (), id=HOSTILE + "2", error=HOSTILE, crashed=True),
    )
    told = dict.fromkeys(("model", "sabotage", "commit", "machine", "started"), HOSTILE)
    return run(*cases, path=f"{HOSTILE}.jsonl", versions={"python": HOSTILE, HOSTILE: HOSTILE}, **told)


@pytest.mark.parametrize("suite", ["extraction", HOSTILE, "../../pyproject"])
def test_what_a_hostile_document_says_stays_text(suite):
    hostile = replace(hostile_run(), header=hostile_run().header | {"suite": suite})
    other = replace(hostile, results=(replace(hostile.results[0], scores=()), *hostile.results[1:]))
    metrics = (Metric(name=HOSTILE, value=0.5), Metric(name="exact", value=0.5, by={HOSTILE: HOSTILE}))
    tree = html.document_fromstring(page([(hostile, metrics)], baseline=(other, metrics), lang="en"))
    assert not tree.xpath("//script | //iframe | //object | //link[@rel != 'icon'] | //pre//img")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    assert not [url for url in tree.xpath("//@src | //@href") if not url.startswith(("#", "data:"))]
    assert tree.text_content().count("<script>alert(1)</script>") > 20
    assert "49" not in "".join(tree.xpath("//td[contains(., 'alert')]//text()"))


def test_the_page_forbids_itself_scripts_and_requests():
    policy = drawn(field_run()).xpath("string(//meta[@http-equiv = 'Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy


def test_a_column_read_wrong_stands_out_in_the_heat_map():
    worse = field_run(
        wrong_where("silent", lambda _, field: FIELDS[field].table == "requests" and FIELDS[field].column == "total")
    )
    table = drawn(worse).xpath("//table[contains(@class, 'heat')][contains(., 'natural persons')]")[0]
    rows = [row.xpath("./td") for row in table.xpath(".//tbody/tr")]
    labels = [column.en for column in blocks_of("requests")[0].columns]
    assert len(rows) == 26  # 25 rows of the form of 2021 and the line over all of them
    for cells in rows:
        colours = dict(zip(labels, ["--s:1.0" in (cell.get("style") or "") for cell in cells], strict=False))
        assert colours.pop("total")
        assert not any(colours.values())
        assert texts(cells)[:7] == ["100"] * 6 + ["0"]


def test_silent_errors_and_omissions_have_different_colours():
    becomes = {"review.total": "silent", "review.other": "omitted"}
    tree = drawn(field_run(lambda case, field: becomes.get(field, "right") if case == 0 else "right"))
    styles = {
        title.split(":")[0]: style
        for title, style in zip(tree.xpath("//td[@style]/@title"), tree.xpath("//td[@title]/@style"), strict=True)
    }
    assert re.fullmatch(r"--s:0\.6\d+;--l:0\.0;--cut:100%", styles["review.total"])
    assert re.fullmatch(r"--s:0\.0;--l:0\.4\d+;--cut:0%", styles["review.other"])


def test_one_error_in_many_is_never_rounded_to_a_hundred():
    scores = ["silent"] + ["right"] * 299
    one = run(*(result(number, (field_score("review.total", each),)) for number, each in enumerate(scores)))
    assert "99" in texts(drawn(one).xpath("//table[contains(@class, 'heat')]//td"))
    assert "100" not in texts(drawn(one).xpath("//table[contains(@class, 'heat')]//td"))


@pytest.mark.parametrize(("swapped", "tone", "sign"), [(False, "worse", "+"), (True, "better", "−")])
def test_a_change_against_the_baseline_has_its_sign_and_its_colour(swapped, tone, sign):
    good, bad = field_run(), field_run(wrong_where("silent", lambda case, _: case == 0))
    after, before = (good, bad) if swapped else (bad, good)
    tree = drawn(after, baseline=before)
    silent = tree.xpath("//table[@class = 'metrics']//tr[th = 'silent errors']/td/span[@title]")[0]
    assert (silent.get("class"), silent.text) == (tone, f"{sign}16.67 pp")
    assert silent.get("title") == f"was {'16.67 %' if swapped else '0.00 %'}"
    exact = tree.xpath("//table[@class = 'metrics']//tr[th = 'exactly right']/td/span[@title]")[0]
    assert exact.get("class") == tone
    places = tree.xpath("//ul[@class = 'places']/li/@class")
    assert places
    assert set(places) == {tone}


def test_a_change_that_is_there_is_never_shown_as_none():
    assert [points(change) for change in (0.1, -0.00004, 0.000001)] == ["+10.00", "−0.0040", "+0.0001"]


def test_a_baseline_of_another_suite_is_no_baseline():
    tree = drawn(field_run(), baseline=graded_run({"recall": (0.5, 0.5)}))
    assert not tree.xpath("//*[@id = 'r1-baseline']")


def test_a_threshold_that_is_missed_is_marked():
    demands = drawn(field_run(wrong_where("silent", lambda case, _: case == 0))).xpath(
        "//table[@class = 'metrics']//tr[th = 'silent errors']//span[@class = 'missed']"
    )
    assert texts(demands) == ["✗ ≤ 0.01 %"]


def test_a_sabotaged_run_says_so_in_a_banner():
    assert texts(drawn(field_run(sabotage="shifted-column")).xpath("//p[@class = 'banner danger']")) == [
        "Sabotaged on purpose: shifted-column. These figures say nothing about how good the program is."
    ]
    assert not drawn(field_run()).xpath("//p[contains(@class, 'banner')]")


def test_an_interrupted_run_says_how_far_it_came():
    part = field_run(cases=3)
    part = replace(part, header=part.header | {"cases": {"count": 9, "sha256": ""}})
    assert texts(drawn(part).xpath("//p[@class = 'banner warning']")) == ["The run is not complete: 3 of 9 cases."]


def test_a_suite_without_fields_has_no_tables_of_the_forms():
    tree = drawn(graded_run({"hybrid.recall_10": (0.25, 0.75, 0.75, 1.0)}))
    ids = {each.rpartition("-")[2] for each in tree.xpath("//section/@id | //div/@id")}
    assert not ids & {"heat", "fields", "status", "calibration", "worst"}
    groups = tree.xpath("//table[@class = 'groups']")[0]
    assert texts(groups.xpath(".//tbody/tr")) == ["words 2 0.5", "english 2 0.875"]


def test_metrics_by_two_tags_stand_in_a_table_of_both():
    ways = [
        Metric(name="mrr", value=value, by={"way": way, "kind": kind})
        for way, kind, value in [("dense", "words", 0.5), ("dense", "number", 0.25), ("keyword", "words", 0.75)]
    ]
    tree = html.document_fromstring(page([(graded_run({"x": (0.5, 0.5)}), ways)], lang="en"))
    table = tree.xpath("//table[@class = 'groups']")[0]
    assert texts(table.xpath(".//thead//th")) == ["Kind of query", "Cases", "dense", "keyword"]
    assert [texts(row.xpath("./*")) for row in table.xpath(".//tbody/tr")] == [
        ["words", "1", "50.00 %", "75.00 %"],
        ["number", "0", "25.00 %", ""],
    ]


def test_crashes_refusals_and_what_could_not_be_scored_are_listed_apart():
    omitted = (field_score("review.total", "omitted"),)
    reason = Score(name="case", outcome="unscored", detail={"reason": "no gold"})
    tree = drawn(
        run(
            result(0, omitted, id="crashed", error="KeyError: 'x'", crashed=True),
            result(1, omitted, id="refused", error="the file is encrypted"),
            result(2, (reason,), id="unscored", error="no gold"),
            result(3, (field_score("review.total", "right"),), id="fine"),
        )
    )
    for kind, why in (("crashed", "KeyError: 'x'"), ("refused", "the file is encrypted"), ("unscored", "no gold")):
        assert texts(tree.xpath(f"//table[@class = '{kind}-cases']/tbody/tr")) == [f"{kind} {why}"]
    assert texts(tree.xpath("//*[@id = 'r1-fields']//td")) == ["", "1 / 3", "0"]


def test_what_models_cost_is_summed_or_said_to_be_nothing():
    assert "No model was called" in drawn(field_run(cases=2)).text_content()
    usage = {"llm_calls": 2, "prompt_tokens": 1500, "cost_usd": 0.25}
    paid = run(*(replace(each, usage=usage) for each in field_run(cases=2).results), model="local/qwen")
    tiles = texts(drawn(paid).xpath("//*[@id = 'r1-cost']//div[@class = 'tile']"))
    assert tiles[4:] == [
        "Model calls 4 2 a case",
        "Prompt tokens 3,000 1,500 a case",
        "Cost (USD) 0.5 0.25 a case",
    ]


def test_the_statuses_expected_and_got_are_counted():
    as_inferred = {"expected": 7, "got": 7, "expected_status": "inferred", "status": "reported", "flags": []}
    cases = (
        result(0, (field_score("review.total", "right"), field_score("review.other", "omitted"))),
        result(1, (Score(name="review.total", outcome="silent", detail=as_inferred),)),
    )
    view = seen(run(*cases))
    found = matrix(judged_fields(view), view)
    assert found is not None
    assert found.columns == ("reported", "inferred", "missing")
    assert {label: tuple(cell.count for cell in cells) for label, cells, _ in found.rows} == {
        "reported": (1, 0, 1),
        "inferred": (1, 0, 0),
    }


def test_confidence_is_compared_with_what_was_right():
    outcomes = [("right", 0.75)] * 3 + [("silent", 0.75)] + [("silent", 1.0)] * 4
    cases = (result(number, (field_score("review.total", *each),)) for number, each in enumerate(outcomes))
    found = calibration(judged_fields(seen(run(*cases))))
    assert found is not None
    assert [(each.edges, each.count, each.sure, each.right.value) for each in found.bins] == [
        ("0.7 – 0.8", 4, 0.75, 0.75),
        ("0.99 – 1", 4, 1.0, 0.0),
    ]
    left, top, *_ = found.bins[0].place
    assert left + top == pytest.approx(300)  # on the diagonal
    assert found.error == "50.00 %"


def test_shares_near_both_ends_are_as_far_apart_on_their_track():
    places = [odds_place(share) for share in (0, 0.001, 0.01, 0.5, 0.99, 0.999, 1)]
    assert places == sorted(places)
    assert [places[0], places[3], places[-1]] == [0, 50, 100]
    assert places[2] - places[1] == pytest.approx(places[5] - places[4], abs=0.02)


def test_a_plainly_right_score_is_completed_from_its_case():
    case = result(
        0,
        (Score(name="review.total", outcome="right", value=0.9),),
        expected={"facts": {"review.total": [7, "reported"]}},
    )
    found = judged(case, case.scores[0])
    assert (found.expected, found.got, found.expected_status, found.status) == (7, 7, "reported", "reported")
    assert found.confidence == 0.9


def picture(size: tuple[int, int]) -> str:
    noise = Image.effect_noise(size, 90)
    buffer = io.BytesIO()
    noise.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def test_crops_show_the_place_as_a_picture_or_as_marked_text():
    wrong = tuple(field_score(field, "silent") for field in ("review.total", "review.other"))
    crops = {"review.total": {"png": picture((30, 10))}, "review.other": {"text": "总计 8 件", "mark": "8"}}
    tree = drawn(run(result(0, wrong, crops=crops)))
    assert tree.xpath("//img[@class = 'crop']/@src") == [f"data:image/png;base64,{crops['review.total']['png']}"]
    assert texts(tree.xpath("//pre[@class = 'crop']/mark")) == ["8"]


def test_a_page_of_two_hundred_bad_cases_stays_small_and_says_what_it_leaves_out():
    shot = {"png": picture((300, 200))}
    bad = field_run(wrong_where("silent", lambda _, field: field.endswith(".total")), cases=200)
    bad = replace(bad, results=tuple(replace(each, crops={"review.total": shot}) for each in bad.results))
    drawn_page = page([scored(bad)], lang="zh")
    assert len(drawn_page.encode()) < 1_000_000
    tree = html.document_fromstring(drawn_page)
    assert texts(tree.xpath("//*[@id = 'r1-worst']/p[@class = 'more']")) == ["另有 188 项未列出"]
    assert 0 < len(tree.xpath("//img")) < 12
    assert "截图省略" in tree.text_content()


def test_runs_of_one_suite_stand_side_by_side():
    a = field_run(cases=2)
    b = replace(field_run(wrong_where("silent", lambda _, field: field == "review.total"), cases=2), path="b.jsonl")
    table = drawn(a, b).xpath("//section[h3[starts-with(., 'Side by side')]]//table")[0]
    assert texts(table.xpath(".//thead/tr/th")) == ["Metric", "made-up", "b"]
    assert [len(row.xpath("./td")) for row in table.xpath(".//tbody/tr")] == [2, 2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_run_is_a_page_too(lang):
    assert drawn(run(), lang=lang).xpath("//*[@id = 'r1-cost']")


def test_the_page_is_in_the_language_asked_for():
    zh, en = (drawn(field_run(cases=2), lang=lang) for lang in ("zh", "en"))
    assert zh.get("lang") == "zh-CN"
    assert "本年新收政府信息公开申请数量" in zh.text_content()
    assert not re.search("[一-鿿]", en.text_content())


def test_every_text_has_both_languages_with_the_same_holes():
    def holes(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text)} - {None}

    for section, entries in TEXTS.items():
        for key, text in entries.items():
            assert set(text) == {"zh", "en"}, (section, key)
            assert holes(text["zh"]) == holes(text["en"]), (section, key)
