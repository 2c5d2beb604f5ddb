"""Counting what triage goes by: rows as they stand, never what was counted before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
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

Rows = Sequence[Any]
_CASES = select(Escalation.tier).where(
    Escalation.patient_id == bindparam("patient"), Escalation.state != "closed"
)
_LOOKED = and_(Task.state == "done", Task.kind == "adherence", Task.done_at >= bindparam("since"))
_TASKS = select(Task.kind, Task.why, Task.state, Task.done_at).where(
    Task.patient_id == bindparam("patient"), or_(Task.state == "open", _LOOKED)
)
_ANSWERS = (
    select(Answer.kind, Answer.at, Answer.answer, Answer.check_in_id, Answer.message_sid)
    .where(Answer.patient_id == bindparam("patient"), Answer.at >= bindparam("since"))
    .order_by(Answer.at.desc(), Answer.message_sid.desc())
)
_READ = select(Reading.taken_at).where(
    Reading.patient_id == bindparam("patient"),
    Reading.status == "final",
    Reading.taken_at >= bindparam("since"),
)
"""Built once: triage is worked out after everything that happens to her."""


def facts_of(session: Session, patient: Patient, *, now: datetime) -> Facts:
    """How often each fact holds now; facts that do not hold are absent."""
    since = first_moment(patient, now)
    told = {"patient": patient.id, "since": since}
    tasks = session.execute(_TASKS, told).all()
    answers = session.execute(_ANSWERS, told).all()
    found = Counter(_cases(session, patient)) + Counter(_tasks(tasks))
    found["missed doses"] = _missed_doses(answers, tasks)
    read = session.scalars(_READ, told)
    days = {local(patient, at).date() for at in (*read, *(one.at for one in answers))}
    found["answered days"] = len(days)
    return {fact: count for fact, count in found.items() if count}


def first_moment(patient: Patient, now: datetime) -> datetime:
    """The beginning of the first of the days that count."""
    first = local(patient, now).date() - timedelta(days=DAYS - 1)
    return moment(first, "00:00", patient.timezone)


def _cases(session: Session, patient: Patient) -> Iterator[str]:
    tiers = session.scalars(_CASES, {"patient": patient.id})
    return (CASES[tier] for tier in tiers if tier in CASES)


def _tasks(tasks: Rows) -> Iterator[str]:
    for task in tasks:
        if task.state != "open":
            continue
        if task.kind == "symptom":
            yield "new concerns" if task.why == "concerns" else "new symptoms"
        elif task.kind in TASKS:
            yield TASKS[task.kind]


def _missed_doses(answers: Rows, tasks: Rows) -> int:
    """NO to the medicines in a row, up to the last answer, since somebody last looked.

    Two answers to one check-in are one: the later one counts.
    """
    looked = [task.done_at for task in tasks if task.state == "done"]
    streak, seen = 0, set[str]()
    for answer in answers:
        if answer.kind != "adherence" or any(answer.at < at for at in looked):
            continue
        about = answer.check_in_id or answer.message_sid
        if about in seen:
            continue
        seen.add(about)
        if answer.answer != "no":
            break
        streak += 1
    return streak
