"""Every prompt a file: one immutable Markdown file a version, loaded and validated by name.

There is none yet: extraction and planning are deterministic until the chain in `llm` asks its first question.
"""
