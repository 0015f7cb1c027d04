"""Brings the index to what SQL has and says so batch by batch, or holds its lock: `syncing_process.py URL FOLDER [--hold]`."""

import sys
import time
from pathlib import Path

from conftest import FactStore
from quick_embedder import QuickEmbedder

import vectorstore.upkeep
from vectorstore import PassageIndex


def say(done: int, total: int) -> None:
    sys.stdout.write(f"batch {done} of {total}\n")
    sys.stdout.flush()
    time.sleep(0.2)  # so that a kill that follows a line comes before the end


vectorstore.upkeep.BATCH = 100  # more places to be killed at
with FactStore.open(sys.argv[1]) as store, PassageIndex(Path(sys.argv[2]), store, QuickEmbedder()) as index:
    if "--hold" in sys.argv:
        index.own(url="http://127.0.0.1:8000")
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
    else:
        sys.stdout.write(f"{index.sync(wait=60, progress=say).status}\n")
