"""The reports of one file: bound together (two bureaus', two years'), each of them is a document of its own.

1. Cut at every line that is a report's title.
2. A title printed again (the head of every page, a quotation) does not end its report.
3. A report begins only where its sections and tables begin anew: tables of contents, covers, and links to other
   reports have neither, and a mere second copy of a table has no title of another report above it.
4. Two that turn out to be one body's of one year are two copies of one report, and stay together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.identity import Who, identify
from extraction.identity_bodies import same_body
from extraction.identity_titles import LONGEST_TITLE, MOST_LINES, Title, title_ending
from extraction.sections import split_sections
from extraction.tables import find_tables
from ingest.document import Block, Document, Line, Part

FEWEST_LANDMARKS = 3  # sections and tables that make a report, and that a second one repeats
TITLE_ENDS = ("报告", "年报", "報告", "年報", "年度)", "年)", "年度）", "年）")
SENTENCE_ENDS = "。"
OVERVIEW = 1
TABLES = frozenset({"disclosure", "requests", "review"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """The blocks `start` to `end` of a document, from a title (None: before the first) up to the next.

    `landmarks` are the sections and tables in it; without `content` it has neither a table nor a sentence.
    """

    title: Title | None
    start: int
    end: int
    landmarks: frozenset[int | str]
    content: bool

    @property
    def is_report(self) -> bool:
        """Whether it could be a report by itself."""
        return self.content and len(self.landmarks) >= FEWEST_LANDMARKS


def split_reports(document: Document) -> tuple[Document, ...]:
    """The document itself, or, where it holds several reports, a document for each, with its `part`."""
    if document.part:
        return (document,)
    blocks = tuple(document.blocks())
    titles = tuple(_titles(blocks).items())
    if len(titles) < 2:
        return (document,)
    reports = _bound(_runs(_stretches(document, blocks, titles)))
    found = _of_different_identity(document, reports) if len(reports) > 1 else ()
    if len(found) < 2:
        return (document,)
    names = tuple(who.title or "" for _, who in found)
    parts = enumerate((part for part, _ in found), start=1)
    return tuple(replace(part, part=Part(number=number, titles=names)) for number, part in parts)


def _titles(blocks: Sequence[Block]) -> Mapping[int, Title]:
    """Every title that is no part of a sentence, by the block it starts in; the year may follow in the next line."""
    found: dict[int, Title] = {}
    for at, block in enumerate(blocks):
        if not isinstance(block, Line) or not _may_end_title(block.text):
            continue
        start = _start_of_lines(blocks, at)
        title = title_ending([each.text for each in blocks[start : at + 1] if isinstance(each, Line)])
        if title and (start + title.first not in found or title.year):
            found[start + title.first] = title
    return found


def _may_end_title(text: str) -> bool:
    line = text.strip()
    return len(line) <= LONGEST_TITLE and any(end in line for end in TITLE_ENDS)


def _start_of_lines(blocks: Sequence[Block], at: int) -> int:
    """The first of up to three lines that end in that one, no table between them."""
    start = at
    while start and at - start < MOST_LINES - 1 and isinstance(blocks[start - 1], Line):
        start -= 1
    return start


def _stretches(
    document: Document, blocks: Sequence[Block], titles: Sequence[tuple[int, Title]]
) -> tuple[_Stretch, ...]:
    starts: list[tuple[int, Title | None]] = [*titles]
    if starts[0][0] > 0:
        starts.insert(0, (0, None))
    ends = [start for start, _ in starts[1:]] + [len(blocks)]
    return tuple(
        _stretch(document, blocks, title, start, end) for (start, title), end in zip(starts, ends, strict=True)
    )


def _stretch(document: Document, blocks: Sequence[Block], title: Title | None, start: int, end: int) -> _Stretch:
    part = _piece(document, start, end)
    tables = {name for name, rows in find_tables(part).rows.items() if rows}
    sections = {section.number for section in split_sections(part).sections}
    sentences = any(SENTENCE_ENDS in block.text for block in blocks[start:end] if isinstance(block, Line))
    return _Stretch(
        title=title, start=start, end=end, landmarks=frozenset(tables | sections), content=sentences or bool(tables)
    )


def _piece(document: Document, start: int, end: int) -> Document:
    """Some of the document's blocks, on their pages. The file's own title may be that of another report."""
    pages, first = [], 0
    for page in document.pages:
        begin = max(start - first, 0)
        blocks = page.blocks[begin : max(end - first, 0)]
        pictures = tuple(
            replace(picture, place=picture.place - begin)
            for picture in page.pictures
            if start < first + picture.place <= end or first + picture.place == start == 0
        )
        first += len(page.blocks)
        if blocks or pictures:
            pages.append(replace(page, blocks=blocks, pictures=pictures))
    return replace(document, pages=tuple(pages), title=None)


def _runs(stretches: Sequence[_Stretch]) -> tuple[_Stretch, ...]:
    """Stretches joined while their titles may be one report's, and nothing in them begins anew."""
    runs: list[_Stretch] = []
    for stretch in stretches:
        if runs and _same_title(runs[-1], stretch) and not _begins_anew(runs[-1], stretch):
            runs[-1] = _joined(runs[-1], stretch)
        else:
            runs.append(stretch)
    return tuple(runs)


