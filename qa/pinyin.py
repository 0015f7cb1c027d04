"""Questions typed in pinyin: "guiyang shi jiaoyu ju 2023 nian shenqing" in the characters that are meant.

Only words of the table are written as characters, and places whose pinyin and kind (shi, xian) mean one place alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from canonical.regions import regions_named
from qa.question import comparable

KINDS_OF_PLACES: Mapping[str, str] = {
    "zizhizhou": "州",
    "zizhixian": "县",
    "diqu": "地区",
    "sheng": "省",
    "zhou": "州",
    "xian": "县",
    "shi": "市",
    "qu": "区",
}
MOST_WORDS = 5
SHORTEST_PLACE = 3  # letters
_WORDS = re.compile(r"[a-z']+(?: [a-z']+)*")


def in_characters(text: str) -> str:
    """A comparable text with its pinyin as characters; as it is where nothing in it is pinyin."""
    if not _WORDS.search(text):
        return text
    written = _WORDS.sub(lambda run: _written(run.group()), text)
    return text if written == text else comparable(written)


def _written(run: str) -> str:
    """A run of Latin words, in which syllables are written only beside something written."""
    found = list(_pieces(run.split(" ")))
    if not any(is_sure for _, _, is_sure in found):
        return run
    said = ""
    for number, (words, characters, is_sure) in enumerate(found):
        beside = found[max(number - 1, 0) : number + 2]
        is_written = is_sure or (characters and any(sure for _, _, sure in beside))
        said += characters if is_written else f" {words} "
    return said


def _pieces(words: list[str]) -> Iterator[tuple[str, str, bool]]:
    """The words from left to right, as many together as mean something; whether what they mean is sure."""
    start, around = 0, ""
    while start < len(words):
        for end in range(min(start + MOST_WORDS, len(words)), start, -1):
            said = "".join(words[start:end]).replace("'", "")
            place = _place(said, around)
            characters = _table()["word"].get(said) or place
            around = place or around
            if characters or end == start + 1:
                syllable = _table()["syllable"].get(said, "")
                yield " ".join(words[start:end]), characters or syllable, bool(characters)
                start = end
                break


def _place(said: str, around: str) -> str:
    """The place of this pinyin with its kind, where there is one alone, or one alone in the place named before."""
    for kind, character in KINDS_OF_PLACES.items():
        if said.endswith(kind) and len(said) >= len(kind) + SHORTEST_PLACE:
            places = [place for place in regions_named(said.removesuffix(kind)) if place.name.endswith(character)]
            places = [place for place in places if around in place.path] or places
            return places[0].name if len(places) == 1 else ""
    return ""


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("qa").joinpath("data/pinyin.toml").read_text(encoding="utf-8"))
