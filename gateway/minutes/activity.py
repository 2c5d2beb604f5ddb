"""The activity counter: every touch, counted once, never billed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.cohort.tables import Patient
from gateway.db import add_once
from gateway.minutes.tables import Activity


def count(session: Session, patient: Patient, kind: str, *, key: str, now: datetime) -> None:
    """Count one touch of `patient`; the same key counts once, however often it is repeated.

    `kind`: outbound, message, reading, escalation, acknowledgement.
    """
    month = month_of(patient, now)
    add_once(session, Activity, key=key, patient_id=patient.id, kind=kind, at=now, month=month)


def month_of(patient: Patient, at: datetime) -> str:
    """The calendar month on the patient's wall, YYYY-MM: minutes do not carry over."""
    return at.astimezone(ZoneInfo(patient.timezone)).strftime("%Y-%m")


def this_month(session: Session, patient: Patient, now: datetime) -> dict[str, int]:
    """Touches of the patient's running local month, by kind; kinds without a touch are absent."""
    touches = (
        select(Activity.kind, func.count())
        .where(Activity.patient_id == patient.id, Activity.month == month_of(patient, now))
        .group_by(Activity.kind)
    )
    return {kind: number for kind, number in session.execute(touches)}
