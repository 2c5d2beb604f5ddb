"""Indexes by which what was long ago is not read through for what is now"""

from alembic import op

revision = "20261121_10"
down_revision = "20261121_9"

BETTER = (
    ("interpretations", "ix_interpretations_latest", ["patient_id", "at"]),
    ("messages", "ix_messages_patient", ["patient_id", "created_at"]),
    ("journal", "ix_journal_patient", ["patient_id", "event", "at"]),
    ("answers", "ix_answers_latest", ["patient_id", "kind", "at"]),
    ("tasks", "ix_tasks_patient", ["patient_id", "state", "due_at"]),
)
"""Each takes the place of the table's index of patient_id alone."""
MORE = (
    ("inbox", "ix_inbox_order", ["state", "id"]),
    ("calls", "ix_calls_phone", ["phone", "created_at"]),
    ("check_ins", "ix_check_ins_kind", ["patient_id", "kind", "due_at"]),
    ("readings", "ix_readings_day", ["patient_id", "taken_at"]),
    ("tasks", "ix_tasks_message_sid", ["message_sid"]),
)


def upgrade() -> None:
    for table, name, columns in (*BETTER, *MORE):
        op.create_index(name, table, columns)
    for table, _, _ in BETTER:
        op.drop_index(f"ix_{table}_patient_id", table)
    op.drop_index("ix_messages_phone", "messages")
    op.create_index("ix_messages_phone", "messages", ["phone", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_messages_phone", "messages")
    op.create_index("ix_messages_phone", "messages", ["phone"])
    for table, _, _ in BETTER:
        op.create_index(f"ix_{table}_patient_id", table, ["patient_id"])
    for table, name, _ in (*MORE, *BETTER):
        op.drop_index(name, table)
