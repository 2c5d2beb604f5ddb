"""The readings behind the task of a drift, as they were and as they stand now."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.cohort.tables import Patient
from gateway.console.presenters.drifts import course
from gateway.journal.tables import JournalLine
from gateway.readings.tables import Reading
from gateway.tasks.tables import Task


def drift(session: Session, task: Task, patient: Patient, *, now: datetime) -> tuple[str, ...]:
    """The rule, then the readings it was found in and those that came since, oldest first."""
    lines = session.scalars(
        select(JournalLine)
        .where(JournalLine.subject_id == task.id, JournalLine.event.startswith("trend_"))
        .order_by(JournalLine.id)
    ).all()
    if not lines:
        return ()
    ids = {id_ for line in lines for id_ in line.detail.get("readings", ())}
    seen = select(Reading).where(Reading.id.in_(ids)).order_by(Reading.taken_at, Reading.ordinal)
    return course(lines, session.scalars(seen).all(), patient.timezone, now=now)
