"""What reads scans safely, taken away part by part, to see what each part is worth.

Like `eval.sabotage`, in this process only and for the time of a `with`: `with ablated("without arithmetic choice"):`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from eval.sabotage import Sabotage, replaced


def _any_character(_: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _scores, text: (text,)


def _as_read(_: Callable[..., Any]) -> Callable[..., Any]:
    return lambda facts, _readings, _equations: (facts, ())


DECODING = Sabotage(module="ingest.ocr.rapid", function="number_or_words", make=_any_character)
CHOICE = Sabotage(module="extraction.pipeline", function="choose", make=_as_read)

ABLATIONS: Mapping[str, tuple[Sabotage, ...]] = {
    "without constrained decoding": (DECODING,),
    "without arithmetic choice": (CHOICE,),
    "without either": (DECODING, CHOICE),
}
"""Without constrained decoding, each look at a cell gives the best reading over the whole alphabet. Without arithmetic
choice, what is doubtful stays as it was read, and flagged.
"""


@contextmanager
def ablated(name: str | None) -> Iterator[None]:
    """Production code without one part or two, or as it is for None; whole again at the end."""
    with ExitStack() as parts:
        for part in ABLATIONS[name] if name else ():
            parts.enter_context(replaced(part))
        yield
