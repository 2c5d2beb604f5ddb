"""Counting what triage goes by: rows as they stand, never what was counted before."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway.cohort import local, moment
from gateway.cohort.tables import Patient
from gateway.escalations.tables import Escalation
from gateway.readings.tables import Answer, Reading
from gateway.tasks.tables import Task
from gateway.triage.rulebook import Facts

DAYS = 7
"""Of her calendar, today included; what is older no longer counts."""
CASES = {"critical": "critical cases", "abnormal": "abnormal cases"}
TASKS = {"trend": "trends", "request": "requests", "missing_reading": "silences"}


def facts_of(session: Session, patient: Patient, *, now: datetime) -> Facts:
    """How often each fact holds now; facts that do not hold are absent."""
    since = first_moment(patient, now)
    found = Counter(_cases(session, patient)) + Counter(_tasks(session, patient))
    found["missed doses"] = missed_doses(session, patient, since)
    found["answered days"] = len(set(_days(session, patient, since)))
    return {fact: count for fact, count in found.items() if count}


def first_moment(patient: Patient, now: datetime) -> datetime:
    """The beginning of the first of the days that count."""
    first = local(patient, now).date() - timedelta(days=DAYS - 1)
    return moment(first, "00:00", patient.timezone)


def _cases(session: Session, patient: Patient) -> Iterator[str]:
    waiting = select(Escalation.tier).where(
        Escalation.patient_id == patient.id, Escalation.state != "closed"
    )
    return (CASES[tier] for tier in session.scalars(waiting) if tier in CASES)


def _tasks(session: Session, patient: Patient) -> Iterator[str]:
    waiting = select(Task.kind, Task.why).where(Task.patient_id == patient.id, Task.state == "open")
    for kind, why in session.execute(waiting):
        if kind == "symptom":
            yield "new concerns" if why == "concerns" else "new symptoms"
        elif kind in TASKS:
            yield TASKS[kind]


def missed_doses(session: Session, patient: Patient, since: datetime) -> int:
    """NO to the medicines in a row, up to the last answer, since then and since somebody looked.

    Two answers to one check-in are one: the later one counts.
    """
    looked = select(func.max(Task.done_at)).where(
        Task.patient_id == patient.id, Task.kind == "adherence", Task.state == "done"
    )
    from_ = max(since, session.scalar(looked) or since)
    hers = (
        select(Answer)
        .where(Answer.patient_id == patient.id, Answer.kind == "adherence", Answer.at >= from_)
        .order_by(Answer.at.desc(), Answer.message_sid.desc())
    )
    streak, seen = 0, set[str]()
    for answer in session.scalars(hers):
        about = answer.check_in_id or answer.message_sid
        if about in seen:
            continue
        seen.add(about)
        if answer.answer != "no":
            break
        streak += 1
    return streak


def _days(session: Session, patient: Patient, since: datetime) -> Iterator[date]:
    read = select(Reading.taken_at).where(
        Reading.patient_id == patient.id, Reading.status == "final", Reading.taken_at >= since
    )
    said = select(Answer.at).where(Answer.patient_id == patient.id, Answer.at >= since)
    for at in (*session.scalars(read), *session.scalars(said)):
        yield local(patient, at).date()
