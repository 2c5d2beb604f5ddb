"""What must be looked at again, and when."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class Timer(Base):
    """Look at `subject_id` again at `due_at`. The truth is in the subject's own row."""

    __tablename__ = "timers"
    __table_args__ = (Index("ix_timers_due", "due_at"),)

    id: Mapped[Id]
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    subject_id: Mapped[str]
    due_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]


class ClockOffset(Base):
    """How far a rehearsal has moved care time. One row; production refuses to move it."""

    __tablename__ = "clock_offset"

    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[float]


class Heartbeat(Base):
    """When each worker last said it was alive, in machine time."""

    __tablename__ = "heartbeats"

    worker: Mapped[str] = mapped_column(primary_key=True)
    lanes: Mapped[str]
    beat_at: Mapped[Moment]
