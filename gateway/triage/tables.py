"""Who is looked at first."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment

_CURRENT = text("ended_at IS NULL")


class Triage(Base):
    """How urgent a patient is, and why; rows are ended, never changed.

    `level`, `rule` and `reason` stand in protocols/triage.yml, whose `version` is kept. `event` is
    what happened (a journal event, `morning` or `rules_changed`) and `cause` the id of what it
    happened to. `since`: of this reason; `level_since`: of the level, from which `review_by` runs.
    """

    __tablename__ = "triages"
    __table_args__ = (
        Index(
            "uq_triages_current",
            "patient_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[Id]
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    level: Mapped[str]
    rule: Mapped[str]
    reason: Mapped[str]
    version: Mapped[str]
    event: Mapped[str]
    cause: Mapped[str]
    since: Mapped[Moment]
    level_since: Mapped[Moment]
    review_by: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
