"""Migrations: dated steps from one schema to the next, run on SQLite and Postgres."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from gateway.db import Database


def migrate(db: Database, to: str = "head") -> None:
    """Bring the database to the newest schema; nothing happens when it is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
