"""`nianbao correct`: what the paper really prints, kept beside what was read; or the list of what was corrected."""

from __future__ import annotations

import getpass
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS
from factstore import Correction, PrintedStatus, StoredCorrection
from service.app import open_store
from service.correcting import (
    Change,
    change_as_json,
    change_of,
    correction_as_json,
    failed_checks,
    number_of,
    report_named,
)
from service.display import number
from service.texts import label, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from canonical.report import Fact, Language, ReportHeader
    from factstore import FactStore
    from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    report: str
    field: str | None
    value: str | None
    statuses: tuple[PrintedStatus, ...]
    undo: bool
    listed: bool
    note: str | None
    author: str | None


def run(wish: Wish, settings: Settings, lang: Language, *, as_json: bool) -> str:
    """What to print: the change, or the list of corrections. Raises UnusableRequestError, and nothing is changed."""
    _demand_one_wish(wish)
    with open_store(settings) as store:
        header = report_named(store, wish.report)
        if wish.listed:
            return _list(header, store.corrections([header.id]), lang, as_json=as_json)
        change = _change(wish, store, header)
    if as_json:
        return _json(change_as_json(change))
    return "\n".join(_change_lines(change, lang))


def _demand_one_wish(wish: Wish) -> None:
    wishes = [wish.value is not None, *(True for _ in wish.statuses), wish.undo]
    if wish.listed and (wish.field is not None or any(wishes)):
        raise UnusableRequestError("--list 不与其他参数同用 / --list goes with no other argument")
    if not wish.listed and (wish.field is None or sum(wishes) != 1):
        raise UnusableRequestError(
            "请给出项目，以及数值、--blank、--missing、--unreadable、--undo 之一 / give a field, and one of a value, "
            "--blank, --missing, --unreadable or --undo"
        )


def _change(wish: Wish, store: FactStore, header: ReportHeader) -> Change:
    assert wish.field is not None
    before = failed_checks(store, header.id)
    if wish.undo:
        return change_of(store, header, store.undo_correction(header.id, wish.field), before)
    correction = Correction(
        field=wish.field,
        value=None if wish.value is None else number_of(wish.value, wish.field),
        status=wish.statuses[0] if wish.statuses else "reported",
        note=_storable(wish.note),
        author=_storable(wish.author or _user()),
        made_at=datetime.now(UTC),
    )
    return change_of(store, header, store.correct(header.id, correction), before)


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name, as in some containers
        return None


def _storable(text: str | None) -> str | None:
    """Bytes of an argument that are no UTF-8 can not be stored."""
    return text.encode(errors="replace").decode().strip() or None if text else None


def _list(header: ReportHeader, found: Sequence[StoredCorrection], lang: Language, *, as_json: bool) -> str:
    if as_json:
        return _json([correction_as_json(header, stored) for stored in found])
    lines = [line for stored in found for line in _correction_lines(stored, lang)]
    return "\n".join([_head(header), *(lines or [say("correct.none", lang)])])


def _change_lines(change: Change, lang: Language) -> Iterator[str]:
    yield _head(change.header)
    yield from _correction_lines(change.stored, lang, undone=change.undone)
    yield say("correct.checks", lang, count=change.still_failed)
    for key, checks in (("gone", change.no_longer_failed), ("new", change.now_failed)):
        for check in checks:
            yield f"  {say(f'correct.{key}', lang)} {check.id}: {check.message[lang]}"
    if change.preferred:
        yield say("correct.other_file", lang, path=change.preferred.path)


def _correction_lines(stored: StoredCorrection, lang: Language, *, undone: bool = False) -> Iterator[str]:
    said = stored.correction
    name = FIELDS[said.field].zh if lang == "zh" else FIELDS[said.field].en
    yield f"{name} ({said.field})"
    corrected = f"{number(said.value)} {label(said.status, lang)}".strip()
    rows = {"read": _fact(stored.read, lang), "undone" if undone else "said": corrected}
    if undone or (stored.used and (stored.used.value, stored.used.status) != (said.value, said.status)):
        rows["used"] = _fact(stored.used, lang)
    rows["by"] = " · ".join(filter(None, (said.author, f"{said.made_at:%Y-%m-%d %H:%M} UTC", said.note)))
    for key, text in rows.items():
        yield f"  {say(f'correct.{key}', lang)} {text}"


def _fact(fact: Fact | None, lang: Language) -> str:
    if fact is None:
        return label("missing", lang)
    parts = [number(fact.value), label(fact.status, lang), *fact.flags]
    printed = f"“{fact.evidence.text}”" if fact.evidence else ""
    return " ".join(filter(None, (*parts, printed)))


def _head(header: ReportHeader) -> str:
    return f"{header.agency or ''} {header.year or ''} · {header.path} ({header.id})".strip()


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
