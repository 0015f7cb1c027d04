"""`nianbao show`: what was read at a field, where it is printed, and the picture or the rows in which it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from canonical.contract import as_json, fact_as_json
from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS
from service.app import open_store
from service.correcting import report_named
from service.display import console, number
from service.showing import NotShownError, ShownRow, has_pages, picture_of, rows_around, view_of
from service.texts import label, place, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from canonical.report import Evidence, Fact, Language, ReportHeader
    from factstore import FactStore
    from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    report: str
    field: str
    out: Path | None
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One fact of a stored report, with the picture that was written or the printed rows."""

    header: ReportHeader
    fact: Fact
    picture: Path | None = None
    rows: tuple[ShownRow, ...] = ()


def run(wanted: Wanted, settings: Settings, lang: Language, *, as_json: bool) -> None:
    """Nothing; writes the picture, if there is one, and prints what it shows. Raises NianbaoError."""
    with open_store(settings) as store:
        shown = _shown(wanted, store, settings)
    if as_json:
        typer.echo(json.dumps(_plain(shown), ensure_ascii=False, indent=1))
        return
    out = console()
    for line in _lines(shown, lang):
        out.print(line)


def _shown(wanted: Wanted, store: FactStore, settings: Settings) -> Shown:
    header = report_named(store, wanted.report)
    fact = store.facts([header.id], [_field(wanted.field)])[header.id][wanted.field]
    drawn = has_pages(store, header)
    if wanted.out is not None or wanted.whole or (drawn and _has_box(fact)):
        if not drawn:
            raise NotShownError("no_pages", header.path, report_id=header.id)
        picture = picture_of(header, settings.limits, view_of(fact, whole=wanted.whole))
        path = wanted.out or Path(f"{header.id}.{fact.field}.png")
        path.write_bytes(picture)
        return Shown(header=header, fact=fact, picture=path)
    return Shown(header=header, fact=fact, rows=rows_around(header, fact, settings.limits))


def _field(text: str) -> str:
    if text in FIELDS:
        return text
    near = "、".join(get_close_matches(text, FIELDS))
    hint = f"；是否 / did you mean {near}?" if near else ""
    raise UnusableRequestError(f"{text}: 没有这个项目 / no such field{hint}")


def _has_box(fact: Fact) -> bool:
    return fact.evidence is not None and fact.evidence.bbox is not None


def _plain(shown: Shown) -> dict[str, Any]:
    header, field = shown.header, FIELDS[shown.fact.field]
    return {
        "report_id": header.id,
        "agency": header.agency,
        "year": header.year,
        "file": header.path,
        "field": field.id,
        "name": {"zh": field.zh, "en": field.en},
        "fact": fact_as_json(shown.fact),
        "picture": str(shown.picture) if shown.picture else None,
        "rows": [as_json(row) for row in shown.rows],
    }


def _lines(shown: Shown, lang: Language) -> Iterator[Text]:
    header, fact = shown.header, shown.fact
    field = FIELDS[fact.field]
    yield Text(f"{header.agency or label('unknown', lang)} {header.year or ''} · {header.path} ({header.id})", "bold")
    yield Text(f"{field.zh if lang == 'zh' else field.en} ({field.id})")
    rows = {
        "value": " ".join(filter(None, (number(fact.value), fact.unit if fact.value is not None else None))),
        "status": label(fact.status, lang),
        "raw": f"“{fact.raw}”" if fact.raw is not None else "",
        "remark": fact.remark or "",
        "method": say("show.how", lang, method=label(f"method.{fact.method}", lang), confidence=f"{fact.confidence:g}"),
        "flags": " ".join(fact.flags),
        "where": _where(fact.evidence, lang),
        "words": fact.evidence.text if fact.evidence else "",
        "picture": str(shown.picture or ""),
    }
    for key, value in rows.items():
        if value:
            style = "yellow" if key == "flags" else ""
            yield Text.assemble(f"  {say(f'show.{key}', lang)} ", (value, style))
    for row in shown.rows:
        yield _row(row)


def _where(seen: Evidence | None, lang: Language) -> str:
    if seen is None:
        return say("show.nowhere", lang)
    where = place(seen.page, seen.line, lang)
    return f"{where} [{', '.join(f'{side:g}' for side in seen.bbox)}]" if seen.bbox else where


def _row(row: ShownRow) -> Text:
    """The row with the cell that was read between pointers, which survive where colours do not."""
    line = Text(f"  {row.line if row.line is not None else '':>5} ", "dim")
    for n, cell in enumerate(row.cells):
        line.append(" | " if n else "", "dim")
        line.append(f"▶{cell}◀" if n == row.marked else cell, "reverse" if n == row.marked else "")
    return line
