"""A person takes a case, and a case ends."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from gateway import chart, journal, minutes, outbox
from gateway.cohort import Patient
from gateway.escalations.tables import Escalation

UNTIL = {"critical": "a clinician closes it", "abnormal": "the next reading in range"}


def acknowledge(
    session: Session, case: Escalation, by: str, now: datetime, *, by_pager: bool = False
) -> None:
    """`by` (a person's name) has it. The first who says so is kept; no further page goes out.

    Taken in the console, PagerDuty is told, or it would go on to wake the next in line.
    """
    case = locked(session, case.id)
    if case.acknowledged_at or case.state == "closed":
        return
    case.acknowledged_at, case.acknowledged_by, case.state = now, by, "acknowledged"
    journal.write(session, "case_acknowledged", case.id, now=now, patient_id=case.patient_id, by=by)
    if not by_pager:
        key = f"acknowledge:{case.dedup_key}"
        outbox.post(session, "acknowledge", case.id, key=key, now=now, patient_id=case.patient_id)
    if patient := _patient(session, case):
        words = f"{by} acknowledged {case.tier} case {case.id[:8]}."
        _file(session, case, patient, words, "acknowledgement", "ack", now)
        minutes.count(session, patient, "acknowledgement", key=f"act:ack:{case.id}", now=now)


def close(session: Session, case: Escalation, by: str, now: datetime) -> None:
    """A person ends the case; one who closes it has also taken it."""
    acknowledge(session, case, by, now)
    _end(session, locked(session, case.id), by, f"{by} closed it", now)


def close_abnormal(session: Session, patient: Patient, vital: str, *, now: datetime) -> int:
    """End her abnormal cases of `vital`, because a reading in range came; how many there were.

    A critical case never ends this way.
    """
    waiting = (
        select(Escalation)
        .where(Escalation.patient_id == patient.id, Escalation.vital == vital)
        .where(Escalation.tier == "abnormal", Escalation.state != "closed")
        .order_by(Escalation.id)
        .with_for_update()
    )
    cases = session.scalars(waiting).all()
    for case in cases:
        _end(session, case, "system", "the next reading was in range", now)
    return len(cases)


def corrected(
    session: Session,
    patient: Patient,
    *,
    readings: Collection[str],
    messages: Collection[str],
    words: str,
    key: str,
    now: datetime,
) -> int:
    """The patient has put right a reading that cases of hers are about; how many there are.

    It is written beside each case that is still open, and ends none: a number taken back may
    still have been the true one. `readings` are the ids that no longer count, `messages` those
    that held them; `words` say from what to what, `key` names the new reading.
    """
    of_message = and_(Escalation.message_sid.in_(messages), Escalation.tier == "critical")
    hers = (
        select(Escalation)
        .where(Escalation.patient_id == patient.id, Escalation.state != "closed")
        .where(or_(Escalation.reading_id.in_(readings), of_message))
        .order_by(Escalation.id)
        .with_for_update()
    )
    cases = session.scalars(hers).all()
    for case in cases:
        journal.write(session, "case_corrected", case.id, now=now, patient_id=patient.id)
        text = f"{case.tier.capitalize()} case {case.id[:8]}: the patient corrected its reading"
        note = f"{text} {words}. The case stays open until {UNTIL[case.tier]}."
        _file(session, case, patient, note, "escalation", f"corrected:{key}", now)
    return len(cases)


def locked(session: Session, case_id: str) -> Escalation:
    """The case as it is now, held until the transaction ends."""
    return session.get_one(Escalation, case_id, with_for_update=True, populate_existing=True)


def _end(session: Session, case: Escalation, by: str, why: str, now: datetime) -> None:
    if case.state == "closed":
        return
    case.state, case.closed_at, case.closed_by = "closed", now, by
    journal.write(session, "case_closed", case.id, now=now, patient_id=case.patient_id, by=by)
    outbox.withdraw(session, case.id, kind="page", why="closed", now=now)
    outbox.post(
        session,
        "resolve",
        case.id,
        key=f"resolve:{case.dedup_key}",
        now=now,
        patient_id=case.patient_id,
    )
    if patient := _patient(session, case):
        words = f"{case.tier.capitalize()} case {case.id[:8]} is closed: {why}."
        _file(session, case, patient, words, "escalation", "closed", now)


def _patient(session: Session, case: Escalation) -> Patient | None:
    return session.get(Patient, case.patient_id) if case.patient_id else None


def _file(
    session: Session,
    case: Escalation,
    patient: Patient,
    words: str,
    kind: str,
    name: str,
    now: datetime,
) -> None:
    key = f"note:{name}:{case.id}"
    chart.note(session, patient, words, kind=kind, key=key, started=case.opened_at, now=now)
