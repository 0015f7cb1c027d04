"""Zip archives read within limits: sizes are counted while reading, headers are never trusted."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from canonical.errors import UnusableFileError
from ingest.limits import MIB, Limits, size_in_words

PIECE = 256 * 1024
SMALL = 8 * MIB  # below this nobody is hurt, however well it was packed
UTF8_NAMES = 0x800  # the flag bit of a member whose name is UTF-8
ENCRYPTED = 0x1
FOREIGN_NAMES = "cp437"  # what zipfile takes names for when that bit is not set


class Archive:
    """An open zip file; `read` gives a member's bytes, and all reads together stay within the limits."""

    def __init__(self, source: bytes | Path, path: str, limits: Limits) -> None:
        self.path, self.limits, self.unpacked = path, limits, 0
        self.size = len(source) if isinstance(source, bytes) else source.stat().st_size
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
            raise truncated(path) from None

    def members(self) -> tuple[zipfile.ZipInfo, ...]:
        """The archive's files (no folders), if they are not too many."""
        found = self.zip.infolist()
        if len(found) > self.limits.max_members:
            raise too_many_files(self.path, len(found))
        return tuple(member for member in found if not member.is_dir())

    def names(self) -> frozenset[str]:
        """The names of all members."""
        return frozenset(self.zip.namelist())

    def read(self, name: str | zipfile.ZipInfo, *, display: str | None = None, limit: int | None = None) -> bytes:
        """One member's bytes, at most `limit` (the archive's whole allowance if None)."""
        path = display or self.path
        member = self.zip.getinfo(name) if isinstance(name, str) else name
        if member.flag_bits & ENCRYPTED:
            raise UnusableFileError(path, "已加密 / is encrypted", "用密码解压 / unpack it with its password")
        try:
            data = self._unpack(member, path, limit or self.limits.max_unpacked_bytes)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise truncated(path) from None
        except (NotImplementedError, RuntimeError):
            raise UnusableFileError(
                path,
                "压缩方式无法识别 / is packed in an unknown way",
                "重新打包为普通 zip / pack it again as a plain zip file",
            ) from None
        return data

    def _unpack(self, member: zipfile.ZipInfo, path: str, limit: int) -> bytes:
        pieces: list[bytes] = []
        size = 0
        with self.zip.open(member) as file:
            while piece := file.read(PIECE):
                size += len(piece)
                packed = max(1, min(member.compress_size, self.size))
                self._check(size, packed, path, limit)
                pieces.append(piece)
        self.unpacked += size
        return b"".join(pieces)

    def _check(self, size: int, packed: int, path: str, limit: int) -> None:
        allowed = self.limits.max_ratio
        if size > SMALL and size > allowed * packed:
            raise UnusableFileError(
                path,
                f"解压后膨胀超过 {allowed} 倍 / grows more than {allowed} times when unpacked",
                "疑为压缩炸弹 / it looks like a zip bomb",
            )
        if size > limit:
            raise UnusableFileError(
                path,
                f"解压后超过上限 {size_in_words(limit)} / unpacks to more than the limit of {size_in_words(limit)}",
                "调高 NIANBAO_MAX_UNPACKED_MB，或先解压 / raise NIANBAO_MAX_UNPACKED_MB, or unpack it",
            )


def too_many_files(path: str, count: int) -> UnusableFileError:
    """The error for an archive of more files than anybody has reports."""
    return UnusableFileError(
        path, f"含 {count} 个文件 / holds {count} files", "解压后指定文件夹 / unpack it and give the folder"
    )


def truncated(path: str) -> UnusableFileError:
    """The error for a zip container that ends early or is damaged."""
    return UnusableFileError(
        path,
        "文件不完整或已损坏 / is truncated or damaged",
        "从发布处重新获取 / get the file again from where it was published",
    )


def member_name(member: zipfile.ZipInfo) -> str:
    """The member's name as it was meant: names from Chinese Windows are GBK without saying so."""
    if member.flag_bits & UTF8_NAMES:
        return member.filename
    try:
        raw = member.filename.encode(FOREIGN_NAMES)
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
