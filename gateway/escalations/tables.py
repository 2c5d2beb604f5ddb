"""Getting a clinician to look."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class Escalation(Base):
    """One case a clinician must look at. A critical one is closed by a person, never by itself.

    `tier`: critical, abnormal. `cause`: reading, red_flag, critical_words. `state`: open,
    acknowledged, closed. `dedup_key` is the page's key at PagerDuty and holds no identity. `id` is
    the case number in links. `paged_at`: PagerDuty took the event; `echoed_at`: its webhook
    said the incident exists. A stranger's case has a phone and no patient. `vital` is what was
    out of range in an abnormal case, which the next good reading of the same vital closes.
    `closing_note` is what the person who closed it in the console wrote.
    """

    __tablename__ = "escalations"
    __table_args__ = (Index("ix_escalations_open", "state", "tier"),)

    id: Mapped[Id]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    tier: Mapped[str]
    cause: Mapped[str]
    detail: Mapped[str]
    vital: Mapped[str | None]
    reading_id: Mapped[str | None]
    message_sid: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[Moment]
    paged_at: Mapped[datetime | None]
    echoed_at: Mapped[datetime | None]
    incident_id: Mapped[str | None] = mapped_column(index=True)
    incident_url: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    closing_note: Mapped[str | None]
