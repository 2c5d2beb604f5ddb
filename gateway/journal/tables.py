"""The append-only line of what happened, per patient."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Moment


class JournalLine(Base):
    """One thing that happened; rows are never changed or removed.

    `event` is a stable code such as `consent_stopped`; `by` is `system`, `patient` or a person's
    user name; `detail` holds ids, codes and counts, no patient's words.
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_patient", "patient_id", "event", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[Moment]
    event: Mapped[str]
    patient_id: Mapped[str | None]
    subject_id: Mapped[str] = mapped_column(index=True)
    by: Mapped[str]
    detail: Mapped[Facts]
