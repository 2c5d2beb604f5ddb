"""What the person wrote who ended a task"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_6"
down_revision = "20261121_5"


def upgrade() -> None:
    op.add_column("tasks", sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("tasks", "note")
