"""When somebody on call pressed 1 and said that they have the page"""

import sqlalchemy as sa
from alembic import op

import gateway.db

revision = "20261121_11"
down_revision = "20261121_10"


def upgrade() -> None:
    with op.batch_alter_table("rings") as rings:
        rings.add_column(sa.Column("pressed_at", gateway.db.Utc(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rings") as rings:
        rings.drop_column("pressed_at")
