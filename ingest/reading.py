"""The bytes of one file on disk, or one sentence why it can not be read."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from canonical.errors import UnusableFileError
from ingest.limits import Limits, size_in_words


def read_file(path: Path, limits: Limits) -> bytes:
    """The file's bytes; raises `UnusableFileError` for what is no readable file or passes `limits.max_bytes`."""
    try:
        check_file(path)
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise unusable(path, error) from None
    return checked_size(data, str(path), limits)


def check_file(path: Path) -> None:
    """Nothing for a regular file; raises `UnusableFileError` for folders, pipes and devices (a pipe would block)."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise UnusableFileError(
            str(path),
            "是文件夹，不是文件 / is a folder, not a file",
            "指定文件，或用 ingest 读取文件夹 / name a file, or ingest the folder",
        )
    if not stat.S_ISREG(mode):
        raise UnusableFileError(
            str(path), "不是普通文件 / is no regular file", "指定磁盘上的文件 / name a file on disk"
        )


def checked_size(data: bytes, path: str, limits: Limits) -> bytes:
    """The same bytes, if there are any and not too many."""
    if not data:
        raise UnusableFileError(
            path, "是空文件 / is empty", "从发布处重新获取 / get the file again from where it was published"
        )
    if len(data) > limits.max_bytes:
        limit = size_in_words(limits.max_bytes)
        raise UnusableFileError(
            path,
            f"超过上限 {limit} / is larger than the limit of {limit}",
            "调高 NIANBAO_MAX_FILE_MB，或拆分文件 / raise NIANBAO_MAX_FILE_MB, or split the file",
        )
    return data


def unusable(path: Path, error: OSError) -> UnusableFileError:
    """The system's error as one of ours, with the fix."""
    for kind, (reason, fix) in REASONS.items():
        if isinstance(error, kind):
            return UnusableFileError(str(path), reason, fix)
    return UnusableFileError(
        str(path),
        f"无法读取 / can not be read: {error.strerror or error}",
        "检查磁盘和文件名 / check the disk and the name",
    )


REASONS: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("没有这个文件 / no such file", "检查文件名 / check the name"),
    NotADirectoryError: ("没有这个文件 / no such file", "检查文件名 / check the name"),
    PermissionError: ("没有读取权限 / no permission to read it", "授予该用户读取权限 / give this user read permission"),
    IsADirectoryError: (
        "是文件夹，不是文件 / is a folder, not a file",
        "指定文件，或用 ingest 读取文件夹 / name a file, or ingest the folder",
    ),
}


def sha256_of(data: bytes) -> str:
    """The content's identity: 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
