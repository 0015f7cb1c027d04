"""What people say the paper really prints, in the place of what was read.

    what was read  +  corrections  →  inference by arithmetic  →  checks  →  the facts that are used     (`mended`)

A correction is kept under the report's id, which comes from the file's SHA-256: it outlives reading the file again and
is applied to the new reading in the same transaction. What was read is kept too (`tables.facts_as_read`), and taking
back the last correction puts it back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import get_args

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, exists, insert, select, update

from canonical.errors import UnusableRequestError
from canonical.fields import FIELDS
from canonical.report import CheckResult, Fact, Identity, Mention
from canonical.rules import check, equations
from factstore.neighbours import Body, settle
from factstore.reading import REPORT, batches, read_facts, read_mentions
from factstore.records import Correction, PrintedStatus, StoredCorrection
from factstore.revisions import FIGURES, raise_revisions
from factstore.rows import check_rows, fact_rows, row_to_identity
from factstore.tables import checks, corrections, facts, facts_as_read, micros, reports


def correct(connection: Connection, report_id: str, correction: Correction) -> StoredCorrection:
    """The correction as stored, in the place of an earlier one of that field; facts and checks follow it."""
    _demand_report(connection, report_id)
    _demand_sense(correction, read_as_was(connection, [report_id])[report_id].get(correction.field))
    connection.execute(delete(corrections).where(_of(report_id, correction.field)))
    connection.execute(insert(corrections), [_row(report_id, correction)])
    _follow(connection, report_id)
    return read_corrections(connection, [report_id], field=correction.field)[0]


def undo(connection: Connection, report_id: str, field: str) -> StoredCorrection:
    """The correction that was taken back, with the fact as it is used from now on."""
    found = read_corrections(connection, [report_id], field=field)
    if not found:
        raise UnusableRequestError(f"{report_id} {field}: 没有更正可撤销 / there is no correction to undo")
    connection.execute(delete(corrections).where(_of(report_id, field)))
    _follow(connection, report_id)
    used = read_facts(connection, [report_id]).get(report_id, {})
    return replace(found[0], used=used.get(field))


def apply_corrections(connection: Connection, report_id: str) -> None:
    """Brings a stored report's facts and own checks in line with its corrections; its neighbours are not settled."""
    said = [_correction(row) for row in _rows(connection, [report_id])]
    if not said and not connection.execute(select(exists().where(facts_as_read.c.report_id == report_id))).scalar():
        return  # never corrected, as nearly all reports
    identity = row_to_identity(connection.execute(REPORT.where(reports.c.id == report_id)).mappings().one())
    read = read_as_was(connection, [report_id])[report_id]
    told = read_mentions(connection, report_id)
    used = mended(identity, read, said, told) if said else read
    connection.execute(delete(facts_as_read).where(facts_as_read.c.report_id == report_id))
    if said:
        connection.execute(insert(facts_as_read), fact_rows(report_id, read))
    _store(connection, report_id, used, check(identity, used, told))
    # never less than was read: a person's work on a file must not make another file the preferred one
    valued = max(sum(fact.value is not None for fact in some.values()) for some in (read, used))
    connection.execute(update(reports).where(reports.c.id == report_id).values(valued_facts=valued))


def mended(
    identity: Identity, read: Mapping[str, Fact], said: Iterable[Correction], told: tuple[Mention, ...] = ()
) -> Mapping[str, Fact]:
    """The facts to use: corrected ones as said, the others inferred and flagged anew beside them.

    A cell that a person says is blank is inferred like any other blank one where the sums leave one value for it.
    """
    from extraction.arithmetic import infer  # extraction takes a quarter of a second, and corrections are rare
    from extraction.facts import with_failed_checks

    printed = {name: _as_printed(fact) for name, fact in read.items()}
    printed |= {each.field: _corrected(read.get(each.field), each) for each in said}
    usable = [
        equation
        for equation in equations(identity.requests_layout or "")
        if printed.keys() >= {*equation.left, *equation.right}
    ]
    used = infer(printed, usable)
    flagged = with_failed_checks(used, check(identity, used, told))
    return {name: used[name] if used[name].method == "manual" else fact for name, fact in flagged.items()}


def read_corrections(
    connection: Connection, report_ids: Sequence[str] | None = None, *, field: str | None = None
) -> tuple[StoredCorrection, ...]:
    """The corrections of some reports or all, by report and field, each with the fact as read and as used."""
    rows = [row for row in _rows(connection, report_ids) if field in {None, row["field"]}]
    ids = sorted({row["report_id"] for row in rows})
    read, used = read_as_was(connection, ids), read_facts(connection, ids)
    return tuple(
        StoredCorrection(
            report_id=row["report_id"],
            correction=_correction(row),
            read=read.get(row["report_id"], {}).get(row["field"]),
            used=used.get(row["report_id"], {}).get(row["field"]),
        )
        for row in rows
    )


