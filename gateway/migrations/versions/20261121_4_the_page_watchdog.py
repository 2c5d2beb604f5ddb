"""The page watchdog: alarms, telephone calls to the on-call list, storms, earlier pages, a daily
test, and what a case that is open already was told besides"""

import sqlalchemy as sa
from alembic import op

import gateway.db

revision = "20261121_4"
down_revision = "20261121_3"

OF_THE_CASES = """
    INSERT INTO concerns
        (id, key, case_id, tier, cause, detail, vital, reading_id, message_sid, beyond, at)
    SELECT id, substr(dedup_key, 11), id, tier, cause, detail, vital, reading_id, message_sid,
        '{}', opened_at
    FROM escalations
"""
"""Without it the same message, delivered again, would be a second case under the key of the first.
`dedup_key` is "promotora:" and the finding's key; how far it was beyond a limit nobody kept."""


def upgrade() -> None:
    _cases()
    _alarms()
    _concerns()
    _daily_tests()
    _earlier_pages()
    _rings()


def downgrade() -> None:
    for table in ("rings", "earlier_pages", "daily_tests", "concerns", "alarms"):
        op.drop_table(table)
    with op.batch_alter_table("escalations") as cases:
        cases.drop_index(op.f("ix_escalations_storm_id"))
        cases.drop_index("ix_escalations_recent")
        for column in ("heard_at", "pages", "page_at", "waiting_since", "storm_id"):
            cases.drop_column(column)


def _cases() -> None:
    with op.batch_alter_table("escalations") as cases:
        cases.add_column(sa.Column("storm_id", sa.Text(), nullable=True))
        cases.add_column(sa.Column("waiting_since", _moment(), nullable=True))
        cases.add_column(sa.Column("page_at", _moment(), nullable=True))
        cases.add_column(sa.Column("pages", sa.Integer(), nullable=False, server_default="1"))
        cases.add_column(sa.Column("heard_at", _moment(), nullable=True))
        cases.create_index("ix_escalations_recent", ["opened_at"])
        cases.create_index(op.f("ix_escalations_storm_id"), ["storm_id"])
    with op.batch_alter_table("escalations") as cases:
        cases.alter_column("pages", server_default=None)


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("sounded_at", _moment(), nullable=False),
        sa.Column("cleared_at", _moment(), nullable=True),
        sa.Column("cleared_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("key", name=op.f("uq_alarms_key")),
    )
    op.create_index("ix_alarms_sounding", "alarms", ["cleared_at", "sounded_at"])
    op.create_index(op.f("ix_alarms_case_id"), "alarms", ["case_id"])


def _concerns() -> None:
    op.create_table(
        "concerns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("vital", sa.Text(), nullable=True),
        sa.Column("reading_id", sa.Text(), nullable=True),
        sa.Column("message_sid", sa.Text(), nullable=True),
        sa.Column("beyond", gateway.db.Json(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sa.UniqueConstraint("key", name=op.f("uq_concerns_key")),
    )
    for column in ("case_id", "message_sid", "reading_id"):
        op.create_index(op.f(f"ix_concerns_{column}"), "concerns", [column])
    op.execute(OF_THE_CASES)


def _daily_tests() -> None:
    op.create_table(
        "daily_tests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("began_at", _moment(), nullable=False),
        sa.Column("paged_at", _moment(), nullable=True),
        sa.Column("echoed_at", _moment(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_tests")),
        sa.UniqueConstraint("day", name=op.f("uq_daily_tests_day")),
    )


def _earlier_pages() -> None:
    op.create_table(
        "earlier_pages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("began_at", _moment(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=False),
        sa.Column("paged_at", _moment(), nullable=True),
        sa.Column("echoed_at", _moment(), nullable=True),
        sa.Column("incident_id", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", _moment(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_pages")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_earlier_pages_dedup_key")),
    )
    for column in ("case_id", "incident_id"):
        op.create_index(op.f(f"ix_earlier_pages_{column}"), "earlier_pages", [column])


def _rings() -> None:
    op.create_table(
        "rings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("ends_round", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wanted_at", _moment(), nullable=False),
        sa.Column("placed_at", _moment(), nullable=True),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rings")),
    )
    op.create_index(op.f("ix_rings_case_id"), "rings", ["case_id"])


def _moment() -> gateway.db.Utc:
    return gateway.db.Utc(timezone=True)
