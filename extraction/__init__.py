"""A `Document` becomes a `Report`.

The steps in order, run by `pipeline.extract`:

0. `identity_parts`  a file that binds several reports becomes a document for each; the steps see one at a time
1. `sections`        the narrative, split at the six headings
2. `tables`          the printed rows of tables 2, 3 and 4, wherever they stand
3. `identity`        whose report, of which year, published when; `identity_kind` refuses what is no report
4. `disclosure`, `requests`, `review`   each table's rows aligned with the form (`labels`, `alignment`), its values put
                     under the columns (`columns`) and read (`values`): a `Reading` each
5. `facts`           readings become facts; what was not printed gets the reason why
6. `arithmetic`      empty cells with one possible value are inferred
7. `canonical.rules` checks; facts in broken sums are flagged
8. `report_flags`    what is odd about the report as a whole, in words
9. `open_questions`  what is still open, typed, for whoever can answer
"""

from __future__ import annotations

from extraction.identity_parts import split_reports
from extraction.open_questions import OpenQuestion, Resolver
from extraction.pipeline import Trace, extract, extract_traced

__all__ = ["OpenQuestion", "Resolver", "Trace", "extract", "extract_traced", "split_reports"]
