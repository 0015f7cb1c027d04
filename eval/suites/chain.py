"""What does a language model add to what rules and arithmetic read, and what can a bad one spoil?

A case is a document read with one model (`eval.suites.chain_models`); cells are judged as the suite `extraction` judges
them, after the model and before it. Counted of the model: what was asked, what of it was resolved, refused and by which
guard, and what it cost beside sending the whole document.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from canonical.errors import UnusableRequestError
from eval.records import Case, Json, Options, Prepared, Suite
from eval.suites import extraction
from eval.suites.chain_counts import metrics, score
from eval.suites.chain_models import NONE, REAL, SCRIPTED, Watched, model_of
from eval.suites.chain_papers import Paper, paper_of, papers
from eval.suites.facts import packed, unpacked

if TYPE_CHECKING:
    from canonical.report import Report
    from eval.generate import Gold
    from extraction.asking import Plan
    from ingest.contact_sheets import ShownCell
    from ingest.document import Document, Row

DOCUMENTS = 120
IDENTITY = ("agency", "year")
PIXELS_A_POINT = 150 / 72
"""Of a page that is sent whole; any more are not counted, the vendor makes them fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A document, and the model that is asked about it."""

    paper: Paper
    model: str
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A report read with a model: as it was before, what was to be asked, and the seconds spent on waiting for it."""

    report: Report
    before: Report
    asked: tuple[str, ...]  # fields, "agency", "year"
    stated: tuple[str, ...]  # of "agency" and "year", those that the text of the document has
    whole: int  # tokens of asking for everything with all of that text
    text: int  # tokens of that text alone
    seconds: float


def cases(options: Options) -> Iterator[Case]:
    """Every document with every model; `limit` is documents, `formats` the models to keep to, as `=liar`."""
    known = (*SCRIPTED, *([REAL + options.model] if options.model else ()))
    chosen = [name for name in known if _is_chosen(name.removeprefix(REAL), options.formats)]
    if not chosen:
        raise UnusableRequestError(f"没有这样的模型 / no such model; there are: {', '.join(known)}")
    for paper in islice(papers(options.seed), options.limit or DOCUMENTS):
        for name in chosen:
            yield Case(
                id=f"{paper.id}-{name.removeprefix(REAL)}",
                tags={**paper.tags, "model": name.removeprefix(REAL)},
                inputs={**paper.inputs, "model": name},
            )


def _is_chosen(name: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatch(name, pattern.removeprefix("=")) for pattern in patterns)


def prepare(case: Case) -> Prepared:
    """The document, and what its generator printed."""
    inputs = {key: case.inputs[key] for key in ("format", "damage", "seed")}
    paper = _paper(**inputs)
    return Prepared(
        given=Given(paper=paper, model=case.inputs["model"], seed=case.inputs["seed"]),
        expected=extraction.expected_of(paper.gold),
        hashes={"document": paper.sha256},
    )


@lru_cache(maxsize=2)
def _paper(**inputs: Json) -> Paper:
    """Cases of one document follow each other."""
    return paper_of(inputs)


def task(given: Given) -> Read:
    """The report that extraction makes with the model."""
    from extraction.asking import ModelResolver
    from extraction.pipeline import extract_traced
    from llm.tokens import count_tokens

    document = _loaded(given.paper.file.data, given.paper.file.name)
    model = Watched(model_of(given.model, given.paper.gold, given.seed))
    file = given.paper.file
    resolver = ModelResolver(model, sheets=partial(_sheets, file.data, file.name) if document.source.scanned else None)
    report, trace = extract_traced(document, resolver=None if given.model == NONE else resolver)
    text, gold = _text_of(document), given.paper.gold
    return Read(
        report=report,
        before=trace.findings.report,
        asked=tuple(_asked(resolver.plan(trace.findings))),
        stated=tuple(name for name in IDENTITY if str(getattr(gold, name)) in text),
        whole=_tokens_of_whole(text, gold, document),
        text=count_tokens(text),
        seconds=model.seconds,
    )


@lru_cache(maxsize=2)
def _loaded(data: bytes, name: str) -> Document:
    from ingest import load_bytes

    return load_bytes(data, path=name)


def _sheets(data: bytes, name: str, cells: Sequence[ShownCell], most: int) -> tuple[bytes, ...]:
    return _drawn(data, name, tuple(cells), most)


@lru_cache(maxsize=2)
def _drawn(data: bytes, name: str, cells: tuple[ShownCell, ...], most: int) -> tuple[bytes, ...]:
    """What models that see are shown; every model of a document sees the same."""
    from ingest.contact_sheets import contact_sheets

    return contact_sheets(data, name, cells, most)


def _asked(plan: Plan) -> Iterator[str]:
    yield from (each.field for ask, _ in plan.tables for each in ask.questions)
    yield from (each.field for ask, _ in plan.pictures for each in ask.questions)
    if plan.identity:
        yield from plan.identity[0].asked


def _text_of(document: Document) -> str:
    from ingest.document import Line

    blocks = ([block.text] if isinstance(block, Line) else map(_words, block.rows) for block in document.blocks())
    return "\n".join(text for block in blocks for text in block)


def _words(row: Row) -> str:
    return "\t".join(cell.text for cell in row.cells)


def _tokens_of_whole(text: str, gold: Gold, document: Document) -> int:
    """The same prompt with every field of the form and the whole text, and an answer of bare numbers.

    Of a scan it is a picture of every page in place of the text.
    """
    from canonical.fields import FIELDS
    from extraction.asking.answers import TableAnswer
    from extraction.asking.wording import filled, key_of
    from ingest.page_images import A4
    from llm.tokens import count_prompt, count_tokens, picture_tokens

    fields = [name for name, fact in gold.facts.items() if fact.status != "not_in_template"]
    questions = "\n".join(f"{key_of(name)} {FIELDS[name].zh}" for name in fields)
    scanned = document.source.scanned
    evidence = "" if scanned else text
    request = filled("answer_open_cells", TableAnswer, most=len(fields), questions=questions, evidence=evidence)
    answer = json.dumps({key_of(name): str(gold.facts[name].value) for name in fields})
    pictures = len(document.pages) * picture_tokens(*(PIXELS_A_POINT * side for side in A4)) if scanned else 0
    return count_prompt(request) + pictures + count_tokens(answer)


def as_json(read: Read) -> Json:
    """What the suite `extraction` logs, what was otherwise before, and all that is counted of the model."""
    report, before = read.report, extraction.as_json(read.before)
    after = extraction.as_json(report)
    facts = unpacked(after["facts"])
    return {
        **after,
        "changed": packed({name: said for name, said in unpacked(before["facts"]).items() if said != facts[name]}),
        "asked": list(read.asked),
        "stated": list(read.stated),
        "refused": dict(Counter(each.guard for each in report.refused)),
        "whole": read.whole,
        "text": read.text,
        "ms": round(read.seconds * 1000, 3),
    }


SUITE = Suite(
    name="chain",
    cases=cases,
    prepare=prepare,
    task=task,
    as_json=as_json,
    score=score,
    metrics=metrics,
    asks_model=True,
)
