"""Critical values that wait to be measured once more."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Id, Moment


class Recheck(Base):
    """One critical value that pages nobody until `fall_back_at`, and what became of it.

    `key` is the finding's, as its case would have it ("critical:<MessageSid>"), so that the safety
    net and the judged reading are one. `state`: waiting, in_range, paged; `why` is the event that
    ended it (course.py). `detail` and `beyond` are what the page will say.
    """

    __tablename__ = "rechecks"
    __table_args__ = (Index("ix_rechecks_waiting", "patient_id", "state"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str]
    vital: Mapped[str]
    message_sid: Mapped[str]
    reading_id: Mapped[str | None]
    second_reading_id: Mapped[str | None]
    detail: Mapped[str]
    version: Mapped[str]
    beyond: Mapped[Facts]
    minutes: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")
    why: Mapped[str | None]
    began_at: Mapped[Moment]
    fall_back_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
