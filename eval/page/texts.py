"""The words of the page, from `texts.toml`, in one language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from canonical.report import Language
from eval.suite_data import SuiteData, suite_data
from eval.suites import SUITES

Words = Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=2)
def words(lang: Language) -> Words:
    """The texts of a language, by section and key."""
    data = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
    return {section: {key: text[lang] for key, text in texts.items()} for section, texts in data.items()}


def say(section: str, key: str, lang: Language, **values: object) -> str:
    """One text with its holes filled, or the key itself where there is none: tags and statuses may be anything."""
    text = words(lang)[section].get(key)
    return key if text is None else text.format(**values)


def texts_of_suite(name: str) -> SuiteData | None:
    """The data file of a suite, None for a name that a log made up."""
    return suite_data(name) if name in SUITES else None
