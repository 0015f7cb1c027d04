"""Every prompt a file: `prompts/NAME/vN.md`, immutable, with front matter; `load(name)` is the latest version.
`load(name).fill(hole=..., ...)` demands exactly the declared holes. `CHANGES.md` beside the versions has a line each.
"""
