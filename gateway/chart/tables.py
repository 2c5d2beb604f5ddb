"""What was filed in the chart, with its receipt."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from gateway.db import Base, Id, Moment


class ChartNote(Base):
    """One DocumentReference: its words here first, its receipt when the chart has it.

    `kind`: outbound, message, reading, escalation, acknowledgement. `title` carries the note's
    key, by which it is looked up before a POST is repeated. `document_id` is the FHIR id.
    """

    __tablename__ = "chart_notes"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    patient_id: Mapped[str] = mapped_column(ForeignKey("patients.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment]
    document_id: Mapped[str | None]
    filed_at: Mapped[datetime | None]
