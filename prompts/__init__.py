"""Every prompt a file: `prompts/NAME/vN.md`, immutable, with front matter; `CHANGES.md` beside them has a line each.

`load(name)` is the latest version, `load("NAME/vN")` that one; `.fill(hole=..., ...)` demands exactly the declared
holes and gives the parts of a request to a model: `llm.Request(**asdict(filled), answer=...)`. See `template.py`.
"""

from prompts.template import Filled, Prompt, load, names

__all__ = ["Filled", "Prompt", "load", "names"]
