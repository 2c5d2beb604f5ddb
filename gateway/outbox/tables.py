"""What goes out, kept with the decision that caused it."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class Letter(Base):
    """One thing that must leave the building, exactly once as far as the vendor allows.

    It carries ids only; the words live with their subject. `state`: todo, sent, moot (no longer
    wanted), unknown (a time-out after which it may have arrived), dead (a person must decide).
    `kind` names the carrier (sms, page, note, prompt ...); a lane is a queue with its own threads.
    The more `urgent` go before the others of their lane: 0 may wait, 1 somebody waits for, 2 first.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "lane", "state", "next_at"),
        Index("ix_outbox_subject", "subject_id", "kind"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    lane: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[str]
    patient_id: Mapped[str | None] = mapped_column(index=True)
    urgent: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment]
    next_at: Mapped[Moment]
    not_after: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_by: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="todo")
    remote_id: Mapped[str | None]
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]


class Sender(Base):
    """A sending number and when it may send next: the carrier allows only so many a second."""

    __tablename__ = "senders"

    number: Mapped[str] = mapped_column(primary_key=True)
    gap_seconds: Mapped[float]
    next_free_at: Mapped[Moment]
