"""The protocols as they judged, and by what each reading was judged"""

import sqlalchemy as sa
from alembic import op

import gateway.db

revision = "20261121_7"
down_revision = "20261121_6"


def upgrade() -> None:
    op.create_table(
        "kept_protocols",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("since", gateway.db.Utc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_protocols")),
    )
    op.create_index(op.f("ix_kept_protocols_label"), "kept_protocols", ["label"])
    op.add_column("readings", sa.Column("grounds", gateway.db.Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("readings", "grounds")
    op.drop_table("kept_protocols")
