"""What a patient measured before: for judging, for understanding, and for the care team."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.cohort import local
from gateway.cohort.tables import Patient
from gateway.protocols import Earlier
from gateway.protocols.judge import gain
from gateway.readings.tables import Reading

LOOKS_BACK = timedelta(days=42)
"""Further back than any rule may ask (1000 hours)."""


def readings_before(
    session: Session, patient_id: str, vital: str, taken_at: datetime
) -> Sequence[Reading]:
    """Her earlier readings of one vital, newest first; those entered in error do not count."""
    earlier = (
        select(Reading)
        .where(Reading.patient_id == patient_id, Reading.vital == vital)
        .where(Reading.status == "final", Reading.taken_at < taken_at)
        .where(Reading.taken_at >= taken_at - LOOKS_BACK)
        .order_by(Reading.taken_at.desc())
    )
    return session.scalars(earlier).all()


def as_earlier(reading: Reading, taken_at: datetime, patient: Patient | None = None) -> Earlier:
    """An earlier reading as the rules compare it with one of `taken_at`, by her calendar's days."""
    ago = taken_at - reading.taken_at
    if patient is None:
        return Earlier(reading.values, ago)
    days = local(patient, taken_at).date() - local(patient, reading.taken_at).date()
    return Earlier(reading.values, ago, days.days)


def latest(session: Session, patient_id: str) -> dict[str, Reading]:
    """Her last reading of each vital."""
    found: dict[str, Reading] = {}
    vital = _next_vital(session, patient_id, "")
    while vital is not None:
        if reading := newest(session, patient_id, vital):
            found[vital] = reading
        vital = _next_vital(session, patient_id, vital)
    return found


def newest(session: Session, patient_id: str, vital: str) -> Reading | None:
    """Her last reading of one vital."""
    hers = select(Reading).where(Reading.patient_id == patient_id, Reading.vital == vital)
    last = hers.where(Reading.status == "final")
    return session.scalar(last.order_by(Reading.taken_at.desc(), Reading.ordinal.desc()).limit(1))


def _next_vital(session: Session, patient_id: str, after: str) -> str | None:
    """From one vital to the next along the index: DISTINCT would read her whole history."""
    hers = select(func.min(Reading.vital))
    return session.scalar(hers.where(Reading.patient_id == patient_id, Reading.vital > after))


def recent(session: Session, patient_id: str) -> dict[str, str]:
    """The last values in stored units as people write them, e.g. {"weight": "184.5 lb"}."""
    last = latest(session, patient_id)
    return {vital: reading.written for vital, reading in last.items() if reading.written}


def gain_lb(
    session: Session, patient_id: str, pounds: float, taken_at: datetime, *, hours: float = 24
) -> float | None:
    """Pounds gained since the lowest weight of the `hours` before `taken_at`, in [lb_av].

    None when there is nothing to compare with: silence is not stability.
    """
    found = readings_before(session, patient_id, "weight", taken_at)
    past = [as_earlier(reading, taken_at) for reading in found]
    return gain({"weight": pounds}, past, part="weight", within=timedelta(hours=hours))
