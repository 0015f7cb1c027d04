"""The only door to language models.

`open_model(config)` is the model that a run uses, or None. A request goes through:

- `opening.py`: what is configured, put together.
- `kept.py`: was it answered before? A cache, exported to and replayed from a file.
- `budget.py`, `tokens.py`, `prices.py`: may it be asked? Counted before, settled after, for a run and for a report.
- `served.py`: asks a server; `ways.py` how it can be asked for structured answers, `line.py` how often and how fast,
  `vendor.py` through LangChain, `faults.py` what went wrong; `reading.py` validates what came.

Beside it: `model.py`, the port that all of these have; `config.py`; `schema.py`; `scripted.py` and `behaviours.py`, a
model that says what it is told to, which `service/scripted_llm.py` serves over HTTP.
"""

from llm.config import Azure, ModelConfig
from llm.model import Completion, Model, Request, Spent, Structured, Turn, Way
from llm.opening import Metered, OpenModel, open_model
from llm.scripted import Asked, Behaviour, Reply, Said, ScriptedModel, in_order

__all__ = [
    "Asked",
    "Azure",
    "Behaviour",
    "Completion",
    "Metered",
    "Model",
    "ModelConfig",
    "OpenModel",
    "Reply",
    "Request",
    "Said",
    "ScriptedModel",
    "Spent",
    "Structured",
    "Turn",
    "Way",
    "in_order",
    "open_model",
]
