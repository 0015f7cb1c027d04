"""A `Document` becomes a `Report`.

The steps in order, run by `pipeline.extract`:

1. `sections`        the narrative, split at the six headings
2. `tables`          the printed rows of tables 2, 3 and 4, wherever they stand, without running numbers (`row_numbers`)
3. `identity`        whose report, of which year, published when
4. `disclosure`, `requests`, `review`   each table's rows taken apart (`joined_rows`) and aligned with the form
                     (`labels`, `alignment`), its values put under the columns (`columns`) and read (`values`): a
                     `Reading` each
5. `facts`           readings become facts; what was not printed gets the reason why
6. `placing`         rows with lost cells stand where the sums of the others leave one place for them;
   `arithmetic`      empty cells with one possible value are inferred
7. `unplaced`        digits of the tables that ended in no fact and no label
8. `canonical.rules` checks; facts in broken sums are flagged
9. `open_questions`  what is still open, typed, for whoever can answer

`trace` shows what each of them decided.
"""

from __future__ import annotations

from extraction.open_questions import OpenQuestion, Resolver
from extraction.pipeline import extract, extract_traced
from extraction.trace import Trace

__all__ = ["OpenQuestion", "Resolver", "Trace", "extract", "extract_traced"]
