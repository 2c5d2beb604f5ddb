"""Putting something into the care managers' queue, and taking it out."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import journal, timers
from gateway.tasks.tables import Task

LOOKED_AT_WITHIN = timedelta(hours=4)
"""When the caller states no due time: the shortest window of the queue, so that nothing waits
longer than it may because somebody forgot to say."""

_OPEN = select(Task).where(Task.state == "open").order_by(Task.due_at, Task.id)
_HERS = _OPEN.where(Task.patient_id == bindparam("patient"), Task.kind == bindparam("kind")).limit(
    bindparam("most")
)


def add(
    session: Session,
    kind: str,
    why: str,
    *,
    key: str,
    now: datetime,
    patient_id: str | None = None,
    phone: str | None = None,
    message_sid: str | None = None,
    due: datetime | None = None,
) -> Task:
    """Ask a person to look; the same key asks once and answers with the first task.

    `why` is a stable code without the patient's words; `due` is the time by which someone looks.
    """
    if before := session.scalar(select(Task).where(Task.key == key)):
        return before
    task = Task(
        key=key,
        kind=kind,
        why=why,
        patient_id=patient_id,
        phone=phone,
        message_sid=message_sid,
        created_at=now,
        due_at=due or now + LOOKED_AT_WITHIN,
    )
    session.add(task)
    session.flush()
    journal.write(
        session, "task_opened", task.id, now=now, patient_id=patient_id, kind=kind, why=why
    )
    _triage(session, task, "task_opened", now)
    return task


def done(session: Session, task: Task, by: str, now: datetime, note: str = "") -> bool:
    """A person has seen to it; the first who says so is kept. False when somebody had."""
    if task.state == "done":
        return False
    task.state, task.done_at, task.done_by, task.note = "done", now, by, note or None
    journal.write(
        session, "task_done", task.id, now=now, patient_id=task.patient_id, by=by, kind=task.kind
    )
    _triage(session, task, "task_done", now)
    return True


def _triage(session: Session, task: Task, event: str, now: datetime) -> None:
    if task.patient_id:
        timers.soon(session, "triage", task.patient_id, event, task.id, now=now)


def open_tasks(
    session: Session,
    *,
    patient_id: str | None = None,
    kind: str | None = None,
    due_before: datetime | None = None,
    limit: int = 500,
) -> list[Task]:
    """What waits for a person, most urgent first."""
    if patient_id is not None and kind is not None and due_before is None:
        return list(session.scalars(_HERS, {"patient": patient_id, "kind": kind, "most": limit}))
    waiting = _OPEN.limit(limit)
    if patient_id is not None:
        waiting = waiting.where(Task.patient_id == patient_id)
    if kind is not None:
        waiting = waiting.where(Task.kind == kind)
    if due_before is not None:
        waiting = waiting.where(Task.due_at < due_before)
    return list(session.scalars(waiting))
