"""The tasks, with their patients and the words that caused them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gateway import tasks
from gateway.console.lookups.calls import call_times
from gateway.console.lookups.cases import patients_of, words_of
from gateway.console.lookups.names import signatures
from gateway.console.lookups.silences import histories
from gateway.console.presenters.practice import Practice
from gateway.console.presenters.queue import QueueRow, queue_row
from gateway.tasks.tables import Task

MOST = 200
LATELY_DONE = 10


@dataclass(frozen=True)
class Queue:
    """Open tasks, most urgent first; `all_open` counts those beyond the first 200 too."""

    waiting: tuple[QueueRow, ...]
    lately_done: tuple[QueueRow, ...]
    all_open: int


def queue(session: Session, practice: Practice, *, now: datetime) -> Queue:
    waiting = tasks.open_tasks(session, limit=MOST)
    done = session.scalars(
        select(Task).where(Task.state == "done").order_by(Task.done_at.desc()).limit(LATELY_DONE)
    ).all()
    count = select(func.count()).select_from(Task).where(Task.state == "open")
    return Queue(
        waiting=_rows(session, waiting, practice, now=now),
        lately_done=_rows(session, done, practice, now=now),
        all_open=session.scalar(count) or 0,
    )


def _rows(
    session: Session, found: Sequence[Task], practice: Practice, *, now: datetime
) -> tuple[QueueRow, ...]:
    patients = patients_of(session, [task.patient_id for task in found])
    words = words_of(session, [task.message_sid for task in found])
    suits = call_times(session, [task.message_sid for task in found])
    names = signatures(session, [task.done_by for task in found])
    tried = histories(session, found, patients, now=now)
    return tuple(
        queue_row(
            task,
            patients.get(task.patient_id or ""),
            words.get(task.message_sid or ""),
            practice,
            now=now,
            suits=suits.get(task.message_sid or "", ""),
            done_by=names.get(task.done_by or "", ""),
            history=tried.get(task.id, ()),
        )
        for task in found
    )
