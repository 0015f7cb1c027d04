"""Files of older times: binary .doc through LibreOffice, web archives (.mht) as the page inside."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from canonical.errors import UnusableFileError
from ingest.limits import Limits

OFFICE = ("soffice", "libreoffice")
OPTIONS = ("--headless", "--norestore", "--convert-to", "docx:MS Word 2007 XML", "--outdir")


def converted_doc(data: bytes, path: str, limits: Limits) -> bytes:
    """The .docx that LibreOffice makes of a binary .doc; raises `UnusableFileError` where it is not installed."""
    office = next(filter(None, map(shutil.which, OFFICE)), None)
    if office is None:
        raise UnusableFileError(
            path,
            "是 Word 97-2003 文件 / is a Word 97-2003 file",
            "安装 LibreOffice，或另存为 .docx / install LibreOffice, or save it as .docx",
        )
    with tempfile.TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "report.doc")
        source.write_bytes(data)
        if not _convert(office, source, limits.convert_seconds):
            reason = f"{limits.convert_seconds} 秒内未能转换 / was not converted within {limits.convert_seconds} s"
            raise UnusableFileError(path, reason, "另存为 .docx / save it as .docx")
        made = source.with_suffix(".docx")
        if not made.exists():
            raise UnusableFileError(
                path, "LibreOffice 无法转换 / could not be converted by LibreOffice", "另存为 .docx / save it as .docx"
            )
        return made.read_bytes()


def _convert(office: str, source: Path, seconds: int) -> bool:
    """Whether the program ended in time; its profile and all it leaves behind are in the source's folder."""
    profile = f"-env:UserInstallation={source.parent.as_uri()}/profile"  # so that several may run at once
    command = [office, profile, *OPTIONS, str(source.parent), str(source)]
    try:
        process = subprocess.Popen(  # noqa: S603  (no shell, own arguments)
            command,
            env={**os.environ, "TMPDIR": str(source.parent)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return True  # nothing was made, and the caller says so
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # soffice starts others, which outlive it
        process.wait()
    return True


def page_of_archive(data: bytes, path: str) -> bytes:
    """The bytes of the first HTML or text part of a web archive."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "text/plain"}:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return payload
    raise UnusableFileError(
        path, "网页归档中没有网页 / is a web archive without a page", "将网页存为 HTML / save the page as HTML"
    )
