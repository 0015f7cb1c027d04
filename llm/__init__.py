"""The only door to language models.

- `model.py`: the port. A `Request` goes in, a validated `Completion` with what it cost comes out, or a `ModelError`.
- `scripted.py`, `behaviours.py`: a model that says what it is told to; `service/scripted_llm.py` is it over HTTP.
- `schema.py`, `reading.py`, `tokens.py`: the schema of an answer, a reply validated, what a request takes.
"""

from llm.model import Completion, Model, Request, Spent, Turn, Way
from llm.scripted import Asked, Behaviour, Reply, Said, ScriptedModel

__all__ = [
    "Asked",
    "Behaviour",
    "Completion",
    "Model",
    "Reply",
    "Request",
    "Said",
    "ScriptedModel",
    "Spent",
    "Turn",
    "Way",
]
