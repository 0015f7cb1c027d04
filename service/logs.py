"""Two loggers: `nianbao` for what went on, `nianbao.progress` for how far it got; others stay silent."""

from __future__ import annotations

import logging
import sys
import warnings

LOG = logging.getLogger("nianbao")
PROGRESS = logging.getLogger("nianbao.progress")
NOISY = (
    "pdfminer",
    "pdfplumber",
    "pypdf",
    "chromadb",
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "openai",
    "fontTools",
    "multipart",
    "asyncio",
)


def start_logging(level: str) -> None:
    """Nothing; afterwards our log lines of that level and above go to stderr, and libraries' only when they fail."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    LOG.handlers[:] = [lines]
    LOG.setLevel(level.upper())
    LOG.propagate = False
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if level != "debug":
        warnings.simplefilter("ignore")
