"""Three-day drift and slow gain: looked for anew after every reading, as the readings then stand.

What is found does not hang on the order in which readings and corrections came: it is judged at
the newest reading that counts, over one number for each measured day of her own calendar.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import chart, journal, minutes, tasks
from gateway.cohort import local
from gateway.cohort.tables import Patient
from gateway.protocols import Rule, Rulebook, Vital
from gateway.readings.history import LOOKS_BACK, as_earlier
from gateway.readings.tables import Reading
from gateway.tasks import Task

TASK = "trend"
SHOWN = 7
"""Days of readings that are named with the task."""

_COUNTED = (
    select(Reading)
    .where(Reading.patient_id == bindparam("patient"), Reading.vital == bindparam("vital"))
    .where(Reading.status == "final", Reading.taken_at >= bindparam("since"))
    .order_by(Reading.taken_at.desc(), Reading.ordinal.desc())
)


def look(
    session: Session,
    patient: Patient,
    vital: Vital,
    rules: Rulebook,
    *,
    since: datetime,
    now: datetime,
) -> Task | None:
    """Open the care manager's task when a trend rule holds; one per vital waits at a time.

    A drift that goes on after somebody closed the task is a task of the next measured day. One
    that a correction has undone stays open, and says so: it ends on a person's note only.
    `since`: when the reading was taken about which it is looked anew.
    """
    counted = _counted(session, patient, vital.key, since)
    if not counted:
        return None
    newest, *past = counted
    history = [as_earlier(reading, newest.taken_at, patient) for reading in past]
    found = rules.trends(patient.conditions, vital.key, newest.values, history)
    waiting = _waiting(session, patient, vital.key)
    if waiting or not found:
        _note_on(session, waiting, newest, bool(found), now)
        return waiting
    seen = [newest.id, *(r.id for r, e in zip(past, history, strict=True) if e.day < SHOWN)]
    return _ask(session, patient, vital, newest, found[0], seen, rules, now)


def _counted(session: Session, patient: Patient, vital: str, since: datetime) -> Sequence[Reading]:
    """Her readings that count, the newest first; none that is older than any rule may ask."""
    told = {"patient": patient.id, "vital": vital, "since": since - LOOKS_BACK}
    found = session.scalars(_COUNTED, told).all()
    return [one for one in found if one.taken_at >= found[0].taken_at - LOOKS_BACK]


def _waiting(session: Session, patient: Patient, vital: str) -> Task | None:
    mine = tasks.open_tasks(session, patient_id=patient.id, kind=TASK)
    return next((task for task in mine if task.why == vital), None)


def _ask(
    session: Session,
    patient: Patient,
    vital: Vital,
    newest: Reading,
    found: tuple[Rule, str],
    seen: Sequence[str],
    rules: Rulebook,
    now: datetime,
) -> Task | None:
    """One task for each measured day; None when somebody has seen to this day's already."""
    key = f"{TASK}:{patient.id}:{vital.key}:{local(patient, newest.taken_at).date()}"
    if session.scalar(select(Task.id).where(Task.key == key)):
        return None
    task = tasks.add(
        session,
        TASK,
        vital.key,
        key=key,
        patient_id=patient.id,
        message_sid=newest.message_sid,
        due=rules.calendar.next_business_day(now),
        now=now,
    )
    rule, version = found
    about = {"rule": rule.when, "version": version, "vital": vital.key}
    journal.write(
        session, "trend_found", task.id, now=now, patient_id=patient.id, readings=seen, **about
    )
    _file(session, patient, vital, task, f'rule "{rule.when}", protocol {version}', now)
    return task


def _note_on(
    session: Session, waiting: Task | None, newest: Reading, goes_on: bool, now: datetime
) -> None:
    if waiting is not None:
        event, patient_id = "trend_goes_on" if goes_on else "trend_not_seen", waiting.patient_id
        journal.write(
            session, event, waiting.id, now=now, patient_id=patient_id, readings=[newest.id]
        )


def _file(
    session: Session, patient: Patient, vital: Vital, task: Task, why: str, now: datetime
) -> None:
    words = f"Trend, {vital.paper.name}: {why}. A care manager is asked to look."
    key = f"note:trend:{task.id}"
    chart.note(session, patient, words, kind="escalation", key=key, started=now, now=now)
    minutes.count(session, patient, "escalation", key=f"act:trend:{task.id}", now=now)
