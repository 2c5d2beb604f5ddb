"""A stop that the carrier holds too"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2"
down_revision = "20261121_1"


def upgrade() -> None:
    if _is_there():  # for a day the first schema had this column itself
        return
    with op.batch_alter_table("consents") as consents:
        consents.add_column(
            sa.Column("at_carrier", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("consents") as consents:
        consents.alter_column("at_carrier", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("consents") as consents:
        consents.drop_column("at_carrier")


def _is_there() -> bool:
    columns = sa.inspect(op.get_bind()).get_columns("consents")
    return any(column["name"] == "at_carrier" for column in columns)
