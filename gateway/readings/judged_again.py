"""What a correction changes about the readings that came after the one put right."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import escalations, journal, rechecks
from gateway.cohort.tables import Patient
from gateway.protocols import Rulebook, Verdict
from gateway.protocols.judge import SEVERITIES
from gateway.readings.grounds import judged
from gateway.readings.tables import Reading


def judge_later(
    session: Session, patient: Patient, right: Reading, rules: Rulebook, *, now: datetime
) -> int:
    """Page for each later reading that is worse against the number put right; how many are.

    "184" at seven, "187" at nine, and at ten "it was 174": the 187 is thirteen pounds more. What
    became milder changes nothing, and the reading itself keeps what it was judged as.
    """
    later = (
        select(Reading)
        .where(Reading.patient_id == patient.id, Reading.vital == right.vital)
        .where(Reading.status == "final", Reading.taken_at > right.taken_at)
        .order_by(Reading.taken_at, Reading.ordinal)
    )
    return sum(_judge(session, patient, one, rules, now) for one in session.scalars(later).all())


def _judge(
    session: Session, patient: Patient, reading: Reading, rules: Rulebook, now: datetime
) -> bool:
    vital, at = rules.vital(reading.vital), reading.taken_at
    found = judged(session, patient, vital, reading.values, rules, taken_at=at, now=now)
    if SEVERITIES.index(found.severity) >= SEVERITIES.index(reading.severity):
        return False
    _keep(session, reading, found, now)
    rechecks.second_put_right(
        session, patient, reading.id, reading_id=reading.id, in_range=False, now=now
    )
    why = f"{found.rule} ({found.protocol_version}), judged again after a correction"
    escalations.open_case(
        session,
        tier=found.severity,
        cause="reading",
        detail=f"{reading.vital} {reading.written}: {why}",
        key=f"again:{found.severity}:{reading.id}",
        patient=patient,
        reading_id=reading.id,
        message_sid=reading.message_sid,
        vital=reading.vital,
        beyond=found.beyond,
        now=now,
    )
    return True


def _keep(session: Session, reading: Reading, found: Verdict, now: datetime) -> None:
    """By what it was judged the second time, for whoever asks why it paged after all."""
    journal.write(
        session,
        "reading_judged_again",
        reading.id,
        now=now,
        patient_id=reading.patient_id,
        severity=found.severity,
        rule=found.rule,
        version=found.protocol_version,
        grounds=dict(found.grounds),
    )
