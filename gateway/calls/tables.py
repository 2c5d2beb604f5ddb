"""Telephone calls: whom we rang or who rang us, and how far the talk got."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Id, Json, Moment


class Call(Base):
    """One call, with all that the next webhook needs: nothing about it is kept in memory.

    `direction`: out, in. `status` is Twilio's word (queued, ringing, in-progress, completed, busy,
    no-answer, failed, canceled) or ours before that: waiting, refused. `step`: ring (nobody has
    answered), who (is it the patient?), talk, over. `turn` counts what was asked of the line and is
    in the URL that answers; `script` is what was said last, said again when a webhook repeats.
    `silences` counts questions in a row that nobody answered.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_patient", "patient_id", "created_at"),
        Index("ix_calls_phone", "phone", "created_at"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    sid: Mapped[str | None] = mapped_column(unique=True)
    direction: Mapped[str]
    phone: Mapped[str]
    patient_id: Mapped[str | None]
    check_in_id: Mapped[str | None]
    language: Mapped[str]
    status: Mapped[str] = mapped_column(default="waiting")
    answered_by: Mapped[str | None]
    step: Mapped[str] = mapped_column(default="ring")
    turn: Mapped[int] = mapped_column(default=0)
    silences: Mapped[int] = mapped_column(default=0)
    script: Mapped[dict[str, Any] | None] = mapped_column(Json)
    asked: Mapped[Facts] = mapped_column(default=dict)
    error_code: Mapped[str | None]
    created_at: Mapped[Moment]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
