"""The user's own gold: files that are read or refused, documents that find theirs, and gold out of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from canonical.errors import UnusableFileError, UnusableRequestError
from canonical.fields import FIELDS
from eval.gold import add_case, export_gold, pairing, pairs, read_gold
from extraction import extract
from factstore import Correction, FactStore
from ingest import load

FEES = "disclosure.fees.amount"
WRONG = "requests.not_processed.petition.total"
SAMPLES = Path(__file__).parents[2] / "eval" / "samples"
BROKEN = SAMPLES / "reports" / "wanglan_health_2024.txt"  # the total of one row is misprinted
PLAIN = SAMPLES / "reports" / "qingyan_education_2024.docx"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FactStore]:
    """A store with two of the samples."""
    with FactStore.open(f"sqlite:///{tmp_path / 'nianbao.db'}") as opened:
        for path in (BROKEN, PLAIN):
            opened.write(extract(load(path)))
        yield opened


def identifier(store: FactStore, path: Path) -> str:
    return next(header.id for header in store.headers() if header.path == str(path))


def correct(store: FactStore, path: Path, field: str, value: int) -> None:
    made = Correction(field=field, value=Decimal(value), status="reported", made_at=datetime(2025, 1, 1, tzinfo=UTC))
    store.correct(identifier(store, path), made)


def written(folder: Path, name: str, content: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def gold(**facts: object) -> dict[str, object]:
    return {"report": {"agency_contains": "教育局", "year": 2024}, "facts": {FEES: facts}}


def test_gold_is_read_with_its_exact_numbers(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.json",
        '{"report": {"year": 2024}, "facts": {"FEES": {"value": 1076.1811, "status": "reported"}}}'.replace(
            "FEES", FEES
        ),
    )
    found = read_gold(path)
    assert (found.facts[FEES].value, found.facts[FEES].status) == (Decimal("1076.1811"), "reported")
    assert (found.path, found.report) == (path, {"year": 2024})


def test_gold_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(gold(value=1, status="reported")), encoding="utf-8-sig")
    assert read_gold(path).facts[FEES].value == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", r"line 1"),
        ("[]", "JSON object"),
        ({"report": {}}, '"facts" is missing'),
        ({"report": {"yaer": 2024}, "facts": {}}, r"yaer \(year\?\)"),
        ({"facts": {"disclosure.fees.amuont": {"value": 1, "status": "reported"}}}, r"amuont \(disclosure\.fees\.amount\?\)"),
        ({"facts": {FEES: 5}}, "JSON object"),
        (gold(value=1), "status has to be one of reported"),
        (gold(value=1, status="printed"), "status has to be one of reported"),
        (gold(value="1", status="reported"), "has to be a number"),
        (gold(value=True, status="reported"), "has to be a number"),
        (gold(value=None, status="reported"), "contradict"),
        (gold(value=0, status="blank"), "contradict"),
        ('{"facts": {"FEES": {"value": NaN, "status": "reported"}}}'.replace("FEES", FEES), "NaN"),
        ('{"facts": {"a": {"value": 1, "status": "reported"}, "a": {"value": 1, "status": "reported"}}}', "twice: a"),
    ],
)  # fmt: skip
def test_gold_with_a_mistake_is_refused_by_name(tmp_path: Path, content: object, says: str) -> None:
    path = written(tmp_path, "wrong.json", content)
    with pytest.raises(UnusableFileError, match=says) as refused:
        read_gold(path)
    assert refused.value.path == str(path)


def test_gold_in_another_encoding_or_absent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.json").write_bytes("{'教育局'}".encode("gbk"))
    for name in ("gbk.json", "none.json"):
        with pytest.raises(UnusableFileError, match=name):
            read_gold(tmp_path / name)


def test_documents_find_the_gold_of_their_name_and_the_rest_is_told(tmp_path: Path) -> None:
    for folder, name in (
        ("one", "a.pdf"),
        ("two", "a.txt"),
        ("one", "b.2024.html"),
        ("one", "c.txt"),
        ("one", ".hidden"),
    ):
        written(tmp_path / folder, name, "text")
    for name in ("a.json", "b.json", "b.2024.json", "d.json"):
        written(tmp_path / "gold", name, gold(value=1, status="reported"))
    found = pairing([tmp_path / "one", tmp_path / "two"], tmp_path / "gold")
    assert [(pair.document.name, pair.gold.path.name) for pair in found.pairs] == [
        ("a.pdf", "a.json"), ("b.2024.html", "b.2024.json"), ("a.txt", "a.json"),
    ]  # fmt: skip
    assert [path.name for path in found.documents_without_gold] == ["c.txt"]
    assert sorted(path.name for path in found.gold_without_document) == ["b.json", "d.json"]


def test_documents_may_lie_beside_their_gold(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", "text")
    written(tmp_path, "a.json", gold(value=1, status="reported"))
    assert [pair.document.name for pair in pairs([tmp_path], tmp_path)] == ["a.txt"]


def test_folders_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    written(tmp_path / "docs", "a.txt", "text")
    written(tmp_path / "gold", "b.json", gold(value=1, status="reported"))
    with pytest.raises(UnusableRequestError, match=r"1 \(a\.txt\) in .*; 1 \(b\.json\)"):
        pairs([tmp_path / "docs"], tmp_path / "gold")
    with pytest.raises(UnusableRequestError, match="no such folder"):
        pairs([tmp_path / "nowhere"], tmp_path / "gold")


def test_the_samples_own_gold_is_read() -> None:
    found = pairs([SAMPLES / "reports"], SAMPLES / "gold")
    assert len(found) == len(list((SAMPLES / "reports").iterdir()))
    assert all(set(pair.gold.facts) == set(FIELDS) for pair in found)


def test_shared_gold_pairs_as_the_outside_judge_pairs_it(shared: Path) -> None:
    found = pairs([shared / "seeds", shared / "real"], shared / "gold")
    assert [pair.document.stem for pair in found] == [pair.gold.path.stem for pair in found]
    assert sum(len(pair.gold.facts) for pair in found) == 1357


def test_exported_gold_is_what_the_report_says(store: FactStore, tmp_path: Path) -> None:
    paths = export_gold(store, tmp_path / "out")
    assert sorted(path.name for path in paths) == ["qingyan_education_2024.json", "wanglan_health_2024.json"]
    for path in paths:
        mine, true = read_gold(path), read_gold(SAMPLES / "gold" / path.name)
        assert {**true.report, **mine.report} == true.report
        assert {*mine.facts, *mine.to_check} == set(FIELDS)
        assert mine.facts == {field: true.facts[field] for field in mine.facts}
    assert read_gold(tmp_path / "out" / "qingyan_education_2024.json").to_check == ()


def test_what_is_doubtful_is_left_to_a_person_with_what_was_printed(store: FactStore, tmp_path: Path) -> None:
    [path] = export_gold(store, tmp_path, ids=[identifier(store, BROKEN)])
    content = json.loads(path.read_text(encoding="utf-8"))
    doubtful = content["to_check"][WRONG]
    assert (doubtful["value"], doubtful["flags"], doubtful["raw"]) == (2, ["failed_check"], "2")
    assert "信访举报投诉类申请" in doubtful["text"]
    content["facts"][WRONG] = content["to_check"].pop(WRONG)
    assert read_gold(written(tmp_path, "finished.json", content)).facts[WRONG].value == 2


def test_a_fact_a_person_confirmed_is_gold_even_where_the_print_is_wrong(store: FactStore, tmp_path: Path) -> None:
    correct(store, BROKEN, WRONG, 2)
    correct(store, BROKEN, FEES, 7)
    found = read_gold(export_gold(store, tmp_path, corrected_only=True)[0])
    assert (found.facts[WRONG].value, found.facts[FEES].value) == (2, 7)
    assert set(found.confirmed) == {WRONG, FEES}
    assert "requests.concluded.total" in found.to_check
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_work_on_a_gold_file_is_not_lost_to_an_export(store: FactStore, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert len(export_gold(store, out)) == len(export_gold(store, out))
    mine = written(out, "wanglan_health_2024.json", gold(value=1, status="reported"))
    (out / "qingyan_education_2024.json").unlink()
    with pytest.raises(UnusableRequestError, match=r"wanglan_health_2024\.json.*differs"):
        export_gold(store, out)
    assert [path.name for path in out.iterdir()] == [mine.name]
    export_gold(store, out, overwrite=True)
    assert len(read_gold(mine).facts) > 1


def test_two_reports_of_one_name_do_not_share_a_gold_file(store: FactStore, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / BROKEN.name
    other.parent.mkdir()
    other.write_bytes((SAMPLES / "reports" / "qingyan_education_2021.txt").read_bytes())
    store.write(extract(load(other)))
    with pytest.raises(UnusableRequestError, match="several reports have this name"):
        export_gold(store, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert len(export_gold(store, tmp_path / "out", ids=[identifier(store, other)])) == 1
    with pytest.raises(UnusableRequestError, match="no such report"):
        export_gold(store, tmp_path / "out", ids=["0" * 16])


def test_a_report_with_its_gold_becomes_a_case(tmp_path: Path) -> None:
    answers = written(tmp_path, "answers.json", gold(value=1, status="reported"))
    added = add_case(PLAIN, answers, None, tmp_path / "cases")
    assert add_case(PLAIN, answers, None, tmp_path / "cases") == added
    [pair] = pairs([tmp_path / "cases" / "docs"], tmp_path / "cases" / "gold")
    assert (pair.document, pair.document.read_bytes()) == (added, PLAIN.read_bytes())
    assert pair.gold.facts == read_gold(answers).facts


def test_a_corrected_report_becomes_a_case_by_its_content(store: FactStore, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.txt"
    copy.write_bytes(BROKEN.read_bytes())
    with pytest.raises(UnusableRequestError, match="nobody has corrected"):
        add_case(copy, None, store, tmp_path / "cases")
    correct(store, BROKEN, FEES, 7)
    add_case(copy, None, store, tmp_path / "cases")
    assert read_gold(tmp_path / "cases" / "gold" / "renamed.json").facts[FEES].value == 7


def test_a_case_that_can_not_be_is_refused_and_nothing_is_written(store: FactStore, tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    answers = written(tmp_path, "answers.json", gold(value=1, status="reported"))
    wrong = written(tmp_path, "wrong.json", gold(value=1, status="blank"))
    empty = written(tmp_path, "empty.txt", "")
    unknown = written(tmp_path, "unknown.txt", "text")
    for report, given, held in (
        (PLAIN, wrong, store),
        (empty, answers, store),
        (unknown, None, store),
        (PLAIN, None, None),
    ):
        with pytest.raises((UnusableFileError, UnusableRequestError)):
            add_case(report, given, held, cases)
    assert not cases.exists()
    add_case(PLAIN, answers, None, cases)
    changed = written(tmp_path / "other", f"{PLAIN.stem}.txt", "other content")
    with pytest.raises(UnusableRequestError, match=r"qingyan_education_2024\.docx.*differs"):
        add_case(changed, answers, None, cases)
    better = written(tmp_path, "better.json", gold(value=2, status="reported"))
    with pytest.raises(UnusableRequestError, match=r"qingyan_education_2024\.json.*differs"):
        add_case(PLAIN, better, None, cases)
    assert [path.name for path in (cases / "docs").iterdir()] == [PLAIN.name]
