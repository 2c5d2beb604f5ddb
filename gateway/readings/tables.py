"""What patients told us."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Facts, Id, Json, Moment


class Reading(Base):
    """One measurement, exactly as the patient sent it.

    `values` is keyed by part, in the unit data/vitals.yml gives the vital: blood_pressure
    {"systolic", "diastolic"} in mm[Hg] (and "pulse" in /min when told), glucose {"glucose"} in
    mg/dL, weight {"weight"} in [lb_av]; `said` holds the reading as said, with its unit; `written`
    is how people write the stored values, e.g. "138/82" or "184.5 lb".
    `severity`: normal, abnormal, critical. `status`: final, entered-in-error. `supersedes_id` is
    the reading that this one put right; it stands at the same `taken_at`. `grounds`: by what it was
    judged {"at", "rules" (digests of kept protocols), "only_critical", "targets" {part: [low,
    high]}, "earlier" (ids of the readings compared)}; None from before that was kept.
    """

    __tablename__ = "readings"
    __table_args__ = (
        UniqueConstraint("message_sid", "ordinal"),
        Index("ix_readings_latest", "patient_id", "vital", "taken_at"),
        Index("ix_readings_day", "patient_id", "taken_at"),
    )

    id: Mapped[Id]
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"))
    check_in_id: Mapped[str | None]
    vital: Mapped[str]
    values: Mapped[Facts]
    said: Mapped[Facts]
    written: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    message_sid: Mapped[str]
    ordinal: Mapped[int]
    severity: Mapped[str]
    rule: Mapped[str]
    protocol_version: Mapped[str]
    status: Mapped[str] = mapped_column(default="final")
    supersedes_id: Mapped[str | None]
    taken_at: Mapped[Moment]
    grounds: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Answer(Base):
    """A yes, a no, or a call time: the answer to a question that has no number.

    `about`: what she told beside it, later perhaps. With a NO to adherence {"why", "words",
    "message_sid"}: why the medicines were missed (forgot, none_left, harm, other). With a call time
    what could be read of it: "day" (ISO date), "at", "from", "until" (HH:MM, her wall), "part".
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("message_sid", "kind"),
        Index("ix_answers_latest", "patient_id", "kind", "at"),
    )

    id: Mapped[Id]
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"))
    check_in_id: Mapped[str | None]
    kind: Mapped[str]
    answer: Mapped[str]
    message_sid: Mapped[str]
    about: Mapped[dict[str, Any] | None] = mapped_column(Json)
    at: Mapped[Moment]
