"""What was said to a phone."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class OutboundMessage(Base):
    """One text to one phone: its words, why it was said, and how far it got.

    `kind`: check_in, reminder, reply, fixed, person. `status` is Twilio's word (queued, sent,
    delivered, undelivered, failed, read ...) or ours before that: waiting, withdrawn, refused.
    `exempt` texts (answers, emergencies) may go out in quiet hours. `not_after`: later it would be
    useless. `again_for` is the message this one repeats after the handset was out of reach. With
    `channel` voice it is said in a call: to_speak, then spoken, or unheard when the call had ended.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_patient", "patient_id", "created_at"),
        Index("ix_messages_phone", "phone", "created_at"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str | None]
    phone: Mapped[str]
    channel: Mapped[str] = mapped_column(default="sms")
    body: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    kind: Mapped[str]
    check_in_id: Mapped[str | None] = mapped_column(index=True)
    reply_to: Mapped[str | None] = mapped_column(index=True)
    said_by: Mapped[str] = mapped_column(default="system")
    exempt: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    not_after: Mapped[datetime | None]
    again_for: Mapped[str | None]
    sid: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="waiting")
    error_code: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]


class UnreachableNumber(Base):
    """A number the carrier calls invalid, unknown or unable to receive texts; staff must look."""

    __tablename__ = "unreachable_numbers"

    phone: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    marked_at: Mapped[Moment]
