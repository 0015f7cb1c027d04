"""What a model may reply, as models that are validated. Everything can be null, with a reason: who must answer invents.

Lists are cut to a length: a reply that goes on and on is worth no more than its beginning.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

MOST_ITEMS = 100
LONGEST = 400  # characters of a text in a reply


def _as_text(said: Any) -> Any:
    """A number that was not put in quotes, as text; a text cut to its length."""
    if isinstance(said, int | float) and not isinstance(said, bool):
        return str(said)
    return said[:LONGEST] if isinstance(said, str) else said


def _cut(said: Any) -> Any:
    return said[:MOST_ITEMS] if isinstance(said, list) else said


def _without_description(schema: dict[str, Any]) -> None:
    """The schema is sent with every request, and the prompt says it all."""
    schema.pop("description", None)


Text = Annotated[str, BeforeValidator(_as_text)]
MaybeText = Annotated[str | None, BeforeValidator(_as_text)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_without_description)


class CellAnswer(_Answer):
    """One cell: its number as printed, or null."""

    key: Text
    value: MaybeText = None


class RowAnswer(_Answer):
    """Cells of one printed line, which is quoted once; `reason` says why some of them are null."""

    quote: MaybeText = None
    cells: Annotated[list[CellAnswer], BeforeValidator(_cut)]
    reason: MaybeText = None


class TableAnswer(_Answer):
    """The reply about the open cells of a table."""

    rows: Annotated[list[RowAnswer], BeforeValidator(_cut)]


class Named(_Answer):
    """A part of the identity with the words that say it, or null and why."""

    value: MaybeText = None
    quote: MaybeText = None
    reason: MaybeText = None


class IdentityAnswer(_Answer):
    """The reply about whose report of which year a document is."""

    agency: Named | None = None
    year: Named | None = None


class MentionAnswer(_Answer):
    """What a number of the narrative counts: the number as asked, and words of its line."""

    number: MaybeText = None
    what: MaybeText = None


class MentionAnswers(_Answer):
    """The reply about the counted things of the narrative."""

    mentions: Annotated[list[MentionAnswer], BeforeValidator(_cut)]


class ProblemAnswer(_Answer):
    """A problem or a measure of section 五."""

    kind: Literal["problem", "measure"] | None = None
    label: MaybeText = None
    quote: MaybeText = None


class ProblemAnswers(_Answer):
    """The reply about section 五."""

    problems: Annotated[list[ProblemAnswer], BeforeValidator(_cut)]


class PictureAnswers(_Answer):
    """The reply about the cells on a picture: `n43=12` each, `n43=?` for what can not be read, and why."""

    cells: Annotated[list[Text], BeforeValidator(_cut)]
    reason: MaybeText = None
