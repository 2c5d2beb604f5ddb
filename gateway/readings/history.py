"""What a patient measured before: for judging, for understanding, and for the care team."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from gateway.cohort import local
from gateway.cohort.tables import Patient
from gateway.protocols import Earlier
from gateway.protocols.judge import gain
from gateway.readings.tables import Reading

LOOKS_BACK = timedelta(days=42)
"""Further back than any rule may ask (1000 hours)."""

_FINAL = select(Reading).where(
    Reading.patient_id == bindparam("patient"), Reading.status == "final"
)
_OF_VITAL = _FINAL.where(Reading.vital == bindparam("vital"))
_EARLIER = _OF_VITAL.where(
    Reading.taken_at < bindparam("at"), Reading.taken_at >= bindparam("since")
).order_by(Reading.taken_at.desc())
_NEWEST = _OF_VITAL.order_by(Reading.taken_at.desc(), Reading.ordinal.desc()).limit(1)


def _latest() -> Select[Any]:
    """From one vital to the next along the index: DISTINCT would read her whole history."""
    one = aliased(Reading)
    hers = one.patient_id == bindparam("patient")
    vitals = select(func.min(one.vital).label("vital")).where(hers).cte("vitals", recursive=True)
    following = select(func.min(one.vital)).where(hers, one.vital > vitals.c.vital)
    onward = select(following.scalar_subquery()).where(vitals.c.vital.is_not(None))
    vitals = vitals.union_all(onward)
    newest_id = (
        select(one.id)
        .where(hers, one.vital == vitals.c.vital, one.status == "final")
        .order_by(one.taken_at.desc(), one.ordinal.desc())
        .limit(1)
    )
    each = select(Reading).join(vitals, Reading.id == newest_id.scalar_subquery())
    return each.order_by(Reading.vital)


_LATEST = _latest()


def readings_before(
    session: Session,
    patient_id: str,
    vital: str,
    taken_at: datetime,
    within: timedelta = LOOKS_BACK,
) -> Sequence[Reading]:
    """Her earlier readings of one vital, newest first; those entered in error do not count."""
    told = {"patient": patient_id, "vital": vital, "at": taken_at, "since": taken_at - within}
    return session.scalars(_EARLIER, told).all()


def as_earlier(reading: Reading, taken_at: datetime, patient: Patient | None = None) -> Earlier:
    """An earlier reading as the rules compare it with one of `taken_at`, by her calendar's days."""
    ago = taken_at - reading.taken_at
    if patient is None:
        return Earlier(reading.values, ago)
    days = local(patient, taken_at).date() - local(patient, reading.taken_at).date()
    return Earlier(reading.values, ago, days.days)


def latest(session: Session, patient_id: str) -> dict[str, Reading]:
    """Her last reading of each vital."""
    found = session.scalars(_LATEST, {"patient": patient_id})
    return {reading.vital: reading for reading in found}


def newest(session: Session, patient_id: str, vital: str) -> Reading | None:
    """Her last reading of one vital."""
    return session.scalar(_NEWEST, {"patient": patient_id, "vital": vital})


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
