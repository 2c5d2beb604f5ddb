"""Critical values that wait to be measured once more"""

import sqlalchemy as sa
from alembic import op

import gateway.db

revision = "20261121_9"
down_revision = "20261121_8"


def upgrade() -> None:
    op.create_table(
        "rechecks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("vital", sa.Text(), nullable=False),
        sa.Column("message_sid", sa.Text(), nullable=False),
        sa.Column("reading_id", sa.Text(), nullable=True),
        sa.Column("second_reading_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("beyond", gateway.db.Json(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("began_at", gateway.db.Utc(timezone=True), nullable=False),
        sa.Column("fall_back_at", gateway.db.Utc(timezone=True), nullable=False),
        sa.Column("ended_at", gateway.db.Utc(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rechecks")),
        sa.UniqueConstraint("key", name=op.f("uq_rechecks_key")),
    )
    op.create_index("ix_rechecks_waiting", "rechecks", ["patient_id", "state"])


def downgrade() -> None:
    op.drop_table("rechecks")
