"""A `Document` becomes a `Report`.

The steps in order, run by `pipeline.extract`:

1. `identity_parts`  a file that binds several reports becomes a document for each; the steps see one at a time
2. `sections`        the narrative, split at the six headings
3. `tables`          the printed rows of tables 2, 3 and 4, wherever they stand and however they lie (`layouts`),
                     lines cut into cells (`cutting`), without running numbers (`row_numbers`)
4. `identity`        whose report, of which year, published when; `identity_kind` refuses what is no report
5. `disclosure`, `requests`, `review`   each table's rows taken apart (`joined_rows`) and aligned with the form
                     (`labels`, `alignment`), its values put under the columns (`columns`) as the heads tell
                     (`disclosure_heads`, `applicants`, `review_heads`, `review_turns`, `years`) and read (`values`)
6. `facts`           readings become facts; what was not printed gets the reason why
7. `choice`          cells of a picture that were not read for sure (`ways`) are confirmed or chosen by their sums
                     (`lattice`) where nothing comes near (`rivals`)
   `placing`         rows with lost cells stand where the sums of the others leave one place for them;
   `arithmetic`      empty cells with one possible value are inferred
8. `mentions`        the counted things of the narrative, and which numbers of the tables they tell again
9. `unplaced`        digits of the tables that ended in no fact and no label
10. `report_flags`   what is odd about the report as a whole, in words
11. `canonical.rules` checks; facts in broken sums are flagged
12. `open_questions` what is still open, typed, for whoever can answer; `asking` has a language model do it

`trace` shows what each of them decided.
"""

from __future__ import annotations

from extraction.identity_parts import split_reports
from extraction.open_questions import Findings, OpenQuestion, Resolution, Resolver
from extraction.pipeline import extract, extract_traced
from extraction.trace import Trace

__all__ = ["Findings", "OpenQuestion", "Resolution", "Resolver", "Trace", "extract", "extract_traced", "split_reports"]
