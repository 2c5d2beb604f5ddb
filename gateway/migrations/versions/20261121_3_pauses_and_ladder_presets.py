"""Pauses, a ladder preset of a patient's own, and the event that ended a check-in"""

import sqlalchemy as sa
from alembic import op

import gateway.db

revision = "20261121_3"
down_revision = "20261121_2"


def upgrade() -> None:
    with op.batch_alter_table("check_ins") as check_ins:
        check_ins.add_column(sa.Column("why", sa.Text(), nullable=True))
    op.create_table(
        "ladder_choices",
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("preset", sa.Text(), nullable=False),
        sa.Column("chosen_at", gateway.db.Utc(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name=op.f("fk_ladder_choices_patient_id")
        ),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_ladder_choices")),
    )
    op.create_table(
        "pauses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.Column("made_at", gateway.db.Utc(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("ended_at", gateway.db.Utc(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_pauses_patient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pauses")),
    )
    op.create_index(op.f("ix_pauses_patient_id"), "pauses", ["patient_id"])


def downgrade() -> None:
    op.drop_table("pauses")
    op.drop_table("ladder_choices")
    with op.batch_alter_table("check_ins") as check_ins:
        check_ins.drop_column("why")
