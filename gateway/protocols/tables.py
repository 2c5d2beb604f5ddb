"""What clinicians set for one patient alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class Target(Base):
    """A patient's own band for one part of a vital; rows are ended, never changed.

    `part` as in data/vitals.yml, `low` and `high` in its stored unit, still inside the band; None
    leaves that side open. `set_by` is the clinician who stands for it.
    """

    __tablename__ = "targets"
    __table_args__ = (Index("ix_targets_current", "patient_id", "vital"),)

    id: Mapped[Id]
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"))
    vital: Mapped[str]
    part: Mapped[str]
    low: Mapped[float | None]
    high: Mapped[float | None]
    set_by: Mapped[str]
    since: Mapped[Moment]
    ended_at: Mapped[datetime | None]
