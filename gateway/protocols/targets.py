"""A patient's own target bands."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.errors import ClinicError
from gateway.protocols.judge import Band
from gateway.protocols.tables import Target
from gateway.protocols.vitals import Vital

_CURRENT = select(Target).where(
    Target.patient_id == bindparam("patient"),
    Target.vital == bindparam("vital"),
    Target.ended_at.is_(None),
)


class BadTarget(ClinicError):
    status = 422
    code = "bad_target"
    next_step = "Give a lowest or a highest number inside the plausible range, the lower one first."


def targets_of(session: Session, patient_id: str, vital: str) -> dict[str, Band]:
    """Her bands for one vital by part, in its stored units; parts without a band are absent."""
    current = session.scalars(_CURRENT, {"patient": patient_id, "vital": vital})
    return {band.part: (band.low, band.high) for band in current}


def targets_at(session: Session, patient_id: str, vital: str, at: datetime) -> dict[str, Band]:
    """Her bands for one vital as they were at that moment."""
    then = (
        select(Target)
        .where(Target.patient_id == patient_id, Target.vital == vital, Target.since <= at)
        .where(or_(Target.ended_at.is_(None), Target.ended_at > at))
        .order_by(Target.since)
    )
    return {band.part: (band.low, band.high) for band in session.scalars(then)}


def set_target(
    session: Session,
    patient_id: str,
    vital: Vital,
    part: str,
    band: Band,
    *,
    by: str,
    now: datetime,
) -> Target:
    """Give a patient her own band from now on; the one before is ended and kept."""
    low, high = band
    known = vital.parts.get(part)
    numbers = [number for number in band if number is not None]
    if known is None or not numbers or numbers != sorted(numbers):
        raise BadTarget(f"{low} to {high} is no band for {part}.")
    if not all(known.low <= number <= known.high for number in numbers):
        raise BadTarget(f"{part} is plausible from {known.low:g} to {known.high:g}.")
    before = select(Target).where(
        Target.patient_id == patient_id,
        Target.vital == vital.key,
        Target.part == part,
        Target.ended_at.is_(None),
    )
    for old in session.scalars(before):
        old.ended_at = now
    target = Target(
        patient_id=patient_id, vital=vital.key, part=part, low=low, high=high, set_by=by, since=now
    )
    session.add(target)
    session.flush()
    journal.write(
        session, "target_set", target.id, now=now, patient_id=patient_id, by=by, vital=vital.key
    )
    return target
