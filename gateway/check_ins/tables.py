"""Asking: when each patient is asked what, and each time she was asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Json, Moment, new_id


def new_check_in_id() -> str:
    """Rasa's conversation id too."""
    return f"ep-{new_id()}"


class Schedule(Base):
    """When a patient is asked one kind of check-in, by her own wall clock.

    `cadence`: daily, weekly (`on` = weekday 0-6, Monday 0) or monthly (`on` = day 1-28).
    `next_at` is computed from the local date each time, so that clock changes move nothing.
    """

    __tablename__ = "schedules"
    __table_args__ = (UniqueConstraint("patient_id", "kind"),)

    id: Mapped[Id]
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    kind: Mapped[str]
    local_time: Mapped[str]
    cadence: Mapped[str]
    on: Mapped[int | None] = mapped_column("on_day")
    next_at: Mapped[Moment]
    active: Mapped[bool] = mapped_column(default=True)


class CheckIn(Base):
    """One episode: the question, what was asked back, and how it ended.

    The id is Rasa's conversation id. `state`: due (not yet sent), asked, held (a reply is being
    read), answered, person (given to the care team), expired, skipped (not asked), stopped; `why`
    is the event that ended it (course.py has both in one table).
    `asked_back` counts unclear replies; `pending` is the reading our last question proposed.
    `rung` counts the rungs taken of `ladder` (name@version), the next is due at `rung_due_at`: a
    timer that finds another time there has been overtaken. `again_at` is when she asked to be
    written to instead; once it is past, she was.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        Index("ix_check_ins_open", "patient_id", "state"),
        Index("ix_check_ins_kind", "patient_id", "kind", "due_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_check_in_id)
    key: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"))
    kind: Mapped[str]
    local_date: Mapped[str]
    state: Mapped[str]
    due_at: Mapped[Moment]
    asked_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    rung: Mapped[int] = mapped_column(default=0)
    rung_due_at: Mapped[datetime | None]
    again_at: Mapped[datetime | None]
    ladder: Mapped[str] = mapped_column(default="")
    asked_back: Mapped[int] = mapped_column(default=0)
    pending: Mapped[dict[str, Any] | None] = mapped_column(Json)
    answer: Mapped[str | None]
    why: Mapped[str | None]


class Pause(Base):
    """Days on which a patient is asked nothing: from `starts_on` up to, not on, `ends_on`.

    Both are dates (ISO) of her own calendar. `why`: hospital, holiday, other. Ended earlier by a
    person, `ended_at` and `ended_by` say so; a pause whose day has come needs no end.
    """

    __tablename__ = "pauses"

    id: Mapped[Id]
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    why: Mapped[str]
    starts_on: Mapped[str]
    ends_on: Mapped[str]
    made_at: Mapped[Moment]
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class LadderChoice(Base):
    """The preset of protocols/ladders.yml that the care team chose for a patient."""

    __tablename__ = "ladder_choices"

    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), primary_key=True)
    preset: Mapped[str]
    chosen_at: Mapped[Moment]
    chosen_by: Mapped[str]
