"""How much of a file is read before it counts as unusable."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The sizes that reading never passes, whatever a file's headers claim.

    `max_bytes` holds for a file or an archive's member, `max_unpacked_bytes` for everything taken out of one Word
    file, `max_image_bytes` for one picture in memory,
    `max_ratio` for how much an archive or its member may grow when unpacked (small ones are not judged).
    """

    max_bytes: int = 100 * MIB
    max_unpacked_bytes: int = 400 * MIB
    max_ratio: int = 200
    max_members: int = 200_000
    max_pages: int = 500
    max_image_bytes: int = 800 * MIB
    convert_seconds: int = 120


def size_in_words(size: int) -> str:
    """The size as people write it: "200 MB", "12 KB"."""
    for unit, factor in (("GB", MIB * 1024), ("MB", MIB), ("KB", 1024)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} bytes"
