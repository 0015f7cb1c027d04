"""What can be opened is opened, what can not says so in one sentence."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from handmade_reports import a_report
from sqlalchemy import create_engine, text

import factstore
from canonical.errors import StoreError
from factstore import FactStore
from factstore.database import SCHEMA
from factstore.tables import metadata

MIGRATIONS = Path(factstore.__file__).parent / "migrations"


def test_the_schema_constant_names_the_newest_migration():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == SCHEMA


def test_the_migrations_make_the_tables_the_program_uses(store, url):
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": lambda _o, name, kind, *_: not (kind == "table" and "keywords" in name)}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_opening_again_finds_what_was_written(store, url):
    store.write(a_report())
    with FactStore.open(url) as again:
        assert len(again.headers()) == 1


def test_a_store_of_a_newer_program_is_refused(store, url):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"nianbao\.db was written by a newer nianbao; update this program"):
        FactStore.open(url)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "notes.db").write_text("these are notes\n" * 100)
    with pytest.raises(StoreError, match=r"notes\.db is no nianbao database"):
        FactStore.open(f"sqlite:///{tmp_path / 'notes.db'}")


def test_another_program_s_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (x)"))
    engine.dispose()
    with pytest.raises(StoreError, match="belongs to another program"):
        FactStore.open(f"sqlite:///{path}")


def test_a_damaged_database_is_reported(store, url, tmp_path):
    for number in range(20):
        store.write(a_report(str(number), agency=f"{number}局"))
    store.close()
    path = tmp_path / "home" / "nianbao.db"
    content = bytearray(path.read_bytes())
    content[8192:40960] = b"\xff" * 32768
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError, match="is damaged"):
        _read_everything(url)


@pytest.mark.parametrize("address", ["not an address", "nosuch://x", "sqlite+nosuch:///x"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(StoreError, match="database address"):
        FactStore.open(address)


def test_a_folder_that_can_not_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file/home: the folder of the store can not be made"):
        FactStore.open(f"sqlite:///{tmp_path / 'file' / 'home' / 'x.db'}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
def test_a_read_only_folder_is_one_sentence():
    home = Path(tempfile.mkdtemp())
    home.chmod(0o755)
    code = (
        "import os, sqlite3, sys, alembic.command, factstore\nfrom canonical.errors import StoreError\n"
        "from factstore import FactStore\nos.setuid(65534)\n"
        "try: FactStore.open(sys.argv[1]).headers()\nexcept StoreError as error: print(error)"
    )
    try:
        run = [sys.executable, "-c", code, f"sqlite:///{home}/x.db"]
        assert "x.db can not be opened; check that its folder exists" in subprocess.check_output(run, text=True)
        with FactStore.open(f"sqlite:///{home}/x.db") as made:
            made.write(a_report())
        said = subprocess.check_output(run, text=True)
        assert said.count("\n") == 1
        assert f"{home}/x.db can not be" in said
    finally:
        shutil.rmtree(home)


def _read_everything(url: str) -> None:
    with FactStore.open(url) as store:
        store.facts([header.id for header in store.headers()])
        assert store.integrity() == ()
