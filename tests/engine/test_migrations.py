"""Migrations end where the models are, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gateway.db import Base, Database
from gateway.migrations import migrate
from tests.conftest import load_every_table


def test_an_empty_database_is_migrated_to_exactly_what_the_models_say(db_url: str) -> None:
    load_every_table()
    database = Database(db_url)
    try:
        migrate(database)
        migrate(database)  # a second start changes nothing
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
    finally:
        database.close()
