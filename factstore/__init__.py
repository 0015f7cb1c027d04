"""What is kept, in SQL (SQLite, or PostgreSQL by URL): documents, reports, facts, checks, passages and embeddings.

SQL is the truth; every index can be rebuilt from it. The steps, in the order data takes them:

1. `database.py`   opens and migrates the database (`migrations/`), begins transactions, turns SQL errors into ours
2. `tables.py`     the tables, and how exact decimals are stored
3. `rows.py`       a `Report` as rows, and back
4. `writing.py`    a file's reports in one transaction, idempotent by its SHA-256
   `loading.py`    those of many files at once
5. `neighbours.py` which of several files of a body and year is preferred, and the checks across its years
6. `corrections.py` what people say the paper prints, in the place of what was read
7. `keywords.py`   the keyword index: bigrams in SQLite FTS5
8. `reading.py`    headers, reports, facts, checks and passages of a `Scope` (`scope.py`)
   `figures.py`    the numbers of a whole scope, for answers over thousands of reports
9. `embeddings.py` the embedding of each distinct text, kept for the vector index
   `revisions.py`  numbers that tell whether anything has changed
   `explaining.py` how SQLite runs the statements of some work
10. `conversations.py` the plans of answers under their ids, and conversations with their turns
11. `store.py`     `FactStore`, the door to all of it; `records.py` has what goes in and out
"""

from factstore.figures import Cell, Cells
from factstore.records import (
    Conversation,
    Correction,
    EmbeddingCount,
    PassageDraft,
    PrintedStatus,
    StoredCheck,
    StoredCorrection,
    StoredDocument,
    StoredPassage,
    StoredPlan,
    Turn,
    Written,
)
from factstore.scope import EVERYTHING, Scope
from factstore.store import FactStore

__all__ = [
    "EVERYTHING",
    "Cell",
    "Cells",
    "Conversation",
    "Correction",
    "EmbeddingCount",
    "FactStore",
    "PassageDraft",
    "PrintedStatus",
    "Scope",
    "StoredCheck",
    "StoredCorrection",
    "StoredDocument",
    "StoredPassage",
    "StoredPlan",
    "Turn",
    "Written",
]
