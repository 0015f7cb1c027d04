"""Small reports that leave something open, and models that answer what they are told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from canonical.report import Report
from extraction import Trace, extract, extract_traced
from extraction.asking import ModelResolver, asked_cells
from ingest import load_bytes
from ingest.document import Document
from llm import Asked, Said, ScriptedModel
from tests.extraction.documents import TABLE_2, table_3, whole

PENALTIES, LICENSING = "disclosure.penalties.decisions", "disclosure.licensing.decisions"
GRANTED, PARTLY = "requests.granted", "requests.partially_granted"
ROWS = {
    "received": "5 1 0 0 0 0 6",
    "granted": "3 0 0 0 0 3",  # one 0 is lost, and which column that was only the sums can tell
    "partially_granted": "2 1 0 0 0 3",
    "concluded": "5 1 0 0 0 0 6",
}
UNREADABLE = TABLE_2.replace("行政处罚\t6", "行政处罚\t约6起，另有18起").replace("行政许可\t345", "行政许可\t见附件")
REPORT = whole(table_3(ROWS), UNREADABLE)
TRUE = {
    PENALTIES: "6",
    f"{GRANTED}.natural_person": "3",
    f"{GRANTED}.total": "3",
    f"{PARTLY}.natural_person": "2",
    f"{PARTLY}.company": "1",
    f"{PARTLY}.total": "3",
}
"""What is printed in the cells of REPORT that a model is asked for."""


def document_of(text: str = REPORT) -> Document:
    return load_bytes(text.encode(), path="report.txt")


@lru_cache(maxsize=8)
def trace_of(text: str = REPORT) -> Trace:
    return extract_traced(document_of(text))[1]


def answered(script: Callable[[Asked], Said], text: str = REPORT, **options: Any) -> tuple[Report, ScriptedModel]:
    """The report as it is with a model that behaves like that, and the model."""
    model = ScriptedModel(script=script)
    return extract(document_of(text), resolver=ModelResolver(model, **options)), model


def saying(values: Mapping[str, str | None], quotes: Mapping[str, str] | None = None) -> Callable[[Asked], Said]:
    """A model that gives these values for these fields, each with its whole line or another quote, and else null."""

    def behave(asked: Asked) -> Said:
        return {
            "rows": [
                {
                    "quote": (quotes or {}).get(cell.field, cell.lines[0]),
                    "cells": [{"key": cell.key, "value": values.get(cell.field)}],
                    "reason": None,
                }
                for cell in asked_cells(asked.user)
            ]
        }

    return behave
