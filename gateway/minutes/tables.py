"""The activity counter and, later, the ledger of clinical minutes."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class Activity(Base):
    """One touch: a message, parse, escalation or acknowledgement. Counted, never billed.

    `month` is the patient's local calendar month, YYYY-MM.
    """

    __tablename__ = "activities"
    __table_args__ = (Index("ix_activities_month", "patient_id", "month"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str]
    kind: Mapped[str]
    at: Mapped[Moment]
    month: Mapped[str]
