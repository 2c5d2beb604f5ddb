"""Migrations end where the models are, on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gateway.check_ins.rulebook import load
from gateway.check_ins.tables import CheckIn
from gateway.cohort import Patient
from gateway.consent.tables import Consent
from gateway.db import Base, Database
from gateway.escalations import open_case
from gateway.messages import OutboundMessage
from gateway.migrations import migrate
from tests.conftest import load_every_table
from tests.engine import earlier_rows

STOPPED = """INSERT INTO consents (phone, state, source, changed_at)
             VALUES ('+15005550101', 'stopped', 'keyword', '2026-11-21 10:00:00')"""


def test_an_empty_database_is_migrated_to_exactly_what_the_models_say(db_url: str) -> None:
    load_every_table()
    database = Database(db_url)
    try:
        migrate(database)
        migrate(database)  # a second start changes nothing
        assert not differences(database)
    finally:
        database.close()


@pytest.mark.parametrize("column_was_there", [True, False])
def test_a_database_of_the_first_day_keeps_its_rows(db_url: str, column_was_there: bool) -> None:
    """For a day the first schema itself was edited: both kinds of databases exist."""
    load_every_table()
    database = Database(db_url)
    try:
        migrate(database, to="20261121_1")
        with database.engine.begin() as connection:
            if column_was_there:
                kind = "BOOLEAN NOT NULL DEFAULT false"
                connection.execute(sa.text(f"ALTER TABLE consents ADD COLUMN at_carrier {kind}"))
            connection.execute(sa.text(STOPPED))
        migrate(database)
        with database.reading() as session:
            [kept] = session.scalars(sa.select(Consent))
            assert (kept.state, kept.at_carrier) == ("stopped", False)
    finally:
        database.close()


def test_rows_of_an_earlier_release_are_kept_and_go_on(db_url: str) -> None:
    load_every_table()
    database = Database(db_url)
    try:
        migrate(database, to="20261121_2")
        earlier_rows.insert(database)
        migrate(database)
        with database.reading() as session:
            asked = session.scalars(sa.select(CheckIn)).one()
            assert (asked.state, asked.why) == ("asked", None)
            ladder = load(Path("protocols")).ladders.named(asked.ladder)  # it had no presets
            assert ladder.name == "standard@2"
            assert session.get_one(Patient, "p1").reached_by == "text"
            assert session.scalars(sa.select(OutboundMessage)).one().channel == "sms"
        with database.transaction() as session:
            again = open_case(
                session,
                tier="critical",
                cause="reading",
                detail="systolic above 180",
                key="critical:SM1",
                message_sid="SM1",
                patient=session.get_one(Patient, "p1"),
                now=earlier_rows.AT,
            )
            assert (again.id, again.state, again.pages) == ("c1", "acknowledged", 1)
        assert not differences(database)
    finally:
        database.close()


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)
