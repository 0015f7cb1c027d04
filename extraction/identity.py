"""Whose report of which year a document is, and what of that was guessed.

1. `identity_lines`   the document's lines: title lines, the site's trail and labels, closing lines, the site's own
2. `identity_titles`  the printed title: a body and a year
3. `identity_bodies`  the body: the title's, else the signature's, a label's, a sentence's, the site's or the trail's
4. `identity_dates`   dates of publication and years in the text

What no place says stays None; what is not printed in the title, or is printed in two ways, leaves a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from canonical.agencies import Agency
from extraction.identity_bodies import find_agency
from extraction.identity_dates import (
    is_plausible,
    publication_dates,
    signed_dates,
    stated_period,
    year_told_instead,
    years_in_text,
)
from extraction.identity_lines import Paper, sort_lines
from extraction.identity_titles import Title, find_title, titles_in
from extraction.report_flags import Note
from extraction.sections import Narrative
from ingest.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """What the document says of itself. `agency` is classified from its name; None where nothing says."""

    agency: Agency | None
    year: int | None
    title: str | None
    published: date | None
    notes: tuple[Note, ...] = ()


def identify(document: Document, narrative: Narrative) -> Who:
    """The agency, report year, title and date of publication of a report."""
    paper = sort_lines(document, narrative)
    title = _title(paper)
    agency, agency_notes = find_agency(paper, title)
    year, published, year_notes = _times(paper, title)
    return Who(
        agency=agency,
        year=year,
        title=title.text if title else None,
        published=published,
        notes=(*agency_notes, *year_notes, *_part(document)),
    )


def _part(document: Document) -> Iterator[Note]:
    """What there is to say of a report that is bound with others: its title, then theirs."""
    if document.part:
        own = document.part.titles[document.part.number - 1]
        yield Note(id="several_reports", about="、".join(dict.fromkeys([own, *document.part.titles])))


def _title(paper: Paper) -> Title | None:
    """The title in the text, with what only the file's own title says."""
    of_file = find_title(paper.file_title)
    year = of_file.year if of_file and of_file.year else stated_period(paper)
    printed = find_title(paper.head, year=year, spoken=next(iter(years_in_text(paper)), None))
    if printed is None or of_file is None:
        return printed or of_file or _title_below(paper)
    return replace(printed, body=printed.body or of_file.body, year=printed.year or of_file.year)


def _title_below(paper: Paper) -> Title | None:
    """A title below a heading: a table of contents stood above it. A link has another year than the text."""
    spoken = years_in_text(paper)
    year = stated_period(paper) or (spoken[0] if spoken else None)
    return next((title for title in titles_in(paper.rest) if year and title.year == year), None)


def _times(paper: Paper, title: Title | None) -> tuple[int | None, date | None, tuple[Note, ...]]:
    """The year of the title, else the one the text speaks of, else the one before publication; and publication."""
    period, spoken, dates = stated_period(paper), years_in_text(paper), publication_dates(paper)
    year = _printed_year(title, period, dates) or period or (spoken[0] if spoken else None)
    published = next((day for day in dates if is_plausible(day, year)), None)
    if year is None and published is not None:
        note = Note(id="year_from_date", about=published.isoformat())
        return published.year - 1, published, (note,)
    if year is None:
        return None, None, ()
    notes = () if title and title.year == year else (Note(id="year_from_text", about=str(year)),)
    said = _other_years(paper, title, year, dates)
    disagree = Note(id="years_disagree", about=", ".join(map(str, (year, *said))))
    return year, published, (*notes, disagree) if said else notes


def _printed_year(title: Title | None, period: int | None, dates: tuple[date, ...]) -> int | None:
    """The title's year, unless text and date agree on another one: the title was left as it was the year before."""
    year = title.year if title else None
    is_slip = bool(dates) and period == dates[0].year - 1 and period != year
    return None if is_slip else year


def _other_years(paper: Paper, title: Title | None, year: int, dates: tuple[date, ...]) -> tuple[int, ...]:
    """The years that other places say the report is about; links to other years' reports only where all is silent."""
    period, spoken = stated_period(paper), years_in_text(paper)
    in_text = period or (spoken[0] if spoken and year not in spoken else None)
    of_date = dates[0].year - 1 if dates and not is_plausible(dates[0], year) else None
    of_signature = next((day.year - 1 for day in signed_dates(paper)[:1] if day.year - 1 > year), None)
    confirmed = period == year or any(day.year - 1 == year for day in dates)
    titles = () if confirmed else tuple(each.year for each in titles_in([*paper.head, *paper.file_title]))
    found = (title.year if title else None, *titles, in_text, year_told_instead(paper, year), of_date, of_signature)
    return tuple(dict.fromkeys(other for other in found if other and other != year))
