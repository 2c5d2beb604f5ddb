"""How urgent each patient is, and why"""

import sqlalchemy as sa
from alembic import op

import gateway.db

revision = "20261121_8"
down_revision = "20261121_7"


def upgrade() -> None:
    current = sa.text("ended_at IS NULL")
    op.create_table(
        "triages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("since", gateway.db.Utc(timezone=True), nullable=False),
        sa.Column("level_since", gateway.db.Utc(timezone=True), nullable=False),
        sa.Column("review_by", gateway.db.Utc(timezone=True), nullable=True),
        sa.Column("ended_at", gateway.db.Utc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_triages_patient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triages")),
    )
    op.create_index("ix_triages_patient_id", "triages", ["patient_id"])
    op.create_index(
        "uq_triages_current",
        "triages",
        ["patient_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )


def downgrade() -> None:
    op.drop_table("triages")
