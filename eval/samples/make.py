"""The samples as orders to the generator, and the script that writes them: `python -m eval.samples`.

One body has four years in a row, one has two; two reports have wrong sums, one has empty cells, one mixes the forms.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from eval.generate import Gold, Order, gold_as_json, make_report
from eval.generate.bodies import GOVERNMENT, Body
from eval.generate.render import FORMATS, render

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file of the collection: its name without suffix, the report and the way it is drawn."""

    name: str
    order: Order
    drawn_as: str

    @property
    def path(self) -> str:
        """Where the report stands below the folder of the samples."""
        return f"reports/{self.name}{FORMATS[self.drawn_as].suffix}"

    @property
    def gold_path(self) -> str:
        """Where its gold stands."""
        return f"gold/{self.name}.json"


def _education(year: int, drawn_as: str) -> Sample:
    body = Body(place="清砚市", office="教育局")
    order = Order(body=body, year=year, since=2021, seed=EDUCATION_SEED)
    return Sample(name=f"qingyan_education_{year}", order=order, drawn_as=drawn_as)


EDUCATION_SEED = 5
FINANCE = Body(place="清砚市", office="财政局")
HEALTH = Body(place="望澜县", office="卫生健康局")
COUNTY = Body(place="望澜县", office=GOVERNMENT)
PLANNING = Body(place="栖霁区", office="发展和改革委员会")
LAND = Body(place="照霜县", office="自然资源局")

SAMPLES = (
    _education(2021, "text-pipes"),
    _education(2022, "text-tabs"),
    _education(2023, "markdown"),
    _education(2024, "docx"),
    Sample(
        name="qingyan_finance_2024",
        order=Order(body=FINANCE, year=2024, seed=2, requests_layout="2019"),
        drawn_as="html-gbk",
    ),
    Sample(
        name="wanglan_health_2024",
        order=Order(body=HEALTH, year=2024, seed=5, plant="row_total"),
        drawn_as="text-lines",
    ),
    Sample(name="wanglan_government_2024", order=Order(body=COUNTY, year=2024, seed=3), drawn_as="pdf"),
    Sample(name="qiji_planning_2019", order=Order(body=PLANNING, year=2019, seed=3), drawn_as="text-spaced"),
    Sample(
        name="qiji_planning_2020",
        order=Order(body=PLANNING, year=2020, since=2019, seed=3, plant="dispute_total"),
        drawn_as="pdf",
    ),
    Sample(
        name="zhaoshuang_land_2023",
        order=Order(body=LAND, year=2023, seed=1, blanks=("corporate_columns", "single_action")),
        drawn_as="html",
    ),
)


def sample_files(sample: Sample) -> dict[str, bytes]:
    """The sample's files by their path below the folder of the samples: the report and its gold."""
    made = make_report(sample.order)
    return {
        sample.path: render(made.layout, sample.drawn_as, seed=sample.order.seed),
        sample.gold_path: gold_text(made.gold).encode(),
    }


def gold_text(gold: Gold) -> str:
    """The gold as JSON with one fact a line."""
    data = gold_as_json(gold)
    facts = ",\n".join(f"  {json.dumps(name)}: {_line(fact)}" for name, fact in data["facts"].items())
    broken = ",\n".join(f"  {_line(each)}" for each in data["broken"])
    return f'{{\n "report": {_line(data["report"])},\n "facts": {{\n{facts}\n }},\n "broken": [\n{broken}\n ]\n}}\n'


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def write_samples(folder: Path = HERE) -> tuple[Path, ...]:
    """The paths of all files of the collection, written below the folder."""
    written = []
    for sample in SAMPLES:
        for name, content in sample_files(sample).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(path)
    return tuple(written)
