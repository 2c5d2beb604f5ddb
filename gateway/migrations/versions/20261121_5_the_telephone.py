"""Telephone calls, the channel of what we say, and how a patient wants to be asked"""

import sqlalchemy as sa
from alembic import op

import gateway.db

revision = "20261121_5"
down_revision = "20261121_4"


def upgrade() -> None:
    """The defaults stay: to drop them SQLite would copy tables that others point to."""
    op.add_column(
        "patients", sa.Column("reached_by", sa.Text(), nullable=False, server_default="text")
    )
    op.add_column("messages", sa.Column("channel", sa.Text(), nullable=False, server_default="sms"))
    op.create_table(
        "calls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sid", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=True),
        sa.Column("check_in_id", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("silences", sa.Integer(), nullable=False),
        sa.Column("script", gateway.db.Json(), nullable=True),
        sa.Column("asked", gateway.db.Json(), nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("created_at", gateway.db.Utc(timezone=True), nullable=False),
        sa.Column("answered_at", gateway.db.Utc(timezone=True), nullable=True),
        sa.Column("ended_at", gateway.db.Utc(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("key", name=op.f("uq_calls_key")),
        sa.UniqueConstraint("sid", name=op.f("uq_calls_sid")),
    )
    op.create_index("ix_calls_patient", "calls", ["patient_id", "created_at"])


def downgrade() -> None:
    op.drop_table("calls")
    op.drop_column("messages", "channel")
    op.drop_column("patients", "reached_by")
