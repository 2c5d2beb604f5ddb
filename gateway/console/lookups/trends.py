"""The last readings of each vital, for the small pictures."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.cohort.tables import Patient
from gateway.console.presenters.rows import COLUMNS
from gateway.console.presenters.trend import Trend, trend
from gateway.readings.tables import Reading

LOOK_BACK = timedelta(days=30)
MOST = 400


def trends(session: Session, patient: Patient, *, now: datetime) -> tuple[Trend, ...]:
    """One picture for each vital with a reading of the last 30 days."""
    recent = session.scalars(
        select(Reading)
        .where(Reading.patient_id == patient.id, Reading.status == "final")
        .where(Reading.taken_at > now - LOOK_BACK)
        .order_by(Reading.taken_at.desc())
        .limit(MOST)
    ).all()
    by_vital: dict[str, list[Reading]] = {vital: [] for vital in COLUMNS}
    for reading in reversed(recent):
        by_vital.setdefault(reading.vital, []).append(reading)
    found = (trend(readings, patient.timezone, now=now) for readings in by_vital.values())
    return tuple(picture for picture in found if picture)
