"""Which earlier reading a patient means when she puts one right."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway.cohort import local, moment
from gateway.cohort.tables import Patient
from gateway.inbox.tables import InboundMessage
from gateway.protocols import Vital
from gateway.readings.tables import Reading

JUST_NOW = timedelta(hours=2)
"""A reading of just before midnight can still be put right just after it."""

_SENT = (
    select(Reading.vital)
    .where(Reading.patient_id == bindparam("patient"), Reading.status == "final")
    .where(Reading.taken_at >= bindparam("since"))
    .order_by(Reading.taken_at.desc(), Reading.ordinal.desc())
)


def earlier(
    session: Session,
    patient: Patient,
    vital: Vital,
    named: Mapping[str, float] | None,
    *,
    message_sid: str,
    at: datetime,
) -> Reading | None:
    """The reading of today that counts now and that she takes back; None when there is none.

    `named` is the wrong value in stored units: of a reading already put right, the one that stands
    in its place is meant. Unnamed it is the one she sent last. Held until the transaction ends, so
    that two corrections of one reading follow each other.
    """
    today = _today(session, patient, vital.key, message_sid, at)
    if named is None:
        return next((reading for reading in today if reading.status == "final"), None)
    found = next((r for r in today if _same(r.values, named, vital.required)), None)
    return _standing(found, today) if found else None


def sent_today(session: Session, patient: Patient, *, now: datetime) -> list[str]:
    """The vitals of today's readings that count, in the order she sent them, each once."""
    sent = session.scalars(_SENT, {"patient": patient.id, "since": _since(patient, now)})
    return list(reversed(dict.fromkeys(sent)))


def same_values(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """The same numbers; a pulse that is told only once does not matter."""
    return all(other.get(part, amount) == amount for part, amount in one.items() if amount)


def _today(
    session: Session, patient: Patient, vital: str, message_sid: str, at: datetime
) -> Sequence[Reading]:
    """Today's readings of a vital, those in error too, the one sent last first."""
    hers = (
        select(Reading)
        .outerjoin(InboundMessage, InboundMessage.sid == Reading.message_sid)
        .where(Reading.patient_id == patient.id, Reading.vital == vital)
        .where(Reading.taken_at >= _since(patient, at), Reading.message_sid != message_sid)
        .order_by(InboundMessage.received_at.desc(), Reading.taken_at.desc())
        .order_by(Reading.ordinal.desc())
        .with_for_update(of=Reading)
    )
    return session.scalars(hers.execution_options(populate_existing=True)).all()


def _since(patient: Patient, at: datetime) -> datetime:
    midnight = moment(local(patient, at).date(), "00:00", patient.timezone)
    return min(midnight, at - JUST_NOW)


def _standing(found: Reading, today: Iterable[Reading]) -> Reading | None:
    """The reading that stands in the place of one put right; itself when nobody did."""
    by_wrong = {reading.supersedes_id: reading for reading in today if reading.supersedes_id}
    here: Reading | None = found
    while here is not None and here.status != "final":
        here = by_wrong.get(here.id)
    return here


def _same(values: Mapping[str, float], named: Mapping[str, float], parts: Iterable[str]) -> bool:
    return all(values.get(part) == named.get(part) for part in parts)
