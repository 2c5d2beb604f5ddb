"""A person takes a case, and a case ends."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from gateway import chart, journal, minutes, outbox
from gateway.cohort import Patient
from gateway.escalations import course, paging
from gateway.escalations.tables import Concern, Escalation

UNTIL = {"critical": "a clinician closes it", "abnormal": "the next reading in range"}

_ABNORMAL = (
    select(Escalation)
    .where(Escalation.patient_id == bindparam("patient"))
    .where(Escalation.vital == bindparam("vital"))
    .where(Escalation.tier == "abnormal", Escalation.state != "closed")
    .order_by(Escalation.id)
    .with_for_update()
)


def acknowledge(
    session: Session, case: Escalation, by: str, now: datetime, *, by_pager: bool = False
) -> None:
    """`by` (a person's name) has it. The first who says so is kept; no further page goes out.

    Taken in the console, PagerDuty is told, or it would go on to wake the next in line.
    """
    case = locked(session, case.id)
    if not course.move(session, case, "acknowledged"):
        return
    case.acknowledged_at, case.acknowledged_by = now, by
    _note_taken(session, case, by, now)
    if not by_pager:
        paging.tell(session, "acknowledge", case, case.dedup_key, now=now)


def _note_taken(session: Session, case: Escalation, by: str, now: datetime) -> None:
    again = paging.nth(session, case, "case_acknowledged")
    journal.write(session, "case_acknowledged", case.id, now=now, patient_id=case.patient_id, by=by)
    if patient := _patient(session, case):
        words = f"{by} acknowledged {case.tier} case {case.id[:8]}."
        _file(session, case, patient, words, "acknowledgement", f"ack{again}", now)
        key = f"act:ack{again}:{case.id}"
        minutes.count(session, patient, "acknowledgement", key=key, now=now)


def close(session: Session, case: Escalation, by: str, now: datetime) -> None:
    """A person ends the case; one who closes it has also taken it."""
    acknowledge(session, case, by, now)
    _end(session, locked(session, case.id), "closed", by, f"{by} closed it", now)


def close_abnormal(session: Session, patient: Patient, vital: str, *, now: datetime) -> int:
    """End her abnormal cases of `vital`, because a reading in range came; how many there were.

    A critical case never ends this way.
    """
    cases = session.scalars(_ABNORMAL, {"patient": patient.id, "vital": vital}).all()
    for case in cases:
        _end(session, case, "in_range", "system", "the next reading was in range", now)
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
    of_message = and_(Concern.message_sid.in_(messages), Concern.tier == "critical")
    about = select(Concern.case_id).where(or_(Concern.reading_id.in_(readings), of_message))
    hers = (
        select(Escalation)
        .where(Escalation.patient_id == patient.id, Escalation.state != "closed")
        .where(Escalation.id.in_(about))
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


def reopen(session: Session, case: Escalation, event: str, by: str, now: datetime) -> bool:
    """PagerDuty says that nobody has it any more (`let_go`), or a person opened it anew.

    `by` is who did so. The wait begins again, with its clocks; PagerDuty notifies people itself.
    """
    if not course.move(session, case, event):
        return False
    case.waiting_since = case.page_at = now
    case.acknowledged_at = case.acknowledged_by = None
    case.closed_at = case.closed_by = case.closing_note = None
    paging.watch(session, case, now=now)
    course.triage(session, case, "case_open_again", now)
    again = paging.nth(session, case, "case_open_again")
    journal.write(
        session, "case_open_again", case.id, now=now, patient_id=case.patient_id, by=by, why=event
    )
    if patient := _patient(session, case):
        who = "PagerDuty says that nobody has" if event == "let_go" else f"{by} opened again"
        words = f"{who} {case.tier} case {case.id[:8]}."
        _file(session, case, patient, words, "escalation", f"reopened{again}", now)
    return True


def _end(session: Session, case: Escalation, event: str, by: str, why: str, now: datetime) -> None:
    if not course.move(session, case, event):
        return
    course.triage(session, case, "case_closed", now)
    again = paging.nth(session, case, "case_closed")
    case.closed_at, case.closed_by = now, by
    journal.write(session, "case_closed", case.id, now=now, patient_id=case.patient_id, by=by)
    outbox.withdraw(session, case.id, "page", why="closed", now=now)
    paging.end(session, case, case.dedup_key, now=now)
    if patient := _patient(session, case):
        words = f"{case.tier.capitalize()} case {case.id[:8]} is closed: {why}."
        _file(session, case, patient, words, "escalation", f"closed{again}", now)


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
