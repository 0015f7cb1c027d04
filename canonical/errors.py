"""The tree of errors a caller can act on.

NianbaoError                a program's own, one clear sentence, never a traceback for the user
├── UnusableFileError       skip this file and go on with the others (names the file and the fix)
├── UnusableRequestError    ask again differently (bad argument, unknown field, unknown report)
├── UnusableSettingError    mend the setting named, then start again
└── StoreError              the store can not be used now (locked, newer than this program, damaged)
"""

from __future__ import annotations


class NianbaoError(Exception):
    """Base of all errors of this program; `str()` is the sentence for the user."""


class UnusableFileError(NianbaoError):
    """A file that can not be read as a report. `path` names it, `reason` says why, `fix` what to do."""

    def __init__(self, path: str, reason: str, fix: str = "") -> None:
        super().__init__(f"{path}: {reason}" + (f" ({fix})" if fix else ""))
        self.path, self.reason, self.fix = path, reason, fix


class UnusableRequestError(NianbaoError):
    """A request that can not be answered as it stands."""


class UnusableSettingError(NianbaoError):
    """A setting that is unknown or out of range."""


class StoreError(NianbaoError):
    """The store can not be used now."""
