"""What clinicians set for one patient alone, and the protocols as they judged."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class KeptProtocol(Base):
    """A protocol exactly as it judged, with its vital; rows are never changed.

    `digest` is of `paper`, so a text that was edited without a new version is another row with the
    same `label` ("hypertension@1"). `since`: when it judged first.
    """

    __tablename__ = "kept_protocols"

    digest: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(index=True)
    paper: Mapped[str]
    since: Mapped[Moment]


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
