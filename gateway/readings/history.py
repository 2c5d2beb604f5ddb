"""What a patient measured before: for judging, for understanding, and for the care team."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.protocols import Earlier
from gateway.protocols.judge import gain
from gateway.readings.tables import Reading

LOOKS_BACK = timedelta(days=42)
"""Further back than any rule may ask (1000 hours)."""


def before(session: Session, patient_id: str, vital: str, taken_at: datetime) -> list[Earlier]:
    """Her earlier readings of one vital, newest first; those entered in error do not count."""
    earlier = (
        select(Reading)
        .where(Reading.patient_id == patient_id, Reading.vital == vital)
        .where(Reading.status == "final", Reading.taken_at < taken_at)
        .where(Reading.taken_at >= taken_at - LOOKS_BACK)
        .order_by(Reading.taken_at.desc())
    )
    return [Earlier(past.values, taken_at - past.taken_at) for past in session.scalars(earlier)]


def latest(session: Session, patient_id: str) -> dict[str, Reading]:
    """Her last reading of each vital."""
    found: dict[str, Reading] = {}
    hers = select(Reading).where(Reading.patient_id == patient_id, Reading.status == "final")
    for vital in session.scalars(
        select(Reading.vital).where(Reading.patient_id == patient_id).distinct()
    ):
        last = hers.where(Reading.vital == vital).order_by(
            Reading.taken_at.desc(), Reading.ordinal.desc()
        )
        if reading := session.scalar(last.limit(1)):
            found[vital] = reading
    return found


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
    past = before(session, patient_id, "weight", taken_at)
    return gain({"weight": pounds}, past, part="weight", within=timedelta(hours=hours))
