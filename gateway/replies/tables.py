"""What each message was taken to mean."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Moment


class Interpretation(Base):
    """The one interpretation of one message, stored for good beside it.

    `said` is the interpretation as the model gave it (act, readings, answer, evidence ...);
    `outcome` is what the clinic answered, and is answered again when the call is repeated.
    """

    __tablename__ = "interpretations"
    __table_args__ = (Index("ix_interpretations_latest", "patient_id", "at"),)

    message_sid: Mapped[str] = mapped_column(primary_key=True)
    patient_id: Mapped[str | None]
    conversation_id: Mapped[str]
    act: Mapped[str]
    model: Mapped[str]
    confidence: Mapped[float]
    said: Mapped[Facts]
    outcome: Mapped[Facts]
    at: Mapped[Moment]
    reviewed_at: Mapped[datetime | None]
