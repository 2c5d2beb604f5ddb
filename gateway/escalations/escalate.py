"""Opening a case: the row, the page, the chart note and the count, together."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import chart, journal, minutes, outbox, timers
from gateway.cohort import Patient
from gateway.escalations.tables import Escalation

CAUSE = {
    "reading": "a reading",
    "red_flag": "words in the patient's text",
    "critical_words": "a reading in the patient's text",
}
PAGING = {
    "critical": "A clinician is being paged.",
    "abnormal": "The care team is being told.",
}


def open_case(
    session: Session,
    *,
    tier: str,
    cause: str,
    detail: str,
    key: str,
    now: datetime,
    patient: Patient | None = None,
    phone: str | None = None,
    reading_id: str | None = None,
    message_sid: str | None = None,
    vital: str | None = None,
) -> Escalation:
    """Get a clinician to look: `tier` critical (wakes somebody) or abnormal (does not).

    The same key is one case and one page, whoever finds it first, the safety net or the judged
    reading; a worse reading has another message, so another key, and pages again. `cause`:
    reading, red_flag, critical_words. `detail` (rule or family) never leaves in a page.
    """
    by_key = select(Escalation).where(Escalation.dedup_key == f"promotora:{key}")
    if case := session.scalar(by_key.with_for_update()):
        _join(session, case, patient, reading_id, vital, cause, detail, now)
        return case
    case = Escalation(
        dedup_key=f"promotora:{key}",
        tier=tier,
        cause=cause,
        detail=detail,
        patient_id=patient.id if patient else None,
        phone=phone or (patient.phone if patient else None),
        reading_id=reading_id,
        message_sid=message_sid,
        vital=vital,
        opened_at=now,
    )
    session.add(case)
    session.flush()
    _tell(session, case, patient, now)
    return case


def _tell(session: Session, case: Escalation, patient: Patient | None, now: datetime) -> None:
    """Page, journal and look again at once: the window is read from the rules by the timer."""
    outbox.post(
        session,
        "page",
        case.id,
        key=f"page:{case.dedup_key}",
        now=now,
        patient_id=case.patient_id,
        urgent=case.tier == "critical",
    )
    timers.wake(session, "ack_window", case.id, key=f"ack_window:{case.id}", at=now)
    journal.write(
        session,
        "case_opened",
        case.id,
        now=now,
        patient_id=case.patient_id,
        tier=case.tier,
        cause=case.cause,
        message_sid=case.message_sid,
    )
    if patient:
        _file(session, case, patient, now)


def _file(session: Session, case: Escalation, patient: Patient, now: datetime) -> None:
    sentence = (
        f"{case.tier.capitalize()} escalation, case {case.id[:8]}, from {CAUSE[case.cause]}: "
        f"{case.detail}. {PAGING[case.tier]}"
    )
    started = case.opened_at
    key = f"note:esc:{case.id}"
    chart.note(session, patient, sentence, kind="escalation", key=key, started=started, now=now)
    minutes.count(session, patient, "escalation", key=f"act:esc:{case.id}", now=now)


def _join(
    session: Session,
    case: Escalation,
    patient: Patient | None,
    reading_id: str | None,
    vital: str | None,
    cause: str,
    detail: str,
    now: datetime,
) -> None:
    """What a second finder knows and the first did not; nobody is paged again."""
    case.vital = case.vital or vital
    if reading_id and case.reading_id is None:
        case.reading_id = reading_id
        journal.write(
            session,
            "case_joined",
            case.id,
            now=now,
            patient_id=case.patient_id,
            cause=cause,
            detail=detail,
        )
    if patient and case.patient_id is None:
        case.patient_id = patient.id
        _file(session, case, patient, now)