def read_as_was(connection: Connection, report_ids: Sequence[str]) -> dict[str, dict[str, Fact]]:
    """Report id → field → fact as it was read, whatever was corrected since."""
    kept = read_facts(connection, report_ids, table=facts_as_read)
    used = read_facts(connection, [identifier for identifier, found in kept.items() if not found])
    return {**kept, **used}


def _as_printed(fact: Fact) -> Fact:
    """The fact before arithmetic and checks had their say."""
    bare = replace(fact, flags=tuple(flag for flag in fact.flags if flag != "failed_check"))
    if fact.status == "inferred" and fact.method == "arithmetic":
        return replace(bare, value=None, status="blank", method="table")
    return bare


def _corrected(read: Fact | None, said: Correction) -> Fact:
    fact = read or Fact(field=said.field, value=None, unit=FIELDS[said.field].unit, status="missing")
    return replace(fact, value=said.value, status=said.status, method="manual", confidence=1.0, flags=())


def _demand_report(connection: Connection, report_id: str) -> None:
    if not connection.execute(select(exists().where(reports.c.id == report_id))).scalar():
        raise UnusableRequestError(f"{report_id}: 库中没有这份报告 / no such report in the collection")


def _demand_sense(said: Correction, read: Fact | None) -> None:
    if said.field not in FIELDS:
        raise UnusableRequestError(f"{said.field}: 没有这个项目 / no such field{_nearest(said.field)}")
    if said.status not in get_args(PrintedStatus):
        raise UnusableRequestError(f"{said.status}: {'|'.join(get_args(PrintedStatus))}")
    if (said.value is None) == (said.status == "reported"):
        raise UnusableRequestError(
            f"{said.field}: 有数值即为 reported，否则没有数值 / a value means “reported”, and nothing else has one"
        )
    if said.value is not None and not said.value.is_finite():
        raise UnusableRequestError(f"{said.value}: 不是数字 / is no number")
    if said.status == "missing" and read is not None and read.status == "not_in_template":
        raise UnusableRequestError(
            f"{said.field}: 该报告的格式没有此项，不算缺失 / not missing: that report's form has no such field"
        )


def _nearest(text: str) -> str:
    """Fields that may be meant, by id or by a part of the printed label."""
    labelled = [field.id for field in FIELDS.values() if text and (text in field.zh or text in field.en)]
    near = labelled[:3] or get_close_matches(text, list(FIELDS), n=3)
    return f" ({', '.join(near)}?)" if near else ""


def _follow(connection: Connection, report_id: str) -> None:
    """Brings facts, checks, the body's preferred file and its checks across years in line with the corrections."""
    row = connection.execute(select(reports.c.agency_key, reports.c.year).where(reports.c.id == report_id)).first()
    if row is not None:  # else a correction of a report that is not stored now
        apply_corrections(connection, report_id)
        settle(connection, [Body(report_id, row.agency_key, row.year)])
        raise_revisions(connection, FIGURES)


def _store(connection: Connection, report_id: str, used: Mapping[str, Fact], results: Iterable[CheckResult]) -> None:
    """Puts facts and own checks in the place of those stored; the checks across years come back with `settle`."""
    rows = {facts: fact_rows(report_id, used), checks: check_rows(report_id, results)}
    for table, values in rows.items():
        connection.execute(delete(table).where(table.c.report_id == report_id))
        if values:
            connection.execute(insert(table), values)


def _rows(connection: Connection, report_ids: Sequence[str] | None) -> list[RowMapping]:
    query = select(corrections).order_by(corrections.c.report_id, corrections.c.field)
    if report_ids is None:
        return list(connection.execute(query).mappings())
    return [
        row
        for some in batches(report_ids)
        for row in connection.execute(query.where(corrections.c.report_id.in_(some))).mappings()
    ]


def _of(report_id: str, field: str) -> ColumnElement[bool]:
    return (corrections.c.report_id == report_id) & (corrections.c.field == field)


def _row(report_id: str, said: Correction) -> dict[str, object]:
    return {
        "report_id": report_id,
        **{name: getattr(said, name) for name in PLAIN},
        "micros": micros(said.value),
        "made_at": said.made_at.isoformat(),
    }


PLAIN = ("field", "value", "status", "note", "author")


def _correction(row: RowMapping) -> Correction:
    return Correction(**{name: row[name] for name in PLAIN}, made_at=datetime.fromisoformat(row["made_at"]))
