"""Measures: a field, a sum of fields of one report, or a ratio of two sums; the named ones are `data/measures.toml`.

A measure is known by its id: a field's, `requests.refused.total` (a sum of rows, in a column), `rate.disclosure`, or
two measures with a stroke between (`requests.refused.total/requests.concluded.total`), which is the first in percent of
the second, or several with a plus between, which are added. Ratios are of one report, or of many when the sums are
taken over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from canonical.fields import FIELDS, Field
from canonical.regions import read_data
from canonical.report import Language

PERCENT = "%"
OVER = "/"
PLUS = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of a report. `parts` are added; with `of`, their sum is taken in percent of the sum of those."""

    id: str
    zh: str
    en: str
    unit: str | None
    parts: tuple[str, ...]
    of: tuple[str, ...] = ()
    definitions: Mapping[Language, str] | None = None

    @property
    def is_ratio(self) -> bool:
        """True when it is a share of something, in percent."""
        return bool(self.of)

    @property
    def is_derived(self) -> bool:
        """True when no form prints it."""
        return self.is_ratio or len(self.parts) > 1

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field it is computed from."""
        return tuple(dict.fromkeys((*self.parts, *self.of)))

    def label(self, language: Language) -> str:
        """Its name."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSum:
    """Rows of one table that are added, in any of their columns."""

    id: str
    zh: str
    en: str
    rows: tuple[str, ...]


@lru_cache(maxsize=4096)
def measure_of(name: str) -> Measure | None:
    """The measure of that id, or None where there is none."""
    if name in FIELDS:
        return _of_field(FIELDS[name])
    return ratios().get(name) or _of_sum(name) or _in_column(name) or _of_two(name) or _added(name)


def ratio_of(part: str, whole: str) -> str:
    """The id of one measure in percent of another: a named ratio's where there is one."""
    above, below = measure_of(part), measure_of(whole)
    fields = (above.parts, below.parts) if above and below else ()
    return next((name for name, ratio in ratios().items() if (ratio.parts, ratio.of) == fields), f"{part}{OVER}{whole}")


@lru_cache(maxsize=1)
def row_sums() -> Mapping[str, RowSum]:
    """The sums of rows, by id."""
    return {item["id"]: RowSum(**{**item, "rows": tuple(item["rows"])}) for item in _data()["sum"]}


@lru_cache(maxsize=1)
def ratios() -> Mapping[str, Measure]:
    """The named ratios, by id."""
    named = {item["id"]: _ratio(item) for item in _data()["ratio"]}
    return {**named, **{share.id: share for share in _shares()}}


def _of_field(field: Field) -> Measure:
    return Measure(id=field.id, zh=field.zh, en=field.en, unit=field.unit, parts=(field.id,))


def _of_sum(name: str) -> Measure | None:
    row, _, column = name.rpartition(".")
    added = row_sums().get(row)
    fields = tuple(f"{each}.{column}" for each in added.rows if f"{each}.{column}" in FIELDS) if added else ()
    if added is None or not fields:
        return None
    column_zh, column_en = FIELDS[fields[0]].zh.rpartition("·")[2], FIELDS[fields[0]].en.rpartition(": ")[2]
    is_total = column == "total"
    zh = added.zh if is_total else f"{added.zh}·{column_zh}"
    en = added.en if is_total else f"{added.en}: {column_en}"
    definitions: dict[Language, str] = {
        "zh": f"{zh} = {' + '.join(FIELDS[field].zh.rpartition('·')[0] for field in fields)}",
        "en": f"{en} = {' + '.join(FIELDS[field].en.rpartition(': ')[0] for field in fields)}",
    }
    return Measure(id=name, zh=zh, en=en, unit=FIELDS[fields[0]].unit, parts=fields, definitions=definitions)


def _in_column(name: str) -> Measure | None:
    """A ratio of totals, of one sort of applicants: `rate.disclosure.company`."""
    base, _, column = name.rpartition(".")
    ratio = ratios().get(base)
    if ratio is None:
        return None
    parts, of = (tuple(f"{each.rpartition('.')[0]}.{column}" for each in side) for side in (ratio.parts, ratio.of))
    if not all(field in FIELDS for field in (*parts, *of)):
        return None
    zh, en = FIELDS[of[0]].zh.rpartition("·")[2], FIELDS[of[0]].en.rpartition(": ")[2]
    said = ratio.definitions or {}
    definitions: dict[Language, str] = {"zh": f"{said.get('zh')}（{zh}）", "en": f"{said.get('en')} ({en})"}
    return Measure(
        id=name,
        zh=f"{zh}{ratio.zh}",
        en=f"{ratio.en} ({en})",
        unit=PERCENT,
        parts=parts,
        of=of,
        definitions=definitions,
    )


def _of_two(name: str) -> Measure | None:
    above, stroke, below = name.partition(OVER)
    if not stroke:
        return None
    part, whole = measure_of(above), measure_of(below)
    if part is None or whole is None or part.is_ratio or whole.is_ratio:
        return None
    definitions: dict[Language, str] = {"zh": f"{part.zh} ÷ {whole.zh}", "en": f"{part.en} / {whole.en}"}
    zh, en = f"{part.zh}占{whole.zh}的比例", f"{part.en} as a share of {whole.en}"
    return Measure(id=name, zh=zh, en=en, unit=PERCENT, parts=part.parts, of=whole.parts, definitions=definitions)


def _added(name: str) -> Measure | None:
    """Several figures in one unit, none of them twice, as one."""
    found = [measure_of(each) for each in name.split(PLUS)] if PLUS in name and OVER not in name else []
    added = [each for each in found if each is not None and not each.is_ratio and each.unit is not None]
    parts = [field for each in added for field in each.parts]
    if not found or len(added) < len(found) or len({each.unit for each in added}) > 1 or len(set(parts)) < len(parts):
        return None
    zh, en = " + ".join(each.zh for each in added), " + ".join(each.en for each in added)
    definitions: dict[Language, str] = {"zh": f"合计 = {zh}", "en": f"sum = {en}"}
    return Measure(id=name, zh=zh, en=en, unit=added[0].unit, parts=tuple(parts), definitions=definitions)


def _ratio(item: Mapping[str, Any]) -> Measure:
    return Measure(
        id=item["id"],
        zh=item["zh"],
        en=item["en"],
        unit=PERCENT,
        parts=_fields_of(item["parts"]),
        of=_fields_of(item["of"]),
        definitions=item["definition"],
    )


def _fields_of(names: list[str]) -> tuple[str, ...]:
    found = (_of_sum(name) for name in names)
    return tuple(
        field
        for name, added in zip(names, found, strict=True)
        for field in (added.parts if added and name not in FIELDS else (name,))
    )


def _shares() -> list[Measure]:
    share = _data()["share"]
    row, whole = share["column_of"], f"{share['column_of']}.{share['whole']}"
    columns = [field for field in FIELDS.values() if field.id.startswith(f"{row}.") and field.id != whole]
    return [_share(field, whole, share) for field in columns]


def _share(field: Field, whole: str, share: Mapping[str, Any]) -> Measure:
    words = {"zh": field.zh.rpartition("·")[2], "en": field.en.rpartition(": ")[2]}
    return Measure(
        id=f"share.{field.column}",
        zh=share["zh"].format_map(words),
        en=share["en"].format_map(words),
        unit=PERCENT,
        parts=(field.id,),
        of=(whole,),
        definitions={language: said.format_map(words) for language, said in share["definition"].items()},
    )


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return read_data("measures.toml")
