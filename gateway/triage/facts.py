"""Counting what triage goes by: rows as they stand, never what was counted before."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
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
_HERS: Any = bindparam("patients", expanding=True)
_CASES = select(Escalation.patient_id, Escalation.tier).where(
    Escalation.patient_id.in_(_HERS), Escalation.state != "closed"
)
_LOOKED = and_(Task.state == "done", Task.kind == "adherence", Task.done_at >= bindparam("since"))
_TASKS = select(Task.patient_id, Task.kind, Task.why, Task.state, Task.done_at).where(
    Task.patient_id.in_(_HERS), or_(Task.state == "open", _LOOKED)
)
_ANSWERS = (
    select(
        Answer.patient_id,
        Answer.kind,
        Answer.at,
        Answer.answer,
        Answer.check_in_id,
        Answer.message_sid,
    )
    .where(Answer.patient_id.in_(_HERS), Answer.at >= bindparam("since"))
    .order_by(Answer.at.desc(), Answer.message_sid.desc())
)
_READ = select(Reading.patient_id, Reading.taken_at).where(
    Reading.patient_id.in_(_HERS),
    Reading.status == "final",
    Reading.taken_at >= bindparam("since"),
)
"""Built once: triage is worked out after everything that happens to somebody."""


def facts_of(
    session: Session, patients: Collection[Patient], *, now: datetime
) -> Mapping[str, Facts]:
    """By patient id, how often each fact holds now; facts that do not hold are absent."""
    begins = {patient.id: first_moment(patient, now) for patient in patients}
    told = {"patients": list(begins), "since": min(begins.values())}
    looks: Sequence[Any] = (_CASES, _TASKS, _ANSWERS, _READ)
    cases, tasks, answers, read = (_each(session, look, told) for look in looks)
    return {
        her.id: _count(
            her,
            cases[her.id],
            [one for one in tasks[her.id] if not one.done_at or one.done_at >= begins[her.id]],
            [one for one in answers[her.id] if one.at >= begins[her.id]],
            [one.taken_at for one in read[her.id] if one.taken_at >= begins[her.id]],
        )
        for her in patients
    }


def _each(session: Session, rows: Any, told: Mapping[str, Any]) -> Mapping[str, Rows]:
    found = defaultdict[str, list[Any]](list)
    for row in session.execute(rows, told):
        found[row.patient_id].append(row)
    return found


def _count(
    patient: Patient, cases: Rows, tasks: Rows, answers: Rows, read: Sequence[datetime]
) -> Facts:
    found = Counter(CASES[one.tier] for one in cases if one.tier in CASES) + Counter(_tasks(tasks))
    found["missed doses"] = _missed_doses(answers, tasks)
    days = {local(patient, at).date() for at in (*read, *(one.at for one in answers))}
    found["answered days"] = len(days)
    return {fact: count for fact, count in found.items() if count}


def first_moment(patient: Patient, now: datetime) -> datetime:
    """The beginning of the first of the days that count."""
    first = local(patient, now).date() - timedelta(days=DAYS - 1)
    return moment(first, "00:00", patient.timezone)


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
