"""However the index is mistreated, afterwards queries find every text."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from quick_embedder import QuickEmbedder, fill

from factstore import FactStore
from vectorstore import PassageIndex
from vectorstore.state import read_state

SYNCING = Path(__file__).with_name("syncing_process.py")


def syncing(url, folder):
    return subprocess.Popen([sys.executable, str(SYNCING), url, str(folder)], stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_kill_in_the_middle_of_a_sync_loses_nothing(store, url, folder):
    chance = random.Random(20241121)
    turns = 4
    for turn in range(turns):
        fill(store, 600, start=turn * 1000)
        process = syncing(url, folder)
        for _ in range(chance.randint(1, 3)):  # of six batches, each followed by 0.2 seconds of sleep
            assert process.stdout.readline().startswith("batch")
        time.sleep(chance.uniform(0, 0.5))
        process.kill()
        process.communicate()
        assert read_state(folder).clean is False
        if turn % 2:  # every other time one kill follows upon another
            with PassageIndex(folder, store, QuickEmbedder()) as index:
                index.sync()
                assert index.verify().is_sound
    assert index.verify().texts == turns * 600 + 1


@pytest.mark.slow
def test_two_processes_that_sync_at_once_lose_nothing(store, url, folder):
    fill(store, 1000)
    running = [syncing(url, folder) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].split()[-1] for process in running]
    assert sorted(said) == ["current", "synced"]
    with PassageIndex(folder, store, QuickEmbedder()) as index:
        assert index.verify().is_sound


def cut_graph(root: Path) -> None:
    for file in root.glob("chroma-*/*/data_level0.bin"):
        file.write_bytes(b"")  # Chroma 1.5.9 ends the process that reads this with a segmentation fault


def garble_database(root: Path) -> None:
    for file in root.glob("chroma-*/chroma.sqlite3"):
        file.write_bytes(b"garbage" * 1000)


def delete_graph(root: Path) -> None:
    for file in root.glob("chroma-*/*/index_metadata.pickle"):
        file.unlink()


def delete_chroma(root: Path) -> None:
    for chroma in root.glob("chroma-*"):
        shutil.rmtree(chroma)


def garble_state(root: Path) -> None:
    (root / "state.json").write_text("{")


def delete_everything(root: Path) -> None:
    shutil.rmtree(root)


DAMAGES = (cut_graph, garble_database, delete_graph, delete_chroma, garble_state, delete_everything)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    home = tmp_path_factory.mktemp("sound")
    with FactStore.open(f"sqlite:///{home / 'x.db'}") as store:
        fill(store, 1200)
        with PassageIndex(home / "vectors", store, QuickEmbedder()) as index:
            assert index.sync().added == 1201
        yield store, home / "vectors"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_is_noticed_and_made_anew(sound, folder, damage):
    store, original = sound
    shutil.copytree(original, folder)
    damage(folder)
    with PassageIndex(folder, store, QuickEmbedder()) as index:
        found = index.verify()
        assert not found.is_sound
        assert found.damaged or found.missing == 1201 or found.lost
        result = index.repair()
        assert (result.rebuilt, result.unfound) == (True, 0)
        assert index.verify().is_sound


def test_a_sound_folder_is_not_made_anew(sound):
    store, original = sound
    with PassageIndex(original, store, QuickEmbedder()) as index:
        result = index.repair()
        assert (result.rebuilt, result.added, result.removed) == (False, 0, 0)


def test_a_folder_deleted_under_its_owner_is_made_anew(store, folder):
    fill(store, 1200)
    with PassageIndex(folder, store, QuickEmbedder()) as index:
        index.own()
        index.sync()
        delete_chroma(folder)
        fill(store, 1, start=90_000)
        assert index.sync().rebuilt
        assert index.verify().is_sound


def test_another_model_gets_an_index_of_its_own(sound, folder):
    store, original = sound
    shutil.copytree(original, folder)

    class Other(QuickEmbedder):
        name = "other"

    with PassageIndex(folder, store, Other()) as index:
        index.embed()
        assert index.sync().rebuilt
        assert index.verify().is_sound