def _bound(runs: Sequence[_Stretch]) -> tuple[_Stretch, ...]:
    """The runs that are reports, each with what stands before or behind it and is none."""
    reports: list[_Stretch] = []
    waiting: _Stretch | None = None
    for run in runs:
        begins = run.is_report and (not reports or _begins_anew(reports[-1], run))
        belongs = waiting is not None and begins and _leads_to(waiting, run, first=not reports)
        if waiting and reports and not belongs:
            reports[-1] = _joined(reports[-1], waiting)
        if begins:
            reports.append(_joined(waiting, run) if waiting and belongs else run)
        waiting = None if begins else run
    if reports and waiting:
        reports[-1] = _joined(reports[-1], waiting)
    return tuple(reports)


def _leads_to(before: _Stretch, report: _Stretch, *, first: bool) -> bool:
    """Whether a stretch is the beginning of the report behind it: its cover, or what the page prints above all."""
    return _same_title(before, report) or (first and (before.title is None or before.content))


def _same_title(one: _Stretch, other: _Stretch) -> bool:
    if one.title is None or other.title is None:
        return False
    years = {one.title.year, other.title.year} - {None}
    bodies = [title.body for title in (one.title, other.title) if title.body]
    return len(years) < 2 and (len(bodies) < 2 or same_body(*bodies))


def _begins_anew(before: _Stretch, stretch: _Stretch) -> bool:
    """Whether a report begins in the stretch: an overview or all three tables, and much that was there before."""
    begins = OVERVIEW in stretch.landmarks or stretch.landmarks >= TABLES
    return begins and stretch.content and len(before.landmarks & stretch.landmarks) >= FEWEST_LANDMARKS


def _joined(one: _Stretch, other: _Stretch) -> _Stretch:
    named = one if one.title and (one.title.body or not other.title) else other
    return _Stretch(
        title=named.title,
        start=one.start,
        end=other.end,
        landmarks=one.landmarks | other.landmarks,
        content=one.content or other.content,
    )


def _of_different_identity(document: Document, reports: Sequence[_Stretch]) -> tuple[tuple[Document, Who], ...]:
    """Each report with whose it is; copies of one body's report on one year as one."""
    found: list[tuple[_Stretch, Who]] = []
    for report in reports:
        who = _who(document, report)
        if found and _same_report(found[-1][1], who):
            found[-1] = (_joined(found[-1][0], report), found[-1][1])
        else:
            found.append((report, who))
    return tuple((_piece(document, report.start, report.end), who) for report, who in found)


def _who(document: Document, report: _Stretch) -> Who:
    part = _piece(document, report.start, report.end)
    return identify(part, split_sections(part))


def _same_report(one: Who, other: Who) -> bool:
    """One body's report on one year, as far as they tell."""
    same_year = one.year == other.year or None in {one.year, other.year}
    if one.agency is None or other.agency is None:
        return same_year
    return same_year and same_body(one.agency.name, other.agency.name)
