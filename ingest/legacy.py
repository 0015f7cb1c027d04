"""Files of older times: binary .doc through LibreOffice, web archives (.mht) as the page inside."""

from __future__ import annotations

import email
import email.policy
import shutil
import subprocess
import tempfile
from pathlib import Path

from canonical.errors import UnusableFileError
from ingest.limits import Limits

OFFICE = ("soffice", "libreoffice")


def converted_doc(data: bytes, path: str, limits: Limits) -> bytes:
    """The .docx that LibreOffice makes of a binary .doc; raises `UnusableFileError` where it is not installed."""
    office = next(filter(None, map(shutil.which, OFFICE)), None)
    if office is None:
        raise UnusableFileError(
            path,
            "是 Word 97-2003 文件 / is a Word 97-2003 file",
            "安装 LibreOffice，或另存为 .docx / install LibreOffice, or save it as .docx",
        )
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        source = Path(folder, "report.doc")
        source.write_bytes(data)
        _convert(office, source, limits.convert_seconds)
        made = source.with_suffix(".docx")
        if not made.exists():
            raise UnusableFileError(
                path, "LibreOffice 无法转换 / could not be converted by LibreOffice", "另存为 .docx / save it as .docx"
            )
        return made.read_bytes()


def _convert(office: str, source: Path, seconds: int) -> None:
    profile = f"-env:UserInstallation={source.parent.as_uri()}/profile"  # so that several may run at once
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(source.parent), str(source)]
    try:
        subprocess.run(command, timeout=seconds, capture_output=True, check=False)  # noqa: S603  (no shell, own arguments)
    except (subprocess.TimeoutExpired, OSError):
        return  # nothing was made, and the caller says so


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
