"""Opening a case: the row, the page, the chart note and the count, together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from gateway import chart, journal, minutes
from gateway.cohort import Patient
from gateway.escalations import concerns, course, paging, storms
from gateway.escalations.concerns import Found
from gateway.escalations.tables import Concern, Escalation

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
    beyond: Mapping[str, float] = MappingProxyType({}),
) -> Escalation:
    """Get a clinician to look: `tier` critical (wakes somebody) or abnormal (does not).

    The same key is one finding and one page, whoever comes first, the safety net or the judged
    reading. A case of hers that nobody has closed takes it in: what is worse than the person who
    acknowledged it can know is paged anew, a repetition is noted. `cause`: reading, red_flag,
    critical_words. `detail` (rule or family) never leaves in a page. `beyond`: see Found.
    """
    found = Found(tier, cause, detail, key, reading_id, message_sid, vital, beyond)
    known = concerns.of_key(session, key)
    if known and cause == "red_flag" != known.cause:  # danger beside a number that was found first
        found = replace(found, key=f"{key}:words")
        known = concerns.of_key(session, found.key)
    if known:
        return _found_twice(session, known, found, patient, now)
    if case := concerns.joins(session, found, patient, phone):
        return _take_in(session, case, found, patient, now)
    return _opened(session, found, patient, phone, now)


def _opened(
    session: Session, found: Found, patient: Patient | None, phone: str | None, now: datetime
) -> Escalation:
    case = Escalation(
        dedup_key=f"promotora:{found.key}",
        patient_id=patient.id if patient else None,
        phone=phone or (patient.phone if patient else None),
        opened_at=now,
    )
    _is_about(case, found)
    session.add(case)
    session.flush()
    session.add(found.row(case, now))
    _tell(session, case, patient, now)
    return case


def _is_about(case: Escalation, found: Found) -> None:
    case.tier, case.cause, case.detail = found.tier, found.cause, found.detail
    case.vital, case.reading_id, case.message_sid = found.vital, found.reading_id, found.message_sid


def _tell(session: Session, case: Escalation, patient: Patient | None, now: datetime) -> None:
    if not storms.shelter(session, case, now=now):
        paging.begin(session, case, now=now)
    course.triage(session, case, "case_opened", now)
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


def _take_in(
    session: Session,
    case: Escalation,
    found: Found,
    patient: Patient | None,
    now: datetime,
) -> Escalation:
    """Something more about an open case: worse is paged, the rest is written beside it."""
    worse = concerns.worse(session, case, found, now=now)
    goes_on = case.state == "open" and case.tier == found.tier
    concern = found.row(case, now)
    session.add(concern)
    session.flush()
    event = "case_worse" if worse else "case_repeated"
    journal.write(
        session,
        event,
        case.id,
        now=now,
        patient_id=case.patient_id,
        tier=found.tier,
        cause=found.cause,
        message_sid=found.message_sid,
    )
    if worse and course.move(session, case, "worse"):
        was = case.tier
        _is_about(case, found)
        course.triage(session, case, "case_worse", now)
        key = f"promotora:{found.key}"
        paging.renew(session, case, key, "worse", now=now, goes_on=goes_on, was=was)
    if patient:
        _file_more(session, case, concern, patient, worse, now)
    return case


def _file_more(
    session: Session,
    case: Escalation,
    concern: Concern,
    patient: Patient,
    worse: bool,
    now: datetime,
) -> None:
    had = f"{case.acknowledged_by} has it" if case.acknowledged_by else "its page is still out"
    then = PAGING[case.tier] if worse else f"Nobody is paged again: {had}."
    sentence = (
        f"{concern.tier.capitalize()} again, case {case.id[:8]}, from {CAUSE[concern.cause]}: "
        f"{concern.detail}. {then}"
    )
    key = f"note:esc:{case.id}:{concern.id}"
    chart.note(session, patient, sentence, kind="escalation", key=key, started=now, now=now)
    key = f"act:esc:{case.id}:{concern.id}"
    minutes.count(session, patient, "escalation", key=key, now=now)


def _found_twice(
    session: Session, known: Concern, found: Found, patient: Patient | None, now: datetime
) -> Escalation:
    """What a second finder knows and the first did not; nobody is paged again."""
    case = session.get_one(Escalation, known.case_id, with_for_update=True)
    newest = case.message_sid == known.message_sid
    known.vital = known.vital or found.vital
    known.beyond = {**found.beyond, **known.beyond}
    if newest:
        case.vital = case.vital or found.vital
    if found.reading_id and known.reading_id is None:
        known.reading_id = found.reading_id
        case.reading_id = found.reading_id if newest else case.reading_id
        journal.write(
            session,
            "case_joined",
            case.id,
            now=now,
            patient_id=case.patient_id,
            cause=found.cause,
            detail=found.detail,
        )
    if patient and case.patient_id is None:
        case.patient_id = patient.id
        course.triage(session, case, "case_joined", now)
        _file(session, case, patient, now)
    return case
