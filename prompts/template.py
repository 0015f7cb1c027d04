"""The prompt files: front matter between `---` lines, then the text, with a hole `$name` for each declared one.

Front matter has `id` and `version` (those of the path), `purpose`, `holes` and `output`. A line `## system` begins what
is said by the program, a line `## user` what a report or a user had a hand in; holes are only there. A text without
these lines is all user. `$fence` needs no declaring: digits that no value contains, for tags that no value can close
(`<text-$fence>` … `</text-$fence>`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from pydantic import BaseModel, ConfigDict, ValidationError

FOLDER = Path(__file__).parent
FENCE = "fence"
_FILE = re.compile(r"---\n(?P<front>.*?\n)---\n(?P<text>.*)", re.DOTALL)
_PARTS = re.compile(r"\s*## system\n(?P<system>.*?)^## user\n(?P<user>.*)", re.DOTALL | re.MULTILINE)


class FrontMatter(BaseModel):
    """What a prompt file says of itself."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: str
    version: int
    purpose: str
    holes: list[str]
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A prompt with its holes filled; `prompt` is `name/vN` and `digest` the SHA-256 of its file."""

    prompt: str
    digest: str
    system: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One version of a prompt. `output` says in words what the reply has to be."""

    name: str
    version: int
    purpose: str
    holes: tuple[str, ...]
    output: str
    system: str
    user: str
    digest: str

    def fill(self, **holes: str) -> Filled:
        """The prompt with every value inserted as it stands; a ValueError where holes and values do not match."""
        if holes.keys() != set(self.holes):
            wrong = sorted(holes.keys() ^ set(self.holes))
            raise ValueError(f"prompt {self.name}/v{self.version}: missing or undeclared: {', '.join(wrong)}")
        user = Template(self.user).substitute(holes, **{FENCE: _fence(holes)})
        return Filled(prompt=f"{self.name}/v{self.version}", digest=self.digest, system=self.system, user=user)


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Every prompt there is as `name/vN`, sorted."""
    return tuple(sorted(f"{path.parent.name}/{path.stem}" for path in folder.glob("*/v*.md")))


@cache
def load(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt `name/vN`, or the latest version of `name`; a ValueError says what is wrong with it or its name."""
    versions = [each for each in names(folder) if name in {each, each.partition("/")[0]}]
    if not versions:
        raise ValueError(f"no prompt {name}; there are: {', '.join(names(folder))}")
    latest = max(versions, key=_version)
    return _prompt(latest, (folder / f"{latest}.md").read_bytes())


def _prompt(name: str, file: bytes) -> Prompt:
    parts = _FILE.fullmatch(file.decode("utf-8"))
    if not parts:
        raise ValueError(f"prompt {name}: no front matter between two lines of ---")
    front = _front_matter(name, parts["front"])
    split = _PARTS.fullmatch(parts["text"])
    system, user = (split["system"].strip(), split["user"].strip()) if split else ("", parts["text"].strip())
    _demand_holes(name, front.holes, system, user)
    return Prompt(
        name=front.id,
        version=front.version,
        purpose=front.purpose,
        holes=tuple(front.holes),
        output=front.output,
        system=Template(system).substitute(),
        user=user,
        digest=hashlib.sha256(file).hexdigest(),
    )


def _front_matter(name: str, text: str) -> FrontMatter:
    import yaml

    try:
        front = FrontMatter.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ValueError(f"prompt {name}: front matter: {wrong}") from error
    if f"{front.id}/v{front.version}" != name:
        raise ValueError(f"prompt {name}: front matter says {front.id}/v{front.version}")
    return front


def _demand_holes(name: str, declared: list[str], system: str, user: str) -> None:
    if not Template(system).is_valid() or not Template(user).is_valid():
        raise ValueError(f"prompt {name}: a $ that begins no hole (write $$)")
    if Template(system).get_identifiers():
        raise ValueError(f"prompt {name}: a hole in the system part, where nothing of a report belongs")
    used = set(Template(user).get_identifiers()) - {FENCE}
    if used != set(declared):
        raise ValueError(f"prompt {name}: declared and used holes differ: {', '.join(sorted(used ^ set(declared)))}")


def _version(name: str) -> int:
    return int(name.rpartition("/v")[2])


def _fence(holes: Mapping[str, str]) -> str:
    """Digits that depend on all values and stand in none, the same whenever the values are."""
    values = "\0".join(holes[name] for name in sorted(holes))
    fence = hashlib.sha256(values.encode()).hexdigest()[:8]
    while fence in values:
        fence = hashlib.sha256(fence.encode()).hexdigest()[:8]
    return fence
