"""A collection of reports as gold: some hundred bodies by year, both forms, with gaps, errors and doubtful cells.

Nothing is rendered and nothing is read: the gold says what a reader would have found, and where it is printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from random import Random

from canonical.fields import FIELDS
from canonical.report import Flag, Status
from eval.generate.flaws import PLANTS, planted
from eval.generate.grid import slots
from eval.generate.judge import broken_between_years, broken_checks
from eval.generate.layout import disclosure_table, requests_table, review_table
from eval.generate.members import Member, members
from eval.generate.narrative import Narrative, narrate
from eval.generate.render.places import Place
from eval.generate.sums import Broken, certain_blanks
from eval.generate.topics import any_topics
from eval.generate.values import Values, no_values, series

YEARS = range(2019, 2025)
GAPS = 74 / 474
"""How many of the reports there could be are lacking: 79 bodies have 400 of their 474."""
WHOLE_BODIES = 0.4
"""How many bodies have a report of every year."""
PLANTED, SPOILT, MIXED = 0.15, 0.4, 0.06
"""How many reports print an error, have cells without a number, have table 3 on the older form."""
ASKED = (
    "disclosure.fees.amount",
    "disclosure.licensing.decisions",
    "disclosure.penalties.decisions",
    "disclosure.coercion.decisions",
    "disclosure.normative_documents.issued",
    "disclosure.normative_documents.in_force",
    "disclosure.fees.previous_items",
    "requests.received.total",
    "requests.received.natural_person",
    "requests.granted.total",
    "requests.partially_granted.total",
    "requests.concluded.total",
    "requests.carried_forward.total",
    "review.total",
    "review.corrected",
    "litigation.direct.total",
)
"""The cells that questions are about: these are spoilt more than others."""
LEFT, TOP, WIDE, HIGH = 60.0, 90.0, 42.0, 17.0
"""Where a table begins on its page and how big its cells are, in points."""
FIRST_LINE = 40
"""The line of a file without pages on which its first value cell stands."""
LONGEST = 400
"""Lines that a file without pages has before its last sections."""
TABLES = (disclosure_table, requests_table, review_table)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldCell:
    """What a reader finds in one field, and where it is printed (None where it is not)."""

    value: Decimal | None
    status: Status
    flags: tuple[Flag, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPassage:
    """A paragraph of the narrative."""

    section: int
    page: int | None
    line: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldReport:
    """One report of the collection. `told` is the exact text by topic, `broken` every check that fails."""

    member: Member
    year: int
    template: str
    requests_layout: str
    title: str
    cells: Mapping[str, GoldCell]
    passages: tuple[GoldPassage, ...]
    told: Mapping[str, str]
    broken: tuple[Broken, ...]

    @property
    def agency(self) -> str:
        """Whose it is."""
        return self.member.name

    @property
    def path(self) -> str:
        """The name of its file."""
        return f"{self.agency}{self.year}.{'pdf' if self.is_paged else 'html'}"

    @property
    def is_paged(self) -> bool:
        """Whether its places are pages and boxes; else they are lines."""
        return _is_paged(self.member, self.year)

    @property
    def sha256(self) -> str:
        """The hash of its file."""
        return hashlib.sha256(self.path.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoilt:
    """Cells of a report that are printed empty, that nobody can read, whose row is gone, that were read in doubt."""

    blank: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()


def collection(seed: int, *, bodies: int | None = None) -> tuple[GoldReport, ...]:
    """The reports of all bodies or the first ones, by body and year, with the checks between the years."""
    chance = Random(f"collection:{seed}")  # noqa: S311  reproducible, not secret
    chosen = _chosen(chance, members()[:bodies])
    made: list[GoldReport] = []
    for member, years in chosen.items():
        before: GoldReport | None = None
        for values in series(member, YEARS[0], YEARS[-1], seed=seed):
            if values.year in years:
                report = _report(values, seed)
                made.append(_beside(report, before))
                before = report
            else:
                before = None
    return tuple(made)


def _chosen(chance: Random, everybody: Sequence[Member]) -> dict[Member, tuple[int, ...]]:
    """Which years each body has a report of: some have all, and every body has two at least."""
    years = {member: set(YEARS) for member in everybody}
    whole = set(chance.sample(everybody, round(len(everybody) * WHOLE_BODIES)))
    for _ in range(round(len(everybody) * len(YEARS) * GAPS)):
        member = chance.choice([each for each in everybody if each not in whole and len(years[each]) > 2])
        years[member].remove(chance.choice(sorted(years[member])))
    return {member: tuple(sorted(each)) for member, each in years.items()}


def _beside(report: GoldReport, before: GoldReport | None) -> GoldReport:
    """The report with the checks that break beside the one of the year before."""
    if before is None:
        return report
    broken = broken_between_years(_numbers(report.cells), _numbers(before.cells))
    return replace(report, broken=(*report.broken, *broken))


def _report(values: Values, seed: int) -> GoldReport:
    member = values.body
    assert isinstance(member, Member)
    chance = Random(f"gold:{seed}:{member.name}:{values.year}")  # noqa: S311  reproducible, not secret
    values = _mixed(values) if values.year > YEARS[1] and chance.random() < MIXED else values
    wrong = _wrong(values, chance)
    spoilt = _spoilt(values, chance) if not wrong and chance.random() < SPOILT else _doubtful(values, chance)
    shown = {**values.numbers, **wrong}
    narrative, told = _narrative(values, chance)
    paged = _is_paged(member, values.year)
    cells = _cells(values, shown, spoilt, _places(values.template, values.requests_layout, paged=paged))
    return GoldReport(
        member=member,
        year=values.year,
        template=values.template,
        requests_layout=values.requests_layout,
        title=narrative.title,
        cells=cells,
        passages=tuple(_passages(narrative, paged=paged)),
        told=told,
        broken=broken_checks(values, {field: shown[field] for field in shown if cells[field].status == "reported"}),
    )


def _mixed(values: Values) -> Values:
    """The report with table 3 on the form of 2019: its three rows of （六）其他处理 are one."""
    parts = [f"requests.other_handling.{row}" for row in ("overdue_correction", "overdue_fee", "other")]
    numbers = {field: number for field, number in values.numbers.items() if field.rpartition(".")[0] not in parts}
    for field in [field for field in values.numbers if field.startswith(parts[0])]:
        column = field.rpartition(".")[2]
        numbers[f"requests.other_handling.all.{column}"] = sum(
            (values.numbers[f"{part}.{column}"] for part in parts), Decimal(0)
        )
    return replace(values, requests_layout="2019", numbers=numbers)


def _wrong(values: Values, chance: Random) -> Mapping[str, Decimal]:
    """The cells printed wrong, in a few reports."""
    if chance.random() >= PLANTED:
        return {}
    suited = [name for name, plant in PLANTS.items() if not plant.across_years and plant.suits(values)]
    return planted(chance.choice(suited), values, chance)


def _spoilt(values: Values, chance: Random) -> _Spoilt:
    """One kind of loss, in a cell or a few that questions are about; a lost row takes all of its cells along."""
    asked = [field for field in ASKED if field in values.numbers]
    some = frozenset(chance.sample(asked, chance.randint(1, 4)))
    kind = chance.choice(("blank", "unreadable", "missing", "doubtful"))
    if kind == "missing":
        row = chance.choice([field for field in asked if field.startswith("disclosure.")]).rpartition(".")[0]
        some = frozenset(field for field in values.numbers if field.rpartition(".")[0] == row)
    return _Spoilt(**{kind: some})


def _doubtful(values: Values, chance: Random) -> _Spoilt:
    """Nothing, or in one report of eight some cells that were read in doubt."""
    if chance.random() >= 1 / 8:
        return _Spoilt()
    asked = [field for field in ASKED if field in values.numbers]
    return _Spoilt(doubtful=frozenset(chance.sample(asked, 3)))


def _narrative(values: Values, chance: Random) -> tuple[Narrative, Mapping[str, str]]:
    """The usual words with a few paragraphs more, one about each of some topics."""
    usual = narrate(values, chance, values.numbers)
    topics = [topic for topic, _ in any_topics(chance)]
    sections = {
        number: (*usual.sections.get(number, ()), *(topic.text for topic in topics if topic.section == number))
        for number in (1, 5, 6)
    }
    return replace(usual, sections=sections), {topic.id: topic.text for topic in topics}


def _is_paged(member: Member, year: int) -> bool:
    return (len(member.name) + year) % 2 == 0


@lru_cache(maxsize=8)
def _places(template: str, requests_layout: str, *, paged: bool) -> Mapping[str, Place]:
    """Where each value cell of these forms stands: a table is a page, or every cell is a line."""
    values = no_values(members()[0], YEARS[-1], template=template, requests_layout=requests_layout)
    empty = dict.fromkeys(values.numbers, "")
    found: dict[str, Place] = {}
    for page, table in enumerate((table_of(values, empty) for table_of in TABLES), start=2):
        for slot in (slot for row in slots(table) for slot in row if slot.starts and slot.cell.field):
            left, top = LEFT + WIDE * slot.column, TOP + HIGH * slot.row
            box = (left, top, left + WIDE * slot.cell.colspan, top + HIGH * slot.cell.rowspan)
            line = FIRST_LINE + len(found)
            found[slot.cell.field or ""] = Place(page=page, bbox=box) if paged else Place(line=line)
    return found


def _cells(
    values: Values, shown: Mapping[str, Decimal], spoilt: _Spoilt, places: Mapping[str, Place]
) -> Mapping[str, GoldCell]:
    lost = spoilt.blank | spoilt.unreadable | spoilt.missing
    certain = certain_blanks(values.numbers, lost, values.requests_layout) if lost else frozenset()
    return {field: _cell(field, shown, spoilt, certain, places.get(field)) for field in FIELDS}


def _cell(
    field: str, shown: Mapping[str, Decimal], spoilt: _Spoilt, certain: frozenset[str], place: Place | None
) -> GoldCell:
    flags: tuple[Flag, ...] = ("low_confidence",) if field in spoilt.doubtful else ()
    if field not in shown:
        return GoldCell(value=None, status="not_in_template")
    if field in spoilt.unreadable:
        return GoldCell(value=None, status="unreadable", flags=("low_confidence",), place=place)
    if field in spoilt.missing:
        return GoldCell(value=None, status="missing")
    if field in spoilt.blank:
        known = field in certain
        return GoldCell(value=shown[field] if known else None, status="inferred" if known else "blank", place=place)
    return GoldCell(value=shown[field], status="reported", flags=flags, place=place)


def _numbers(cells: Mapping[str, GoldCell]) -> Mapping[str, Decimal]:
    return {field: cell.value for field, cell in cells.items() if cell.value is not None}


def _passages(narrative: Narrative, *, paged: bool) -> Iterator[GoldPassage]:
    """Every paragraph of the sections; the last ones stand behind the tables."""
    told = ((number, text) for number, texts in sorted(narrative.sections.items()) for text in texts)
    for count, (section, text) in enumerate(told, start=1):
        page, line = 1 if section == 1 else 4, count + (0 if section == 1 else LONGEST)
        yield GoldPassage(section=section, page=page if paged else None, line=None if paged else line, text=text)
