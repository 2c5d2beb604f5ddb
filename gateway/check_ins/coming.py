"""What a patient is asked next."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.check_ins.tables import Schedule
from gateway.cohort import Patient, local, moment


def coming(session: Session, patient: Patient, *, now: datetime) -> tuple[str, datetime] | None:
    """The kind of her next question and when it comes (UTC); None when none is planned.

    The agreed hour, not her own minute of the spread after it, unless that hour is over.
    """
    hers = select(Schedule).where(
        Schedule.patient_id == patient.id, Schedule.active, Schedule.next_at > now
    )
    schedule = session.scalar(hers.order_by(Schedule.next_at, Schedule.kind).limit(1))
    if schedule is None:
        return None
    day = local(patient, schedule.next_at).date()
    agreed = moment(day, schedule.local_time, patient.timezone)
    return schedule.kind, agreed if agreed > now else schedule.next_at
