"""The tree of errors a caller can act on.

NianbaoError                a program's own, one clear sentence, never a traceback for the user
├── UnusableFileError       skip this file and go on with the others (names the file and the fix)
├── UnusableRequestError    ask again differently (bad argument, unknown field, unknown report)
├── UnusableSettingError    mend the setting named, then start again
├── StoreError              the store can not be used now (locked, newer than this program, damaged)
└── ModelError              go on without the language model; what it was asked stays open
    ├── ModelDownError          its server did not answer, or refused to, also after the retries
    ├── UnusableAnswerError     its reply is not what was asked for (has the reply and what is wrong with it)
    ├── BudgetSpentError        the call would pass the tokens or the cost allowed
    └── CallCancelledError      somebody cancelled it
"""

from __future__ import annotations

from typing import Any


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


class ModelError(NianbaoError):
    """A language model gave no answer that can be used. `spent` is what trying cost, an `llm.Spent`, where known."""

    spent: Any = None


class ModelDownError(ModelError):
    """The server of a model did not answer, or refused to."""


class UnusableAnswerError(ModelError):
    """A reply that does not validate. `text` is the reply, `reason` what is wrong with it."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"模型的回答无法使用 / the model's answer can not be used: {reason}")
        self.text, self.reason = text, reason


class BudgetSpentError(ModelError):
    """A call that would pass the tokens or the cost allowed."""


class CallCancelledError(ModelError):
    """A call that somebody cancelled."""
