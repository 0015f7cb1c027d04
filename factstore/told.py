"""What narratives say, over many reports at once: where certain words stand, and what is counted.

Both are read over everything in the scope, so that an answer can say how many reports there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, text

from canonical.report import Mention
from factstore.keywords import INDEX, has_index, match_expression
from factstore.listing import is_listed, listed
from factstore.rows import row_to_mention
from factstore.scope import Scope, condition
from factstore.tables import facts, mentions, passages, reports


class Standing(NamedTuple):
    """A passage of the narrative in which words stand, and the section that it is in."""

    report_id: str
    passage_id: str
    section: int | None


def read_standing(connection: Connection, words: Sequence[str], scope: Scope) -> tuple[Standing, ...]:
    """All narrative passages in which any of the words stands letter for letter, in the order of print."""
    rows = connection.execute(_where_standing(connection, words).where(condition(scope, preferred_only=True)))
    return tuple(Standing(report_id=row.report_id, passage_id=row.id, section=row.section) for row in rows)


def _where_standing(connection: Connection, words: Sequence[str]) -> Select[tuple[str, str, int | None]]:
    query = (
        select(passages.c.report_id, passages.c.id, passages.c.section).join(reports).where(passages.c.kind == "text")
    )
    if not has_index(connection):
        holds: ColumnElement[bool] = or_(*(passages.c.text.contains(word, autoescape=True) for word in words))
        return query.where(holds).order_by(passages.c.number)
    expression = match_expression(" ".join("-".join(word.split()) for word in words))  # one phrase a word
    return (
        query.join(INDEX, INDEX.c.rowid == passages.c.number)
        .where(text("keywords MATCH :expression").bindparams(expression=expression))
        .order_by(passages.c.number)
    )


def read_mentions(connection: Connection, words: Sequence[str], scope: Scope) -> tuple[tuple[str, Mention], ...]:
    """Report id and mention of all counted things, but numbers of the tables, whose quote has any of the words."""
    quote = func.replace(func.replace(mentions.c.quote, "\n", ""), " ", "")  # as the lines broke
    named = or_(*(quote.contains(word, autoescape=True) for word in words))
    query = (
        select(mentions)
        .join(reports)
        .where(named, mentions.c.field.is_(None), condition(scope, preferred_only=True))
        .order_by(mentions.c.report_id, mentions.c.position)
    )
    return tuple((row["report_id"], row_to_mention(row)) for row in connection.execute(query).mappings())


def read_cells_with(connection: Connection, status: str, report_ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Report id and field of all cells of some reports that have a status, in the order of print."""
    query = (
        select(facts.c.report_id, facts.c.field)
        .where(is_listed(facts.c.report_id, "ids"), facts.c.status == status)
        .order_by(facts.c.report_id, facts.c.position)
    )
    return tuple((row[0], row[1]) for row in connection.execute(query, {"ids": listed(report_ids)}))
