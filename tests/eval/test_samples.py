"""The committed sample collection is what the script makes, and is what the demo needs."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from eval.samples.make import HERE, SAMPLES, sample_files, write_samples

GOLD = {sample.name: json.loads((HERE / sample.gold_path).read_text(encoding="utf-8")) for sample in SAMPLES}


def _unpacked(name: str, content: bytes) -> object:
    """What is in the file: compressed bytes may differ between builds of zlib, what they hold may not."""
    if name.endswith(".docx"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return {entry.filename: (entry.date_time, archive.read(entry)) for entry in archive.infolist()}
    if name.endswith(".pdf"):
        return [page.get_contents().get_data() for page in PdfReader(io.BytesIO(content)).pages]
    return content


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_committed_files_are_what_the_script_makes(sample):
    for name, content in sample_files(sample).items():
        assert _unpacked(name, (HERE / name).read_bytes()) == _unpacked(name, content), (
            f"run python -m eval.samples: {name}"
        )


def test_nothing_else_lies_in_the_folders(tmp_path: Path):
    made = {path.relative_to(tmp_path) for path in write_samples(tmp_path)}
    lying = {path.relative_to(HERE) for folder in ("reports", "gold") for path in (HERE / folder).iterdir()}
    assert made == lying


def test_the_collection_is_small():
    assert sum(path.stat().st_size for path in (HERE / "reports").iterdir()) < 300_000


def test_the_collection_has_what_the_demo_shows():
    reports = [gold["report"] for gold in GOLD.values()]
    assert len(reports) >= 9
    assert {report["year"] for report in reports} == set(range(2019, 2025))
    assert {Path(sample.path).suffix for sample in SAMPLES} == {".docx", ".html", ".pdf", ".md", ".txt"}
    assert sum(bool(gold["broken"]) for gold in GOLD.values()) == 2
    statuses = [fact["status"] for gold in GOLD.values() for fact in gold["facts"].values()]
    assert {"reported", "inferred", "blank", "not_in_template"} == set(statuses)


def test_in_2024_two_bureaus_and_a_government_have_fees_and_one_bureau_has_none():
    fees = {
        gold["report"]["agency_contains"]: gold["facts"]["disclosure.fees.amount"]["value"]
        for gold in GOLD.values()
        if gold["report"]["year"] == 2024
    }
    assert {name for name, amount in fees.items() if amount} == {"清砚市教育局", "望澜县卫生健康局", "望澜县人民政府"}
    assert fees["清砚市财政局"] == 0


def test_one_table_3_and_one_table_4_have_a_wrong_sum():
    broken = {each["check"] for gold in GOLD.values() for each in gold["broken"]}
    assert broken == {"requests.row_sum", "requests.concluded_sum", "review.sum"}
