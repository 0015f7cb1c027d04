"""A `Document` becomes a `Report`.

The steps in order, run by `pipeline.extract`:

1. `sections`        the narrative, split at the six headings
2. `tables`          the printed rows of tables 2, 3 and 4, wherever they stand
3. `identity`        whose report, of which year, published when
4. `disclosure`, `requests`, `review`   each table's rows aligned with the form (`labels`, `alignment`), its values put
                     under the columns (`columns`) and read (`values`): a `Reading` each
5. `facts`           readings become facts; what was not printed gets the reason why
6. `arithmetic`      empty cells with one possible value are inferred
7. `mentions`        the counted things of the narrative, and which numbers of the tables they tell again
8. `canonical.rules` checks; facts in broken sums are flagged
9. `open_questions`  what is still open, typed, for whoever can answer
"""

from __future__ import annotations

from extraction.open_questions import OpenQuestion, Resolver
from extraction.pipeline import Trace, extract, extract_traced

__all__ = ["OpenQuestion", "Resolver", "Trace", "extract", "extract_traced"]
