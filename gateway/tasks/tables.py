"""The care managers' queue."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class Task(Base):
    """Something a person must look at. `why` is a stable code; the patient's words are not in it.

    `kind`: unclear_reply, reply_not_processed, request, unknown_number, missing_reading,
    missed_weekday, not_asked, adherence, symptom, trend, undelivered, wrong_number, dead_letter ...
    `state`: open, done. `note` is what the person wrote who ended it; a trend ends on one only.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_open", "state", "due_at"),
        Index("ix_tasks_patient", "patient_id", "state", "due_at"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    why: Mapped[str]
    patient_id: Mapped[str | None]
    phone: Mapped[str | None]
    message_sid: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[Moment]
    due_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="open")
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    note: Mapped[str | None]
